#include "base/process.h"

#include <array>
#include <sstream>
#include <unistd.h>  // readlink

#include "base/file.h"

namespace lode {

/// Fields are counted after the last ")": the command's name, in parentheses, may itself hold blanks and ")".
std::optional<ProcessStat> parse_process_stat(const std::string& line) {
  ProcessStat stat;
  const auto close = line.rfind(')');
  if (close == std::string::npos || !(std::istringstream(line) >> stat.pid)) return std::nullopt;
  std::istringstream fields(line.substr(close + 1));
  std::string skipped;
  fields >> stat.state >> skipped >> stat.group;
  for (int field = 6; field < 22; ++field) fields >> skipped;
  // More fields follow in a whole line; without the blank the number itself may be cut off.
  if (!(fields >> stat.start) || fields.get() != ' ') return std::nullopt;
  return stat;
}

std::optional<ProcessStat> find_process(std::int64_t pid) {
  return parse_process_stat(content_of("/proc/" + std::to_string(pid) + "/stat"));
}

std::string boot_id() {
  std::string id = content_of("/proc/sys/kernel/random/boot_id");
  while (!id.empty() && id.back() == '\n') id.pop_back();
  return id;
}

std::string pid_namespace() {
  std::array<char, 64> text{};
  const ssize_t length = readlink("/proc/self/ns/pid", text.data(), text.size());
  return {text.data(), length > 0 ? static_cast<std::size_t>(length) : 0};
}

}  // namespace lode
