// What completes a study: the 1% rule, convergence, what becomes of the trials that run, and that a record
// is enough to decide it again.

#include <cmath>
#include <gtest/gtest.h>

#include "study/commands.h"
#include "study/fixture.h"
#include "study/words.h"

namespace lode::study {
namespace {

/// What a table's row ends a trial with.
using Values = std::vector<double>;

class CompletionTest : public ::testing::Test {
 protected:
  std::unique_ptr<Study> make(const Definition& d) { return Study::create(*store, d, clock.environment()); }
  std::unique_ptr<Study> reopen(const std::string& name) {
    return Study::open(*store, name, clock.environment());
  }
  static void finish(Study& study, double value) {
    study.tell(study.ask(1).trials.at(0)->number, completed(), value);
  }
  /// Writes an event as another process would.
  void write(const std::string& name, const Body& body) {
    const auto log = store->open(name);
    ASSERT_TRUE(log->append(log->head(), {encode({clock.now->load(), body})}));
  }

  FakeClock clock;
  std::unique_ptr<store::Store> store = store::open_memory_store();
};

struct Sequence {
  const char* what;
  Goal goal;
  double share;     ///< study.min_improvement
  double absolute;  ///< study.min_improvement_absolute
  Values values;
  std::vector<std::uint64_t> not_improving;  ///< after each value, counted by hand
};

TEST_F(CompletionTest, WhatCountsAsAnImprovement) {
  const auto low = Goal::minimize, high = Goal::maximize;
  const Sequence table[] = {
      {"1 % or more", low, 0.01, 0, {100, 99.5, 99, 98.02, 98.01}, {0, 1, 0, 1, 0}},
      {"small steps add up", low, 0.01, 0, {100, 99.7, 99.4, 99.1, 98.8}, {0, 1, 2, 3, 0}},
      {"small steps and back", low, 0.01, 0, {100, 99.5, 100, 99.5, 98.9}, {0, 1, 2, 3, 0}},
      {"maximise", high, 0.01, 0, {1, 1.005, 1.01, 1.02, 1.0201}, {0, 1, 0, 1, 0}},
      {"negative objectives", low, 0.01, 0, {-100, -100.5, -101, -90, -102.01}, {0, 1, 0, 1, 0}},
      {"negative, maximise", high, 0.01, 0, {-1, -0.995, -0.99, -2}, {0, 1, 0, 1}},
      {"through 0", low, 0.01, 0, {1, 0, -1e-300, -1e-300}, {0, 0, 0, 1}},
      {"best exactly 0, nothing better", low, 0.01, 0, {0, 0, 1}, {0, 1, 2}},
      {"best exactly 0, with a floor", low, 0.01, 0.5, {0, -0.25, -0.5, -0.75, -1}, {0, 1, 2, 0, 1}},
      {"a floor alone", low, 0, 1, {10, 9, 8.5, 8}, {0, 1, 0, 1}},
      {"any improvement", low, 0, 0, {1, 1, 0.9999, 0.9999}, {0, 1, 0, 1}},
      {"NaN and infinities", low, 0.01, 0, {nan, inf, 5, nan, -inf, 1}, {1, 2, 0, 1, 2, 0}},
      {"10 %", high, 0.1, 0, {10, 10.9, 11, 12}, {0, 1, 0, 1}},
  };
  int number = 0;
  for (const Sequence& row : table) {
    Definition d = definition("s" + std::to_string(number++));
    d.objectives.front().goal = row.goal;
    d.completion.min_improvement = row.share;
    d.completion.min_improvement_absolute = row.absolute;
    const auto study = make(d);
    std::vector<std::uint64_t> counted;
    for (const double value : row.values) {
      finish(*study, value);
      counted.push_back(study->snapshot()->not_improving());
    }
    EXPECT_EQ(counted, row.not_improving) << row.what;
  }
}

TEST_F(CompletionTest, FailuresAndStoppedTrialsDoNotImprove) {
  Definition d = definition("ends");
  d.completion.not_improving = 3;
  const auto study = make(d);
  finish(*study, 1.0);
  study->tell(study->ask(1).trials.at(0)->number, failed(Reason::trial_error), std::nullopt);
  study->tell(study->ask(1).trials.at(0)->number, {TrialStatus::stopped, Reason::user, 0, ""}, 0.1);
  EXPECT_EQ(study->snapshot()->status(), Status::in_progress);
  clock.now->store(1234);
  finish(*study, nan);
  const auto state = study->snapshot();
  EXPECT_EQ(state->status(), Status::completed);
  EXPECT_STREQ(ended_by(*state), "NotImproving");
  EXPECT_EQ(ended_by_at(*state), 1234);
  EXPECT_EQ(state->trials().size(), 4u);
}

TEST_F(CompletionTest, TheTargetMayBeMetExactlyAndByEitherGoal) {
  for (const Goal goal : {Goal::minimize, Goal::maximize}) {
    Definition d = definition(goal == Goal::minimize ? "low" : "high");
    d.objectives.front().goal = goal;
    d.completion.target = 0.0;
    const auto study = make(d);
    finish(*study, goal == Goal::minimize ? 1e-9 : -1e-9);
    EXPECT_EQ(study->snapshot()->status(), Status::in_progress);
    finish(*study, 0.0);
    EXPECT_EQ(study->snapshot()->closing(), Closing::target);
  }
}

TEST_F(CompletionTest, DrainedTrialsCountAndMayBecomeTheBest) {
  Definition d = definition("drain", 10);
  d.completion.target = 0.5;
  d.completion.running = Running::drain;
  const auto study = make(d);
  study->ask(4);
  clock.now->store(2000);
  study->tell(0, completed(), 0.5);
  clock.now->store(3000);
  EXPECT_EQ(study->report(1, {"loss", 9.0, 0, 0, 0, 0}), Decision::go_on);
  EXPECT_EQ(study->ask(1).why, Asked::Why::done);
  study->tell(1, completed(), 0.25);
  study->tell(2, failed(Reason::trial_error), std::nullopt);
  EXPECT_EQ(study->snapshot()->status(), Status::stopping);
  study->tell(3, completed(), 0.75);
  const auto state = study->snapshot();
  EXPECT_EQ(state->status(), Status::completed);
  EXPECT_EQ(state->best()->number, 1u);
  EXPECT_EQ(state->trials().size(), 4u);
  EXPECT_EQ(state->counters().completed, 3u);
  EXPECT_EQ(state->counters().non_retryable_error, 1u);
  EXPECT_EQ(state->counters().in_progress, 0u);
  EXPECT_EQ(ended_by_at(*state), 2000);  // when it was met, not when the last trial ended
  EXPECT_EQ(state->ended_at(), 3000);
}

TEST_F(CompletionTest, APersonAndTheStudysTimeAlsoEndOneThatDrains) {
  for (const Closing closing : {Closing::user, Closing::run_time}) {
    Definition d = definition(closing == Closing::user ? "person" : "time", 10);
    d.completion.target = 0.5;
    d.completion.running = Running::drain;
    const auto study = make(d);
    study->ask(2);
    clock.now->store(2000);
    study->tell(0, completed(), 0.5);
    EXPECT_EQ(study->report(1, {"loss", 9.0, 1, 0, 0, 0}), Decision::go_on);
    study->close(Closing::not_improving);  // another criterion changes nothing
    EXPECT_EQ(study->snapshot()->drain_ended_by(), std::nullopt);
    clock.now->store(3000);
    study->close(closing);
    EXPECT_EQ(study->snapshot()->drain_ended_by(), closing);
    EXPECT_EQ(study->snapshot()->drain_ended_at(), 3000);
    EXPECT_EQ(study->report(1, {"loss", 9.0, 2, 0, 0, 0}), Decision::stop);
    Ending stopped;
    stopped.status = TrialStatus::stopped;
    study->tell(1, stopped, std::nullopt);
    const auto state = study->snapshot();
    EXPECT_EQ(state->status(), closing == Closing::user ? Status::stopped : Status::completed);
    EXPECT_EQ(state->trial(1).reason, closing == Closing::user ? Reason::user : Reason::study_end);
    EXPECT_STREQ(ended_by(*state), "Target");  // what was met first, and when
    EXPECT_EQ(ended_by_at(*state), 2000);
  }
}

TEST_F(CompletionTest, WithoutACriterionTheTrialsOrTheSpaceEndIt) {
  const auto spent = make(definition("spent", 1));
  EXPECT_STREQ(ended_by(*spent->snapshot()), "");
  finish(*spent, 1);
  EXPECT_STREQ(ended_by(*spent->snapshot()), "MaxTrials");
  Definition d = definition("tried", 10);
  d.parameters = {choice_parameter("a", {"1", "2"})};
  const auto tried = make(d);
  finish(*tried, 1);
  finish(*tried, 1);
  EXPECT_EQ(tried->ask(1).why, Asked::Why::done);
  EXPECT_STREQ(ended_by(*tried->snapshot()), "SpaceExhausted");
}

TEST_F(CompletionTest, WhatEndedItIsToldToTheLogOnce) {
  std::vector<std::string> lines;
  Environment environment = clock.environment();
  environment.log = [&](const LogLine& line) { lines.push_back(line.text()); };
  Definition d = definition("told", 3);
  d.completion.target = 0.5;
  const auto met = Study::create(*store, d, environment);
  met->ask(2);
  met->tell(0, completed(), 0.1);
  met->tell(1, completed(), 0.1);
  EXPECT_EQ(lines, std::vector<std::string>{"told: ended by Target"});
  lines.clear();
  const auto spent = Study::create(*store, definition("spent", 1), environment);
  finish(*spent, 1.0);
  EXPECT_EQ(lines, std::vector<std::string>{"spent: ended by MaxTrials"});
  lines.clear();
  d.name = "cut";
  d.completion.running = Running::drain;
  const auto cut = Study::create(*store, d, environment);
  cut->ask(2);
  cut->tell(0, completed(), 0.1);
  cut->close(Closing::user);
  cut->tell(1, completed(), 0.1);
  EXPECT_EQ(lines, (std::vector<std::string>{"cut: ended by Target",
                                             "cut: ended by Target; what ran on is stopped by User"}));
}

// Convergence.

Definition converging(const std::string& name, const std::string& strategy = "Random") {
  Definition d = definition(name);
  d.strategy = strategy;
  d.convergence.complete = true;
  return d;
}

TEST_F(CompletionTest, TheBoundIsDueByTheNumberOfObjectives) {
  Definition d = converging("due");
  const auto study = make(d);
  for (int i = 0; i < 19; ++i) finish(*study, i);
  study->tell(study->ask(1).trials.at(0)->number, failed(Reason::trial_error), std::nullopt);
  EXPECT_FALSE(bound_due(*study->snapshot()));  // 20 have ended, 19 of them with an objective
  finish(*study, 5);
  EXPECT_TRUE(bound_due(*study->snapshot()));
  write("due", RegretBounded{30, 20, 1, 0.5});
  for (int i = 0; i < 4; ++i) finish(*study, 5);
  EXPECT_FALSE(bound_due(*study->snapshot()));
  finish(*study, 5);
  EXPECT_TRUE(bound_due(*study->snapshot()));
  EXPECT_EQ(study->snapshot()->regret()->trials, 20u);  // only an ask computes it

  Definition wide = converging("wide");
  for (int i = 2; i < 15; ++i) wide.parameters.push_back(real_parameter("p" + std::to_string(i), 0, 1));
  const auto many = make(wide);
  for (int i = 0; i < 29; ++i) finish(*many, i);
  EXPECT_FALSE(bound_due(*many->snapshot()));
  finish(*many, 1);
  EXPECT_TRUE(bound_due(*many->snapshot()));  // two a parameter

  d.name = "off";
  d.convergence.complete = false;
  const auto off = make(d);
  for (int i = 0; i < 25; ++i) finish(*off, i);
  EXPECT_FALSE(bound_due(*off->snapshot()));
  d = converging("spent");
  d.limits.max_trials = 20;
  const auto spent = make(d);
  for (int i = 0; i < 20; ++i) finish(*spent, i);
  EXPECT_FALSE(bound_due(*spent->snapshot()));
}

TEST_F(CompletionTest, RecordedBoundsDecide) {
  Definition d = converging("recorded");
  d.convergence.patience = 2;
  d.convergence.every = 1000;  // none but the recorded ones
  const auto study = make(d);
  finish(*study, 1);
  for (const auto& [bound, noise] : {std::pair(0.1, 0.2), {0.2, 0.2}, {0.1, 0.2}, {nan, nan}, {0.1, 0.2}}) {
    write("recorded", RegretBounded{1, 1, bound, noise});
    finish(*study, 1);
    EXPECT_EQ(study->snapshot()->status(), Status::in_progress);
  }
  study->ask(1);
  write("recorded", RegretBounded{1, 1, 0.1, 0.2});
  clock.now->store(7777);
  finish(*study, 1);  // whatever is decided next
  const auto state = study->snapshot();
  EXPECT_EQ(state->closing(), Closing::converged);
  EXPECT_EQ(state->status(), Status::stopping);
  EXPECT_EQ(ended_by_at(*state), 7777);
}

double bowl(const space::Row& row) { return std::pow(row[0] - 0.3, 2) + std::pow(row[1] - 0.6, 2); }

/// Asks and tells until the study hands nothing out, at most so often. \return the trials
std::size_t drive(Study& study, std::size_t most, double (*value)(const space::Row&)) {
  for (std::size_t i = 0; i < most; ++i) {
    const Asked asked = study.ask(1);
    if (asked.why != Asked::Why::given) break;
    study.tell(asked.trials.front()->number, completed(), value(asked.trials.front()->row));
  }
  return study.snapshot()->trials().size();
}

TEST_F(CompletionTest, StudiesOfEveryStrategyConverge) {
  for (const std::string strategy : {"Random", "Sobol", "Grid", "Bayesian"}) {
    Definition d = converging(strategy, strategy);
    d.convergence.noise = 0.02;  // of 0.9, the range of the bowl
    if (strategy == "Grid")
      for (auto& p : d.parameters) p.step = 0.05;
    const auto study = make(d);
    const std::size_t trials = drive(*study, 400, bowl);
    const auto state = study->snapshot();
    ASSERT_EQ(state->closing(), Closing::converged) << strategy << ", " << trials << " trials";
    EXPECT_EQ(state->status(), Status::completed);
    EXPECT_GE(trials, 20u);
    EXPECT_LT(trials, 300u) << strategy;
    EXPECT_LE(*state->best()->objective, state->regret()->bound) << strategy;  // the optimum is 0
    EXPECT_EQ(state->regret()->trials, trials);
    EXPECT_EQ(state->regret()->noise, 0.02);

    // Opened again it is the study that was left; driven again it ends at the same trial.
    EXPECT_EQ(reopen(strategy)->snapshot()->regret()->bound, state->regret()->bound);
    d.name += "-again";
    const auto again = make(d);
    EXPECT_EQ(drive(*again, 400, bowl), trials);
    EXPECT_EQ(again->snapshot()->regret()->bound, state->regret()->bound);
  }
}

TEST_F(CompletionTest, AStudyThatStillImprovesGoesOn) {
  // Six dimensions, where 60 random trials are nowhere near the optimum.
  Definition d = converging("far");
  for (int i = 2; i < 6; ++i) d.parameters.push_back(real_parameter("p" + std::to_string(i), 0, 1));
  const auto study = make(d);
  drive(*study, 60, [](const space::Row& row) {
    double sum = 0;
    for (const double x : row) sum += std::pow(x - 0.3, 2);
    return sum;
  });
  const auto state = study->snapshot();
  EXPECT_EQ(state->status(), Status::in_progress);
  ASSERT_TRUE(state->regret());
  EXPECT_GT(state->regret()->bound, *state->best()->objective);  // the bound holds: the optimum is 0
}

TEST_F(CompletionTest, AMaximisedObjectiveConvergesAlike) {
  Definition low = converging("low"), high = converging("high");
  high.objectives.front().goal = Goal::maximize;
  low.convergence.noise = high.convergence.noise = 0.02;
  const auto a = make(low), b = make(high);
  EXPECT_EQ(drive(*a, 300, bowl), drive(*b, 300, [](const space::Row& row) { return -bowl(row); }));
  EXPECT_EQ(a->snapshot()->regret()->bound, b->snapshot()->regret()->bound);
}

TEST_F(CompletionTest, ConvergenceDrainsOrStopsWhatRuns) {
  for (const Running running : {Running::stop, Running::drain}) {
    const bool drain = running == Running::drain;
    Definition d = converging(drain ? "drains" : "stops");
    d.completion.running = running;
    const auto study = make(d);
    study->ask(2);
    finish(*study, 1);
    write(d.name, RegretBounded{1, 1, 0.1, 0.2});
    finish(*study, 1);
    EXPECT_EQ(study->report(0, {"loss", 1.0, 0, 0, 0, 0}), drain ? Decision::go_on : Decision::stop);
    study->tell(0, completed(), 0.5);
    EXPECT_EQ(study->snapshot()->status(), Status::stopping);
    study->tell(1, {TrialStatus::stopped, Reason::study_end, 0, ""}, 0.1);
    EXPECT_EQ(study->snapshot()->status(), Status::completed);
    EXPECT_EQ(study->snapshot()->best()->number, 0u);
  }
}

}  // namespace
}  // namespace lode::study
