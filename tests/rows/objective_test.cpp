// What a trial's objective is, and which trial is the best.

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

}  // namespace
}  // namespace lode::rows
