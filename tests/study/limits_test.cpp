// Time limits of trials whose host trains by itself, and what is said of them meanwhile.

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace lode::study
