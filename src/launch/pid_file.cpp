#include "launch/pid_file.h"

#include <algorithm>  // max
#include <chrono>
#include <signal.h>  // kill
#include <thread>    // sleep_for

#include "base/file.h"
#include "base/process.h"

namespace lode::launch {

namespace {

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

std::string this_machine() { return boot_id() + " " + pid_namespace(); }

std::optional<ProcessIdentity> parse_pid_file(std::string_view text) {
  const auto line_end = text.find('\n');
  if (line_end == std::string_view::npos) return std::nullopt;
  const auto stat = parse_process_stat(std::string(text.substr(line_end + 1)));
  // A pid of 1 or less would make kill() reach every process there is.
  if (!stat || stat->pid <= 1 || stat->group != stat->pid) return std::nullopt;
  return ProcessIdentity{std::string(text.substr(0, line_end)), stat->pid, stat->start};
}

std::optional<ProcessIdentity> read_pid_file(const std::string& path) {
  return parse_pid_file(content_of(path));
}

bool runs(const ProcessIdentity& identity) {
  if (identity.machine != this_machine()) return false;
  const auto stat = find_process(identity.pid);
  return stat && stat->start == identity.start && stat->group == identity.pid && stat->alive();
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
