// What a trial's objective is, and which trial is the best.

#include <limits>

#include "rows/ran.h"
#include "rows/world.h"

namespace lode::rows {
namespace {

double objective_of(Study& study, std::uint64_t trial) { return study.trial(trial).info().objective; }

TEST(AmtRow, R115TheFinalObjectiveIsTheLatestValue) {
  World world;
  Study study = world.study(config());
  ASSERT_TRUE(study.ask());
  for (const double value : {0.5, 0.1, 0.3}) study.report(0, "loss", value);
  EXPECT_EQ(objective_of(study, 0), 0.3);
  study.tell(0, lode_outcome LODE_OUTCOME_INIT);
  EXPECT_EQ(trials(study)[0]["FinalHyperParameterTuningJobObjectiveMetric"]["Value"], 0.3);
}

TEST(AmtRow, C10TheBestValueOrAMeanByOption) {
  World world;
  Study best = world.study(config({{"LodeOptions", {{"study.objective", "best"}}}}), "best");
  Study mean = world.study(config(), "mean", {{"study.objective", "mean"}, {"study.objective_window", "2"}});
  for (Study* study : {&best, &mean}) {
    ASSERT_TRUE(study->ask());
    for (const double value : {0.5, 0.1, 0.3}) study->report(0, "loss", value);
    study->tell(0, lode_outcome LODE_OUTCOME_INIT);
  }
  EXPECT_EQ(objective_of(best, 0), 0.1);
  EXPECT_EQ(objective_of(mean, 0), 0.2);
  // The document that comes back makes the same study.
  Study again = world.study(Json::parse(mean.request_json()), "again");
  ASSERT_TRUE(again.ask());
  for (const double value : {9.0, 1.0, 3.0}) again.report(0, "loss", value);
  EXPECT_EQ(objective_of(again, 0), 2.0);
}

TEST(AmtRow, C10AStoppedTrialIsTheBestOneByOption) {
  World world;
  Study strict = world.study(config(), "strict");
  Study lenient = world.study(config(), "lenient", {{"study.count_stopped", "true"}});
  for (Study* study : {&strict, &lenient}) {
    ASSERT_TRUE(study->ask());
    study->tell(0, 0.5);
    ASSERT_TRUE(study->ask());
    study->report(1, "loss", 0.25);
    lode_outcome stopped = LODE_OUTCOME_INIT;
    stopped.status = LODE_TRIAL_STOPPED;
    stopped.reason = LODE_REASON_EARLY_STOPPING;
    study->tell(1, stopped);
  }
  EXPECT_EQ(strict.best()->number(), 0);
  EXPECT_EQ(lenient.best()->number(), 1);
}

/// One value of a worker of trial 0.
lode_decision report_rank(Study& study, std::int32_t rank, std::int64_t step, double value) {
  lode_report report = LODE_REPORT_INIT;
  report.metric = "loss";
  report.rank = rank;
  report.step = step;
  report.value = value;
  return study.report(0, report);
}

/// Two workers report two steps in another order than that of the steps; the objective by study.ranks.
double objective_by(const std::string& ranks) {
  World world;
  Study study = world.study(config(), "study", {{"study.ranks", ranks}});
  EXPECT_TRUE(study.ask());
  report_rank(study, 0, 1, 5.0);
  report_rank(study, 1, 2, 4.0);
  report_rank(study, 0, 2, 1.0);
  report_rank(study, 1, 1, 7.0);
  study.tell(0, lode_outcome LODE_OUTCOME_INIT);
  return objective_of(study, 0);
}

TEST(AmtRow, C10OfSeveralWorkersTheLastLineCountsOrAReducer) {
  EXPECT_EQ(objective_by("last"), 7.0);  // whatever its step: AMT's
  EXPECT_EQ(objective_by("mean"), 2.5);  // of the last step that both have
  EXPECT_EQ(objective_by("median"), 2.5);
  EXPECT_EQ(objective_by("minimum"), 1.0);
  EXPECT_EQ(objective_by("maximum"), 4.0);
}

TEST(AmtRow, C10AReportCountsOnce) {
  World world;
  Study study = world.study(config());
  ASSERT_TRUE(study.ask());
  report_rank(study, 0, 1, 5.0);
  report_rank(study, 1, 1, 3.0);
  report_rank(study, 0, 1, 5.0);  // the same trial, rank, step and attempt: nothing new
  EXPECT_EQ(study.trial(0).info().report_count, 2u);
  EXPECT_EQ(objective_of(study, 0), 3.0);
  EXPECT_NE(refusal([&] { report_rank(study, 0, 1, 6.0); }), "");
}

TEST(AmtRow, C10WorkersOfAProgramAndTheirReducer) {
  // Each rank appends its lines to the file of metrics; one is written twice.
  const std::string script =
      "say() { echo \"{\\\"metric\\\": \\\"loss\\\", \\\"rank\\\": $1, \\\"step\\\": $2, \\\"value\\\": "
      "$3}\" >> "
      "\"$LODE_METRICS\"; }\n"
      "say 0 1 9; say 1 1 8; say 0 2 2; say 0 2 2; say 1 2 4\n";
  const Ran last(script, 1);
  EXPECT_EQ(last.objective(0), 4);
  const Ran mean(script, 1, Json::object(), "--option study.ranks=mean");
  EXPECT_EQ(mean.objective(0), 3);
  const Ran least(script, 1, Json::object(), "--option study.ranks=minimum --option study.objective=mean");
  EXPECT_EQ(least.objective(0), 5);  // of 8 and 2
}

TEST(AmtRow, C11TheFirstGroupOfTheLastMatchOfBothStreams) {
  const Json metrics = {{"MetricDefinitions", {{{"Name", "loss"}, {"Regex", "Loss = (.*?);(.*)"}}}}};
  const Ran ran("echo 'Loss = 1e-3; Loss = 7; x'; echo 'Loss = -2.5e-1;' >&2\n", 1, metrics);
  EXPECT_EQ(ran.objective(0), -0.25);
}

TEST(AmtRow, C11ATabThatALogHasForAmtsNumberOfIt) {
  const Json metrics = {
      {"MetricDefinitions",
       {{{"Name", "loss"},
         {"Regex", ".*\\[[0-9]+\\].*#011validation-aucpr:([-+]?[0-9]*\\.?[0-9]+(?:[eE][-+]?[0-9]+)?).*"}}}}};
  const Ran ran("printf '[3]\\ttrain-aucpr:0.9\\tvalidation-aucpr:0.75\\n'\n", 1, metrics);
  EXPECT_EQ(ran.objective(0), 0.75);
}

TEST(AmtRow, C11ALazyGroupAtTheEndMatchesNothing) {
  const Json metrics = {{"MetricDefinitions", {{{"Name", "loss"}, {"Regex", "loss=(.*?)"}}}}};
  const Ran ran("echo loss=1\n", 1, metrics);
  EXPECT_TRUE(ran.objective(0).is_null());
  EXPECT_EQ(ran.trials[0]["Lode"]["Reason"], "NoMetric");
}

TEST(AmtRow, C11NotANumberAndInfinity) {
  const Ran ran("case $LODE_TRIAL in 0) echo loss=nan;; 1) echo loss=-inf;; *) echo loss=;; esac\n", 3);
  EXPECT_EQ(ran.objective(0), "NaN");
  EXPECT_EQ(ran.objective(1), "-Infinity");
  EXPECT_TRUE(ran.objective(2).is_null());  // empty: no value
  EXPECT_EQ(ran.description["ObjectiveStatusCounters"]["Failed"], 3);
  EXPECT_FALSE(ran.description.contains("BestTrainingJob"));
  EXPECT_EQ(ran.description["Lode"]["Reasons"], (Json{{"NotFinite", 2}, {"NoMetric", 1}}));
}

TEST(AmtRow, C12FailedOrWithoutAMetricCostsBudget) {
  World world;
  Study study = world.study(config({{"ResourceLimits", {{"MaxNumberOfTrainingJobs", 3}}}}));
  lode_outcome failed = LODE_OUTCOME_INIT;
  failed.status = LODE_TRIAL_FAILED;
  failed.reason = LODE_REASON_TRIAL_ERROR;
  ASSERT_TRUE(study.ask());
  study.report(0, "loss", 0.0);  // would be the best
  study.tell(0, failed);
  ASSERT_TRUE(study.ask());
  study.tell(1, lode_outcome LODE_OUTCOME_INIT);  // completed, nothing reported
  ASSERT_TRUE(study.ask());
  study.tell(2, 0.5);
  lode_status why = LODE_OK;
  EXPECT_FALSE(study.ask(&why));
  EXPECT_EQ(why, LODE_DONE);
  EXPECT_EQ(study.best()->number(), 2u);
  EXPECT_EQ(study.counters().objective_failed, 2u);
  EXPECT_EQ(study.trial(1).info().reason, LODE_REASON_NO_METRIC);
}

TEST(AmtRow, C12WhatFailedIsNoValueOfTheModels) {
  // A failed trial's reports are not learned as values: the predictions stay within what was observed.
  World world;
  Study study = world.study(config({{"Strategy", "Bayesian"}}));
  lode_outcome failed = LODE_OUTCOME_INIT;
  failed.status = LODE_TRIAL_FAILED;
  failed.reason = LODE_REASON_TRIAL_ERROR;
  for (int i = 0; i < 12; ++i) {
    const auto trial = study.ask();
    ASSERT_TRUE(trial);
    if (i % 3 == 1) {
      study.report(trial->number(), "loss", -1e6);
      study.tell(trial->number(), failed);
    } else {
      study.tell(trial->number(), 1 + trial->real("x"));
    }
  }
  const Json predicted = described(study)["Lode"]["NewestProposal"]["PredictedObjective"];
  EXPECT_GT(predicted["Low"], -10.0);
}

}  // namespace
}  // namespace lode::rows
