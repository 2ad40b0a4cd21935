/// \file
/// Which process drives a study. A driver's lease is an event with its owner's identity; a second driver is
/// refused while the first one's process is provably alive, and takes over once it is provably gone.
#pragma once

#include <cstdint>
#include <string>

namespace lode::study {

struct Driver {
  std::uint64_t epoch = 0;  ///< 1 for a study's first driver, then one more each
  std::string host;
  std::string space;  ///< namespace of the process ids: containers count their own
  std::string boot;   ///< kernel's boot id: a pid means nothing across a reboot
  std::int64_t pid = 0;
  std::uint64_t start = 0;  ///< start time of the process in clock ticks since boot: tells a reused pid apart
};

/// This process. The epoch is left 0.
Driver this_process();

/// Whether the process may still be running. On another host nothing can be proved, so the answer is yes.
bool maybe_alive(const Driver& driver);

}  // namespace lode::study
