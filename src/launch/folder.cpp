#include "launch/folder.h"

#include <cerrno>
#include <cstdio>   // rename
#include <cstring>  // strerror
#include <fcntl.h>
#include <filesystem>
#include <string_view>
#include <unistd.h>  // faccessat, pread

#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "launch/descriptor.h"
#include "launch/pid_file.h"
#include "launch/process.h"

namespace lode::launch {

namespace {

namespace fs = std::filesystem;

[[noreturn]] void platform_failure(const std::string& what, int number) {
  throw StartFailure{study::Reason::platform_error, what + ": " + std::strerror(number)};
}

/// All of the text or nothing: under another name first, on the disk, then renamed.
void write_file(const std::string& path, const std::string& text) {
  const std::string part = path + ".part";
  const Descriptor file(open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  if (file.get() < 0) platform_failure("cannot write " + part, errno);
  for (std::string_view rest = text; !rest.empty();) {
    const ssize_t written = write(file.get(), rest.data(), rest.size());
    if (written < 0 && errno != EINTR) platform_failure("cannot write " + part, errno);
    rest.remove_prefix(written > 0 ? static_cast<std::size_t>(written) : 0);
  }
  if (fsync(file.get()) != 0 || rename(part.c_str(), path.c_str()) != 0)
    platform_failure("cannot write " + path, errno);
}

void write_hyperparameters(const std::string& path, const study::Job& job) {
  Json object = Json::object();
  for (const auto& [name, value] : job.hyperparameters) object[name] = value;
  write_file(path, object.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

/// Whose a folder is: the study's name alone may have belonged to another one before.
std::string owner_file(const TrialFiles& files) { return files.directory + "/.study.json"; }
std::string owner_text(const study::Job& job) {
  const Json owner = {{"HyperParameterTuningJobName", job.study}, {"CreationTime", job.study_created}};
  return owner.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

/// A folder without an owner is nobody's: it was made by hand, or its trial's start was cut off.
std::string owner_of(const TrialFiles& files) { return content_of(owner_file(files)); }

/// \return the new name
std::string set_aside(const std::string& directory) {
  int number = 1;
  std::string name;
  do name = directory + ".earlier-" + std::to_string(number++);
  while (fs::exists(name));
  fs::rename(directory, name);
  return name;
}

/// An earlier run of the same attempt may have been cut off within a line; what follows must not continue it.
void end_last_line(const std::string& path) {
  const auto size = size_of(path);
  if (size == 0) return;
  const Descriptor file(open(path.c_str(), O_RDWR | O_APPEND | O_CLOEXEC | O_NONBLOCK));
  char last = '\n';
  if (file.get() < 0 || pread(file.get(), &last, 1, static_cast<off_t>(size) - 1) != 1 || last == '\n')
    return;
  if (write(file.get(), "\n", 1) != 1) platform_failure("cannot write " + path, errno);
}

}  // namespace

void check_directory(const std::string& directory) {
  const auto refuse = [&](const std::string& why) {
    throw Error(Code::argument,
                "launch.directory: no trial's folder can be made in '" + directory + "': " + why);
  };
  std::error_code error;
  fs::create_directories(directory, error);
  if (error) refuse(error.message());
  if (faccessat(AT_FDCWD, directory.c_str(), W_OK | X_OK, AT_EACCESS) != 0) refuse(std::strerror(errno));
}

std::string prepare_folder(const study::Job& job, const TrialFiles& files, double grace_seconds) {
  if (!end_earlier(files.pid, grace_seconds))
    throw StartFailure{study::Reason::platform_error, "an earlier process of this trial cannot be ended"};
  std::string advice;
  std::string owner = owner_of(files);
  if (!owner.empty() && owner != owner_text(job)) {
    advice = "its folder held the files of another study; they are in " + set_aside(files.directory) + " now";
    owner.clear();
  }
  fs::create_directories(files.checkpoints);  // and what it lies in
  if (owner.empty()) write_file(owner_file(files), owner_text(job));
  write_hyperparameters(files.hyperparameters, job);
  end_last_line(files.log);
  end_last_line(files.metrics);
  return advice;
}

}  // namespace lode::launch
