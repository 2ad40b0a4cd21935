// Time limits of trials whose host trains by itself, and what is said of them meanwhile.

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
  EXPECT_EQ(state.driven(5000), 130);
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

}  // namespace
}  // namespace lode::study
