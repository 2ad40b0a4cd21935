// Time limits of trials whose host trains by itself, and what is said of them meanwhile.

#include <chrono>
#include <gtest/gtest.h>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "study/commands.h"
#include "study/fixture.h"
#include "study/words.h"

namespace lode::study {
namespace {

class LimitsTest : public testing::Test {
 protected:
  /// One trial, proposed at 1000.
  void begin(const Limits& limits) {
    Definition d = definition("limited");
    d.limits = limits;
    study = Study::create(*store, d, clock.environment());
    study->ask(1);
  }
  /// \param time seconds since the proposal
  Decision report_at(double time) {
    *clock.now = 1000 + time;
    return study->report(0, {"loss", 1.0, 0, 0, 0, 0});
  }
  const Trial& trial() {
    state = study->snapshot();
    return state->trial(0);
  }

  FakeClock clock;
  std::unique_ptr<store::Store> store = store::open_memory_store();
  std::unique_ptr<Study> study;
  std::shared_ptr<const State> state;
};

const Ending stopped = {TrialStatus::stopped, Reason::none, 0, ""};

TEST_F(LimitsTest, WhoDoesNotSayThatItStartsRunsSinceTheProposal) {
  begin({.trial_max_runtime = 60});
  EXPECT_EQ(report_at(60), Decision::go_on);
  EXPECT_EQ(report_at(61), Decision::stop);
  study->tell(0, stopped, std::nullopt);
  EXPECT_EQ(trial().reason, Reason::time_limit);
  EXPECT_EQ(trial().started, 1000);
  EXPECT_EQ(trial().consumed, 61);
  const auto again = Study::open(*store, "limited", clock.environment())->snapshot();
  EXPECT_EQ(again->trial(0).consumed, 61);
}

TEST_F(LimitsTest, WhoSaysSoRunsSinceThen) {
  begin({.trial_max_runtime = 60});
  *clock.now = 1050;
  study->started(0, 0, "");
  EXPECT_EQ(report_at(110), Decision::go_on);
  EXPECT_EQ(report_at(111), Decision::stop);
  EXPECT_EQ(trial().started, 1050);
  EXPECT_EQ(trial().elapsed(1111), 61);
}

TEST_F(LimitsTest, TheFirstReportMayComeAtTheEnd) {
  begin({.trial_max_runtime = 60});
  *clock.now = 1070;
  study->tell(0, completed(), 1.0);
  EXPECT_EQ(trial().consumed, 70);
}

TEST_F(LimitsTest, AttemptsShareTheTime) {
  begin({.trial_max_runtime = 60, .max_attempts = 5});
  report_at(40);
  study->tell(0, failed(Reason::platform_error), std::nullopt);
  EXPECT_EQ(trial().attempt, 2);
  EXPECT_EQ(report_at(60), Decision::go_on);
  EXPECT_EQ(report_at(61), Decision::stop);
}

TEST_F(LimitsTest, WhatReportsDoesNotWaitForItsStart) {
  begin({.trial_max_pending = 10});
  EXPECT_EQ(report_at(1000), Decision::go_on);
}

TEST_F(LimitsTest, ADriverSaysWhatRuns) {
  begin({.trial_max_runtime = 60});
  study->begin_driving();
  EXPECT_EQ(report_at(1000), Decision::go_on);  // it waited until now, as far as anybody knows
  EXPECT_EQ(trial().attempt_started, 0);
}

TEST_F(LimitsTest, WhatAStudyStopsIsStopping) {
  begin({});
  study->close(Closing::user);
  EXPECT_EQ(trial().status, TrialStatus::stopping);
  EXPECT_STREQ(secondary_status(trial()), "Stopping");
  EXPECT_EQ(state->counters().in_progress, 1u);
  EXPECT_EQ(report_at(1), Decision::stop);
  study->tell(0, stopped, std::nullopt);
  EXPECT_EQ(trial().reason, Reason::user);
  EXPECT_EQ(state->status(), Status::stopped);
}

TEST_F(LimitsTest, AReasonThatIsGivenStands) {
  begin({});
  study->close(Closing::user);
  Ending ending = stopped;
  ending.reason = Reason::early_stopping;
  study->tell(0, ending, std::nullopt);
  EXPECT_EQ(trial().reason, Reason::early_stopping);
}

TEST_F(LimitsTest, WhatIsStoppedForNoReasonOfTheStudysHasNone) {
  begin({.trial_max_runtime = 60});
  study->tell(0, stopped, std::nullopt);
  EXPECT_EQ(trial().reason, Reason::none);
}

TEST_F(LimitsTest, NoAttemptIsGrantedAfterTheTimeOfAll) {
  begin({.trial_max_runtime = 60, .max_attempts = 30});
  for (const double time : {1025.0, 1050.0}) {
    *clock.now = time;
    study->tell(0, failed(Reason::platform_error), std::nullopt);
    EXPECT_TRUE(trial().pending());
  }
  *clock.now = 1075;
  study->tell(0, failed(Reason::platform_error), std::nullopt);
  EXPECT_EQ(trial().status, TrialStatus::failed);
  EXPECT_EQ(trial().attempt, 3);
}

/// The study's own time where its host trains by itself: the tests give the limit and the times.
class HostTime : public LimitsTest {
 protected:
  void begin_study(double max_runtime) {
    Definition d = definition("hosted");
    d.limits.max_runtime = max_runtime;
    d.limits.max_attempts = 3;
    study = Study::create(*store, d, clock.environment());
  }
  void at(double time) { *clock.now = 1000 + time; }
  Asked::Why ask_at(double time, std::size_t count = 1) {
    at(time);
    return study->ask(count).why;
  }
  void tell_at(double time, std::uint64_t trial, const Ending& ending = {}) {
    at(time);
    const bool completed = ending.status == TrialStatus::completed;
    study->tell(trial, ending, completed ? std::optional(1.0) : std::nullopt);
  }
  double run_time() { return study->snapshot()->run_time(*clock.now); }
  std::optional<Closing> closing() { return study->snapshot()->closing(); }
};

TEST_F(HostTime, CountsWhileAnyTrialIsHandedOut) {
  begin_study(0);
  at(50);
  EXPECT_EQ(run_time(), 0);  // nothing was asked for
  ask_at(100, 2);
  at(110);
  EXPECT_EQ(run_time(), 10);
  tell_at(120, 0);
  ask_at(130);
  tell_at(140, 1);
  tell_at(160, 2);
  EXPECT_EQ(run_time(), 60);  // from 100 on, once however many there were
  at(3760);
  EXPECT_EQ(run_time(), 60);  // an hour without a trial
  study->enqueue({0.5, 0.5});
  study->add({0.25, 0.5}, 1.0);
  EXPECT_EQ(run_time(), 60);
  ask_at(4000);
  at(4005);
  EXPECT_EQ(run_time(), 65);
  EXPECT_EQ(Study::open(*store, "hosted", clock.environment())->snapshot()->run_time(5005), 65);
}

TEST_F(HostTime, AnAskIsTheStudysEndWhereItIsOver) {
  begin_study(60);
  ASSERT_EQ(ask_at(0), Asked::Why::given);
  ASSERT_EQ(ask_at(59.5), Asked::Why::given);
  EXPECT_EQ(ask_at(60), Asked::Why::done);
  EXPECT_EQ(closing(), Closing::run_time);
  EXPECT_EQ(trial().status, TrialStatus::stopping);
  tell_at(70, 0);
  EXPECT_EQ(study->snapshot()->status(), Status::stopping);
  tell_at(71, 1, stopped);
  EXPECT_EQ(study->snapshot()->trial(1).reason, Reason::study_end);
  EXPECT_EQ(study->snapshot()->status(), Status::completed);
  at(1000);
  EXPECT_EQ(run_time(), 71);
}

TEST_F(HostTime, AReportIsAnsweredWithStop) {
  begin_study(60);
  ask_at(10);
  EXPECT_EQ(report_at(69), Decision::go_on);
  EXPECT_EQ(closing(), std::nullopt);
  EXPECT_EQ(report_at(70), Decision::stop);
  EXPECT_EQ(closing(), Closing::run_time);
  EXPECT_EQ(trial().reports.size(), 2U);
}

TEST_F(HostTime, WhatIsAnsweredWithStopIsClosedThoughTheClockRuns) {
  Environment running = clock.environment();
  running.clock = [now = clock.now] { return *now = *now + 1; };
  for (const double limit : {20.0, 21.0, 22.0, 23.0, 24.0}) {
    Definition d = definition("running" + std::to_string(limit));
    d.limits.max_runtime = limit;
    study = Study::create(*store, d, running);
    study->ask(1);
    while (study->report(0, {"loss", 1.0, 0, 0, 0, 0}) != Decision::stop) {
    }
    EXPECT_EQ(closing(), Closing::run_time);
  }
}

TEST_F(HostTime, AnEndCountsAsWhatItIsToldAs) {
  begin_study(60);
  ask_at(0, 3);
  tell_at(70, 0);
  EXPECT_EQ(trial().status, TrialStatus::completed);
  EXPECT_EQ(closing(), Closing::run_time);
  EXPECT_EQ(ask_at(71), Asked::Why::done);

  store = store::open_memory_store();
  at(0);
  begin_study(60);
  ask_at(0);
  tell_at(70, 0, failed(Reason::platform_error));
  EXPECT_EQ(trial().status, TrialStatus::failed);  // no further attempt
  EXPECT_EQ(study->snapshot()->status(), Status::completed);
}

TEST_F(HostTime, ALostAttemptsTimeIsKnownToTheLastThatWasHeard) {
  begin_study(60);
  ask_at(0, 2);
  report_at(20);
  const double week = 7 * 86400;  // it was killed
  tell_at(week, 0, failed(Reason::preempted));
  EXPECT_EQ(run_time(), 20);
  EXPECT_EQ(closing(), std::nullopt);
  EXPECT_EQ(trial().attempt, 2);
  tell_at(week + 1, 1, failed(Reason::preempted));
  EXPECT_EQ(run_time(), 20);
  EXPECT_EQ(report_at(week + 40), Decision::go_on);
  EXPECT_EQ(run_time(), 59);
  EXPECT_EQ(report_at(week + 41), Decision::stop);
}

TEST_F(HostTime, WhoSaysNothingOfALossWasThere) {
  begin_study(60);
  ask_at(0);
  EXPECT_EQ(ask_at(7 * 86400), Asked::Why::done);
}

TEST_F(HostTime, ADriverTakesUpWhatIsLeft) {
  begin_study(100);
  ask_at(0, 2);
  report_at(30);
  at(5000);
  study->begin_driving();
  EXPECT_EQ(run_time(), 30);
  EXPECT_EQ(trial().consumed, 30);
  at(5010);
  EXPECT_EQ(run_time(), 40);
  study->end_driving();
  at(9000);
  EXPECT_EQ(run_time(), 40);  // its trials wait for the next driver
  EXPECT_EQ(ask_at(9000), Asked::Why::given);
  at(9005);
  EXPECT_EQ(run_time(), 45);  // and the host has one of its own
}

TEST_F(HostTime, ADriverLooksAtItsTimeItself) {
  begin_study(60);
  study->begin_driving();
  ask_at(0);
  EXPECT_EQ(ask_at(61), Asked::Why::given);
  EXPECT_EQ(closing(), Closing::run_time);  // by what that ask wrote
}

/// What a killed driver ran for is known to its last sign of life.
TEST(DriverTime, IsKeptBySignsOfLife) {
  State state;
  const auto apply = [&](double time, Body body) { state.apply(decode(encode({time, std::move(body)}))); };
  Driver first, second;
  first.epoch = 1;
  second.epoch = 2;
  apply(1000, StudyCreated{definition("driven"), "0", "any"});
  apply(1000, DriverStarted{first});
  apply(1000, TrialProposed{0, {0.5, 0.5}, {}, 0, false});
  apply(1000, TrialStarted{0, 1, ""});
  apply(1130, DriverAlive{1});
  EXPECT_EQ(state.modified_at(), 1000);  // a sign of life changes nothing
  apply(5000, DriverStarted{second});
  EXPECT_EQ(state.trial(0).consumed, 130);
  EXPECT_EQ(state.run_time(5000), 130);
}

TEST(DriverTime, ASignIsDueAfterAHundredthOfIt) {
  State state;
  const auto apply = [&](double time, Body body) { state.apply({time, std::move(body)}); };
  Driver driver;
  driver.epoch = 1;
  apply(1000, StudyCreated{definition("driven"), "0", "any"});
  apply(1000, DriverStarted{driver});
  EXPECT_FALSE(sign_due(state, 1000.9));
  EXPECT_TRUE(sign_due(state, 1001));  // a second at least
  apply(2000, DriverAlive{1});
  EXPECT_FALSE(sign_due(state, 2010));
  EXPECT_TRUE(sign_due(state, 2011));
  apply(90000, DriverAlive{1});
  EXPECT_FALSE(sign_due(state, 90059));
  EXPECT_TRUE(sign_due(state, 90060));  // a minute at most
}

TEST_F(LimitsTest, OutcomesThatContradictThemselvesAreRefused) {
  begin({});
  const std::vector<std::pair<TrialStatus, std::vector<Reason>>> refused = {
      {TrialStatus::failed,
       {Reason::early_stopping, Reason::study_end, Reason::wait_limit, Reason::not_finite,
        Reason::no_metric}},
      {TrialStatus::stopped,
       {Reason::trial_error, Reason::platform_error, Reason::out_of_memory, Reason::not_finite,
        Reason::no_metric}}};
  for (const auto& [status, reasons] : refused)
    for (const Reason reason : reasons) {
      try {
        study->tell(0, {status, reason, 0, ""}, std::nullopt);
        ADD_FAILURE() << word(status) << " with " << word(reason);
      } catch (const Error& e) {
        EXPECT_EQ(e.code(), Code::argument);
        EXPECT_NE(std::string(e.what()).find(word(reason)), std::string::npos) << e.what();
      }
    }
  EXPECT_TRUE(trial().pending());
  study->tell(0, failed(Reason::none), std::nullopt);
  EXPECT_EQ(trial().reason, Reason::trial_error);
}

TEST_F(LimitsTest, AClockSetBackWhileNobodyLooksStopsNoLimit) {
  Definition d = definition("back");
  d.limits.trial_max_runtime = 10;
  study = Study::create(*store, d, clock.environment());
  study->ask(1);
  *clock.now = 1008;
  study->report(0, {"loss", 1, 0, 0, 0, 0});
  *clock.now = 8;  // a thousand seconds back
  study = Study::open(*store, "back", clock.environment());
  EXPECT_EQ(study->report(0, {"loss", 1, 0, 0, 0, 0}), Decision::go_on);
  *clock.now = 11;
  EXPECT_EQ(study->report(0, {"loss", 1, 0, 0, 0, 0}), Decision::stop) << "8 seconds and 3";
}

TEST(Clocks, SettingTheWallClockMovesNoTime) {
  double wall = 5000, steady = 70;
  const Clock clock = steady_from([&] { return wall; }, [&] { return steady; });
  EXPECT_EQ(clock(), 5000);
  steady += 2;
  wall -= 3600;  // set back by an hour, while two seconds go by
  EXPECT_EQ(clock(), 5002);
  wall += 1e6;
  EXPECT_EQ(clock(), 5002);
}

TEST(Clocks, TheSystemsSaysTheTimeOfDay) {
  const double now =
      std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
  EXPECT_NEAR(system_clock()(), now, 60);
}

}  // namespace
}  // namespace lode::study
