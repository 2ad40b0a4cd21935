#include "study/commands.h"

#include <algorithm>  // clamp, min, max
#include <cmath>

#include "base/text.h"
#include "study/objective.h"
#include "study/stopping.h"
#include "study/words.h"

namespace lode::study {

namespace {

bool same(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }
bool same(const std::optional<double>& a, const std::optional<double>& b) {
  return a.has_value() == b.has_value() && (!a || same(*a, *b));
}

std::string label(const Trial& trial) { return "trial " + std::to_string(trial.number); }

std::string describe(TrialStatus status, const std::optional<double>& objective) {
  return std::string(word(status)) +
         (objective ? " with objective " + to_text(*objective) : " without an objective");
}

std::int32_t check_attempt(const Trial& trial, std::int32_t attempt) {
  if (attempt == 0 || attempt == trial.attempt) return trial.attempt;
  if (attempt < 0)
    throw Error(Code::argument, "attempt: " + std::to_string(attempt) + " given; 0 or more accepted");
  throw Error(Code::state, label(trial) + ": attempt " + std::to_string(attempt) +
                               " given; 0 or the present one, " + std::to_string(trial.attempt) +
                               ", accepted");
}

/// Whether this tells once more the end of the attempt before, which led to the present one.
bool repeats_retried(const Trial& trial, const Ending& ending) {
  const auto& last = trial.last_ending;
  return trial.pending() && last && ending.attempt != 0 && ending.attempt == last->attempt &&
         ending.attempt < trial.attempt && ending.status == last->status && ending.reason == last->reason;
}

/// What a host may say of a Stopped or a Failed trial; the other reasons are the engine's own, or contradict
/// the status.
bool fits(TrialStatus status, Reason reason) {
  switch (reason) {
    case Reason::none:
    case Reason::user:
    case Reason::time_limit:
    case Reason::preempted:
      return true;
    case Reason::early_stopping:
    case Reason::study_end:
    case Reason::wait_limit:
      return status == TrialStatus::stopped;
    case Reason::trial_error:
    case Reason::platform_error:
    case Reason::out_of_memory:
      return status == TrialStatus::failed;
    default:
      return false;
  }
}

/// \param objective what is told beside it
void check_ending(const Ending& ending, const std::optional<double>& objective) {
  if (ending.status == TrialStatus::in_progress || ending.status == TrialStatus::stopping)
    throw Error(Code::argument, "outcome.status: " + std::string(word(ending.status)) +
                                    " given; Completed, Stopped, Failed or Paused accepted");
  if ((ending.status == TrialStatus::completed || ending.status == TrialStatus::paused) &&
      ending.reason != Reason::none)
    throw Error(Code::argument, "outcome.reason: " + std::string(word(ending.reason)) +
                                    " given with the status " + word(ending.status) +
                                    "; None accepted, as only what is Stopped or Failed has a reason");
  const bool has_reason = ending.status == TrialStatus::stopped || ending.status == TrialStatus::failed;
  if (has_reason && !fits(ending.status, ending.reason))
    throw Error(
        Code::argument,
        "outcome.reason: " + std::string(word(ending.reason)) + " given with the status " +
            word(ending.status) + "; None, User, TimeLimit, Preempted, " +
            (ending.status == TrialStatus::stopped ? "EarlyStopping, StudyEnd or WaitLimit accepted"
                                                   : "TrialError, PlatformError or OutOfMemory accepted"));
  if (ending.status == TrialStatus::failed && objective)
    throw Error(Code::argument, "values: " + to_text(*objective) +
                                    " given with the status Failed; none accepted, as a failed trial has no "
                                    "objective");
}

/// The limit that a trial is past whose present attempt runs since then; 0: it does not yet.
std::optional<Reason> overrun_since(const State& state, const Trial& trial, double since, double now) {
  const Limits& limits = state.definition().limits;
  const double ran = trial.consumed + (since > 0 ? std::max(0.0, now - since) : 0.0);
  if (limits.trial_max_runtime > 0 && ran > limits.trial_max_runtime) return Reason::time_limit;
  const bool waits = since == 0 && limits.trial_max_pending > 0;
  if (waits && now - trial.due > limits.trial_max_pending) return Reason::wait_limit;
  if (limits.trial_max_wait > 0 && now - trial.created > limits.trial_max_wait) return Reason::wait_limit;
  return std::nullopt;
}

/// Retried are the platform's faults, up to the limit, and preemptions, which do not count; while the study
/// goes on, or what runs is left to run to its end, and within the trial's time.
bool again(const State& state, const Trial& trial, const Ending& ending, double now) {
  const bool goes_on = state.status() == Status::in_progress || drains(state);
  if (ending.status != TrialStatus::failed || !goes_on) return false;
  if (trial.decision != Decision::go_on) return false;  // it had got as far as it was to get
  if (ending.reason != Reason::preempted && host_out_of_time(state, now)) return false;
  if (overrun_since(state, trial, state.running_since(trial), now)) return false;
  if (ending.reason == Reason::preempted) return true;
  return ending.reason == Reason::platform_error &&
         static_cast<std::uint32_t>(trial.retries) + 1 < state.definition().limits.max_attempts;
}

/// Why a trial that runs now is to stop, if it is.
std::optional<Reason> reason_to_stop(const State& state, const Trial& trial, double now) {
  if (state.status() != Status::in_progress && !drains(state))
    return state.stopping_for() == Closing::user ? Reason::user : Reason::study_end;
  if (host_out_of_time(state, now)) return Reason::study_end;
  const double since = state.running_since(trial);
  return overrun_since(state, trial, since > 0 ? since : now, now);
}

/// Whether it has been given all the resource that there is.
bool at_top(const State& state, const Trial& trial) {
  return state.rungs().on() && trial.rung && *trial.rung + 1 == state.rungs().levels().size();
}

/// Whether the trial's process has ended as it would for being asked to.
bool as_asked(const Ending& ending) {
  if (ending.status == TrialStatus::failed) return ending.reason == Reason::preempted;
  return ending.status != TrialStatus::stopped || ending.reason == Reason::none ||
         ending.reason == Reason::early_stopping;
}

/// What the end of an attempt is, where a stopping rule had decided on it: a trial that was to pause is
/// paused, also where its process ended by itself there; one that has had all of the resource is completed,
/// whoever ended it.
Ending settled(const State& state, const Trial& trial, Ending ending, double now) {
  const bool goes_on = state.status() == Status::in_progress;
  if (as_asked(ending) && trial.decision == Decision::pause && goes_on) {
    ending.status = TrialStatus::paused;
    ending.reason = Reason::none;
  } else if (as_asked(ending) && trial.decision == Decision::stop) {
    const bool whole = at_top(state, trial) || ending.status == TrialStatus::completed;
    ending.status = whole ? TrialStatus::completed : TrialStatus::stopped;
    ending.reason = whole ? Reason::none : Reason::early_stopping;
  } else if (as_asked(ending) && !goes_on &&
             (ending.status == TrialStatus::paused || trial.decision == Decision::pause)) {
    ending.status = TrialStatus::stopped;
    ending.reason = reason_to_stop(state, trial, now).value_or(Reason::early_stopping);
  } else if (ending.status == TrialStatus::paused) {
    throw Error(Code::argument, label(trial) +
                                    ": told as Paused, which no report's answer asked for; "
                                    "Completed, Stopped or Failed accepted");
  }
  return ending;
}

std::int64_t next_step(const Trial& trial, const Report& report) {
  const std::int64_t last = std::max(trial.reports.last_step(report), trial.resume_step);
  if (last < largest_step) return last + 1;
  throw Error(Code::argument, label(trial) + ": no step given, and the last one is the largest there is, " +
                                  std::to_string(last) + "; a step accepted");
}

/// The trial as a decision leaves it.
Trial with(Trial trial, const TrialDecided& decided) {
  trial.decision = decided.decision;
  if (decided.rung) trial.rung = static_cast<std::size_t>(*decided.rung);
  return trial;
}

/// A host gives up a trial that it has paused, its checkpoint being lost, say.
TrialEnded end_of_paused(const Trial& trial, const Ending& given, const std::optional<double>& objective) {
  Ending ending = given;
  ending.attempt = check_attempt(trial, given.attempt);
  if (ending.reason == Reason::none)
    ending.reason = given.status == TrialStatus::failed ? Reason::trial_error : Reason::user;
  return {trial.number, ending, objective, false};
}

/// \pre the trial is in progress
TrialEnded end_of(const State& state, const Trial& trial, const Ending& given,
                  const std::optional<double>& objective, double now) {
  Ending ending = settled(state, trial, given, now);
  ending.attempt = check_attempt(trial, given.attempt);
  if (ending.status == TrialStatus::paused) return {trial.number, ending, std::nullopt, false};
  if (ending.status == TrialStatus::stopped && ending.reason == Reason::none)
    ending.reason = reason_to_stop(state, trial, now).value_or(Reason::none);
  if (ending.status == TrialStatus::failed && ending.reason == Reason::none)
    ending.reason = Reason::trial_error;
  const bool retry = again(state, trial, ending, now);
  return {trial.number, ending, retry ? std::nullopt : objective, retry};
}

}  // namespace

std::optional<TrialReported> decide_report(const State& state, std::uint64_t number, const Report& given,
                                           double now) {
  const Trial& trial = state.trial(number);
  if (!trial.pending())
    throw Error(Code::state, label(trial) + ": reported on after its end (" + word(trial.status) +
                                 "); a trial in progress accepted");
  Report report = given;
  report.attempt = check_attempt(trial, given.attempt);
  if (report.time == 0) report.time = now;
  if (const auto known = trial.reports.value_at(report)) {
    if (same(*known, report.value)) return std::nullopt;
    throw ReportConflict(label(trial) + ": metric '" + report.metric + "' was reported as " +
                         to_text(*known) + " at step " + std::to_string(report.step) + " and now as " +
                         to_text(report.value));
  }
  if (report.step == 0) report.step = next_step(trial, report);
  return TrialReported{number, report};
}

std::vector<Body> decide_tell(const State& state, std::uint64_t number, const Ending& given,
                              std::optional<double> objective, double now) {
  check_ending(given, objective);
  const Trial& trial = state.trial(number);
  if (!objective)
    objective = given.status == TrialStatus::completed && trial.pending()
                    ? objective_of(trial, state.objective(), state.definition().objective_rule)
                    : state.objective_of(trial);
  if (given.status == TrialStatus::failed) objective.reset();
  if (repeats_retried(trial, given)) return {};
  if (trial.status == TrialStatus::paused && given.status == TrialStatus::paused) return {};
  const bool given_up = given.status == TrialStatus::stopped || given.status == TrialStatus::failed;
  if (trial.status == TrialStatus::paused && given_up) return {end_of_paused(trial, given, objective)};
  if (!trial.pending()) {
    if (trial.status == given.status && same(trial.objective, objective)) return {};
    throw Error(Code::state, label(trial) + ": is " + describe(trial.status, trial.objective) +
                                 " and was told again as " + describe(given.status, objective) +
                                 "; what has ended does not change");
  }
  const bool compared = given.status == TrialStatus::completed && objective;
  const auto decided = compared ? decide_at_end(state, trial, *objective) : std::nullopt;
  if (!decided) return {end_of(state, trial, given, objective, now)};
  return {*decided, end_of(state, with(trial, *decided), given, objective, now)};
}

bool drains(const State& state) {
  const auto closing = state.stopping_for();
  const bool by_criterion =
      state.status() == Status::stopping && closing != Closing::user && closing != Closing::run_time;
  return by_criterion && state.definition().completion.running == Running::drain;
}

bool may_close(const State& state, Closing closing) {
  const bool at_once = closing == Closing::user || closing == Closing::run_time;
  return state.status() == Status::in_progress || (at_once && drains(state));
}

bool out_of_time(const State& state, double now) {
  const double limit = state.definition().limits.max_runtime;
  return limit > 0 && state.run_time(now) >= limit && may_close(state, Closing::run_time);
}

bool host_out_of_time(const State& state, double now) { return !state.driver() && out_of_time(state, now); }

std::optional<Reason> overrun(const State& state, const Trial& trial, double now) {
  return overrun_since(state, trial, trial.attempt_started, now);
}

Decision decision_for(const State& state, std::uint64_t number, double now) {
  const Trial& trial = state.trial(number);
  return reason_to_stop(state, trial, now) ? Decision::stop : trial.decision;
}

TrialEnded end_hopeless(const State& state, std::uint64_t number) {
  const Trial& trial = state.trial(number);
  const Ending ending{TrialStatus::stopped, Reason::early_stopping, trial.attempt,
                      "paused at a rung where others are better: it is never resumed"};
  return {number, ending, state.objective_of(trial), false};
}

TrialEnded decide_abandon(const State& state, const Trial& trial) {
  const Ending ending{TrialStatus::stopped, Reason::user, trial.attempt,
                      "the study was stopped while no driver ran it"};
  return {trial.number, ending, state.objective_of(trial), false};
}

void requeue_started(const State& state, std::vector<Body>& bodies) {
  for (const auto& trial : state.trials()) {
    if (!trial->pending() || trial->attempt_started == 0) continue;
    const Ending lost{TrialStatus::failed, Reason::preempted, trial->attempt, "its driver was interrupted"};
    const Ending ending = settled(state, *trial, lost, state.last_event());
    const bool again = ending.status == TrialStatus::failed;
    const bool measured = ending.status == TrialStatus::completed || ending.status == TrialStatus::stopped;
    bodies.push_back(
        TrialEnded{trial->number, ending, measured ? state.objective_of(*trial) : std::nullopt, again});
  }
}

std::vector<Body> decide_release(const State& state) {
  std::vector<Body> bodies;
  requeue_started(state, bodies);
  bodies.push_back(DriverEnded{state.driver()->epoch});
  return bodies;
}

bool sign_due(const State& state, double now) {
  constexpr double least = 1, most = 60;  // seconds
  return now - state.last_event() >= std::clamp(state.run_time(now) / 100, least, most);
}

std::uint64_t first_bound(const Convergence& convergence, std::size_t parameters) {
  constexpr std::uint64_t least = 2, by_default = 20;  // a model needs two trials
  if (convergence.start > 0) return std::max(convergence.start, least);
  return std::max<std::uint64_t>(by_default, 2 * parameters);
}

bool bound_due(const State& state) {
  const Convergence& c = state.definition().convergence;
  if (!c.complete || decide_hold(state) != Hold::none) return false;
  const std::uint64_t start = first_bound(c, state.definition().parameters.size());
  return state.counters().objective_succeeded >= (state.regret() ? state.regret()->trials + c.every : start);
}

std::optional<Body> decide_next(const State& state, double now) {
  if (state.ended()) return std::nullopt;
  const Definition& d = state.definition();
  if (auto decided = decide_stopping(state)) return std::move(*decided);
  if (const auto number = state.hopeless()) return end_hopeless(state, *number);
  if (state.status() == Status::stopping && state.pending() == 0)
    return StudyEnded{state.stopping_for() == Closing::user};
  const bool late = out_of_time(state, now);
  if (state.status() == Status::stopping)
    return late ? std::optional<Body>(StudyClosed{Closing::run_time}) : std::nullopt;
  if (const auto best = state.best()) {
    const auto& target = d.completion.target;
    if (target && !state.better(*target, *best->objective)) return StudyClosed{Closing::target};
  }
  if (d.completion.not_improving > 0 && state.not_improving() >= d.completion.not_improving)
    return StudyClosed{Closing::not_improving};
  if (d.convergence.complete && state.settled() >= d.convergence.patience)
    return StudyClosed{Closing::converged};
  if (late) return StudyClosed{Closing::run_time};
  if (state.spent() && state.pending() == 0 && !state.promotable()) return StudyEnded{false};
  return std::nullopt;
}

Hold decide_hold(const State& state) {
  if (state.status() != Status::in_progress) return Hold::done;
  const Limits& limits = state.definition().limits;
  const bool none_left = state.spent() && !state.promotable();
  if (none_left) return state.may_promote() ? Hold::wait : Hold::done;
  if (limits.max_parallel > 0 && state.pending() >= limits.max_parallel) return Hold::wait;
  return Hold::none;
}

namespace {

std::size_t left(std::uint64_t limit, std::uint64_t used, std::size_t count) {
  if (limit == 0) return count;
  return static_cast<std::size_t>(std::min<std::uint64_t>(count, limit - std::min(limit, used)));
}

}  // namespace

std::size_t allowance(const State& state, std::size_t count) {
  return left(state.definition().limits.max_parallel, state.pending(), count);
}

std::size_t new_trials(const State& state, std::size_t count) {
  return left(state.definition().limits.max_trials, state.trials().size(), count);
}

}  // namespace lode::study
