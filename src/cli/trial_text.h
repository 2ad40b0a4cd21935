/// \file
/// Trials in words, from snapshots.
#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "cli/common.h"

namespace lode::cli {

/// What a study is about, for its display.
struct StudyFacts {
  explicit StudyFacts(Study& study);

  std::string name;
  std::string metric;
  bool maximize = false;
  std::uint64_t max_trials = 0;  ///< 0: no limit
  std::set<std::string> tuned;   ///< names of the parameters
};

/// "InProgress", "Stopping", "Completed", "Stopped" or "Failed".
const char* status_word(lode_trial_status status);
/// The same for a study.
const char* study_status_word(lode_study_status status);
/// "", "stopped by a person", "its time limit", ...: why a trial ended.
const char* reason_words(lode_reason reason);

bool finished(const lode_trial_info& info);

/// The hyperparameters, name and text, in order of declaration.
std::vector<std::pair<std::string, std::string>> hyperparameters(const TrialView& trial);
/// The tuned ones as "a=1 b=2", shortened.
std::string tuned_line(const StudyFacts& facts, const TrialView& trial);
/// The objective, shortened; "-" where there is none.
std::string objective_text(const lode_trial_info& info);
/// A finished trial as one line.
std::string trial_line(const StudyFacts& facts, const TrialView& trial, bool best);

}  // namespace lode::cli
