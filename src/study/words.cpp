#include "study/words.h"

#include <array>

#include "base/error.h"

namespace lode::study {

namespace {

// Each in the order of its enumeration.
constexpr std::array<const char*, 5> statuses = {"InProgress", "Stopping", "Completed", "Stopped", "Failed"};
constexpr std::array<const char*, 8> reasons = {"None",     "User",       "EarlyStopping", "TimeLimit",
                                                "StudyEnd", "TrialError", "PlatformError", "Preempted"};
constexpr std::array<const char*, 4> closings = {"User", "Target", "NotImproving", "RunTime"};

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
const char* word(Closing closing) { return closings.at(static_cast<std::size_t>(closing)); }

TrialStatus trial_status_from(const std::string& word) { return find<TrialStatus>(word, statuses); }
Reason reason_from(const std::string& word) { return find<Reason>(word, reasons); }
Closing closing_from(const std::string& word) { return find<Closing>(word, closings); }

}  // namespace lode::study
