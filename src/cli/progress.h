/// \file
/// What `lode run` shows while it runs, on stderr.
#pragma once

#include <memory>
#include <set>
#include <string>

#include "cli/trial_text.h"

namespace lode::cli {

/// One thread at a time.
class Progress {
 public:
  virtual ~Progress() = default;
  /// Shows the study as it is now. \param elapsed seconds since the run began
  virtual void show(const Snapshot& snapshot, double elapsed) = 0;
  /// A line that stays.
  virtual void say(const std::string& line) = 0;
  /// The last call: leaves the terminal as a following line wants it.
  virtual void close() = 0;
};

/// A table redrawn in place, where stderr is a terminal.
std::unique_ptr<Progress> make_live_table(const StudyFacts& facts);
/// A line per finished trial.
std::unique_ptr<Progress> make_plain_lines(const StudyFacts& facts);
/// Nothing but what is said.
std::unique_ptr<Progress> make_silence();

/// Which trials were shown as finished already. Trials that had ended when the first snapshot was taken, by
/// an earlier run, count as shown.
class FinishedTrials {
 public:
  explicit FinishedTrials(const StudyFacts& facts) : facts_(facts) {}
  /// A line for each trial that has ended since the last call.
  std::vector<std::string> news(const Snapshot& snapshot);

 private:
  const StudyFacts& facts_;
  bool first_ = true;
  std::set<std::uint64_t> shown_;
};

}  // namespace lode::cli
