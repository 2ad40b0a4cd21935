#include "study/driver.h"

#include <array>
#include <unistd.h>  // gethostname, getpid

#include "base/process.h"

namespace lode::study {

namespace {

std::string host_name() {
  std::array<char, 256> name{};
  if (gethostname(name.data(), name.size() - 1) != 0) return "";
  return name.data();
}

}  // namespace

Driver this_process() {
  Driver driver;
  driver.host = host_name();
  driver.boot = boot_id();
  driver.space = pid_namespace();
  driver.pid = getpid();
  if (const auto process = find_process(driver.pid)) driver.start = process->start;
  return driver;
}

bool maybe_alive(const Driver& driver) {
  const Driver here = this_process();
  // The boot id tells machines apart better than their names, which change; a rebooted machine keeps its
  // name.
  if (driver.boot != here.boot) return driver.host != here.host;
  if (!driver.space.empty() && driver.space != here.space) return true;
  const auto process = find_process(driver.pid);
  return process && process->alive() && process->start == driver.start;
}

}  // namespace lode::study
