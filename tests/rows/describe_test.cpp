// What a tuning job is made of, and what is said of it: statuses, counters, summaries, resources, limits of
// its document.

#include <cmath>
#include <limits>

#include "rows/ran.h"
#include "rows/request.h"
#include "rows/world.h"

namespace lode::rows {
namespace {

bool says(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// The five counts and the three, as AMT orders them.
Json counted(Study& study) {
  const Json description = described(study);
  Json counts = Json::array();
  for (const char* group : {"TrainingJobStatusCounters", "ObjectiveStatusCounters"})
    for (const auto& count : description[group]) counts.push_back(count);
  return counts;
}

TEST(AmtRow, R008MetricsAndVariables) {
  const Ran ran("echo \"loss=$FIRST\"\n", 1, {{"Environment", {{"FIRST", "0.25"}}}});
  EXPECT_EQ(ran.objective(0), 0.25);
}

TEST(AmtRow, R048AMetricIsNamedAndReadByAnExpression) {
  const Json metrics = {{"MetricDefinitions",
                         {{{"Name", "loss"}, {"Regex", "validation: ([0-9.]+)"}},
                          {{"Name", "train"}, {"Regex", "training: ([0-9.]+)"}}}}};
  const Ran ran("echo 'training: 3'; echo 'validation: 0.5'; echo 'training: 2'\n", 1, metrics);
  EXPECT_EQ(ran.objective(0), 0.5);
}

TEST(AmtRow, R049StaticHyperparametersAreGivenToEveryTrial) {
  World world;
  Study study = world.study(config({{"StaticHyperParameters", {{"rounds", "3"}}}}));
  for (int i = 0; i < 2; ++i) {
    const auto trial = study.ask();
    ASSERT_TRUE(trial);
    EXPECT_EQ(trial->text("rounds"), "3");
    study.tell(trial->number(), 1.0);
    EXPECT_FALSE(trials(study).back()["TunedHyperParameters"].contains("rounds"));
  }
}

TEST(AmtRow, R050AJobIsMadeOfNameConfigurationAndDefinition) {
  World world;
  const Json document = request();
  Study study = strict_study(world, document);
  EXPECT_EQ(study.name(), "study");
  const Json description = described(study);
  for (const char* part : {"HyperParameterTuningJobConfig", "TrainingJobDefinition"})
    EXPECT_EQ(description[part], document[part]);
  EXPECT_TRUE(says(refusal([&] { strict_study(world, document); }), "study"));  // the name is taken
}

TEST(AmtRow, R051ListsOfJobsAndOfTheirTrials) {
  World world;
  Study first = world.study(config(), "first"), second = world.study(config(), "second");
  ASSERT_TRUE(second.ask());
  const Json list = Json::parse(world.store.list_json());
  ASSERT_EQ(list.size(), 2u);
  EXPECT_EQ(list[0]["HyperParameterTuningJobName"], "first");
  EXPECT_EQ(list[1]["HyperParameterTuningJobName"], "second");
  EXPECT_EQ(list[1]["TrainingJobStatusCounters"]["InProgress"], 1);
  EXPECT_EQ(trials(first).size(), 0u);
  EXPECT_EQ(trials(second)[0]["TrainingJobName"], "second-0");
}

TEST(AmtRow, R052CountersSummariseTheTrials) {
  World world;
  Study study = world.study(config({{"ResourceLimits", {{"MaxParallelTrainingJobs", 20}}}}));
  const lode_outcome ends[] = {outcome(LODE_TRIAL_COMPLETED, LODE_REASON_NONE),
                               outcome(LODE_TRIAL_FAILED, LODE_REASON_PLATFORM_ERROR),
                               outcome(LODE_TRIAL_FAILED, LODE_REASON_TRIAL_ERROR),
                               outcome(LODE_TRIAL_FAILED, LODE_REASON_OUT_OF_MEMORY),
                               outcome(LODE_TRIAL_STOPPED, LODE_REASON_EARLY_STOPPING)};
  ASSERT_EQ(study.ask(6).size(), 6u);
  for (std::uint64_t i = 0; i < 5; ++i) {
    if (i == 4) study.report(i, "loss", 1.0);
    study.tell(i, ends[i]);
  }
  const Json description = described(study);
  EXPECT_EQ(description["TrainingJobStatusCounters"], (Json{{"Completed", 1},
                                                            {"InProgress", 1},
                                                            {"RetryableError", 1},
                                                            {"NonRetryableError", 2},
                                                            {"Stopped", 1}}));
  // Only the stopped one reported the objective.
  EXPECT_EQ(description["ObjectiveStatusCounters"], (Json{{"Succeeded", 1}, {"Pending", 1}, {"Failed", 4}}));
}

TEST(AmtRow, R053CompletedWhenAllTrialsHaveEnded) {
  World world;
  Study study = world.study(config({{"ResourceLimits", {{"MaxNumberOfTrainingJobs", 1}}}}));
  ASSERT_TRUE(study.ask());
  EXPECT_EQ(described(study)["HyperParameterTuningJobStatus"], "InProgress");
  study.tell(0, 1.0);
  const Json description = described(study);
  EXPECT_EQ(description["HyperParameterTuningJobStatus"], "Completed");
  EXPECT_GE(description["HyperParameterTuningEndTime"], description["CreationTime"]);
}

TEST(AmtRow, R054InProgressFromTheFirstMoment) {
  World world;
  Study study = world.study(config());
  const Json description = described(study);
  EXPECT_EQ(description["HyperParameterTuningJobStatus"], "InProgress");
  EXPECT_FALSE(description.contains("HyperParameterTuningEndTime"));
  EXPECT_FALSE(description.contains("BestTrainingJob"));
}

TEST(AmtRow, R058AStoppedJobsRecordStaysUntilItIsPurged) {
  World world;
  Study study = world.study(config());
  ASSERT_TRUE(study.ask());
  study.tell(0, 0.5);
  study.stop();
  EXPECT_EQ(described(study)["HyperParameterTuningJobStatus"], "Stopped");
  EXPECT_NE(refusal([&] { study.enqueue({0.5}); }), "");
  EXPECT_EQ(Json::parse(world.store.list_json())[0]["HyperParameterTuningJobStatus"], "Stopped");
  world.store.purge("study");
  EXPECT_EQ(Json::parse(world.store.list_json()), Json::array());
}

TEST(AmtRow, R059TheBestTrialSoFarAndTheFinalOne) {
  World world;
  Study study = world.study(config({{"ResourceLimits", {{"MaxNumberOfTrainingJobs", 3}}}}));
  const double losses[] = {0.5, 0.25, 0.75};
  const char* best[] = {"study-0", "study-1", "study-1"};
  for (std::uint64_t i = 0; i < 3; ++i) {
    ASSERT_TRUE(study.ask());
    study.tell(i, losses[i]);
    EXPECT_EQ(described(study)["BestTrainingJob"]["TrainingJobName"], best[i]);
  }
  EXPECT_EQ(described(study)["HyperParameterTuningJobStatus"], "Completed");
}

Json many_metrics(int count, const std::string& name = "m", std::size_t expression = 5) {
  Json list = Json::array();
  for (int i = 0; i < count; ++i)
    list.push_back(
        {{"Name", name + std::to_string(i)}, {"Regex", "(" + std::string(expression - 2, 'x') + ")"}});
  return training({{"AlgorithmSpecification", {{"MetricDefinitions", list}}}});
}

TEST(AmtRow, R098LimitsOfMetricDefinitions) {
  EXPECT_EQ(strict_refusal(many_metrics(40)), "");
  EXPECT_TRUE(says(strict_refusal(many_metrics(41)), "MetricDefinitions"));
  EXPECT_EQ(strict_refusal(many_metrics(1, std::string(254, 'n'))), "");
  EXPECT_TRUE(says(strict_refusal(many_metrics(1, std::string(255, 'n'))), "MetricDefinitions[0].Name"));
  EXPECT_EQ(strict_refusal(many_metrics(1, "m", 500)), "");
  EXPECT_TRUE(says(strict_refusal(many_metrics(1, "m", 501)), "MetricDefinitions[0].Regex"));
  const auto of_one = [](const char* name, const char* expression) {
    const Json list = Json::array({{{"Name", name}, {"Regex", expression}}});
    return strict_refusal(training({{"AlgorithmSpecification", {{"MetricDefinitions", list}}}}));
  };
  EXPECT_TRUE(says(of_one("", "(.)"), "MetricDefinitions[0].Name"));
  EXPECT_TRUE(says(of_one("m", ""), "MetricDefinitions[0].Regex"));
  World world;
  EXPECT_EQ(refusal([&] { world.study(many_metrics(41)); }), "");  // a limit of AMT's, not of Lode's
}

Json with_range(const std::string& name, const std::string& choice) {
  Json document = request();
  Json& ranges = document["HyperParameterTuningJobConfig"]["ParameterRanges"];
  ranges["CategoricalParameterRanges"] = Json::array({{{"Name", name}, {"Values", {choice}}}});
  return document;
}

TEST(AmtRow, R099LimitsOfNamesAndValues) {
  const std::string most(256, 'v');
  EXPECT_EQ(strict_refusal(with_range(most, most)), "");
  EXPECT_TRUE(says(strict_refusal(with_range(most + "v", "a")), "CategoricalParameterRanges[0].Name"));
  EXPECT_TRUE(says(strict_refusal(with_range("c", most + "v")), "CategoricalParameterRanges[0].Values[0]"));
  const auto with_static = [](std::size_t length) {
    return training({{"StaticHyperParameters", {{"note", std::string(length, 's')}}}});
  };
  // One range, AMT's own _tuning_objective_metric, and these.
  const auto statics = [](int count) {
    Json values = Json::object();
    for (int i = 0; i < count; ++i) values["s" + std::to_string(i)] = "1";
    return training({{"StaticHyperParameters", values}});
  };
  EXPECT_EQ(strict_refusal(statics(98)), "");
  EXPECT_TRUE(says(strict_refusal(statics(99)), "StaticHyperParameters"));
  EXPECT_EQ(strict_refusal(with_static(2500)), "");
  EXPECT_TRUE(says(strict_refusal(with_static(2501)), "StaticHyperParameters.note"));
}

TEST(AmtRow, R100NamesOfJobs) {
  const auto refusal_of = [](const std::string& name) {
    return strict_refusal(request({{"HyperParameterTuningJobName", name}}));
  };
  for (const auto& name : {std::string(32, 'a'), std::string("a-1"), std::string("Z")})
    EXPECT_EQ(refusal_of(name), "");
  for (const auto& name :
       {std::string(33, 'a'), std::string("-a"), std::string("a-"), std::string("a_b"), std::string()})
    EXPECT_TRUE(says(refusal_of(name), "$.HyperParameterTuningJobName")) << name;
  World world;
  Study study = world.study(config(), "Churn");
  EXPECT_NE(refusal([&] { world.study(config(), "cHURN"); }), "");  // without regard to case
  ASSERT_TRUE(study.ask());
  EXPECT_EQ(trials(study)[0]["TrainingJobName"], "Churn-0");
  const auto with_definition = [](std::size_t length) {
    return training({{"DefinitionName", std::string(length, 'd')}});
  };
  EXPECT_EQ(strict_refusal(with_definition(64)), "");
  for (const std::size_t length : {0u, 65u})
    EXPECT_TRUE(says(strict_refusal(with_definition(length)), "DefinitionName")) << length;
}

TEST(AmtRow, R101LimitsOfVariables) {
  const auto with_variables = [](int count) {
    Json variables = Json::object();
    for (int i = 0; i < count; ++i) variables["V" + std::to_string(i)] = "x";
    return training({{"Environment", variables}});
  };
  EXPECT_EQ(strict_refusal(with_variables(48)), "");
  EXPECT_TRUE(says(strict_refusal(with_variables(49)), "Environment"));
  const auto with_variable = [](const std::string& name, std::size_t length) {
    return training({{"Environment", {{name, std::string(length, 'v')}}}});
  };
  EXPECT_EQ(strict_refusal(with_variable(std::string(512, 'N'), 512)), "");
  EXPECT_TRUE(says(strict_refusal(with_variable(std::string(513, 'N'), 1)), "Environment"));
  EXPECT_TRUE(says(strict_refusal(with_variable("N", 513)), "Environment.N"));
  EXPECT_TRUE(says(strict_refusal(with_variable("1N", 1)), "Environment"));
}

TEST(AmtRow, R110StatusesOfAJob) {
  World world;
  Study study = world.study(config());
  ASSERT_TRUE(study.ask());
  EXPECT_EQ(described(study)["HyperParameterTuningJobStatus"], "InProgress");
  study.stop();
  EXPECT_EQ(described(study)["HyperParameterTuningJobStatus"], "Stopping");
  EXPECT_EQ(counted(study), (Json{0, 1, 0, 0, 0, 0, 1, 0}));  // exact in this state too
  study.tell(0, outcome(LODE_TRIAL_STOPPED, LODE_REASON_USER));
  EXPECT_EQ(described(study)["HyperParameterTuningJobStatus"], "Stopped");
  EXPECT_EQ(counted(study), (Json{0, 0, 0, 0, 1, 0, 0, 1}));
}

TEST(AmtRow, R110NeitherDeletingNorDeleteFailedIsLeftBehind) {
  // A record is deleted whole or not at all: while a driver has the study it is refused, and nothing changes.
  World world;
  Study study = world.study(config({{"ResourceLimits", {{"MaxNumberOfTrainingJobs", 1}}}}));
  std::string said, status;
  Callbacks callbacks;
  callbacks.launch = [&](Study& run, const TrialView& trial) {
    said = refusal([&] { world.store.purge("study"); });
    status = Json::parse(world.store.list_json())[0]["HyperParameterTuningJobStatus"];
    run.tell(trial.number(), 1.0);
  };
  study.run(callbacks);
  EXPECT_TRUE(says(said, "study")) << said;
  EXPECT_EQ(status, "InProgress");
  world.store.purge("study");
  EXPECT_EQ(Json::parse(world.store.list_json()), Json::array());
}

std::string secondary(Study& study, std::size_t trial) {
  return trials(study)[trial]["Lode"]["SecondaryStatus"];
}
std::string primary(Study& study, std::size_t trial) { return trials(study)[trial]["TrainingJobStatus"]; }

TEST(AmtRow, R111StatusesOfATrial) {
  World world;
  Study study = world.study(config({{"ResourceLimits", {{"MaxParallelTrainingJobs", 5}}}}));
  ASSERT_EQ(study.ask(4).size(), 4u);
  EXPECT_EQ(primary(study, 0) + "/" + secondary(study, 0), "InProgress/Starting");
  study.started(0);
  EXPECT_EQ(primary(study, 0) + "/" + secondary(study, 0), "InProgress/Training");
  study.tell(0, 1.0);
  EXPECT_EQ(primary(study, 0) + "/" + secondary(study, 0), "Completed/Completed");
  study.tell(1, outcome(LODE_TRIAL_FAILED, LODE_REASON_TRIAL_ERROR));
  EXPECT_EQ(primary(study, 1) + "/" + secondary(study, 1), "Failed/Failed");
  study.tell(2, outcome(LODE_TRIAL_STOPPED, LODE_REASON_TIME_LIMIT));
  EXPECT_EQ(primary(study, 2) + "/" + secondary(study, 2), "Stopped/MaxRuntimeExceeded");
  study.stop();
  EXPECT_EQ(primary(study, 3) + "/" + secondary(study, 3), "Stopping/Stopping");
  EXPECT_EQ(study.trial(3).info().status, LODE_TRIAL_STOPPING);  // the ABI says what the JSON says
  study.tell(3, outcome(LODE_TRIAL_STOPPED, LODE_REASON_USER));
  EXPECT_EQ(primary(study, 3) + "/" + secondary(study, 3), "Stopped/Stopped");
}

TEST(AmtRow, R111TheTableOfTrialsSaysWhichAndWhy) {
  const Ran ran("if [ \"$LODE_TRIAL\" = 0 ]; then exec sleep 1000; fi\nexit 3\n", 2,
                {{"StoppingCondition", {{"MaxRuntimeInSeconds", 0.2}}}});
  ASSERT_EQ(ran.program.lode("trials --store s.db"), 0);
  const std::string table = ran.program.read("out");
  EXPECT_TRUE(says(table, "Stopped  MaxRuntimeExceeded  TimeLimit")) << table;
  EXPECT_TRUE(says(table, "TrialError")) << table;
  ASSERT_EQ(ran.program.lode("describe --store s.db"), 0);
  EXPECT_TRUE(says(ran.program.read("out"), "TimeLimit 1, TrialError 1")) << ran.program.read("out");
}

TEST(AmtRow, R112CountersOfTrials) {
  World world;
  Study study = world.study(config());
  std::vector<std::string> names;
  const Json counters = described(study)["TrainingJobStatusCounters"];
  for (const auto& [name, count] : counters.items()) names.push_back(name);
  EXPECT_EQ(names, (std::vector<std::string>{"Completed", "InProgress", "RetryableError", "NonRetryableError",
                                             "Stopped"}));
  // A trial between two attempts is in progress, and counted nowhere else.
  Study retried = world.study(config(), "retried", {{"study.max_attempts", "2"}});
  ASSERT_TRUE(retried.ask());
  retried.tell(0, outcome(LODE_TRIAL_FAILED, LODE_REASON_PLATFORM_ERROR));
  EXPECT_EQ(counted(retried), (Json{0, 1, 0, 0, 0, 0, 1, 0}));
  retried.tell(0, outcome(LODE_TRIAL_FAILED, LODE_REASON_PLATFORM_ERROR));
  EXPECT_EQ(counted(retried), (Json{0, 0, 1, 0, 0, 0, 0, 1}));
}

TEST(AmtRow, R112CountersAreExactWhileAStudyDrains) {
  World world;
  const Json document = config({{"ResourceLimits", {{"MaxParallelTrainingJobs", 2}}},
                                {"TuningJobCompletionCriteria", {{"TargetObjectiveMetricValue", 0.5}}}});
  Study study = world.study(document, "study", {{"study.running_trials", "drain"}});
  ASSERT_EQ(study.ask(2).size(), 2u);
  study.tell(0, 0.25);
  EXPECT_EQ(counted(study), (Json{1, 1, 0, 0, 0, 1, 1, 0}));
  EXPECT_EQ(primary(study, 1), "InProgress");  // it runs to its end
  EXPECT_EQ(study.report(1, "loss", 1.0), LODE_CONTINUE);
  study.tell(1, 1.0);
  EXPECT_EQ(counted(study), (Json{2, 0, 0, 0, 0, 2, 0, 0}));
  EXPECT_EQ(described(study)["HyperParameterTuningJobStatus"], "Completed");
}

TEST(AmtRow, R113StatusesOfObjectives) {
  World world;
  Study study = world.study(config({{"ResourceLimits", {{"MaxParallelTrainingJobs", 5}}}}));
  ASSERT_EQ(study.ask(5).size(), 5u);
  study.tell(0, 1.0);
  study.tell(1, outcome(LODE_TRIAL_COMPLETED, LODE_REASON_NONE));  // nothing reported
  study.report(2, "loss", 1.0);
  study.tell(2, outcome(LODE_TRIAL_FAILED, LODE_REASON_TRIAL_ERROR));
  study.tell(3, std::numeric_limits<double>::quiet_NaN());
  const char* expected[] = {"Succeeded", "Failed", "Failed", "Failed", "Pending"};
  for (std::size_t i = 0; i < 5; ++i) EXPECT_EQ(trials(study)[i]["ObjectiveStatus"], expected[i]) << i;
  EXPECT_EQ(described(study)["ObjectiveStatusCounters"],
            (Json{{"Succeeded", 1}, {"Pending", 1}, {"Failed", 3}}));
}

TEST(AmtRow, R114ASummaryOfATrial) {
  World world;
  Study study = world.study(config());
  const auto trial = study.ask();
  ASSERT_TRUE(trial);
  study.started(0, "/runs/0");
  study.report(0, "loss", 0.5);
  lode_outcome failed = outcome(LODE_TRIAL_FAILED, LODE_REASON_TRIAL_ERROR);
  failed.message = "diverged";
  study.tell(0, failed);
  const Json summary = trials(study)[0];
  EXPECT_EQ(summary["TrainingJobName"], "study-0");
  EXPECT_EQ(summary["TrainingJobArn"], "arn:aws:sagemaker:local:000000000000:training-job/study-0");
  EXPECT_EQ(summary["TuningJobName"], "study");
  EXPECT_EQ(summary["TrainingJobStatus"], "Failed");
  EXPECT_EQ(summary["FailureReason"], "diverged");
  EXPECT_EQ(summary["TunedHyperParameters"]["x"], trial->text("x"));
  EXPECT_LE(summary["CreationTime"], summary["TrainingStartTime"]);
  EXPECT_LE(summary["TrainingStartTime"], summary["TrainingEndTime"]);
  EXPECT_FALSE(summary.contains("FinalHyperParameterTuningJobObjectiveMetric"));
  EXPECT_EQ(summary["Lode"]["Reason"], "TrialError");
  EXPECT_EQ(summary["Lode"]["Directory"], "/runs/0");
  EXPECT_NEAR(summary["Lode"]["ElapsedSeconds"].get<double>(),
              summary["TrainingEndTime"].get<double>() - summary["TrainingStartTime"].get<double>(), 1e-9);
}

TEST(AmtRow, R114OfACompletedOneWithItsObjective) {
  World world;
  Study study = world.study(training({{"DefinitionName", "only"}}));
  ASSERT_TRUE(study.ask());
  study.tell(0, 0.25);
  const Json summary = trials(study)[0];
  EXPECT_EQ(summary["TrainingJobStatus"], "Completed");
  EXPECT_EQ(summary["TrainingJobDefinitionName"], "only");
  EXPECT_EQ(summary["FinalHyperParameterTuningJobObjectiveMetric"],
            Json::object({{"Type", "Minimize"}, {"MetricName", "loss"}, {"Value", 0.25}}));
  EXPECT_FALSE(summary.contains("FailureReason"));
}

TEST(AmtRow, R117ConsumedResources) {
  // Two trials at a time that each take 0.6 seconds and more: the job's clock runs once, the trials' twice.
  const Ran ran("sleep 0.6; echo loss=1\n", 2, {{"ResourceLimits", {{"MaxParallelTrainingJobs", 2}}}});
  const Json& description = ran.description;
  double seconds = 0;
  for (const auto& trial : ran.trials) {
    EXPECT_GE(trial["Lode"]["ElapsedSeconds"].get<double>(), 0.6);
    seconds += trial["Lode"]["ElapsedSeconds"].get<double>();
  }
  EXPECT_NEAR(description["Lode"]["TrialSeconds"].get<double>(), seconds, 1e-9);
  const double wall =
      description["HyperParameterTuningEndTime"].get<double>() - description["CreationTime"].get<double>();
  const double runtime = description["ConsumedResources"]["RuntimeInSeconds"].get<double>();
  EXPECT_TRUE(description["ConsumedResources"]["RuntimeInSeconds"].is_number_integer());
  EXPECT_LE(runtime, wall + 0.5);
  EXPECT_GE(runtime, 1);  // 0.6, rounded
}

TEST(AmtRow, R117EachInstanceOfATrialConsumesItsTime) {
  World world;
  Json document = request();
  document["TrainingJobDefinition"]["ResourceConfig"]["InstanceCount"] = 3;
  Study study = world.study(document);
  ASSERT_TRUE(study.ask());
  study.started(0);
  study.report(0,
               document["HyperParameterTuningJobConfig"]["HyperParameterTuningJobObjective"]["MetricName"]
                   .get<std::string>(),
               1.0);
  study.tell(0, 1.0);
  const double seconds = trials(study)[0]["Lode"]["ElapsedSeconds"];
  EXPECT_GT(seconds, 0);
  EXPECT_NEAR(described(study)["Lode"]["InstanceSeconds"].get<double>(), 3 * seconds, 1e-12);
}

TEST(AmtRow, R117AHostsOwnTrialsConsumeTimeToo) {
  World world;
  Study study = world.study(config({{"StoppingCondition", {{"MaxRuntimeInSeconds", 0.01}}}}));
  ASSERT_TRUE(study.ask());
  report_until_stop(study);
  study.tell(0, outcome(LODE_TRIAL_STOPPED, LODE_REASON_NONE));
  EXPECT_GT(trials(study)[0]["Lode"]["ElapsedSeconds"], 0.01);
  EXPECT_EQ(described(study)["Lode"]["TrialSeconds"], trials(study)[0]["Lode"]["ElapsedSeconds"]);
}

Json grid(const Json& limits) {
  return {{"Strategy", "Grid"},
          {"HyperParameterTuningJobObjective", {{"Type", "Minimize"}, {"MetricName", "loss"}}},
          {"ResourceLimits", limits},
          {"ParameterRanges",
           {{"CategoricalParameterRanges",
             {{{"Name", "a"}, {"Values", {"1", "2"}}}, {{"Name", "b"}, {"Values", {"x", "y", "z"}}}}}}}};
}

TEST(AmtRow, C06TheGridsCellsInOrder) {
  World world;
  Study study = world.study(grid({{"MaxParallelTrainingJobs", 1}}));
  std::string cells;
  while (const auto trial = study.ask()) {
    cells += trial->text("a") + trial->text("b") + " ";
    study.tell(trial->number(), 1.0);
  }
  EXPECT_EQ(cells, "1x 1y 1z 2x 2y 2z ");  // the last parameter fastest; their number is inferred
  EXPECT_EQ(described(study)["HyperParameterTuningJobStatus"], "Completed");
}

TEST(AmtRow, C06TheGridsNumberOfTrialsByAmtsRules) {
  const auto refusal_of = [](int trials) {
    Json document = request();
    document["HyperParameterTuningJobConfig"] =
        grid({{"MaxNumberOfTrainingJobs", trials}, {"MaxParallelTrainingJobs", 1}});
    return strict_refusal(document);
  };
  EXPECT_EQ(refusal_of(6), "");
  for (const int trials : {5, 7}) EXPECT_TRUE(says(refusal_of(trials), "6, the number of cells of the grid"));
  Json numeric = request();
  numeric["HyperParameterTuningJobConfig"]["Strategy"] = "Grid";
  EXPECT_TRUE(says(strict_refusal(numeric), "categorical"));
}

}  // namespace
}  // namespace lode::rows
