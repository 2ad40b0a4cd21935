/// \file
/// Which process is which on this machine: what tells one from a later one that got its number.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <sys/types.h>  // pid_t

namespace lode {

/// A process, as its line of /proc/<pid>/stat tells.
struct ProcessStat {
  pid_t pid = 0;
  char state = ' ';
  pid_t group = 0;
  std::uint64_t start = 0;  ///< clock ticks since boot: tells a pid that was given again apart

  /// Whether it still does something: a zombie has ended, and waits for its parent to notice.
  bool alive() const { return state != 'Z' && state != 'X' && state != 'x'; }
};

/// Reads such a line. Nothing where it is cut off or something else.
std::optional<ProcessStat> parse_process_stat(const std::string& line);

/// Nothing where there is no such process in this pid namespace.
std::optional<ProcessStat> find_process(std::int64_t pid);

/// The kernel's boot id: a pid means nothing across a reboot.
std::string boot_id();

/// The namespace of the process ids: containers count their own. Empty where it cannot be known.
std::string pid_namespace();

}  // namespace lode
