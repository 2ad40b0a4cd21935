/// \file
/// A record of a trial's process that outlives its driver: whoever starts the trial again first ends what is
/// left.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace lode::launch {

/// Identity of a process: its number alone may have been given to another one meanwhile.
struct ProcessIdentity {
  std::string machine;      ///< see this_machine()
  pid_t pid = 0;            ///< also its process group: a trainer leads its own
  std::uint64_t start = 0;  ///< clock ticks since boot: field 22 of /proc/<pid>/stat
};

/// The kernel's boot id and the pid namespace: a pid means something only within both.
std::string this_machine();

/// Reads a pid file: a line with the machine, then the process's line of /proc/<pid>/stat. Nothing where it
/// is absent, unfinished, or not about the leader of a process group.
std::optional<ProcessIdentity> read_pid_file(const std::string& path);

/// What the text of a pid file says, see read_pid_file().
std::optional<ProcessIdentity> parse_pid_file(std::string_view text);

/// Whether exactly this process runs on this machine now. A zombie does not run.
bool runs(const ProcessIdentity& identity);

/// Ends the process group that the file names, if its leader provably still runs: SIGTERM, after
/// `grace_seconds` SIGKILL. Waits for its end. \return false where it outlives even that by 5 seconds.
bool end_earlier(const std::string& path, double grace_seconds);

/// The same for the trials whose folders these are, all at once, with a grace period of `orphan_grace`.
void end_orphans(const std::vector<std::string>& directories);

/// Seconds between SIGTERM and SIGKILL for what a driver that is gone has left: its work is lost already.
constexpr double orphan_grace = 5;

/// The pid file of the trial in this folder.
std::string pid_file_in(const std::string& directory);

}  // namespace lode::launch
