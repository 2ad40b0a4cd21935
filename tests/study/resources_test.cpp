// Resources other than epochs (each attempt begins anew), and what trials cost.

#include <gtest/gtest.h>

#include "base/error.h"
#include "study/fixture.h"
#include "study/job.h"
#include "study/stopping.h"

namespace lode::study {
namespace {

using strategy::Halving;

class ResourcesTest : public ::testing::Test {
 protected:
  static Definition shares(Halving halving) {
    Definition d = definition("shares");
    d.strategy = "Hyperband";
    d.hyperband.halving = halving;
    d.hyperband.max_resource = 9;
    d.hyperband.configurations = strategy::Configurations::random;
    d.hyperband.restarts = true;
    return d;
  }

  void make(const Definition& d) { study = Study::create(*store, d, clock.environment()); }

  const Trial& trial(std::uint64_t number) {
    state = study->snapshot();
    return state->trial(number);
  }

  std::uint64_t resource(std::uint64_t number) {
    const Trial& of = trial(number);
    return make_job(*state, of).resource;
  }

  Decision report(std::uint64_t number, const std::string& metric, double value, std::int64_t step = 0) {
    Report r;
    r.metric = metric;
    r.value = value;
    r.step = step;
    return study->report(number, r);
  }

  FakeClock clock;
  std::unique_ptr<store::Store> store = store::open_memory_store();
  std::unique_ptr<Study> study;
  std::shared_ptr<const State> state;
};

TEST_F(ResourcesTest, ATrialIsComparedByItsObjectiveWhenItsAttemptEnds) {
  make(shares(Halving::promotion));
  study->ask(3);
  EXPECT_EQ(resource(0), 1U);
  // Epochs within an attempt are no resource: nothing is decided by them.
  for (std::int64_t epoch = 1; epoch <= 20; ++epoch)
    EXPECT_EQ(report(0, "loss", 1 / static_cast<double>(epoch)), Decision::go_on);
  study->tell(0, completed(), std::nullopt);
  EXPECT_EQ(trial(0).status, TrialStatus::paused);
  EXPECT_EQ(trial(0).verdicts.back().step, 1) << "the resource that it was given";
  EXPECT_EQ(trial(0).verdicts.back().value, 0.05) << "its last value";
  study->tell(1, completed(), 0.2);
  study->tell(2, completed(), 0.01);
  // One of three goes on: the best.
  const auto next = study->ask(1);
  ASSERT_EQ(next.trials.size(), 1U);
  EXPECT_EQ(next.trials[0]->number, 2U);
  EXPECT_EQ(next.trials[0]->attempt, 2);
  EXPECT_EQ(make_job(*study->snapshot(), *next.trials[0]).resume_step, 0) << "it begins anew";
  EXPECT_EQ(resource(2), 3U);
  EXPECT_EQ(trial(2).verdicts.back().why, "among the best 1/3 of 3 trials at resource 1");
}

TEST_F(ResourcesTest, WhatHasHadAllOfTheResourceIsCompleted) {
  Definition d = shares(Halving::synchronous);
  d.limits.max_trials = 9;
  make(d);
  study->ask(9);
  for (std::uint64_t i = 0; i < 9; ++i) study->tell(i, completed(), 1 + static_cast<double>(i));
  for (const auto& asked : study->ask(9).trials)
    study->tell(asked->number, completed(), 0.5 + static_cast<double>(asked->number));
  const auto last = study->ask(9);
  ASSERT_EQ(last.trials.size(), 1U);
  EXPECT_EQ(resource(0), 9U);
  study->tell(0, completed(), 0.25);
  EXPECT_EQ(trial(0).status, TrialStatus::completed);
  EXPECT_EQ(trial(0).objective, 0.25);
  EXPECT_EQ(state->status(), Status::completed);
  EXPECT_EQ(state->counters().completed, 1U);
  EXPECT_EQ(state->counters().stopped, 8U);
  EXPECT_EQ(state->best()->number, 0U);
  // The model has each trial at each share that it was given.
  const auto history = state->history();
  ASSERT_EQ(history.trials[0].curve.size(), 3U);
  EXPECT_EQ(history.trials[0].curve[1].resource, 3U);
  EXPECT_EQ(history.trials[0].curve[1].loss, 0.5);
  EXPECT_EQ(history.trials[8].curve.size(), 1U);
}

TEST_F(ResourcesTest, AnAttemptWithoutAValueIsComparedWithNobody) {
  make(shares(Halving::promotion));
  study->ask(2);
  study->tell(0, completed(), std::nullopt);
  EXPECT_EQ(trial(0).reason, Reason::no_metric);
  EXPECT_EQ(trial(0).status, TrialStatus::completed);
  study->tell(1, completed(), nan);
  EXPECT_EQ(trial(1).reason, Reason::not_finite);
  EXPECT_TRUE(trial(1).verdicts.empty());
}

TEST_F(ResourcesTest, WhatAnAttemptSaidBeforeItWasCutOffDoesNotCount) {
  make(shares(Halving::promotion));
  study->ask(3);
  for (std::uint64_t i = 0; i < 3; ++i) study->tell(i, completed(), 1 + static_cast<double>(i));
  ASSERT_EQ(study->ask(1).trials.at(0)->number, 0U);
  report(0, "loss", -100);
  Ending ending;
  ending.status = TrialStatus::stopped;
  study->tell(0, ending, std::nullopt);
  EXPECT_EQ(trial(0).objective, 1.0) << "that of the last whole attempt";
  EXPECT_EQ(state->best()->number, 0U);
  study->ask(1);
  report(3, "loss", -100);
  study->tell(3, ending, std::nullopt);
  EXPECT_EQ(trial(3).objective, std::nullopt);
}

TEST_F(ResourcesTest, AStudyOpenedAgainIsTheOneThatWasLeft) {
  make(shares(Halving::promotion));
  study->ask(3);
  for (std::uint64_t i = 0; i < 3; ++i) study->tell(i, completed(), static_cast<double>(i));
  study.reset();
  study = Study::open(*store, "shares", clock.environment());
  const auto next = study->ask(1);
  EXPECT_EQ(next.trials.at(0)->number, 0U);
  EXPECT_EQ(resource(0), 3U);
}

TEST_F(ResourcesTest, StoppingPausesNothingSoItCannotBeginAnew) {
  try {
    make(shares(Halving::stopping));
    ADD_FAILURE();
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), Code::argument);
    EXPECT_NE(std::string(e.what()).find("study.resource_restarts: true given with study.halving = stopping"),
              std::string::npos)
        << e.what();
  }
}

// Cost.

Definition costed(CostOf of) {
  Definition d = definition("costed");
  d.strategy = "Bayesian";
  d.cost.of = of;
  return d;
}

TEST_F(ResourcesTest, TimeIsThatOfTheOneAttempt) {
  Definition d = costed(CostOf::time);
  d.limits.max_attempts = 3;
  make(d);
  study->ask(3);
  *clock.now = 1040;
  study->tell(0, completed(), 1);
  EXPECT_EQ(trial(0).cost, 40.0);
  study->tell(1, failed(Reason::trial_error), std::nullopt);
  EXPECT_EQ(trial(1).cost, std::nullopt) << "how long it would have run is not known";
  study->tell(2, failed(Reason::platform_error), std::nullopt);
  *clock.now = 1050;
  study->tell(2, completed(), 1);
  EXPECT_EQ(trial(2).cost, std::nullopt) << "its second attempt may have begun at a checkpoint";
  EXPECT_EQ(study->snapshot()->history().trials[0].cost, 40.0);
}

TEST_F(ResourcesTest, WhatIsReportedIsTheLastOfTheMetricCost) {
  make(costed(CostOf::reported));
  study->ask(3);
  report(0, "cost", 2);
  report(0, "cost", 5);
  study->tell(0, completed(), 1);
  EXPECT_EQ(trial(0).cost, 5.0);
  study->tell(1, completed(), 1);
  EXPECT_EQ(trial(1).cost, std::nullopt);
  report(2, "cost", -1);
  study->tell(2, completed(), 1);
  EXPECT_EQ(trial(2).cost, std::nullopt) << "no cost is negative";
}

TEST_F(ResourcesTest, WithRungsItIsOfAStep) {
  Definition d = costed(CostOf::reported);
  d.strategy = "Hyperband";
  d.hyperband.max_resource = 9;
  d.hyperband.halving = Halving::promotion;
  make(d);
  study->ask(3);
  for (std::uint64_t i = 0; i < 3; ++i) {
    report(i, "cost", 4, 1);
    EXPECT_EQ(report(i, "loss", static_cast<double>(i), 1), Decision::pause);
    study->tell(i, completed(), std::nullopt);
    EXPECT_EQ(trial(i).cost, 4.0);
  }
  ASSERT_EQ(study->ask(1).trials.at(0)->number, 0U);
  report(0, "cost", 10, 3);  // of its second attempt: steps 2 and 3
  EXPECT_EQ(report(0, "loss", 0, 3), Decision::pause);
  study->tell(0, completed(), std::nullopt);
  EXPECT_EQ(trial(0).cost, 5.0);
}

TEST_F(ResourcesTest, WithoutAModelNothingIsWeighed) {
  for (const char* strategy : {"Random", "Sobol"}) {
    Definition d = costed(CostOf::time);
    d.strategy = strategy;
    try {
      make(d);
      ADD_FAILURE() << strategy;
    } catch (const Error& e) {
      EXPECT_EQ(std::string(e.what()),
                "study.cost: given with the strategy " + std::string(strategy) +
                    "; accepted: with what proposes by a model: the strategies Bayesian "
                    "and Hyperband");
    }
  }
}

}  // namespace
}  // namespace lode::study
