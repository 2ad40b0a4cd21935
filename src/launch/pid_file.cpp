#include "launch/pid_file.h"

#include <algorithm>  // max
#include <array>
#include <chrono>
#include <fstream>
#include <iterator>  // istreambuf_iterator
#include <signal.h>  // kill
#include <sstream>
#include <thread>    // sleep_for
#include <unistd.h>  // readlink

namespace lode::launch {

namespace {

std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// The fields of a /proc/<pid>/stat line that matter here.
struct Stat {
  pid_t pid = 0;
  char state = ' ';
  pid_t group = 0;
  std::uint64_t start = 0;
};

/// Fields are counted after the last ")": the command's name, in parentheses, may itself hold blanks and ")".
std::optional<Stat> parse_stat(const std::string& line) {
  Stat stat;
  const auto close = line.rfind(')');
  if (close == std::string::npos || !(std::istringstream(line) >> stat.pid)) return std::nullopt;
  std::istringstream fields(line.substr(close + 1));
  long long parent = 0;
  fields >> stat.state >> parent >> stat.group;
  std::string skipped;
  for (int field = 6; field < 22; ++field) fields >> skipped;
  if (!(fields >> stat.start)) return std::nullopt;
  return stat;
}

bool wait_for_end(const ProcessIdentity& identity, double seconds) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
  while (runs(identity)) {
    if (std::chrono::steady_clock::now() >= deadline) return false;
    std::this_thread::sleep_for(
        std::chrono::milliseconds(10));  // it is not our child: there is no event to wait for
  }
  return true;
}

void ask_to_end(const ProcessIdentity& identity) {
  kill(-identity.pid, SIGTERM);
  kill(-identity.pid, SIGCONT);  // a stopped process would not hear of it
}

}  // namespace

std::string this_machine() {
  std::string boot = content_of("/proc/sys/kernel/random/boot_id");
  while (!boot.empty() && boot.back() == '\n') boot.pop_back();
  std::array<char, 64> space{};
  const ssize_t length = readlink("/proc/self/ns/pid", space.data(), space.size());
  return boot + " " + std::string(space.data(), length > 0 ? static_cast<std::size_t>(length) : 0);
}

std::optional<ProcessIdentity> parse_pid_file(std::string_view text) {
  const auto line_end = text.find('\n');
  if (line_end == std::string_view::npos) return std::nullopt;
  const auto stat = parse_stat(std::string(text.substr(line_end + 1)));
  // A pid of 1 or less would make kill() reach every process there is.
  if (!stat || stat->pid <= 1 || stat->group != stat->pid) return std::nullopt;
  return ProcessIdentity{std::string(text.substr(0, line_end)), stat->pid, stat->start};
}

std::optional<ProcessIdentity> read_pid_file(const std::string& path) {
  return parse_pid_file(content_of(path));
}

bool runs(const ProcessIdentity& identity) {
  if (identity.machine != this_machine()) return false;
  const auto stat = parse_stat(content_of("/proc/" + std::to_string(identity.pid) + "/stat"));
  return stat && stat->start == identity.start && stat->group == identity.pid && stat->state != 'Z' &&
         stat->state != 'X';
}

std::string pid_file_in(const std::string& directory) { return directory + "/pid"; }

bool end_earlier(const std::string& path, double grace_seconds) {
  const auto identity = read_pid_file(path);
  if (!identity || !runs(*identity)) return true;
  ask_to_end(*identity);
  // What is left of the group after its leader goes too: a child that ignores SIGTERM must not meet the next
  // attempt.
  const bool ended = wait_for_end(*identity, grace_seconds);
  kill(-identity->pid, SIGKILL);
  return ended || wait_for_end(*identity, 5);
}

void end_orphans(const std::vector<std::string>& directories) {
  // All are asked before the first is waited for: together they take one grace period, not one each.
  for (const auto& directory : directories) {
    const auto identity = read_pid_file(pid_file_in(directory));
    if (identity && runs(*identity)) ask_to_end(*identity);
  }
  const auto begin = std::chrono::steady_clock::now();
  for (const auto& directory : directories) {
    const std::chrono::duration<double> waited = std::chrono::steady_clock::now() - begin;
    end_earlier(pid_file_in(directory), std::max(0.0, orphan_grace - waited.count()));
  }
}

}  // namespace lode::launch
