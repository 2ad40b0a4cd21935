#include "study/driver.h"

#include <array>
#include <cerrno>
#include <fstream>
#include <signal.h>  // kill(pid, 0)
#include <sstream>
#include <unistd.h>  // gethostname, getpid

namespace lode::study {

namespace {

std::string first_line(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

/// Field 22 of /proc/<pid>/stat; the fields are counted after the command's closing parenthesis, as it may
/// hold spaces.
std::uint64_t start_time(std::int64_t pid) {
  const std::string line = first_line("/proc/" + std::to_string(pid) + "/stat");
  const auto close = line.rfind(')');
  if (close == std::string::npos) return 0;
  std::istringstream fields(line.substr(close + 1));
  std::string field;
  for (int i = 3; i < 22; ++i) fields >> field;
  std::uint64_t start = 0;
  fields >> start;
  return start;
}

std::string host_name() {
  std::array<char, 256> name{};
  if (gethostname(name.data(), name.size() - 1) != 0) return "";
  return name.data();
}

}  // namespace

Driver this_process() {
  Driver driver;
  driver.host = host_name();
  driver.boot = first_line("/proc/sys/kernel/random/boot_id");
  driver.pid = getpid();
  driver.start = start_time(driver.pid);
  return driver;
}

bool maybe_alive(const Driver& driver) {
  const Driver here = this_process();
  if (driver.host != here.host) return true;
  if (driver.boot != here.boot) return false;
  if (kill(static_cast<pid_t>(driver.pid), 0) != 0 && errno == ESRCH) return false;
  return start_time(driver.pid) == driver.start;
}

}  // namespace lode::study
