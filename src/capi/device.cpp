// What there is to compute on.

#include <thread>

#include "backend/open.h"
#include "base/build.h"
#include "base/json.h"
#include "capi/guard.h"

using namespace lode;
using namespace lode::capi;

namespace {

Json or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

Json json_of(const backend::DeviceInfo& device) {
  return {{"Name", device.name},
          {"Model", device.model},
          {"ComputeCapability", std::to_string(device.major) + "." + std::to_string(device.minor)},
          {"Memory", device.memory},
          {"SharedMemory", device.shared_memory},
          {"Multiprocessors", device.processors},
          {"DoubleRate", device.double_rate}};
}

std::string devices_json() {
  const backend::Devices found = backend::find_devices();
  Json list = Json::array();
  for (const backend::DeviceInfo& device : found.cuda) list.push_back(json_of(device));
  const Json all = {
      {"Cpu",
       {{"InstructionSet", instruction_set()}, {"HardwareThreads", std::thread::hardware_concurrency()}}},
      {"Cuda",
       {{"Devices", std::move(list)},
        {"Module", or_null(found.module)},
        {"Missing", or_null(found.missing)}}}};
  return all.dump();
}

}  // namespace

lode_status lode_devices_json(char* buffer, size_t capacity, size_t* needed, lode_error* error) {
  return guarded(error, [&] { return copy_out(devices_json(), buffer, capacity, needed); });
}
