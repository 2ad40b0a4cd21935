/// \file
/// The events of a study: everything that ever happens to it. State is these, replayed in order (state.h).
/// Each has a schema version; a field is only ever added, with a default for events that lack it.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "store/store.h"
#include "study/definition.h"
#include "study/driver.h"
#include "study/trial.h"

namespace lode::study {

/// Always the first event.
struct StudyCreated {
  Definition definition;
  std::string lode_version;
  /// That models are computed with, or "portable": bitwise promises hold for the same one. Empty in old
  /// events.
  std::string instruction_set;
};

/// A configuration to be handed out before the strategy is asked again.
struct TrialEnqueued {
  space::Row row;
};

struct TrialProposed {
  std::uint64_t trial = 0;
  space::Row row;
  strategy::Record record;
  std::uint64_t head = 0;   ///< the history it was computed from: all events up to this one
  bool from_queue = false;  ///< it is the first of the queue, which it leaves
};

struct TrialStarted {
  std::uint64_t trial = 0;
  std::int32_t attempt = 1;
  std::string directory;
};

struct TrialReported {
  std::uint64_t trial = 0;
  Report report;  ///< its step, attempt and time filled in
};

/// The end of an attempt: of the trial too, unless `again`.
struct TrialEnded {
  std::uint64_t trial = 0;
  Ending ending;
  std::optional<double> objective;
  bool again = false;  ///< the platform's fault, attempts left: the next attempt is due
};

/// What a stopping rule made of a trial's report; it holds for the present attempt. Where a trial is compared
/// at a rung, always; else only where it does not go on.
struct TrialDecided {
  std::uint64_t trial = 0;
  std::int64_t step = 0;  ///< that the trial had got to
  double value = 0;       ///< its objective there
  Decision decision = Decision::go_on;
  std::optional<std::uint64_t> rung;  ///< of the study's ladder, from 0
  std::string why;                    ///< in words
};

/// A paused trial goes on, in a new attempt.
struct TrialResumed {
  std::uint64_t trial = 0;
  std::uint64_t rung = 0;  ///< that it leaves
  std::string why = "";    ///< in words
};

/// Why a study takes no more proposals and stops what runs.
enum class Closing : std::int32_t { user = 0, target = 1, not_improving = 2, run_time = 3, converged = 4 };

struct StudyClosed {
  Closing closing = Closing::user;
};

/// Every configuration has been proposed.
struct SpaceExhausted {};

struct StudyEnded {
  bool stopped = false;  ///< Stopped (by a person) rather than Completed
};

struct DriverStarted {
  Driver driver;
};

struct DriverEnded {
  std::uint64_t epoch = 0;
};

/// How far the best trial may still be from the optimum (strategy/regret.h), in the objective's units; NaN
/// where no model could be fitted.
struct RegretBounded {
  std::uint64_t head = 0;    ///< the history it was computed from: all events up to this one
  std::uint64_t trials = 0;  ///< those with an objective in it
  double bound = 0;
  double noise = 0;  ///< what it must fall below
};

/// Nothing but that the driver and what it runs are there: a driver that is killed is credited with the time
/// until the last event.
struct DriverAlive {
  std::uint64_t epoch = 0;
};

/// The present attempt was asked to end, and may take its time.
struct TrialStopping {
  std::uint64_t trial = 0;
};

using Body = std::variant<StudyCreated, TrialEnqueued, TrialProposed, TrialStarted, TrialReported, TrialEnded,
                          StudyClosed, SpaceExhausted, StudyEnded, DriverStarted, DriverEnded, RegretBounded,
                          DriverAlive, TrialStopping, TrialDecided, TrialResumed>;

struct Event {
  double time = 0;  ///< seconds since the epoch
  Body body;
};

store::Event encode(const Event& event);
/// \throws Error(Code::store) for an unknown type or a newer version, naming both, and for a payload that is
/// not as it should be.
Event decode(const store::Event& event);

}  // namespace lode::study
