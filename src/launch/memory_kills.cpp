#include "launch/memory_kills.h"

#include <fstream>
#include <vector>

namespace lode::launch {

namespace {

/// The number of kills that a file of lines "NAME NUMBER" gives.
std::optional<std::uint64_t> kills_in(const std::string& path) {
  std::ifstream file(path);
  std::string name;
  for (std::uint64_t number = 0; file >> name >> number;)
    if (name == "oom_kill") return number;
  return std::nullopt;
}

/// Whether "cpu,memory" or the like has it.
bool controls_memory(const std::string& controllers) {
  return ("," + controllers + ",").find(",memory,") != std::string::npos;
}

/// Of a line "4:memory:/path" or "0::/path" of /proc/self/cgroup: the folders that may be its control
/// group's, the second one where a container shows its own group as the root.
std::vector<std::string> files_of_group(const std::string& line, const std::string& root) {
  const auto first = line.find(':');
  const auto second = first == std::string::npos ? first : line.find(':', first + 1);
  if (second == std::string::npos) return {};
  const std::string controllers = line.substr(first + 1, second - first - 1);
  const std::string group = line.substr(second + 1);
  const std::string base = root + "/sys/fs/cgroup";
  if (controllers.empty()) return {base + group + "/memory.events", base + "/memory.events"};
  if (!controls_memory(controllers)) return {};
  return {base + "/memory" + group + "/memory.oom_control", base + "/memory/memory.oom_control"};
}

}  // namespace

std::string memory_kills_file(const std::string& root) {
  std::vector<std::string> files;
  std::ifstream groups(root + "/proc/self/cgroup");
  for (std::string line; std::getline(groups, line);)
    for (auto& file : files_of_group(line, root)) files.push_back(std::move(file));
  files.push_back(root + "/proc/vmstat");
  for (const auto& file : files)
    if (kills_in(file)) return file;
  return "";
}

std::optional<std::uint64_t> MemoryWatch::count() const { return kills_in(file_); }

bool MemoryWatch::killed() const {
  const auto now = count();
  return before_ && now && *now > *before_;
}

}  // namespace lode::launch
