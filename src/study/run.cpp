#include "study/run.h"

#include <algorithm>  // max, min
#include <cmath>      // ldexp
#include <map>

#include "base/error.h"
#include "study/commands.h"
#include "study/job.h"
#include "study/sink.h"

namespace lode::study {

namespace {

/// How long the loop sleeps when nothing happens in this process: the lag of noticing an ended process or
/// another's command.
constexpr double idle_seconds = 0.02;

/// What the loop knows of a trial that it launched.
struct Running {
  std::int32_t launched = 0;   ///< attempt that was launched; 0: none yet
  std::int32_t cancelled = 0;  ///< attempt that was cancelled; 0: none
  int starts = 0;
  double due = 0;  ///< it is not started again before
};

/// Seconds between two starts of a trial: what keeps it from running (a full disk, no process to be had) may
/// pass, and trying again at once would only use up its attempts.
double pause_after(int starts) { return std::min(60.0, std::ldexp(1.0, std::min(starts, 6))); }

/// Whatever ends a run: it keeps no other waiting for slots.
class LineLeaver {
 public:
  explicit LineLeaver(Study& study) : study_(study) {}
  ~LineLeaver() { study_.leave_line(); }
  LineLeaver(const LineLeaver&) = delete;
  LineLeaver& operator=(const LineLeaver&) = delete;

 private:
  Study& study_;
};

class Runner {
 public:
  Runner(Study& study, Launcher& launcher, const std::atomic<bool>& interrupted)
      : study_(study), launcher_(launcher), interrupted_(interrupted), sink_(study) {}

  RunResult run() {
    const auto state = study_.snapshot();
    if (!state->ended()) launcher_.check(example_job(*state));
    study_.begin_driving();
    const LineLeaver leaver(study_);
    try {
      const RunResult result = loop();
      study_.end_driving();
      return result;
    } catch (...) {
      abandon();
      throw;
    }
  }

 private:
  RunResult loop() {
    adopt(*study_.snapshot());
    for (std::uint64_t seen = 0;; seen = study_.wait_change(seen, idle_seconds)) {
      const auto state = study_.snapshot();
      if (state->ended() && launcher_.active() == 0) return RunResult::ended;
      if (!study_.drives(*state))
        throw Error(Code::state, "the study '" + study_.name() + "' was taken over by another driver");
      if (interrupted_) {
        preempt();
        return RunResult::interrupted;
      }
      forget_ended(*state);
      enforce(*state);
      launch_due(*state);
      fill(*state);
      launcher_.poll(sink_);
      sink_.flush();
      study_.give_sign();
    }
  }

  /// Everything that an earlier driver left in progress is launched again.
  void adopt(const State& state) {
    for (const auto& trial : state.trials())
      if (trial->pending()) running_[trial->number];
  }

  void forget_ended(const State& state) {
    std::erase_if(running_, [&](const auto& entry) { return !state.trial(entry.first).pending(); });
  }

  /// Time limits, and the end of the study. A criterion that time alone meets is looked at here, as no event
  /// tells of it.
  void enforce(const State& state) {
    if (out_of_time(state, study_.now())) study_.close(Closing::run_time);
    for (auto& [number, running] : running_) {
      const Trial& trial = state.trial(number);
      const bool left_to_run = drains(state) && (running.launched > 0 || trial.started > 0);
      if (state.status() == Status::stopping && !left_to_run)
        cancel(trial, running, state.stopping_for() == Closing::user ? Reason::user : Reason::study_end);
      else if (const auto reason = overrun(state, trial, study_.now()))
        cancel(trial, running, *reason);
      else if (trial.decision != Decision::go_on)  // the trainer may not report again for long
        cancel(trial, running, Reason::early_stopping);
    }
  }

  void cancel(const Trial& trial, Running& running, Reason reason) {
    if (running.cancelled == trial.attempt) return;
    running.cancelled = trial.attempt;
    if (running.launched == trial.attempt) {
      study_.stopping(trial.number, trial.attempt);
      launcher_.cancel(trial.number, reason, sink_);
      return;
    }
    // The launcher knows nothing of a trial that waits for its next attempt.
    const char* when =
        trial.last_ending ? "stopped before it was started again" : "stopped before it was started";
    sink_.ended(trial.number, {TrialStatus::stopped, reason, 0, when});
  }

  /// Trials that were adopted, and those whose next attempt is due.
  void launch_due(const State& state) {
    for (auto& [number, running] : running_) {
      const Trial& trial = state.trial(number);
      if (running.cancelled == trial.attempt || running.launched == trial.attempt) continue;
      if (trial.attempt_started > 0) continue;
      const bool first = running.launched == 0;
      if (first && (launched() >= parallel(state) || !study_.may_launch(launched()))) continue;
      if (study_.now() >= running.due) start(state, trial, running);
    }
  }

  void fill(const State& state) {
    const bool wants = state.status() == Status::in_progress && running_.size() < parallel(state);
    if (!wants) return study_.leave_line();
    while (running_.size() < parallel(state) && !interrupted_) {
      const Asked asked = study_.ask(1, true);
      if (asked.why != Asked::Why::given) return;
      const Trial& trial = *asked.trials.front();
      start(state, trial, running_[trial.number]);
    }
  }

  void start(const State& state, const Trial& trial, Running& running) {
    running.due = study_.now() + pause_after(running.starts++);
    launcher_.launch(make_job(state, trial), sink_);
    running.launched = trial.attempt;
  }

  static std::size_t parallel(const State& state) {
    return std::max(1u, state.definition().limits.max_parallel);
  }

  std::size_t launched() const {
    std::size_t count = 0;
    for (const auto& [number, running] : running_) count += running.launched > 0 ? 1 : 0;
    return count;
  }

  /// Ends what runs without telling it, so that the next driver launches it again.
  void preempt() {
    study_.leave_line();
    for (const auto& [number, running] : running_)
      if (running.launched > running.cancelled) launcher_.cancel(number, Reason::preempted, sink_);
    for (std::uint64_t seen = 0; launcher_.active() > 0; seen = study_.wait_change(seen, idle_seconds)) {
      launcher_.poll(sink_);
      sink_.flush();
    }
  }

  /// After an error: leave nothing running and the lease free, as far as the error allows.
  void abandon() noexcept {
    try {
      preempt();
    } catch (...) {  // the first error is the one to tell
    }
    try {
      study_.end_driving();
    } catch (...) {
    }
  }

  Study& study_;
  Launcher& launcher_;
  const std::atomic<bool>& interrupted_;
  StudySink sink_;
  std::map<std::uint64_t, Running> running_;
};

}  // namespace

RunResult run(Study& study, Launcher& launcher, const std::atomic<bool>& interrupted) {
  return Runner(study, launcher, interrupted).run();
}

}  // namespace lode::study
