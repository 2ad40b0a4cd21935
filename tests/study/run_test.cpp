// The run loop with a launcher that tests control: refilled slots, limits, adoption after a driver that is
// gone.

#include "study/run.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <map>

#include "base/error.h"
#include "study/fixture.h"

namespace lode::study {
namespace {

using namespace std::string_literals;

/// Trials end when `step` says so, at each poll.
class FakeLauncher : public Launcher {
 public:
  void check(const Job& example) override {
    checked.push_back(example);
    if (refuses) throw Error(Code::argument, "no such program");
  }
  void launch(const Job& job, TrialSink& sink) override {
    launched.push_back(job);
    sink.started(job.trial, job.attempt, "/dir/" + job.name);
    running[job.trial] = job;
    most = std::max(most, running.size());
  }
  void poll(TrialSink& sink) override {
    if (step) step(*this, sink);
  }
  void cancel(std::uint64_t trial, Reason reason, TrialSink& sink) override {
    cancelled.emplace_back(trial, reason);
    if (grace) return;
    running.erase(trial);
    if (reason != Reason::preempted) sink.ended(trial, {TrialStatus::stopped, reason, 0, ""});
  }
  std::size_t active() const override { return running.size(); }

  void end(TrialSink& sink, std::uint64_t trial, double value) {
    sink.report(trial, {"loss", value, 0, 0, 0, 0});
    running.erase(trial);
    sink.ended(trial, {});
  }
  /// The platform loses a trial that runs.
  void lose(TrialSink& sink, std::uint64_t trial) {
    running.erase(trial);
    sink.ended(trial, failed(Reason::platform_error));
  }

  std::function<void(FakeLauncher&, TrialSink&)> step;
  bool refuses = false;
  bool grace = false;  ///< who is asked to end takes its time
  std::vector<Job> checked;
  std::vector<Job> launched;
  std::map<std::uint64_t, Job> running;
  std::vector<std::pair<std::uint64_t, Reason>> cancelled;
  std::size_t most = 0;
};

/// Ends the youngest trial that runs: the oldest would block the study if slots were not refilled at once.
void end_youngest(FakeLauncher& launcher, TrialSink& sink) {
  if (!launcher.running.empty()) launcher.end(sink, launcher.running.rbegin()->first, 1.0);
}

/// One trial, which may take three attempts.
Definition retried(const std::string& name) {
  Definition d = definition(name, 1, 1);
  d.limits.max_attempts = 3;
  return d;
}

class RunTest : public ::testing::Test {
 protected:
  std::unique_ptr<Study> make(const Definition& d) { return Study::create(*store, d, clock.environment()); }

  FakeClock clock;
  std::unique_ptr<store::Store> store = store::open_memory_store();
  std::atomic<bool> interrupted{false};
};

TEST_F(RunTest, RefillsSlotsAtOnce) {
  auto study = make(definition("refill", 20, 3));
  FakeLauncher launcher;
  launcher.step = end_youngest;
  EXPECT_EQ(run(*study, launcher, interrupted), RunResult::ended);
  EXPECT_EQ(study->snapshot()->status(), Status::completed);
  EXPECT_EQ(launcher.launched.size(), 20u);
  EXPECT_EQ(launcher.most, 3u);
  EXPECT_EQ(study->snapshot()->trial(5).directory, "/dir/refill-5");
}

TEST_F(RunTest, AStudyGoesOnUntilItsEndWhateverIsWrittenThen) {
  auto study = make(definition("one", 2, 1));
  auto told = make(definition("told", 1));
  store->create("cut off", 1);  // between its name and its first event
  EXPECT_EQ(studies_going_on(*store, ""), 2U);
  FakeLauncher launcher;
  launcher.step = end_youngest;
  EXPECT_EQ(run(*study, launcher, interrupted), RunResult::ended);  // its driver ends after it
  EXPECT_EQ(studies_going_on(*store, ""), 1U);
  EXPECT_EQ(studies_going_on(*store, "told"), 0U);
  told->ask(1);
  told->close(Closing::user);
  EXPECT_EQ(studies_going_on(*store, ""), 1U);  // Stopping
  told->tell(0, completed(), 1.0);
  EXPECT_EQ(studies_going_on(*store, ""), 0U);
}

TEST_F(RunTest, JobsCarryTextsAndTheEnvironment) {
  Definition d = definition("job", 1);
  d.static_parameters = {{"epochs", "5"}};
  d.environment = {{"MODE", "fast"}};
  auto study = make(d);
  FakeLauncher launcher;
  launcher.step = end_youngest;
  run(*study, launcher, interrupted);
  const Job& job = launcher.launched.at(0);
  EXPECT_EQ(job.hyperparameters.at(0), (std::pair<std::string, std::string>{"epochs", "5"}));
  EXPECT_EQ(job.hyperparameters.at(1).first, "x");
  EXPECT_EQ(std::stod(job.hyperparameters.at(1).second), study->snapshot()->trial(0).row[0]);
  EXPECT_EQ(job.environment, d.environment);
}

TEST_F(RunTest, TrialsPastTheirTimeAreCancelled) {
  Definition d = definition("slow", 2, 1);
  d.limits.trial_max_runtime = 60;
  auto study = make(d);
  FakeLauncher launcher;
  launcher.step = [&](FakeLauncher&, TrialSink&) { *clock.now = *clock.now + 25; };
  EXPECT_EQ(run(*study, launcher, interrupted), RunResult::ended);
  EXPECT_EQ(launcher.cancelled, (std::vector<std::pair<std::uint64_t, Reason>>{{0, Reason::time_limit},
                                                                               {1, Reason::time_limit}}));
  EXPECT_EQ(study->snapshot()->counters().stopped, 2u);
}

TEST_F(RunTest, ATrialThatIsAskedToEndIsStoppingUntilItHas) {
  Definition d = definition("grace", 1);
  d.limits.trial_max_runtime = 60;
  d.limits.max_attempts = 2;
  auto study = make(d);
  FakeLauncher launcher;
  launcher.grace = true;
  std::vector<TrialStatus> seen;
  launcher.step = [&](FakeLauncher& self, TrialSink& sink) {
    seen.push_back(study->snapshot()->trial(0).status);
    *clock.now = *clock.now + 61;
    if (seen.size() < 4) return;
    self.running.clear();
    sink.ended(0, {TrialStatus::stopped, Reason::time_limit, 0, ""});
  };
  EXPECT_EQ(run(*study, launcher, interrupted), RunResult::ended);
  EXPECT_EQ(launcher.cancelled.size(), 1U);
  const auto progress = TrialStatus::in_progress, stopping = TrialStatus::stopping;
  EXPECT_EQ(seen, (std::vector{progress, stopping, stopping, stopping}));
  EXPECT_EQ(study->snapshot()->trial(0).status, TrialStatus::stopped);
}

TEST_F(RunTest, ADriverThatIsKilledMeanwhileLeavesItToTheNext) {
  Definition d = definition("grace", 1);
  d.limits.trial_max_runtime = 60;
  auto study = make(d);
  study->begin_driving();
  study->ask(1);
  study->started(0, 1, "");
  *clock.now = 1061;
  study->stopping(0, 1);
  study->stopping(0, 2);  // there is no such attempt
  EXPECT_EQ(study->snapshot()->trial(0).status, TrialStatus::stopping);
  study->take_over();
  EXPECT_EQ(study->snapshot()->trial(0).status, TrialStatus::in_progress);
  FakeLauncher launcher;
  EXPECT_EQ(run(*study, launcher, interrupted), RunResult::ended);
  const auto state = study->snapshot();
  EXPECT_TRUE(launcher.launched.empty());
  EXPECT_EQ(state->trial(0).reason, Reason::time_limit);
  EXPECT_EQ(state->trial(0).message, "stopped before it was started again");
}

TEST_F(RunTest, TheStudysOwnTimeEndsIt) {
  Definition d = definition("long", 0, 2);
  d.limits.max_runtime = 100;
  auto study = make(d);
  FakeLauncher launcher;
  launcher.step = [&](FakeLauncher&, TrialSink&) { *clock.now = *clock.now + 30; };
  EXPECT_EQ(run(*study, launcher, interrupted), RunResult::ended);
  EXPECT_EQ(study->snapshot()->status(), Status::completed);
  EXPECT_EQ(study->snapshot()->closing(), Closing::run_time);
  EXPECT_EQ(launcher.cancelled.front().second, Reason::study_end);
}

TEST_F(RunTest, InterruptedTrialsAreLaunchedAgainAsANewAttempt) {
  auto study = make(definition("resume", 4, 2));
  FakeLauncher first;
  first.step = [&](FakeLauncher&, TrialSink&) { interrupted = true; };
  EXPECT_EQ(run(*study, first, interrupted), RunResult::interrupted);
  EXPECT_EQ(first.cancelled.size(), 2u);
  EXPECT_EQ(first.cancelled.front().second, Reason::preempted);
  EXPECT_EQ(study->snapshot()->counters().in_progress, 2u);

  interrupted = false;
  study = Study::open(*store, "resume", clock.environment());
  FakeLauncher second;
  second.step = end_youngest;
  EXPECT_EQ(run(*study, second, interrupted), RunResult::ended);
  ASSERT_EQ(second.launched.size(), 4u);
  EXPECT_EQ(second.launched[0].trial, 0u);
  EXPECT_EQ(second.launched[0].attempt, 2);
  EXPECT_EQ(second.launched[2].attempt, 1);
}

TEST_F(RunTest, AStopReachesATrialThatWaitsForItsNextAttempt) {
  auto study = make(retried("waits"));
  FakeLauncher launcher;
  launcher.step = [&](FakeLauncher& l, TrialSink& sink) {
    if (l.running.empty()) return;
    l.lose(sink, 0);
    study->close(Closing::user);
  };
  EXPECT_EQ(run(*study, launcher, interrupted), RunResult::ended);
  EXPECT_TRUE(launcher.cancelled.empty());
  EXPECT_EQ(study->snapshot()->status(), Status::stopped);
  EXPECT_EQ(study->snapshot()->trial(0).reason, Reason::user);
}

TEST_F(RunTest, ATrialThatWaitsForItsNextAttemptWaitsNoLongerThanItMay) {
  Definition d = retried("pending");
  d.limits.trial_max_pending = 0.5;
  auto study = make(d);
  FakeLauncher launcher;
  launcher.step = [&](FakeLauncher& l, TrialSink& sink) {
    *clock.now = *clock.now + 0.25;
    if (!l.running.empty()) l.lose(sink, 0);
  };
  EXPECT_EQ(run(*study, launcher, interrupted), RunResult::ended);
  EXPECT_EQ(launcher.launched.size(), 1u);
  EXPECT_EQ(study->snapshot()->trial(0).reason, Reason::wait_limit);
}

TEST_F(RunTest, RetriesAreLaunchedAgain) {
  auto study = make(retried("retry"));
  FakeLauncher launcher;
  std::vector<double> starts;
  launcher.step = [&](FakeLauncher& l, TrialSink& sink) {
    *clock.now = *clock.now + 0.25;
    if (l.running.empty()) return;
    starts.push_back(*clock.now);
    const Job job = l.running.begin()->second;
    if (job.attempt == 3) return l.end(sink, job.trial, 1.0);
    l.lose(sink, job.trial);
  };
  EXPECT_EQ(run(*study, launcher, interrupted), RunResult::ended);
  ASSERT_EQ(starts.size(), 3u);
  EXPECT_EQ(starts[1] - starts[0], 1.0);  // a pause, which doubles: what kept it from running may pass
  EXPECT_EQ(starts[2] - starts[1], 2.0);
  EXPECT_EQ(launcher.launched.size(), 3u);
  EXPECT_EQ(study->snapshot()->counters().completed, 1u);
}

TEST_F(RunTest, ASecondDriverIsRefusedWhileTheFirstIsAlive) {
  auto study = make(definition("lease", 5, 1));
  auto other = Study::open(*store, "lease", clock.environment());
  FakeLauncher launcher, intruder;
  bool refused = false;
  launcher.step = [&](FakeLauncher& l, TrialSink& sink) {
    try {
      run(*other, intruder, interrupted);
    } catch (const Error& e) {
      refused = e.code() == Code::state;
    }
    end_youngest(l, sink);
  };
  run(*study, launcher, interrupted);
  EXPECT_TRUE(refused);
  EXPECT_TRUE(intruder.launched.empty());
}

TEST_F(RunTest, ADriverThatIsTakenOverEndsItsRun) {
  auto study = make(definition("taken", 5, 2));
  auto other = Study::open(*store, "taken", clock.environment());
  FakeLauncher launcher, heir;
  heir.step = end_youngest;
  launcher.step = [&](FakeLauncher&, TrialSink&) { other->take_over(); };
  try {
    run(*study, launcher, interrupted);
    ADD_FAILURE() << "it ran on";
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), Code::state);
    EXPECT_NE(std::string(e.what()).find("taken over"), std::string::npos);
  }
  EXPECT_EQ(launcher.active(), 0u);
  ASSERT_EQ(launcher.cancelled.size(), 2u);
  EXPECT_EQ(launcher.cancelled.front().second, Reason::preempted);
  EXPECT_EQ(run(*other, heir, interrupted), RunResult::ended);
  EXPECT_EQ(heir.launched.front().attempt, 2);
  EXPECT_EQ(other->snapshot()->counters().completed, 5u);
  other->take_over();  // nobody drives: nothing happens
}

TEST_F(RunTest, AnEndedLeaseOfAnotherIsLeftAlone) {
  auto study = make(definition("foreign", 5, 2));
  auto other = Study::open(*store, "foreign", clock.environment());
  study->begin_driving();
  other->end_driving();
  EXPECT_TRUE(study->drives(*study->snapshot()));
}

TEST_F(RunTest, WhatWasSaidOfAnEarlierAttemptIsForgottenWhenTheNextRuns) {
  auto study = make(definition("stale", 5, 2));
  study->ask(1);
  study->started(0, 1, "/dir");
  study->tell(0, failed(Reason::preempted), {});
  Ending interrupted_ending = failed(Reason::preempted);
  interrupted_ending.message = "its driver was interrupted";
  study->started(0, 2, "/dir");
  study->tell(0, interrupted_ending, {});
  EXPECT_EQ(study->snapshot()->trial(0).message, "its driver was interrupted");
  study->started(0, 3, "/dir");
  EXPECT_EQ(study->snapshot()->trial(0).message, "");
}

TEST_F(RunTest, StoppingWithoutALiveDriverEndsWhatItLeft) {
  auto study = make(definition("orphans", 5, 2));
  FakeLauncher launcher;
  launcher.step = [&](FakeLauncher&, TrialSink&) { interrupted = true; };
  run(*study, launcher, interrupted);
  study->close(Closing::user);
  EXPECT_EQ(study->snapshot()->status(), Status::stopped);
  EXPECT_EQ(study->snapshot()->counters().stopped, 2u);
}

TEST_F(RunTest, ProcessesOfADeadDriverAreEnded) {
  std::vector<std::string> ended;
  Environment environment = clock.environment();
  environment.end_orphans = [&](const auto& directories) {
    ended.insert(ended.end(), directories.begin(), directories.end());
  };
  auto study = Study::create(*store, definition("left", 3, 2), environment);
  study->ask(2);
  study->started(0, 1, "/dir/left-0");  // trial 1 was asked for but never started
  study->begin_driving();
  EXPECT_EQ(ended, std::vector{"/dir/left-0"s});
  study->end_driving();
  study->close(Closing::user);
  EXPECT_EQ(ended, (std::vector{"/dir/left-0"s, "/dir/left-0"s}));
  study->close(Closing::user);  // the study has ended: nothing is left
  EXPECT_EQ(ended.size(), 2u);
}

TEST_F(RunTest, NothingIsProposedWhereTheLauncherRefuses) {
  Definition d = definition("refused", 3, 1);
  d.static_parameters = {{"rounds", "7"}};
  auto study = make(d);
  FakeLauncher launcher;
  launcher.refuses = true;
  EXPECT_THROW(run(*study, launcher, interrupted), Error);
  EXPECT_TRUE(study->snapshot()->trials().empty());
  EXPECT_FALSE(study->snapshot()->driver());
  ASSERT_EQ(launcher.checked.size(), 1u);
  const std::vector<std::pair<std::string, std::string>> all = {{"rounds", "7"}, {"x", ""}, {"y", ""}};
  EXPECT_EQ(launcher.checked[0].hyperparameters, all);
  launcher.refuses = false;
  launcher.step = end_youngest;
  EXPECT_EQ(run(*study, launcher, interrupted), RunResult::ended);
  run(*study, launcher, interrupted);  // an ended study needs no launcher that could work
  EXPECT_EQ(launcher.checked.size(), 2u);
}

TEST_F(RunTest, AnErrorLeavesNothingRunningAndTheLeaseFree) {
  auto study = make(definition("error", 5, 2));
  FakeLauncher launcher;
  launcher.step = [](FakeLauncher&, TrialSink&) { throw Error(Code::callback, "broken"); };
  EXPECT_THROW(run(*study, launcher, interrupted), Error);
  EXPECT_EQ(launcher.active(), 0u);
  launcher.step = end_youngest;
  EXPECT_EQ(run(*study, launcher, interrupted), RunResult::ended);
}

}  // namespace
}  // namespace lode::study
