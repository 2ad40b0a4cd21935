#include "study/driver.h"

#include <array>
#include <fstream>
#include <sstream>
#include <unistd.h>  // gethostname, getpid, readlink

namespace lode::study {

namespace {

std::string first_line(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

/// What is known of a process: nothing where there is none.
struct Process {
  char state = 'X';
  std::uint64_t start = 0;
};

/// Fields 3 and 22 of /proc/<pid>/stat; they are counted after the command's closing parenthesis, as it may
/// hold spaces.
Process look_up(std::int64_t pid) {
  const std::string line = first_line("/proc/" + std::to_string(pid) + "/stat");
  const auto close = line.rfind(')');
  Process process;
  if (close == std::string::npos) return process;
  std::istringstream fields(line.substr(close + 1));
  fields >> process.state;
  std::string field;
  for (int i = 4; i < 22; ++i) fields >> field;
  fields >> process.start;
  return process;
}

std::string pid_namespace() {
  std::array<char, 64> text{};
  const ssize_t length = readlink("/proc/self/ns/pid", text.data(), text.size());
  return {text.data(), length > 0 ? static_cast<std::size_t>(length) : 0};
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
  driver.space = pid_namespace();
  driver.pid = getpid();
  driver.start = look_up(driver.pid).start;
  return driver;
}

bool maybe_alive(const Driver& driver) {
  const Driver here = this_process();
  // The boot id tells machines apart better than their names, which change; a rebooted machine keeps its
  // name.
  if (driver.boot != here.boot) return driver.host != here.host;
  if (!driver.space.empty() && driver.space != here.space) return true;
  const Process process = look_up(driver.pid);
  return process.state != 'X' && process.state != 'Z' && process.start == driver.start;
}

}  // namespace lode::study
