#include "study/words.h"

#include <array>

#include "base/error.h"

namespace lode::study {

namespace {

// Each in the order of its enumeration.
constexpr std::array<const char*, 6> statuses = {"InProgress", "Stopping", "Completed",
                                                 "Stopped",    "Failed",   "Paused"};
constexpr std::array<const char*, 3> decisions = {"Continue", "Stop", "Pause"};
constexpr std::array<const char*, 12> reasons = {"None",        "User",       "EarlyStopping", "TimeLimit",
                                                 "StudyEnd",    "TrialError", "PlatformError", "Preempted",
                                                 "OutOfMemory", "NotFinite",  "NoMetric",      "WaitLimit"};
constexpr std::array<const char*, 5> closings = {"User", "Target", "NotImproving", "RunTime", "Converged"};

template <class Enum, std::size_t n>
Enum find(const std::string& word, const std::array<const char*, n>& words) {
  for (std::size_t i = 0; i < n; ++i)
    if (word == words[i]) return static_cast<Enum>(i);
  throw Error(Code::store, "unknown word '" + word + "'");
}

}  // namespace

const char* word(Status status) { return statuses.at(static_cast<std::size_t>(status)); }
const char* word(TrialStatus status) { return statuses.at(static_cast<std::size_t>(status)); }
const char* word(Reason reason) { return reasons.at(static_cast<std::size_t>(reason)); }
const char* word(Decision decision) { return decisions.at(static_cast<std::size_t>(decision)); }
const char* word(Closing closing) { return closings.at(static_cast<std::size_t>(closing)); }

const char* ended_by(const State& state) {
  if (state.closing()) return word(*state.closing());
  if (!state.ended()) return "";
  return state.exhausted() ? "SpaceExhausted" : "MaxTrials";
}

double ended_by_at(const State& state) { return state.closing() ? state.closed_at() : state.ended_at(); }

bool by_configuration(Reason reason) {
  switch (reason) {
    case Reason::trial_error:
    case Reason::time_limit:
    case Reason::out_of_memory:
    case Reason::not_finite:
    case Reason::no_metric:
    case Reason::none:
      return true;
    default:
      return false;
  }
}

bool by_platform(Reason reason) { return reason == Reason::platform_error || reason == Reason::preempted; }

const char* secondary_status(const Trial& trial) {
  if (trial.status == TrialStatus::stopped && trial.reason == Reason::time_limit) return "MaxRuntimeExceeded";
  if (trial.status == TrialStatus::stopped && trial.reason == Reason::wait_limit)
    return "MaxWaitTimeExceeded";
  if (trial.status != TrialStatus::in_progress) return word(trial.status);
  if (trial.attempt_started > 0) return "Training";
  return trial.last_ending && trial.last_ending->reason == Reason::preempted ? "Interrupted" : "Starting";
}

TrialStatus trial_status_from(const std::string& word) { return find<TrialStatus>(word, statuses); }
Reason reason_from(const std::string& word) { return find<Reason>(word, reasons); }
Decision decision_from(const std::string& word) { return find<Decision>(word, decisions); }
Closing closing_from(const std::string& word) { return find<Closing>(word, closings); }

}  // namespace lode::study
