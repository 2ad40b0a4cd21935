// Trials that do not go on to their ends: AMT's early stopping, and Hyperband.

#include <vector>

#include "rows/request.h"
#include "rows/world.h"

namespace lode::rows {
namespace {

/// The configuration with many trials at a time and more members.
Json wide(Json more) {
  more["ResourceLimits"] = {{"MaxNumberOfTrainingJobs", 60}, {"MaxParallelTrainingJobs", 60}};
  return config(more);
}

Json hyperband(const Json& resources, Json more = Json::object()) {
  more["Strategy"] = "Hyperband";
  more["StrategyConfig"]["HyperbandStrategyConfig"] = resources;
  return wide(more);
}

Json early(const std::string& type = "Auto") { return wide({{"TrainingJobEarlyStoppingType", type}}); }

/// The answers to the values of the objective, from step 1 on.
std::vector<lode_decision> report(Study& study, std::uint64_t trial, const std::vector<double>& values) {
  std::vector<lode_decision> answers;
  for (const double value : values) answers.push_back(study.report(trial, "loss", value));
  return answers;
}

/// Five trials that have completed, whose running averages are 1 to 5 at step 1 and 2 to 6 at step 2.
void add_five(Study& study) {
  ASSERT_EQ(study.ask(5).size(), 5u);
  for (std::uint64_t i = 0; i < 5; ++i) {
    const double first = static_cast<double>(i) + 1;
    report(study, i, {first, first + 2});
    study.tell(i, outcome(LODE_TRIAL_COMPLETED, LODE_REASON_NONE));
  }
}

Json trial_of(Study& study, std::uint64_t number) { return trials(study)[number]; }

using Answers = std::vector<lode_decision>;

TEST(AmtRow, R010OneTrialIsStoppedEarlyAndTheOthersGoOn) {
  World world;
  Study study = world.study(early());
  add_five(study);
  ASSERT_EQ(study.ask(2).size(), 2u);
  EXPECT_EQ(report(study, 5, {4}), Answers{LODE_STOP});  // worse than 3, the median at step 1
  EXPECT_EQ(report(study, 6, {1}), Answers{LODE_CONTINUE});
  study.tell(5, outcome(LODE_TRIAL_STOPPED, LODE_REASON_NONE));
  const Json stopped = trial_of(study, 5);
  EXPECT_EQ(stopped["TrainingJobStatus"], "Stopped");
  EXPECT_EQ(stopped["Lode"]["Reason"], "EarlyStopping");
  EXPECT_EQ(described(study)["HyperParameterTuningJobStatus"], "InProgress");
}

TEST(AmtRow, R063UnderperformingTrialsAreHaltedAndWhyIsKept) {
  World world;
  Study study = world.study(early());
  add_five(study);
  ASSERT_TRUE(study.ask());
  report(study, 5, {4});
  EXPECT_EQ(trial_of(study, 5)["Lode"]["Decisions"],
            (Json::array({{{"Step", 1},
                           {"Value", 4.0},
                           {"Decision", "Stop"},
                           {"Why", "worse at step 1 than 3, the median of 5 trials' running averages"}}})));
  // By the program too: its trainer is told to end, and would run for a day.
  Program program;
  Json job = config({{"TrainingJobEarlyStoppingType", "Auto"},
                     {"ResourceLimits", {{"MaxNumberOfTrainingJobs", 6}}},
                     {"MetricDefinitions", {{{"Name", "loss"}, {"Regex", "loss=(\\S+)"}}}}});
  program.write("job.json", job.dump());
  program.write("train.sh", "echo loss=$LODE_TRIAL\n[ $LODE_TRIAL = 5 ] && exec sleep 86400\nexit 0\n");
  ASSERT_EQ(
      program.lode("run job.json --store s.db --quiet -- sh '" + program.path("train.sh").string() + "'"), 0)
      << program.read("err");
  EXPECT_EQ(program.lode_json("trials --store s.db --json")[5]["Lode"]["Reason"], "EarlyStopping");
}

TEST(AmtRow, R076HyperbandComparesAtResourceLevelsAndStopsPoorTrials) {
  World world;
  Study study = world.study(hyperband({{"MaxResource", 9}}));
  EXPECT_EQ(described(study)["Lode"]["Plan"]["Hyperband"]["Rungs"], (Json{1, 3, 9}));
  ASSERT_EQ(study.ask(5).size(), 5u);
  // One of three goes on: the first two are too few to tell.
  EXPECT_EQ(report(study, 0, {3}), Answers{LODE_CONTINUE});
  EXPECT_EQ(report(study, 1, {2}), Answers{LODE_CONTINUE});
  EXPECT_EQ(report(study, 2, {1}), Answers{LODE_CONTINUE});
  EXPECT_EQ(report(study, 3, {2.5}), Answers{LODE_STOP});
  EXPECT_EQ(report(study, 4, {0.5}), Answers{LODE_CONTINUE});
  // Between the rungs nothing is compared, whatever the value.
  EXPECT_EQ(report(study, 4, {1e9}), Answers{LODE_CONTINUE});
  study.tell(3, outcome(LODE_TRIAL_STOPPED, LODE_REASON_NONE));
  const Json stopped = trial_of(study, 3);
  EXPECT_EQ(stopped["Lode"]["Reason"], "EarlyStopping");
  EXPECT_EQ(stopped["Lode"]["Rung"], 0);
  EXPECT_EQ(stopped["FinalHyperParameterTuningJobObjectiveMetric"]["Value"], 2.5);
}

TEST(AmtRow, R077NoTrialIsStoppedBeforeMinResourceAndEachIsAtMaxResource) {
  World world;
  Study study = world.study(hyperband({{"MinResource", 4}, {"MaxResource", 12}}));
  ASSERT_EQ(study.ask(6).size(), 6u);
  for (std::uint64_t i = 0; i < 6; ++i) {
    const double loss = static_cast<double>(i);
    const Answers before = report(study, i, {loss, loss, loss});
    EXPECT_EQ(before, Answers(3, LODE_CONTINUE)) << i;
  }
  EXPECT_EQ(report(study, 0, {0}), Answers{LODE_CONTINUE});  // step 4, the first rung
  EXPECT_EQ(report(study, 1, {1}), Answers{LODE_CONTINUE});
  EXPECT_EQ(report(study, 2, {2}), Answers{LODE_STOP});
  Answers rest(8, LODE_CONTINUE);
  rest.back() = LODE_STOP;  // step 12
  EXPECT_EQ(report(study, 0, {0, 0, 0, 0, 0, 0, 0, 0}), rest);
  study.tell(0, outcome(LODE_TRIAL_STOPPED, LODE_REASON_NONE));
  EXPECT_EQ(trial_of(study, 0)["TrainingJobStatus"], "Completed");  // it has had all that there is
}

/// What is said against a configuration; "" where nothing.
std::string refusal_of(const Json& document) {
  World world;
  return refusal([&] { world.study(document); });
}

/// The same of AMT's rules, for a request with these resources.
std::string strict_refusal_of(const Json& resources, const Json& training = Json::object()) {
  Json document = request({{"HyperParameterTuningJobConfig", hyperband(resources)}});
  document["TrainingJobDefinition"].merge_patch(training);
  return strict_refusal(document);
}

TEST(AmtRow, R077ResourcesAreAtLeastOneAndMinIsNoMoreThanMax) {
  const std::string at = "$.StrategyConfig.HyperbandStrategyConfig.";
  EXPECT_EQ(refusal_of(hyperband({{"MinResource", 9}, {"MaxResource", 9}})), "");
  EXPECT_EQ(refusal_of(hyperband({{"MinResource", 10}, {"MaxResource", 9}})),
            at + "MinResource: given 10; accepted: an integer from 1 to MaxResource, 9");
  EXPECT_NE(refusal_of(hyperband({{"MinResource", 0}, {"MaxResource", 9}})).find(at + "MinResource: given 0"),
            std::string::npos);
  EXPECT_NE(refusal_of(hyperband({{"MaxResource", 0}})).find(at + "MaxResource: given 0"), std::string::npos);
}

TEST(AmtRow, R077AtMost20000EpochsByAmtsRules) {
  EXPECT_EQ(strict_refusal_of({{"MaxResource", 20000}}), "");
  EXPECT_NE(
      strict_refusal_of({{"MaxResource", 20001}}).find("MaxResource: given 20001; accepted: at most 20000"),
      std::string::npos);
  const Json epochs = {{"StaticHyperParameters", {{"epochs", "20001"}}}};
  EXPECT_NE(strict_refusal_of({{"MinResource", 1}}, epochs).find("at most 20000 epochs"), std::string::npos);
  EXPECT_EQ(refusal_of(hyperband({{"MaxResource", 20001}})), "");
}

TEST(AmtRow, R078MaxResourceIsInferredFromTheStaticEpochs) {
  for (const char* name : {"epochs", "numepochs", "n-epochs", "n_epochs", "num_epochs"}) {
    World world;
    Study study = world.study(config({{"Strategy", "Hyperband"}, {"StaticHyperParameters", {{name, "27"}}}}));
    EXPECT_EQ(described(study)["Lode"]["Plan"]["Hyperband"]["Rungs"], (Json{1, 3, 9, 27})) << name;
  }
}

TEST(AmtRow, R078WithoutEpochsMaxResourceIsMissing) {
  for (const Json& statics : {Json::object(), Json{{"max_epochs", "27"}}, Json{{"epochs", "many"}}}) {
    const std::string said =
        refusal_of(config({{"Strategy", "Hyperband"}, {"StaticHyperParameters", statics}}));
    EXPECT_NE(said.find("$.StrategyConfig.HyperbandStrategyConfig.MaxResource: missing"), std::string::npos)
        << said;
  }
}

TEST(AmtRow, R078AnOptionBesideTheRequestDoesTooAndComesBackInItsFields) {
  World world;
  Study study = world.study(config({{"Strategy", "Hyperband"}}), "study",
                            {{"study.max_resource", "27"}, {"study.min_resource", "3"}});
  const Json again = Json::parse(study.request_json());
  EXPECT_EQ(again["HyperParameterTuningJobConfig"]["StrategyConfig"]["HyperbandStrategyConfig"],
            (Json{{"MinResource", 3}, {"MaxResource", 27}}));
}

TEST(AmtRow, R079HyperbandRequiresEarlyStoppingOff) {
  EXPECT_EQ(refusal_of(hyperband({{"MaxResource", 9}}, {{"TrainingJobEarlyStoppingType", "Off"}})), "");
  const std::string at_auto = "TrainingJobEarlyStoppingType: given \"Auto\"; accepted: 'Off'";
  const Json both = hyperband({{"MaxResource", 9}}, {{"TrainingJobEarlyStoppingType", "Auto"}});
  EXPECT_NE(refusal_of(both).find("$." + at_auto), std::string::npos) << refusal_of(both);
  const std::string strict = strict_refusal(request({{"HyperParameterTuningJobConfig", both}}));
  EXPECT_NE(strict.find("$.HyperParameterTuningJobConfig." + at_auto), std::string::npos) << strict;
}

TEST(AmtRow, R080AfterAStopTheNextConfigurationIsRandomAsInAmt) {
  World world;
  const Json more = {{"LodeOptions", {{"study.configurations", "random"}}}};
  Study halved = world.study(hyperband({{"MaxResource", 9}}, more), "halved");
  Study random = world.study(wide(Json::object()), "random");
  std::uint64_t stopped = 0;
  for (std::uint64_t i = 0; i < 12; ++i) {
    const auto trial = halved.ask(), drawn = random.ask();
    ASSERT_TRUE(trial && drawn);
    EXPECT_EQ(trial->row(), drawn->row());  // what went before has no effect
    if (halved.report(i, "loss", static_cast<double>(i)) == LODE_STOP) ++stopped;
    halved.tell(i, outcome(LODE_TRIAL_STOPPED, LODE_REASON_NONE));
  }
  EXPECT_EQ(stopped, 10u);  // losses rise: of three and more one goes on
}

TEST(AmtRow, R080AModelLearnsFromTheStoppedOnesUnlessAskedNotTo) {
  World world;
  const Json options = {{"LodeOptions", {{"strategy.bayesian.initial_trials", 5}}}};
  Study study = world.study(hyperband({{"MaxResource", 9}}, {{"StrategyConfig", options}}));
  for (std::uint64_t i = 0; i < 20; ++i) {
    const auto trial = study.ask();
    const double x = trial->real("x");
    study.report(i, "loss", (x - 0.3) * (x - 0.3));
    study.tell(i, outcome(LODE_TRIAL_STOPPED, LODE_REASON_NONE));
  }
  const Json newest = trial_of(study, 19);
  EXPECT_EQ(newest["Lode"]["Source"], "model");
  EXPECT_TRUE(newest["Lode"]["Proposal"]["Model"].contains("ResourceLengthscale"));
  EXPECT_TRUE(newest["Lode"]["Proposal"]["Model"]["Lengthscales"].contains("x"));
}

TEST(AmtRow, R081LinesOfSeveralNodesAreOneStep) {
  World world;
  Study study = world.study(hyperband({{"MinResource", 2}, {"MaxResource", 6}}));
  ASSERT_EQ(study.ask(4).size(), 4u);
  for (std::uint64_t i = 0; i < 4; ++i) {
    for (std::int32_t node = 0; node < 8; ++node) {  // each node says the same, and the first says it twice
      lode_report one = LODE_REPORT_INIT;
      one.metric = "loss";
      one.step = 1;
      one.rank = node;
      one.value = 1.0 + static_cast<double>(i);
      EXPECT_EQ(study.report(i, one), LODE_CONTINUE);
      EXPECT_EQ(study.report(i, one), LODE_CONTINUE);
    }
    EXPECT_FALSE(trial_of(study, i)["Lode"].contains("Decisions"));  // it has got to step 1, not to 8 or 16
  }
}

TEST(AmtRow, R082AutoStopsAndStaysInTheDocument) {
  World world;
  Study study = world.study(early());
  EXPECT_EQ(described(study)["HyperParameterTuningJobConfig"]["TrainingJobEarlyStoppingType"], "Auto");
  Study option = world.study(config(), "option", {{"study.early_stopping", "median"}});
  const Json again = Json::parse(option.request_json())["HyperParameterTuningJobConfig"];
  EXPECT_EQ(again["TrainingJobEarlyStoppingType"], "Auto");
  EXPECT_EQ(strict_refusal(request({{"HyperParameterTuningJobConfig", early()}})), "");
}

TEST(AmtRow, C01TheValueIsComparedWithTheMedianOfRunningAverages) {
  World world;
  Study study = world.study(early());
  add_five(study);
  ASSERT_EQ(study.ask(2).size(), 2u);
  // 3 and 4 are the medians themselves: only what is worse is stopped.
  EXPECT_EQ(report(study, 5, {3, 4}), (Answers{LODE_CONTINUE, LODE_CONTINUE}));
  // With trial 5's average, 3.5, the median at step 2 is 3.75. The value decides, not the average, 2.4.
  EXPECT_EQ(report(study, 6, {1, 3.8}), (Answers{LODE_CONTINUE, LODE_STOP}));
}

TEST(AmtRow, C01FewerThanFiveOthersStopNothing) {
  World world;
  Study study = world.study(early());
  ASSERT_EQ(study.ask(6).size(), 6u);
  for (std::uint64_t i = 0; i < 4; ++i) report(study, i, {1});
  EXPECT_EQ(report(study, 4, {9}), Answers{LODE_CONTINUE});
  EXPECT_EQ(report(study, 5, {9.5}), Answers{LODE_STOP});
}

TEST(AmtRow, C01TheVariantsAreOptions) {
  const struct {
    const char* name;
    const char* value;
    std::vector<double> values;  ///< of the sixth trial
    Answers answers;
  } rows[] = {{"study.early_stopping_compares", "average", {1, 6}, {LODE_CONTINUE, LODE_CONTINUE}},  // 3.5
              {"study.early_stopping_compares", "average", {3, 6}, {LODE_CONTINUE, LODE_STOP}},      // 4.5
              {"study.early_stopping_compares", "best", {1, 6}, {LODE_CONTINUE, LODE_CONTINUE}},
              {"study.early_stopping_grace", "2", {9, 4}, {LODE_CONTINUE, LODE_CONTINUE}},
              {"study.early_stopping_grace", "2", {9, 4.5}, {LODE_CONTINUE, LODE_STOP}},
              {"study.early_stopping_peers", "6", {9, 9}, {LODE_CONTINUE, LODE_CONTINUE}}};
  for (const auto& row : rows) {
    World world;
    Study study = world.study(early(), "study", {{row.name, row.value}});
    add_five(study);
    ASSERT_TRUE(study.ask());
    EXPECT_EQ(report(study, 5, row.values), row.answers) << row.name;
  }
}

TEST(AmtRow, C01AmongAllOrAmongThoseThatHaveCompleted) {
  for (const std::string among : {"all", "completed"}) {
    World world;
    Study study = world.study(early(), "study", {{"study.early_stopping_among", among}});
    add_five(study);
    ASSERT_EQ(study.ask(4).size(), 4u);
    for (std::uint64_t i = 5; i < 8; ++i) report(study, i, {0});  // they run
    // Among all the median at step 1 is that of 0, 0, 0, 1, 2, 3, 4, 5: 1.5; else 3.
    EXPECT_EQ(report(study, 8, {2}), Answers{among == "all" ? LODE_STOP : LODE_CONTINUE});
  }
}

TEST(AmtRow, C02TheEpochIsTheNumberOfTheValue) {
  World world;
  Study study = world.study(early());
  add_five(study);
  ASSERT_TRUE(study.ask());
  report(study, 5, {3, 4.5});  // no step is given: a line twice in the log would be an epoch more
  EXPECT_EQ(trial_of(study, 5)["Lode"]["Decisions"][0]["Step"], 2);
}

TEST(AmtRow, C02ATrialWithoutTheMetricIsNotStopped) {
  World world;
  Study study = world.study(early());
  add_five(study);
  ASSERT_TRUE(study.ask());
  for (int i = 0; i < 9; ++i) EXPECT_EQ(study.report(5, "another", 1e9), LODE_CONTINUE);
}

TEST(AmtRow, C03HyperbandIsTheStoppingVariantNobodyIsResumed) {
  World world;
  Study study = world.study(hyperband({{"MaxResource", 9}}));
  for (std::uint64_t i = 0; i < 30; ++i) {
    const auto trial = study.ask();
    ASSERT_EQ(trial->number(), i);  // always a new one
    EXPECT_EQ(trial->resume_step(), 0);
    for (std::int64_t step = 1; step <= 9; ++step) {
      const lode_decision answer = study.report(i, "loss", static_cast<double>((i * 7) % 30), step);
      EXPECT_NE(answer, LODE_PAUSE);
      if (answer == LODE_STOP) break;
    }
    study.tell(i, outcome(LODE_TRIAL_STOPPED, LODE_REASON_NONE));
  }
  const lode_counters counters = study.counters();
  EXPECT_EQ(counters.paused, 0u);
  EXPECT_GT(counters.completed, 0u);
  EXPECT_GT(counters.stopped, counters.completed);
}

TEST(AmtRow, C03ResumedOnesAreAnOption) {
  World world;
  const Json more = {{"LodeOptions", {{"study.halving", "promotion"}}}};
  Study study = world.study(hyperband({{"MaxResource", 9}}, more));
  ASSERT_EQ(study.ask(3).size(), 3u);
  for (std::uint64_t i = 0; i < 3; ++i) {
    EXPECT_EQ(report(study, i, {1 + static_cast<double>(i)}), Answers{LODE_PAUSE});
    study.tell(i, outcome(LODE_TRIAL_PAUSED, LODE_REASON_NONE));
  }
  const Json description = described(study);
  EXPECT_EQ(description["Lode"]["Paused"], 3);
  EXPECT_EQ(description["TrainingJobStatusCounters"]["InProgress"], 0);
  EXPECT_EQ(description["ObjectiveStatusCounters"]["Pending"], 3);
  const auto trial = study.ask();  // the best of three goes on, before a new one begins
  ASSERT_EQ(trial->number(), 0u);
  EXPECT_EQ(trial->resume_step(), 1);
  EXPECT_EQ(trial->resource(), 3u);
  EXPECT_EQ(trial->info().attempt, 2);
  EXPECT_EQ(trial_of(study, 1)["TrainingJobStatus"], "Paused");
  EXPECT_EQ(study.ask()->number(), 3u);
}

}  // namespace
}  // namespace lode::rows
