/// \file
/// A study's run on one thread, its display on another.
#pragma once

#include <deque>
#include <mutex>
#include <string>

#include "cli/common.h"
#include "cli/progress.h"
#include "cli/text.h"

namespace lode::cli {

/// Log lines of the library on their way to the thread that shows them.
class LogLines {
 public:
  void add(const std::string& line) {
    const std::lock_guard lock(mutex_);
    lines_.push_back(printable(line));  // names may hold anything
  }
  std::deque<std::string> take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(lines_, {});
  }

 private:
  std::mutex mutex_;
  std::deque<std::string> lines_;
};

/// Runs the study and shows it until the run ends, by itself or by Ctrl-C. Lines of `log` are shown as they
/// come. \return LODE_OK or LODE_INTERRUPTED \throws what the run threw
lode_status drive(Study& study, Launcher& launcher, LogLines& log, Progress& progress);

}  // namespace lode::cli
