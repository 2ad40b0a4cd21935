/// \file
/// The state of a study: its events, replayed. It is changed by apply() alone, so a study that was opened
/// again is the study that was left.
#pragma once

#include <deque>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "space/space.h"
#include "strategy/strategy.h"
#include "study/definition.h"
#include "study/events.h"
#include "study/trial.h"

namespace lode::study {

/// The values of lode_study_status.
enum class Status : std::int32_t { in_progress = 0, stopping = 1, completed = 2, stopped = 3, failed = 4 };

/// AMT's TrainingJobStatusCounters and ObjectiveStatusCounters.
struct Counters {
  std::uint64_t completed = 0, in_progress = 0, retryable_error = 0, non_retryable_error = 0, stopped = 0;
  std::uint64_t objective_succeeded = 0, objective_pending = 0, objective_failed = 0;
  std::uint64_t paused = 0;  ///< beside those; their objectives are pending
};

/// A value type; copies share their trials.
class State {
 public:
  /// \throws Error(Code::store) where the event cannot follow what came before.
  void apply(const Event& event);

  bool created() const { return !definition_.objectives.empty(); }
  const Definition& definition() const { return definition_; }
  const space::Space& space() const { return space_; }
  const Objective& objective() const { return definition_.objectives.front(); }
  Status status() const { return status_; }
  bool ended() const { return status_ != Status::in_progress && status_ != Status::stopping; }
  /// What closed it, the first of all that did.
  std::optional<Closing> closing() const { return closing_; }
  double closed_at() const { return closed_at_; }  ///< 0: nothing has closed it
  /// What ended its draining before the last trial did: a person, or the study's time.
  std::optional<Closing> drain_ended_by() const { return drain_ended_by_; }
  double drain_ended_at() const { return drain_ended_at_; }  ///< 0: nothing did
  /// For what its trials stop.
  std::optional<Closing> stopping_for() const { return drain_ended_by_ ? drain_ended_by_ : closing_; }
  bool exhausted() const { return exhausted_; }
  /// See StudyCreated.
  const std::string& instruction_set() const { return instruction_set_; }
  double created_at() const { return created_at_; }
  double ended_at() const { return ended_at_; }
  double modified_at() const { return modified_at_; }
  /// Time of the newest event, a driver's sign of life among them.
  double last_event() const { return last_event_; }

  const std::vector<TrialPtr>& trials() const { return trials_; }
  /// \throws Error(Code::not_found)
  const Trial& trial(std::uint64_t number) const;
  const std::deque<space::Row>& queue() const { return queue_; }
  std::uint64_t pending() const { return counters_.in_progress; }
  TrialPtr best() const { return best_; }
  Counters counters() const { return counters_; }
  /// The objective of a trial that has ended; of another one what its reports would make it now.
  std::optional<double> objective_of(const Trial& trial) const;
  /// Since when the trial's present attempt runs; 0: it does not yet. A host that trains by itself, without a
  /// driver, need not say that a trial has started: one that is reported on, or has ended, ran since it was
  /// handed out.
  double running_since(const Trial& trial) const;
  /// Finished trials since the last one that improved on the best by what counts as an improvement; AMT's
  /// NumberOfTrainingJobsObjectiveNotImproving.
  std::uint64_t not_improving() const { return not_improving_; }

  /// Which trial has reached which rung; not on where the strategy has none.
  const strategy::Rungs& rungs() const { return rungs_; }
  /// The paused trial that should go on next, if any.
  std::optional<strategy::Promotion> promotable() const { return promotable(rungs_); }
  /// The same, where some of them have been handed out already.
  std::optional<strategy::Promotion> promotable(const strategy::Rungs& rungs) const;
  /// A paused trial that can no longer be promoted, if any.
  std::optional<std::uint64_t> hopeless() const;
  /// Whether a paused trial may become promotable by what still runs.
  bool may_promote() const;
  /// Whether every trial that the study may have has been proposed.
  bool spent() const;
  /// The trial that the newest event brought to a higher step than before, where a stopping rule looks at
  /// that.
  std::optional<std::uint64_t> advanced() const { return advanced_; }

  /// The newest bound on the regret, if any.
  const std::optional<RegretBounded>& regret() const { return regret_; }
  /// How many of them, up to the newest, lay below the noise in a row.
  std::uint64_t settled() const { return settled_; }

  /// The driver that holds the lease, if any.
  const std::optional<Driver>& driver() const { return driver_; }
  std::uint64_t driver_epoch() const { return driver_epoch_; }
  /// Seconds that the study has been at work, up to `now` where it still is: while a driver held the lease,
  /// or, without one, while a host that trains by itself had trials, from the ask to the end of each. One
  /// that was killed is credited until the last that was heard, once its loss is told.
  double run_time(double now) const;

  /// Whether a is a better objective than b. Never true of a NaN.
  bool better(double a, double b) const;
  /// What a strategy sees.
  strategy::History history() const;

 private:
  void on(const StudyCreated& e, double time);
  void on(const TrialEnqueued& e, double time);
  void on(const TrialProposed& e, double time);
  void on(const TrialStarted& e, double time);
  void on(const TrialReported& e, double time);
  void on(const TrialEnded& e, double time);
  void on(const StudyClosed& e, double time);
  void on(const SpaceExhausted& e, double time);
  void on(const StudyEnded& e, double time);
  void on(const DriverStarted& e, double time);
  void on(const DriverEnded& e, double time);
  void on(const DriverAlive&, double) {}
  void on(const RegretBounded& e, double time);
  void on(const TrialStopping& e, double time);
  void on(const TrialDecided& e, double time);
  void on(const TrialResumed& e, double time);
  /// A trial to change: a copy of its own where a snapshot holds it.
  Trial& edit(std::uint64_t number);
  void advance(Trial& trial, const Report& report);
  void pause(Trial& trial);
  /// A paused trial that is never resumed.
  void end_paused(const TrialEnded& e, double time);
  /// Of a study that takes no more trials: all of them.
  void end_all_paused(double time);
  void finish(Trial& trial, const TrialEnded& e);
  void count(const Trial& ended);
  bool eligible(const Trial& trial) const;
  bool improves(double objective) const;
  void count_run_time(const Event& event);
  void lose_attempts();

  Definition definition_;
  space::Space space_;
  Status status_ = Status::in_progress;
  std::optional<Closing> closing_, drain_ended_by_;
  bool exhausted_ = false;
  std::string instruction_set_;
  double created_at_ = 0, closed_at_ = 0, drain_ended_at_ = 0, ended_at_ = 0, modified_at_ = 0;
  double last_event_ = 0;  ///< its time
  double heard_at_ = 0;    ///< time of the event before the one that is being applied
  std::vector<TrialPtr> trials_;
  std::deque<space::Row> queue_;
  strategy::Rungs rungs_;
  std::optional<std::uint64_t> advanced_;
  Counters counters_;
  TrialPtr best_;
  std::uint64_t not_improving_ = 0;
  std::optional<double> improved_to_;  ///< the best objective at the last improvement
  std::optional<RegretBounded> regret_;
  std::uint64_t settled_ = 0;
  std::optional<Driver> driver_;
  std::uint64_t driver_epoch_ = 0;
  double driver_since_ = 0;
  std::set<std::uint64_t> hosted_;  ///< trials in progress that were handed out while there was no driver
  double run_time_ = 0;             ///< but a driver's that has the lease
};

}  // namespace lode::study
