#include "backend/open.h"

#include <charconv>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <optional>

#include "backend/auto.h"
#include "base/build.h"
#include "base/error.h"

namespace lode::backend {
namespace {

constexpr const char* module_name = "liblode_cuda.so";
constexpr const char* module_variable = "LODE_CUDA_MODULE";

/// The opened module, or why there is none.
struct Loaded {
  const CudaModule* module = nullptr;
  std::string file;
  std::string missing;
};

std::string loader_error() {
  const char* text = dlerror();
  return text == nullptr ? "no reason given" : text;
}

/// The folder of the library that this code is part of, with the slash; empty where it is not known.
std::string own_folder() {
  Dl_info info = {};
  if (dladdr(reinterpret_cast<const void*>(&find_devices), &info) == 0 || info.dli_fname == nullptr)
    return "";
  const std::string path = info.dli_fname;
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash + 1);
}

/// Whether there is a driver at all: without one the module's libraries, a gigabyte of them, need not be
/// read.
bool has_driver() {
  void* driver = dlopen("libcuda.so.1", RTLD_LAZY | RTLD_LOCAL);
  if (driver != nullptr) dlclose(driver);
  return driver != nullptr;
}

Loaded accept(void* library, const std::string& file) {
  const auto table = reinterpret_cast<CudaModuleFunction>(dlsym(library, "lode_cuda_module"));
  const CudaModule* module = table == nullptr ? nullptr : table();
  const bool same =
      module != nullptr && module->size == sizeof(CudaModule) && std::strcmp(module->release, release()) == 0;
  if (same) return {module, file, ""};
  dlclose(library);
  return {nullptr, "", file + " is not of this build of Lode (" + release() + ")"};
}

Loaded open_file(const std::string& file) {
  void* library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr)
    return {nullptr, "", std::string(module_name) + " could not be opened: " + loader_error()};
  return accept(library, file);
}

/// The file that the environment names, else the one beside this library, else the one on the loader's path.
Loaded load() {
  if (const char* named = secure_getenv(module_variable); named != nullptr && *named != '\0')
    return open_file(named);
  if (!has_driver()) return {nullptr, "", "no NVIDIA driver: libcuda.so.1 could not be opened"};
  const Loaded beside = open_file(own_folder() + module_name);
  return beside.module != nullptr ? beside : open_file(module_name);
}

/// Opened once and kept, like any library: what it hands out refers to its code.
const Loaded& loaded() {
  static const Loaded once = load();
  return once;
}

/// N of "cuda:N", 0 for "cuda"; nothing for another form.
std::optional<int> cuda_index(const std::string& device) {
  if (device == "cuda") return 0;
  constexpr std::string_view prefix = "cuda:";
  if (device.rfind(prefix, 0) != 0) return std::nullopt;
  int index = -1;
  const char* end = device.data() + device.size();
  const auto read = std::from_chars(device.data() + prefix.size(), end, index);
  if (read.ec != std::errc() || read.ptr != end || index < 0) return std::nullopt;
  return index;
}

std::unique_ptr<Backend> open_cuda(const std::string& device, int index, std::size_t memory_cap) {
  const Devices devices = find_devices();
  if (!devices.missing.empty())
    throw Error(Code::device, "device '" + device + "' was asked for: " + devices.missing);
  if (static_cast<std::size_t>(index) >= devices.cuda.size())
    throw Error(Code::device, "device '" + device + "' was asked for; there are " +
                                  std::to_string(devices.cuda.size()) + ", the last is '" +
                                  devices.cuda.back().name + "'");
  return loaded().module->open(index, memory_cap);
}

/// The first device that the module has code for and that opens, with the CPU; else the CPU alone.
std::unique_ptr<Backend> open_auto(const BackendChoice& choice) {
  constexpr int oldest_major = 8;
  std::unique_ptr<Backend> cpu = make_cpu_backend(choice.threads);
  const Devices devices = find_devices();
  for (std::size_t i = 0; i < devices.cuda.size(); ++i) {
    if (devices.cuda[i].major < oldest_major) continue;
    try {
      return make_auto_backend(std::move(cpu), loaded().module->open(static_cast<int>(i), choice.memory_cap),
                               Crossover(devices.cuda[i].double_rate));
    } catch (const Error& error) {  // in use by somebody else alone, or full
      if (error.code() != Code::device && error.code() != Code::memory) throw;
      if (!cpu) cpu = make_cpu_backend(choice.threads);
    }
  }
  return cpu;
}

}  // namespace

Devices find_devices() {
  const Loaded& cuda = loaded();
  Devices found;
  found.module = cuda.file;
  found.missing = cuda.missing;
  if (cuda.module == nullptr) return found;
  try {
    found.cuda = cuda.module->devices();
    if (found.cuda.empty()) found.missing = "no CUDA device";
  } catch (const Error& error) {
    found.missing = error.what();
  }
  return found;
}

std::unique_ptr<Backend> open_backend(const BackendChoice& choice) {
  if (choice.portable && choice.device != "cpu")
    throw Error(Code::argument, "context.portable: true given with context.device '" + choice.device +
                                    "'; a portable context computes on 'cpu' alone");
  if (choice.portable) return make_portable_backend(choice.threads);
  if (choice.device == "cpu") return make_cpu_backend(choice.threads);
  if (choice.device == "auto") return open_auto(choice);
  const std::optional<int> index = cuda_index(choice.device);
  if (!index)
    throw Error(Code::argument,
                "context.device: '" + choice.device + "' given; accepted: 'cpu', 'cuda', 'cuda:N', 'auto'");
  return open_cuda(choice.device, *index, choice.memory_cap);
}

}  // namespace lode::backend
