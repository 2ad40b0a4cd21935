// Hyperband in a study: what reports are answered, what is paused and resumed, and that all of it replays.

#include <gtest/gtest.h>
#include <map>
#include <vector>

#include "base/error.h"
#include "study/fixture.h"
#include "study/job.h"
#include "study/stopping.h"

namespace lode::study {
namespace {

Definition hyperband(const std::string& name, strategy::Halving halving, std::uint64_t most,
                     std::uint64_t max_trials = 0) {
  Definition d = definition(name, max_trials);
  d.strategy = "Hyperband";
  d.hyperband.halving = halving;
  d.hyperband.max_resource = most;
  d.hyperband.configurations = strategy::Configurations::random;
  return d;
}

class HyperbandTest : public ::testing::Test {
 protected:
  Study& make(const Definition& d) {
    name = d.name;
    study = Study::create(*store, d, clock.environment());
    return *study;
  }

  Decision report(std::uint64_t trial, std::int64_t step, double value) {
    Report r;
    r.metric = "loss";
    r.step = step;
    r.value = value;
    return study->report(trial, r);
  }

  /// A new trial that reports the value at every step until it is told otherwise. \return the last answer
  Decision train(std::uint64_t trial, std::int64_t from, std::int64_t to, double value) {
    Decision answer = Decision::go_on;
    for (std::int64_t step = from; step <= to && answer == Decision::go_on; ++step)
      answer = report(trial, step, value);
    return answer;
  }

  const Trial& trial(std::uint64_t number) {
    state = study->snapshot();
    return state->trial(number);
  }

  static Ending ending(TrialStatus status) {
    Ending e;
    e.status = status;
    return e;
  }

  FakeClock clock;
  std::unique_ptr<store::Store> store = store::open_memory_store();
  std::unique_ptr<Study> study;
  std::shared_ptr<const State> state;
  std::string name;
};

TEST_F(HyperbandTest, StoppingEndsWhatIsNotAmongTheBestThird) {
  make(hyperband("stopping", strategy::Halving::stopping, 9));
  study->ask(4);
  EXPECT_EQ(train(0, 1, 1, 0.3), Decision::go_on) << "the first at its rung";
  EXPECT_EQ(train(1, 1, 1, 0.4), Decision::go_on);
  EXPECT_EQ(train(2, 1, 1, 0.5), Decision::stop) << "one of three goes on, and 0.3 is better";
  EXPECT_EQ(train(3, 1, 1, 0.2), Decision::go_on) << "one of four";
  EXPECT_EQ(report(2, 2, 0.1), Decision::stop) << "it was decided";
  study->tell(2, ending(TrialStatus::stopped), std::nullopt);
  EXPECT_EQ(trial(2).reason, Reason::early_stopping);
  EXPECT_EQ(trial(2).objective, 0.1);
  EXPECT_EQ(train(3, 2, 9, 0.2), Decision::stop) << "nobody else is at 3; at 9 it has had all";
  study->tell(3, ending(TrialStatus::stopped), std::nullopt);
  EXPECT_EQ(trial(3).status, TrialStatus::completed) << "whoever ended it";
  EXPECT_EQ(trial(3).reason, Reason::none);
  EXPECT_EQ(state->best()->number, 2U) << "what it got to stands, though it was stopped";
}

TEST_F(HyperbandTest, NothingIsComparedBelowTheLeastResource) {
  Definition d = hyperband("least", strategy::Halving::stopping, 27);
  d.hyperband.min_resource = 3;
  make(d);
  study->ask(3);
  for (const std::uint64_t number : {0, 1, 2})
    EXPECT_EQ(train(number, 1, 2, double(number)), Decision::go_on);
  EXPECT_TRUE(study->snapshot()->trial(0).rungs.empty());
  for (const std::uint64_t number : {0, 1}) EXPECT_EQ(report(number, 3, double(number)), Decision::go_on);
  EXPECT_EQ(report(2, 3, 2), Decision::stop);
}

// AMT.md row 81: lines that several nodes print do not make a trial stop.
TEST_F(HyperbandTest, OtherRanksAndRepetitionsDoNotBringATrialFurther) {
  make(hyperband("ranks", strategy::Halving::stopping, 9));
  study->ask(3);
  train(0, 1, 1, 0.3);
  train(1, 1, 1, 0.4);
  for (std::int32_t rank = 1; rank < 8; ++rank) {
    Report r{"loss", 0.35, 0, rank, 0, 0};  // each rank's first line
    study->report(1, r);
    EXPECT_EQ(trial(1).newest->step, 1);
  }
  EXPECT_EQ(trial(1).rungs.size(), 1U);
  EXPECT_EQ(state->rungs().at(0, 0).size(), 2U);
}

TEST_F(HyperbandTest, ATrainerThatWasToldTheEpochsIsLeftToEndByItself) {
  Definition d = hyperband("epochs", strategy::Halving::stopping, 0);
  d.static_parameters = {{"num_epochs", "9"}};
  make(d);
  EXPECT_EQ(study->snapshot()->definition().hyperband.max_resource, 9U) << "as AMT infers it";
  study->ask(1);
  EXPECT_EQ(train(0, 1, 9, 0.3), Decision::go_on) << "it may have its model to write";
}

TEST_F(HyperbandTest, PromotionPausesAndResumes) {
  make(hyperband("promotion", strategy::Halving::promotion, 9, 3));
  study->ask(3);
  EXPECT_EQ(next_resource(study->snapshot()->rungs(), trial(0)), 1U);
  for (const std::uint64_t number : {0, 1}) {
    EXPECT_EQ(train(number, 1, 1, 0.5 + 0.1 * double(number)), Decision::pause);
    study->tell(number, ending(TrialStatus::paused), std::nullopt);
  }
  EXPECT_EQ(trial(0).status, TrialStatus::paused);
  EXPECT_EQ(trial(1).status, TrialStatus::stopped) << "of three trials one goes on, and 0 is better";
  EXPECT_EQ(trial(1).reason, Reason::early_stopping);
  EXPECT_EQ(state->counters().paused, 1U);
  EXPECT_EQ(state->counters().in_progress, 1U);
  EXPECT_EQ(study->ask(1).why, Asked::Why::wait) << "all trials are out, and the third may make one go on";
  EXPECT_EQ(train(2, 1, 1, 0.9), Decision::pause);
  study->tell(2, ending(TrialStatus::paused), std::nullopt);
  const Asked asked = study->ask(2);
  ASSERT_EQ(asked.trials.size(), 1U) << "one of three";
  EXPECT_EQ(asked.trials[0]->number, 0U);
  EXPECT_EQ(asked.trials[0]->attempt, 2);
  EXPECT_EQ(asked.trials[0]->resume_step, 1);
  EXPECT_EQ(make_job(*study->snapshot(), *asked.trials[0]).resource, 3U);
  EXPECT_EQ(report(0, 0, 0.4), Decision::go_on);
  EXPECT_EQ(trial(0).newest->step, 2) << "its steps go on where it was paused";
  EXPECT_EQ(report(0, 0, 0.35), Decision::pause) << "at 3, alone";
  study->tell(0, ending(TrialStatus::paused), std::nullopt);
  EXPECT_TRUE(study->snapshot()->ended()) << "nothing runs, and nothing can go on";
  EXPECT_EQ(study->ask(1).why, Asked::Why::done);
  for (const std::uint64_t number : {0, 1, 2}) {
    EXPECT_EQ(trial(number).status, TrialStatus::stopped);
    EXPECT_EQ(trial(number).reason, Reason::early_stopping);
  }
  EXPECT_EQ(state->best()->number, 0U);
  EXPECT_EQ(state->counters().stopped, 3U);
  EXPECT_EQ(state->counters().paused, 0U);
  EXPECT_EQ(state->counters().in_progress, 0U);
  EXPECT_EQ(state->counters().objective_succeeded, 3U);
}

TEST_F(HyperbandTest, ATrainerThatEndsByItselfAtItsRungIsPaused) {
  make(hyperband("cooperates", strategy::Halving::promotion, 9));
  study->ask(1);
  train(0, 1, 1, 0.5);
  study->tell(0, completed(), std::nullopt);
  EXPECT_EQ(trial(0).status, TrialStatus::paused);
  EXPECT_NO_THROW(study->tell(0, ending(TrialStatus::paused), std::nullopt)) << "told twice";
}

TEST_F(HyperbandTest, OneThatWasPreemptedAtItsRungHasGotThere) {
  make(hyperband("preempted", strategy::Halving::promotion, 9));
  study->ask(1);
  train(0, 1, 1, 0.5);
  study->tell(0, failed(Reason::preempted), std::nullopt);
  EXPECT_EQ(trial(0).status, TrialStatus::paused);
}

TEST_F(HyperbandTest, PausedIsRefusedWhereNothingAskedForIt) {
  make(hyperband("unasked", strategy::Halving::promotion, 9));
  study->ask(1);
  EXPECT_THROW(study->tell(0, ending(TrialStatus::paused), std::nullopt), Error);
  EXPECT_TRUE(trial(0).pending());
}

TEST_F(HyperbandTest, PausedTrialsTakeNoPlaceAndEndWithAStoppedStudy) {
  Definition d = hyperband("places", strategy::Halving::promotion, 9);
  d.limits.max_parallel = 1;
  make(d);
  for (const std::uint64_t number : {0, 1, 2}) {
    ASSERT_EQ(study->ask(1).trials.at(0)->number, number);
    EXPECT_EQ(study->ask(1).why, Asked::Why::wait);
    train(number, 1, 1, 0.8 + 0.1 * double(number));
    study->tell(number, ending(TrialStatus::paused), std::nullopt);
  }
  EXPECT_EQ(study->ask(1).trials.at(0)->number, 0U) << "resumed before there is a new one";
  study->close(Closing::user);
  EXPECT_EQ(trial(2).status, TrialStatus::stopped);
  EXPECT_EQ(trial(2).reason, Reason::early_stopping) << "others were better where it waited";
  EXPECT_EQ(trial(0).status, TrialStatus::stopping);
  EXPECT_EQ(report(0, 2, 0.1), Decision::stop);
  study->tell(0, ending(TrialStatus::paused), std::nullopt);
  EXPECT_EQ(trial(0).status, TrialStatus::stopped);
  EXPECT_EQ(trial(0).reason, Reason::user);
  EXPECT_TRUE(state->ended());
  ASSERT_NE(state->best(), nullptr) << "whoever ended the study, what was got to at a rung stands";
  EXPECT_EQ(state->best()->number, 0U);
}

TEST_F(HyperbandTest, AHostMayGiveUpAPausedTrial) {
  make(hyperband("given up", strategy::Halving::synchronous, 9, 9));
  study->ask(9);
  for (std::uint64_t i = 0; i < 9; ++i) {
    train(i, 1, 1, 0.1 * static_cast<double>(i + 1));
    study->tell(i, ending(TrialStatus::paused), std::nullopt);
  }
  study->tell(1, failed(Reason::platform_error), std::nullopt);  // its checkpoint is lost
  EXPECT_EQ(trial(1).status, TrialStatus::failed);
  EXPECT_EQ(trial(1).reason, Reason::platform_error);
  const Asked next = study->ask(9);
  ASSERT_EQ(next.trials.size(), 2U) << "of the best three, 0 and 2";
  for (const auto& asked : next.trials) {
    EXPECT_EQ(train(asked->number, 2, 3, 0.1 * static_cast<double>(asked->number)), Decision::pause);
    study->tell(asked->number, ending(TrialStatus::paused), std::nullopt);
  }
  ASSERT_EQ(study->ask(9).trials.at(0)->number, 0U) << "nobody waits for trial 1";
  EXPECT_THROW(study->tell(2, completed(), 0.5), Error);
}

TEST_F(HyperbandTest, WhatWasToPauseWhenTheStudyEndsIsStopped) {
  Definition d = hyperband("ends", strategy::Halving::promotion, 9);
  d.completion.target = 0;
  make(d);
  study->ask(1);
  EXPECT_EQ(train(0, 1, 1, 0.5), Decision::pause);
  study->add({0.5, 0.5}, -1);
  study->tell(0, completed(), std::nullopt);
  EXPECT_EQ(trial(0).status, TrialStatus::stopped) << "it has one of nine steps";
  EXPECT_TRUE(state->ended());
}

TEST_F(HyperbandTest, ATrainerThatWentOnPastRungsIsComparedFurtherUp) {
  make(hyperband("overrun", strategy::Halving::promotion, 27));
  study->ask(3);
  for (std::uint64_t i = 0; i < 3; ++i) {
    EXPECT_EQ(train(i, 1, 1, static_cast<double>(i)), Decision::pause);
    if (i == 0) report(0, 10, 0);  // it went on for a while
    study->tell(i, ending(TrialStatus::paused), std::nullopt);
  }
  const auto again = study->ask(1).trials.at(0);
  ASSERT_EQ(again->number, 0U);
  EXPECT_EQ(again->resume_step, 10);
  EXPECT_EQ(make_job(*study->snapshot(), *again).resource, 27U) << "3 and 9 lie behind it";
  EXPECT_EQ(trial(0).verdicts.back().step, 1) << "what it was promoted for";
  EXPECT_EQ(train(0, 11, 26, 0), Decision::pause) << "step 11 is past the rung at 9";
  EXPECT_EQ(trial(0).rung, 2U);
}

// Synchronous Hyperband with R = 9 run to its end, against what the paper's Algorithm 1 lists: brackets of
// 9, 5 and 3 trials; 9 at 1, 3 at 3, 1 at 9; 5 at 3, 1 at 9; 3 at 9.
TEST_F(HyperbandTest, SynchronousHyperbandIsThePapersTable) {
  make(hyperband("synchronous", strategy::Halving::synchronous, 9, 17));
  std::map<std::uint64_t, std::map<std::int64_t, int>> paused_or_done;  // by bracket and step
  for (int asked = 0; asked < 100; ++asked) {
    const Asked next = study->ask(1);
    if (next.why == Asked::Why::done) break;
    ASSERT_EQ(next.why, Asked::Why::given);
    const TrialPtr running = next.trials.at(0);
    const Decision answer =
        train(running->number, running->resume_step + 1, 9, 0.01 * double(running->number));
    const Trial& now = trial(running->number);
    ++paused_or_done[*now.record.bracket][now.newest->step];
    study->tell(now.number, ending(answer == Decision::pause ? TrialStatus::paused : TrialStatus::completed),
                std::nullopt);
  }
  EXPECT_TRUE(study->snapshot()->ended());
  using Steps = std::map<std::int64_t, int>;
  EXPECT_EQ(paused_or_done[0], (Steps{{1, 9}, {3, 3}, {9, 1}}));
  EXPECT_EQ(paused_or_done[1], (Steps{{3, 5}, {9, 1}}));
  EXPECT_EQ(paused_or_done[2], (Steps{{9, 3}}));
}

TEST_F(HyperbandTest, AStudyOpenedAgainIsTheOneThatWasLeft) {
  for (const auto halving :
       {strategy::Halving::stopping, strategy::Halving::promotion, strategy::Halving::synchronous}) {
    Definition d = hyperband("replay" + std::to_string(static_cast<int>(halving)), halving, 27);
    d.hyperband.brackets = 3;
    make(d);
    const auto value = [](std::uint64_t number, std::int64_t step) {
      return double((number * 7919) % 101) / double(step + 1);
    };
    for (int turn = 0; turn < 60; ++turn) {
      const Asked next = study->ask(1);
      ASSERT_EQ(next.why, Asked::Why::given);
      const std::uint64_t number = next.trials.at(0)->number;
      Decision answer = Decision::go_on;
      std::int64_t step = next.trials.at(0)->resume_step;
      while (answer == Decision::go_on && step < 27) {
        ++step;
        answer = report(number, step, value(number, step));
      }
      study->tell(number, ending(answer == Decision::pause ? TrialStatus::paused : TrialStatus::stopped),
                  std::nullopt);
    }
    const auto before = study->snapshot();
    study = Study::open(*store, name, clock.environment());
    const auto after = study->snapshot();
    ASSERT_EQ(before->trials().size(), after->trials().size());
    for (std::size_t i = 0; i < before->trials().size(); ++i) {
      const Trial &a = *before->trials()[i], &b = *after->trials()[i];
      EXPECT_EQ(a.status, b.status);
      EXPECT_EQ(a.rung, b.rung);
      EXPECT_EQ(a.record.bracket, b.record.bracket);
      EXPECT_EQ(a.decision, b.decision);
    }
    ASSERT_EQ(before->rungs().brackets(), after->rungs().brackets());
    const auto promotable = before->promotable();
    EXPECT_EQ(promotable.has_value(), after->promotable().has_value());
    const Asked next = study->ask(1);
    if (promotable) {
      EXPECT_EQ(next.trials.at(0)->number, promotable->trial);
    }
  }
}

TEST_F(HyperbandTest, TheModelLearnsFromEveryRungWhateverBecomesOfTheTrials) {
  for (const auto halving : {strategy::Halving::stopping, strategy::Halving::promotion,
                             strategy::Halving::synchronous, strategy::Halving::freeze_thaw}) {
    Definition d = hyperband("model " + std::to_string(static_cast<int>(halving)), halving, 9);
    d.hyperband.configurations = strategy::Configurations::model;
    d.strategy_options = {{"strategy.bayesian.initial_trials", 5}};
    make(d);
    bool modelled = false;
    for (int asks = 0; asks < 12; ++asks) {
      const auto asked = study->ask(1).trials.at(0);
      modelled = modelled || asked->record.source == "model";
      const double x = asked->row[0];
      if (train(asked->number, asked->resume_step + 1, 9, x * x) == Decision::pause)
        study->tell(asked->number, ending(TrialStatus::paused), std::nullopt);
      else
        study->tell(asked->number, ending(TrialStatus::stopped), std::nullopt);
    }
    EXPECT_TRUE(modelled) << static_cast<int>(halving);
  }
}

TEST_F(HyperbandTest, WhatHyperbandCannotDoIsRefusedByName) {
  const auto message = [&](const Definition& d) -> std::string {
    try {
      make(d);
    } catch (const Error& e) {
      return e.what();
    }
    return "";
  };
  Definition d = hyperband("refused", strategy::Halving::stopping, 0);
  EXPECT_NE(message(d).find("study.max_resource"), std::string::npos);
  d.hyperband.max_resource = 9;
  d.hyperband.min_resource = 10;
  EXPECT_NE(message(d).find("study.min_resource: 10"), std::string::npos);
  d.hyperband.min_resource = 1;
  d.early_stopping.rule = StoppingRule::median;
  EXPECT_NE(message(d).find("study.early_stopping"), std::string::npos) << "AMT.md row 79";
  d.early_stopping.rule = StoppingRule::off;
  d.strategy = "Random";
  EXPECT_EQ(message(d),
            "study.max_resource = 9: given with the strategy Random; accepted: with the strategy Hyperband");
  d.hyperband = {};
  d.hyperband.halving = strategy::Halving::promotion;
  EXPECT_EQ(
      message(d),
      "study.halving = promotion: given with the strategy Random; accepted: with the strategy Hyperband");
}

}  // namespace
}  // namespace lode::study
