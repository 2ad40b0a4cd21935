// Commands of a study: what they decide, what they refuse, and that a study opened again is the study that
// was left.

#include "study/study.h"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>

#include "base/build.h"
#include "base/error.h"
#include "study/codec.h"
#include "study/fixture.h"

namespace lode::study {
namespace {

Code code_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& e) {
    return e.code();
  }
  return static_cast<Code>(0);
}

class StudyTest : public ::testing::Test {
 protected:
  std::unique_ptr<Study> make(const Definition& d) { return Study::create(*store, d, clock.environment()); }
  std::unique_ptr<Study> reopen(const std::string& name) {
    return Study::open(*store, name, clock.environment());
  }
  /// Asks for one trial and ends it with the value.
  static std::uint64_t finish(Study& study, double value) {
    const auto number = study.ask(1).trials.at(0)->number;
    study.tell(number, completed(), value);
    return number;
  }

  FakeClock clock;
  std::unique_ptr<store::Store> store = store::open_memory_store();
};

/// What is said where a study is opened whose models were computed in another way.
TEST_F(StudyTest, OpeningTellsOfAnotherArithmetic) {
  std::vector<std::string> lines;
  const auto with = [&](std::shared_ptr<const backend::Backend> backend) {
    Environment e = clock.environment();
    e.backend = std::move(backend);
    e.log = [&](const LogLine& line) { lines.push_back(line.text()); };
    return e;
  };
  const std::shared_ptr<const backend::Backend> fast = backend::make_cpu_backend(),
                                                portable = backend::make_portable_backend();
  for (const char* strategy : {"Bayesian", "Random"}) {
    Definition d = definition(strategy, 1);
    d.strategy = strategy;
    Study::create(*store, d, with(portable));
    Study::open(*store, d.name, with(portable));
    EXPECT_TRUE(lines.empty());
    Study::open(*store, d.name, with(fast));
    ASSERT_EQ(lines.size(), d.strategy == "Bayesian" ? 1u : 0u);
    if (!lines.empty()) {
      EXPECT_EQ(lines[0], "Bayesian: models were computed with 'portable' and now are with '" +
                              std::string(instruction_set()) + "'; last bits may differ");
    }
    lines.clear();
  }
  finish(*reopen("Bayesian"), 1.0);  // its only trial
  Study::open(*store, "Bayesian", with(fast));
  EXPECT_TRUE(lines.empty());
}

TEST_F(StudyTest, CountersAreAmts) {
  auto study = make(definition("counters", 10));
  finish(*study, 1.0);
  finish(*study, nan);
  study->tell(study->ask(1).trials.at(0)->number, failed(Reason::trial_error), std::nullopt);
  study->tell(study->ask(1).trials.at(0)->number, failed(Reason::platform_error), std::nullopt);
  Ending stopped{TrialStatus::stopped, Reason::user, 0, ""};
  study->tell(study->ask(1).trials.at(0)->number, stopped, 2.0);
  study->ask(2);
  const Counters c = study->snapshot()->counters();
  EXPECT_EQ(c.completed, 2u);
  EXPECT_EQ(c.non_retryable_error, 1u);
  EXPECT_EQ(c.retryable_error, 1u);
  EXPECT_EQ(c.stopped, 1u);
  EXPECT_EQ(c.in_progress, 2u);
  EXPECT_EQ(c.objective_succeeded, 2u);  // 1.0, and the stopped one's 2.0
  EXPECT_EQ(c.objective_failed, 3u);     // NaN and the two failures
  EXPECT_EQ(c.objective_pending, 2u);
}

TEST_F(StudyTest, BestFollowsTheGoalAndIgnoresTies) {
  for (const Goal goal : {Goal::minimize, Goal::maximize}) {
    Definition d = definition(goal == Goal::minimize ? "min" : "max");
    d.objectives.front().goal = goal;
    auto study = make(d);
    for (const double v : {2.0, -inf, 3.0, inf, 2.0, 3.0, nan}) finish(*study, v);
    EXPECT_EQ(study->snapshot()->best()->number, goal == Goal::minimize ? 0u : 2u);
    EXPECT_EQ(study->snapshot()->not_improving(), goal == Goal::minimize ? 6u : 4u);
  }
}

TEST_F(StudyTest, CompletesWithItsLastTrial) {
  auto study = make(definition("complete", 2));
  const auto asked = study->ask(5);
  ASSERT_EQ(asked.trials.size(), 2u);
  EXPECT_EQ(study->ask(1).why, Asked::Why::done);
  study->tell(0, completed(), 1.0);
  EXPECT_EQ(study->snapshot()->status(), Status::in_progress);
  study->tell(1, completed(), 1.0);
  EXPECT_EQ(study->snapshot()->status(), Status::completed);
  EXPECT_EQ(code_of([&] { study->tell(1, completed(), 7.0); }), Code::state);
}

TEST_F(StudyTest, TargetStopsTheRest) {
  Definition d = definition("target", 10);
  d.completion.target = 0.5;
  auto study = make(d);
  study->ask(3);
  study->tell(0, completed(), 0.75);
  EXPECT_EQ(study->snapshot()->status(), Status::in_progress);
  study->tell(1, completed(), 0.5);
  EXPECT_EQ(study->snapshot()->status(), Status::stopping);
  EXPECT_EQ(study->report(2, {"loss", 1.0, 0, 0, 0, 0}), Decision::stop);
  study->tell(2, {TrialStatus::stopped, Reason::study_end, 0, ""}, std::nullopt);
  EXPECT_EQ(study->snapshot()->status(), Status::completed);
  EXPECT_EQ(study->snapshot()->closing(), Closing::target);
}

TEST_F(StudyTest, NotImproving) {
  Definition d = definition("stale", 0);
  d.completion.not_improving = 3;
  auto study = make(d);
  for (const double v : {5.0, 4.0, 4.0, 6.0}) finish(*study, v);
  EXPECT_EQ(study->snapshot()->status(), Status::in_progress);
  finish(*study, 4.5);
  EXPECT_EQ(study->snapshot()->status(), Status::completed);
}

TEST_F(StudyTest, ExhaustedSpaceIsDone) {
  Definition d = definition("finite");
  d.parameters = {choice_parameter("a", {"1", "2", "3"}), choice_parameter("b", {"1", "2"})};
  auto study = make(d);
  const auto asked = study->ask(10);
  EXPECT_EQ(asked.trials.size(), 6u);
  EXPECT_EQ(study->ask(1).why, Asked::Why::done);
  for (std::uint64_t i = 0; i < 6; ++i) study->tell(i, completed(), 1.0);
  EXPECT_EQ(study->snapshot()->status(), Status::completed);
}

TEST_F(StudyTest, RetriesThePlatformsFaultsAlone) {
  Definition d = definition("retry");
  d.limits.max_attempts = 2;
  auto study = make(d);
  study->ask(1);
  study->started(0, 1, "somewhere");
  study->report(0, {"loss", 9.0, 0, 0, 0, 0});
  study->tell(0, failed(Reason::platform_error), std::nullopt);
  EXPECT_EQ(study->snapshot()->trial(0).attempt, 2);
  EXPECT_TRUE(study->snapshot()->trial(0).pending());
  EXPECT_EQ(code_of([&] {
              study->report(0, {"loss", 1.0, 0, 0, 1, 0});
            }),
            Code::state);  // of the attempt that is over
  study->report(0, {"loss", 8.0, 0, 0, 2, 0});
  study->tell(0, completed(), std::nullopt);
  EXPECT_EQ(study->snapshot()->trial(0).objective, 8.0);
  study->ask(1);
  study->tell(1, failed(Reason::trial_error), std::nullopt);
  EXPECT_FALSE(study->snapshot()->trial(1).pending());
}

// A preemption is announced and nobody's fault: a long trial on cheap machines must not run out of attempts.
TEST_F(StudyTest, PreemptionsDoNotUseUpAttemptsWhileThePlatformsFaultsDo) {
  Definition d = definition("preempted");
  d.limits.max_attempts = 2;
  auto study = make(d);
  study->ask(1);
  for (int i = 0; i < 5; ++i) study->tell(0, failed(Reason::preempted), std::nullopt);
  EXPECT_TRUE(study->snapshot()->trial(0).pending());
  EXPECT_EQ(study->snapshot()->trial(0).attempt, 6);
  study->tell(0, failed(Reason::platform_error), std::nullopt);  // the first of two
  study->tell(0, failed(Reason::preempted), std::nullopt);
  EXPECT_TRUE(study->snapshot()->trial(0).pending());
  study->tell(0, failed(Reason::platform_error), std::nullopt);
  EXPECT_EQ(study->snapshot()->trial(0).status, TrialStatus::failed);
  EXPECT_EQ(study->snapshot()->trial(0).attempt, 8);
}

TEST_F(StudyTest, ARepeatedTellDoesNotBurnAnAttempt) {
  Definition d = definition("repeat");
  d.limits.max_attempts = 3;
  auto study = make(d);
  study->ask(1);
  Ending first = failed(Reason::platform_error);
  first.attempt = 1;
  for (int i = 0; i < 4; ++i) study->tell(0, first, std::nullopt);
  EXPECT_EQ(study->snapshot()->trial(0).attempt, 2);
}

TEST_F(StudyTest, AnEndingThatContradictsItselfIsRefused) {
  auto study = make(definition("contradictions"));
  study->ask(1);
  for (const Reason reason : {Reason::user, Reason::early_stopping, Reason::time_limit, Reason::preempted})
    EXPECT_EQ(code_of([&] { study->tell(0, {TrialStatus::completed, reason, 0, ""}, 1.0); }), Code::argument);
  for (const Reason reason : {Reason::none, Reason::trial_error, Reason::platform_error, Reason::preempted})
    EXPECT_EQ(code_of([&] { study->tell(0, failed(reason), nan); }), Code::argument);
  EXPECT_TRUE(study->snapshot()->trial(0).pending());
  study->tell(0, {TrialStatus::stopped, Reason::early_stopping, 0, ""}, 1.0);
  EXPECT_EQ(study->snapshot()->trial(0).objective, 1.0);
}

TEST_F(StudyTest, EnqueuedValuesAreExactlyTheSpaces) {
  Definition d = definition("exact");
  d.parameters.front().step = 0.1;
  auto study = make(d);
  study->enqueue({0.1 + 0.2, -0.0});
  const auto row = study->ask(1).trials.at(0)->row;
  EXPECT_EQ(row[0], 0.3);
  EXPECT_FALSE(std::signbit(row[1]));
}

TEST_F(StudyTest, UnknownStrategyOptionsAreRefused) {
  Definition d = definition("options");
  d.strategy_options = {{"strategy.bayesian.restart", 3}};
  EXPECT_EQ(code_of([&] { make(d); }), Code::argument);
  d.strategy_options = {{"strategy.bayesian.restarts", 1000}};
  EXPECT_EQ(code_of([&] { make(d); }), Code::argument);
}

TEST_F(StudyTest, ObjectiveIsTheLastReportOfAnyRank) {
  auto study = make(definition("ranks"));
  study->ask(1);
  for (const auto& [rank, value] : {std::pair{0, 3.0}, {1, 1.0}, {0, 2.0}})
    study->report(0, {"loss", value, 0, rank, 0, 0});
  study->report(0, {"other", 77.0, 0, 0, 0, 0});
  study->tell(0, completed(), std::nullopt);
  EXPECT_EQ(study->snapshot()->trial(0).objective, 2.0);
  EXPECT_EQ(study->snapshot()->trial(0).reports[2].step, 2);  // the second of rank 0
}

TEST_F(StudyTest, CompletedWithoutAMetricHasNoObjective) {
  auto study = make(definition("silent"));
  study->ask(1);
  study->tell(0, completed(), std::nullopt);
  EXPECT_EQ(study->snapshot()->counters().objective_failed, 1u);
  EXPECT_EQ(study->snapshot()->history().trials.at(0).outcome, strategy::Outcome::infeasible);
}

TEST_F(StudyTest, HistoryIsAlwaysMinimised) {
  Definition d = definition("sign");
  d.objectives.front().goal = Goal::maximize;
  auto study = make(d);
  finish(*study, 3.0);
  EXPECT_EQ(study->snapshot()->history().trials.at(0).loss, -3.0);
}

TEST_F(StudyTest, BadDefinitionsLeaveNothingBehind) {
  Definition d = definition("bad");
  d.strategy = "Bayes";
  EXPECT_EQ(code_of([&] { make(d); }), Code::argument);
  d = definition("a/b");
  EXPECT_EQ(code_of([&] { make(d); }), Code::argument);
  d = definition("bad");
  d.parameters.front().low = 2;
  EXPECT_EQ(code_of([&] { make(d); }), Code::argument);
  d = definition("bad");
  d.static_parameters = {{"x", "1"}};
  EXPECT_EQ(code_of([&] { make(d); }), Code::argument);
  EXPECT_TRUE(store->list().empty());
}

/// Everything that can be seen of a state, as text.
std::string picture(const State& state) {
  Json json = {{"status", static_cast<int>(state.status())},
               {"pending", state.pending()},
               {"driven", state.run_time(5000)}};
  for (const auto& t : state.trials())
    json["trials"].push_back({{"row", row_to_json(t->row)},
                              {"record", to_json(t->record)},
                              {"status", static_cast<int>(t->status)},
                              {"reason", static_cast<int>(t->reason)},
                              {"attempt", t->attempt},
                              {"times", {t->created, t->started, t->ended, t->consumed}},
                              {"directory", t->directory},
                              {"message", t->message},
                              {"reports", t->reports.size()},
                              {"objective", t->objective ? json_number(*t->objective) : Json()}});
  json["queue"] = state.queue().size();
  json["definition"] = to_json(state.definition());
  return json.dump(1);
}

TEST_F(StudyTest, ReplayGivesTheSameStateAndTheSameProposals) {
  for (const char* strategy : {"Random", "Sobol", "Bayesian"}) {
    const std::string name = std::string("replay-") + strategy;
    Definition d = definition(name);
    d.strategy = strategy;
    auto study = make(d);
    for (int i = 0; i < 9; ++i) {
      *clock.now = 1000.0 + i;
      finish(*study, std::sin(3.0 * i));
    }
    study->ask(2);
    study->enqueue({0.5, 0.25});
    study->report(9, {"loss", 0.125, 0, 0, 0, 0});
    const std::string before = picture(*study->snapshot());
    auto again = reopen(name);
    EXPECT_EQ(picture(*again->snapshot()), before);
    // The next proposals of the study that was left, and of the one that was opened, from copies of the same
    // log.
    const auto next = again->ask(3);
    ASSERT_EQ(next.trials.size(), 3u);
    EXPECT_EQ(next.trials[0]->row, (space::Row{0.5, 0.25}));
    EXPECT_EQ(study->snapshot()->trials().size(), 14u);  // the first handle sees what the second one wrote
  }
}

TEST_F(StudyTest, SameSeedSameTrialsWhateverIsRestartedBetween) {
  for (const char* strategy : {"Random", "Sobol", "Bayesian"}) {
    std::vector<std::vector<space::Row>> runs;
    for (const bool restart : {false, true}) {
      Definition d = definition(std::string(strategy) + (restart ? "-restarted" : "-straight"));
      d.strategy = strategy;
      auto study = make(d);
      runs.emplace_back();
      for (int i = 0; i < 12; ++i) {
        if (restart) study = reopen(d.name);
        const auto trial = study->ask(1).trials.at(0);
        runs.back().push_back(trial->row);
        study->tell(trial->number, completed(), std::pow(trial->row[0] - 0.3, 2) + trial->row[1]);
      }
    }
    EXPECT_EQ(runs[0], runs[1]) << strategy;
  }
}

TEST_F(StudyTest, NoTrialIsAddedPastTheLimit) {
  const auto study = make(definition("full", 2));
  study->ask(1);
  study->add({0.5, 0.5}, 1);
  EXPECT_THROW(study->add({0.25, 0.5}, 1), Error) << "one runs and one was added";
  EXPECT_EQ(study->snapshot()->trials().size(), 2U);
}

}  // namespace
}  // namespace lode::study
