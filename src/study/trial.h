/// \file
/// A trial as the study's state holds it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "space/space.h"
#include "strategy/strategy.h"
#include "study/launcher.h"
#include "study/reports.h"

namespace lode::study {

/// A trial's objective once it had got to a step.
struct Measured {
  std::int64_t step = 0;
  double value = 0;
};

/// The objective's value at a step by itself, and the mean of all up to it.
struct Epoch {
  std::int64_t step = 0;
  double value = 0;
  double mean = 0;
};

/// What a stopping rule decided of the trial, and why.
struct Verdict {
  std::int64_t step = 0;
  double value = 0;  ///< its objective there
  Decision decision = Decision::go_on;
  std::optional<std::size_t> rung;  ///< at which it was compared; none: not at a rung
  std::string why;                  ///< in words
};

struct Trial {
  std::uint64_t number = 0;
  space::Row row;
  strategy::Record record;  ///< what its proposal used
  std::uint64_t head = 0;   ///< last event that the proposal saw
  TrialStatus status = TrialStatus::in_progress;
  Reason reason = Reason::none;
  std::int32_t attempt = 1;
  std::int32_t retries = 0;    ///< attempts that were lost by the platform; preemptions are not counted
  double created = 0;          ///< seconds since the epoch, as all times here
  double due = 0;              ///< since when the present attempt may start
  double started = 0;          ///< of the first attempt; 0: not yet
  double attempt_started = 0;  ///< of the present attempt; 0: not yet
  double ended = 0;            ///< 0: not yet
  double consumed = 0;         ///< seconds of the attempts that have ended
  std::optional<Ending> last_ending;  ///< of the newest attempt that has ended
  std::string message;
  std::string directory;
  Reports reports;                      ///< of all attempts, in order of arrival
  std::optional<double> objective;      ///< once ended: the final value, finite or not
  Decision decision = Decision::go_on;  ///< of a stopping rule, about the present attempt
  std::optional<std::size_t> rung;      ///< at which it was compared last
  std::vector<Verdict> verdicts;        ///< in order
  std::vector<Epoch> epochs;            ///< where a stopping rule looks at them, by step
  std::vector<Measured> rungs;          ///< its objective at each rung that it was compared at
  std::optional<Measured> newest;       ///< its objective at the highest step so far; of a study with rungs
  std::int64_t resume_step = 0;         ///< at which it was paused last: where its attempt goes on
  std::optional<double> cost;           ///< of a step; without rungs of the whole: see study/cost.h

  bool pending() const { return status == TrialStatus::in_progress || status == TrialStatus::stopping; }
  /// Ended otherwise than Failed, with a finite objective: AMT's ObjectiveStatus Succeeded.
  bool measured() const;
  /// Seconds that its attempts have run by now.
  double elapsed(double now) const;
};

/// Trials are shared with snapshots and copied before a change, so a snapshot never changes.
using TrialPtr = std::shared_ptr<const Trial>;

}  // namespace lode::study
