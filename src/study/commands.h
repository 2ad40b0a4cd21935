/// \file
/// What each command of a study decides: functions from the state to events, without locks, clocks or stores.
#pragma once

#include <optional>
#include <string>

#include "base/error.h"
#include "study/events.h"
#include "study/state.h"

namespace lode::study {

/// A different value was reported at that step before.
class ReportConflict : public Error {
 public:
  explicit ReportConflict(const std::string& message) : Error(Code::state, message) {}
};

/// The report as it will be kept, with step, attempt and time filled in; nothing for a repetition.
/// \throws ReportConflict; Error(Code::state) where it is too late: the trial has ended, or the attempt.
std::optional<TrialReported> decide_report(const State& state, std::uint64_t trial, const Report& report,
                                           double now);

/// The end of an attempt, and before it what is decided there; nothing for a repetition. A stopped one
/// without a reason has that for which the study would have it stopped. \throws Error(Code::state) for a
/// conflict, Error(Code::argument) where it contradicts itself: completed with a reason, or failed with an
/// objective
std::vector<Body> decide_tell(const State& state, std::uint64_t trial, const Ending& ending,
                              std::optional<double> objective, double now);

/// Whether the study closes and leaves what runs to run to its end.
bool drains(const State& state);
/// Whether that may close the study now: a person, and the study's time, also end one that drains.
bool may_close(const State& state, Closing closing);

/// Whether the study has been at work for as long as it may, and so may be closed.
bool out_of_time(const State& state, double now);
/// The same where there is no driver, which would look at it: the host's own asks, reports and ends do.
bool host_out_of_time(const State& state, double now);

/// The time limit that a pending trial is past, if any: Reason::time_limit or Reason::wait_limit.
std::optional<Reason> overrun(const State& state, const Trial& trial, double now);

/// What the host should do with a trial that it reported on: stop it where the study ends or a limit is past,
/// else what a stopping rule decided.
Decision decision_for(const State& state, std::uint64_t trial, double now);

/// The end of a paused trial that can no longer be promoted: what it keeps to go on from is of no use.
TrialEnded end_hopeless(const State& state, std::uint64_t number);

/// The end of a trial whose driver is gone for good, the study being stopped.
TrialEnded decide_abandon(const State& state, const Trial& trial);

/// Ends every attempt that a driver which is gone had started; the trial's next one is due.
void requeue_started(const State& state, std::vector<Body>& bodies);
/// The end of the driver's lease: what it had started is due again. Now, not on resuming, as the time until
/// then is nobody's run time.
std::vector<Body> decide_release(const State& state);

/// How many trials with an objective there are before the regret is bounded for the first time.
std::uint64_t first_bound(const Convergence& convergence, std::size_t parameters);
/// Whether an ask must bound the regret before it proposes anything.
bool bound_due(const State& state);

/// Whether the driver should give a sign of life: at most a hundredth of its time, and a minute, are lost
/// where it is killed.
bool sign_due(const State& state, double now);

/// What follows by itself from the state: a completion criterion that is met, the study's end. Asked again
/// after each event.
std::optional<Body> decide_next(const State& state, double now);

/// Why a study with this state hands nothing out (or nothing: it may).
enum class Hold { none, done, wait };
Hold decide_hold(const State& state);
/// How many trials may still run beside those that do, at most `count`.
std::size_t allowance(const State& state, std::size_t count);
/// How many new ones the study may still have, at most `count`.
std::size_t new_trials(const State& state, std::size_t count);

}  // namespace lode::study
