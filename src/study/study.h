/// \file
/// A study opened for work: its commands, and the proposal lock.
///
/// Asks queue on a lock of their own, through the strategy's work; report and tell go past it, so they never
/// wait for a fit.
#pragma once

#include <atomic>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "store/store.h"
#include "strategy/strategy.h"
#include "study/journal.h"
#include "study/log.h"
#include "study/quotas.h"
#include "study/slots.h"
#include "study/state.h"

namespace lode::study {

/// A clock that goes on from what `wall` says at this moment by what `steady` counts: whoever sets the wall
/// clock afterwards lengthens or ends no trial's time. Both in seconds.
Clock steady_from(const Clock& wall, Clock steady);
/// That of the system: seconds since the epoch, the time that the machine sleeps included.
Clock system_clock();

/// Ends the processes that a driver which is gone left behind in these trials' folders, and waits for them.
using EndOrphans = std::function<void(const std::vector<std::string>& directories)>;

/// What a study needs of its surroundings.
struct Environment {
  Clock clock = system_clock();
  Log log = [](const LogLine&) {};
  std::shared_ptr<const backend::Backend> backend =
      backend::make_cpu_backend();  ///< for the strategy's models
  EndOrphans end_orphans = [](const std::vector<std::string>&) {};
  Quotas quotas = Quotas();         ///< looked at when a study is made
  std::shared_ptr<SlotPool> slots;  ///< that its trials share with those of other studies; null: no limit
};

/// What an ask hands out, or why nothing.
struct Asked {
  enum class Why { given, done, wait } why = Why::given;
  std::vector<TrialPtr> trials;
};

/// Thread-safe.
class Study {
 public:
  /// Checks the definition, makes the log and writes StudyCreated.
  /// What the definition leaves open is completed by the quotas.
  /// \throws Error(Code::argument) for a bad definition; Error(Code::exists); Error(Code::limit) where it is
  /// past a quota, or a trial needs more slots than there are
  static std::unique_ptr<Study> create(store::Store& store, const Definition& definition,
                                       Environment environment);
  /// Replays the log. \throws Error(Code::not_found); Error(Code::store)
  static std::unique_ptr<Study> open(store::Store& store, const std::string& name, Environment environment);

  /// \param in_line where there are no slots, keep a place in their line: for who asks again soon, until a
  /// trial is given or leave_line(). \throws Error(Code::limit) where there can never be slots enough
  Asked ask(std::size_t count, bool in_line = false);
  void leave_line();
  /// See SlotUser::may_launch().
  bool may_launch(std::size_t launched) const { return !slots_ || slots_->may_launch(launched); }
  /// The same value again at a step is ignored. \throws Error(Code::state) for another value at it, and where
  /// the trial, or the report's attempt, has ended.
  Decision report(std::uint64_t trial, const Report& report);
  /// Several reports in one transaction, in order. What report() would refuse is dropped and told to the log:
  /// as information where it comes too late, as a warning, one a trial and call, where another value stands
  /// at its step. \return a decision each; stop for one that comes too late.
  std::vector<Decision> report_all(const std::vector<std::pair<std::uint64_t, Report>>& reports);
  /// Ends an attempt. No objective: what its reports make it.
  void tell(std::uint64_t trial, const Ending& ending, std::optional<double> objective);
  void enqueue(const space::Row& row);
  /// A finished trial with a known result. \return its number.
  std::uint64_t add(const space::Row& row, double objective);
  void started(std::uint64_t trial, std::int32_t attempt, const std::string& directory);
  /// The trial's attempt was asked to end. Nothing where it is another one by now, or has ended.
  void stopping(std::uint64_t trial, std::int32_t attempt);
  /// No more proposals; ends once nothing runs. Closing::user also ends the trials that a dead driver left
  /// behind, and their processes.
  void close(Closing closing);

  /// Takes the driver's lease, makes every trial that an earlier driver had started due again, as a new
  /// attempt, and ends what still runs of the old ones. \throws Error(Code::state) where another live
  /// process, or another run in this one, holds it.
  void begin_driving();
  /// Keeps the time of what this object drives, where it is due.
  void give_sign();
  /// Gives back this study object's lease, if it still has it.
  void end_driving();
  /// Whether this object's lease still holds; also where the study has ended.
  bool drives(const State& state) const;
  /// Ends the lease of whoever has it, alive or not: for a driver in another container or on another host,
  /// which cannot be looked at. One that is alive after all ends its run with an error.
  void take_over();

  std::shared_ptr<const State> snapshot() { return journal_.snapshot(); }
  /// See Journal::read().
  template <class Look>
  auto read(const Look& look) {
    return journal_.read(look);
  }
  std::uint64_t wait_change(std::uint64_t seen, double seconds) {
    return journal_.wait_change(seen, seconds);
  }

  const std::string& name() const { return name_; }
  double now() const { return environment_.clock() + behind_; }
  void log(const LogLine& line) const { environment_.log(line); }

 private:
  /// A proposal that waits for its events to be written.
  struct Draft;

  Study(std::unique_ptr<store::EventLog> log, Environment environment);

  /// Warns where the study's models were computed with another arithmetic than they will be.
  void recheck_studies(store::Store& store, const std::string& name) const;
  void compare_arithmetic(const State& state) const;
  /// What is left to do for the reports that were refused. \throws what is no refusal.
  void drop_refused(const std::vector<std::pair<std::uint64_t, Report>>& reports,
                    const std::vector<std::exception_ptr>& errors, std::vector<Decision>& decisions) const;
  /// Counts its trials among those that share slots.
  void join_slots();
  std::size_t reserve_slots(std::size_t count, bool in_line);
  Draft draft(std::size_t count, bool in_line);
  static void resume(const State& state, strategy::Rungs& rungs, std::size_t most, Draft& draft);
  bool submit(const Draft& draft);
  /// Where it is due.
  void bound_regret();
  /// Tells the log of what the study's owner should hear of.
  void tell(const Event& event);
  void tell_of_rungs(const Event& event);

  Environment environment_;
  double behind_ = 0;  ///< seconds that the clock was behind the newest event when it was opened
  std::unique_ptr<SlotUser> slots_;  ///< null where there is no pool
  Journal journal_;
  std::string name_;
  std::unique_ptr<strategy::Strategy> strategy_;
  std::atomic<std::uint64_t> epoch_{0};  ///< of the lease that this object took last; 0: none
  bool short_of_slots_ = false;          ///< since the last trial was given: told once; under proposing_
  std::mutex
      proposing_;  ///< held by one ask (or add) at a time, through its fit; taken before the journal's locks
};

/// Deletes a study's record for good. Where it is open, its trials give back what they have of these slots,
/// which may be null. \throws Error(Code::not_found)
void purge(
    store::Store& store, const std::string& name, SlotPool* slots,
    const EndOrphans& end_orphans = [](const std::vector<std::string>&) {});

}  // namespace lode::study
