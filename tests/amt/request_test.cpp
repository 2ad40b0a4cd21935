// What accepted documents mean.

#include "amt/request.h"

#include <gtest/gtest.h>

#include "documents.h"

namespace lode::amt {
namespace {

using space::Kind;
using space::Scaling;
using study::Definition;

struct ExpectedRange {
  const char* name;
  Kind kind;
  double low;
  double high;
};

void expect_seed_003(const Definition& d) {
  EXPECT_EQ(d.strategy, "Bayesian");
  ASSERT_EQ(d.objectives.size(), 1U);
  EXPECT_EQ(d.objectives[0].metric, "validation:auc");
  EXPECT_EQ(d.objectives[0].goal, study::Goal::maximize);
  EXPECT_EQ(d.seed, 123U);
  EXPECT_EQ(d.limits.max_trials, 20U);
  EXPECT_EQ(d.limits.max_parallel, 3U);
  EXPECT_EQ(d.limits.max_attempts, 1U);
  const ExpectedRange ranges[] = {{"eta", Kind::real, 0, 1},
                                  {"alpha", Kind::real, 0, 2},
                                  {"min_child_weight", Kind::real, 1, 10},
                                  {"max_depth", Kind::integer, 1, 10}};
  ASSERT_EQ(d.parameters.size(), std::size(ranges));
  for (std::size_t i = 0; i < std::size(ranges); ++i) {
    EXPECT_EQ(d.parameters[i].name, ranges[i].name);
    EXPECT_EQ(d.parameters[i].kind, ranges[i].kind);
    EXPECT_EQ(d.parameters[i].low, ranges[i].low);
    EXPECT_EQ(d.parameters[i].high, ranges[i].high);
    EXPECT_EQ(d.parameters[i].scaling, Scaling::automatic);
  }
}

TEST(Request, Seed003ConfigVerbatim) {
  const std::string text = testing::read_data("seed003_config.json");
  for (const auto profile : {Profile::lode, Profile::amt}) {
    const Definition d = parse_request(text, profile, "churn");
    expect_seed_003(d);
    EXPECT_EQ(d.name, "churn");
    EXPECT_EQ(d.request, text);
    EXPECT_EQ(d.limits.trial_max_runtime, 0);
    EXPECT_TRUE(d.static_parameters.empty());
  }
}

TEST(Request, Seed003RequestVerbatim) {
  const std::string text = testing::read_data("seed003_request.json");
  for (const auto profile : {Profile::lode, Profile::amt}) {
    const Definition d = parse_request(text, profile, "");
    expect_seed_003(d);
    EXPECT_EQ(d.name, "MyTuningJob");
    EXPECT_EQ(d.request, text);
    EXPECT_EQ(d.limits.trial_max_runtime, 43200);
    const std::vector<std::pair<std::string, std::string>> expected = {{"eval_metric", "auc"},
                                                                       {"num_round", "100"},
                                                                       {"objective", "binary:logistic"},
                                                                       {"rate_drop", "0.3"},
                                                                       {"tweedie_variance_power", "1.4"}};
    EXPECT_EQ(d.static_parameters, expected);
  }
}

TEST(Request, NameBesideTheDocumentWins) {
  EXPECT_EQ(parse_request(testing::base_text("full"), Profile::amt, "other").name, "other");
}

TEST(Request, SupersetOrderAndConditions) {
  const Definition d = parse_request(testing::base_text("superset"), Profile::lode, "");
  std::vector<std::string> names;
  for (const auto& p : d.parameters) names.push_back(p.name);
  EXPECT_EQ(names, (std::vector<std::string>{"learning_rate", "optimizer", "momentum", "layers", "skip",
                                             "dropout", "batch_size"}));
  EXPECT_EQ(d.parameters[1].choices, (std::vector<std::string>{"sgd", "adam"}));
  ASSERT_TRUE(d.parameters[2].condition);
  EXPECT_EQ(d.parameters[2].condition->parent, "optimizer");
  EXPECT_EQ(d.parameters[2].condition->values, (std::vector<double>{0}));
  EXPECT_EQ(d.parameters[2].scaling, Scaling::reverse_logarithmic);
  EXPECT_EQ(d.parameters[4].condition->values, (std::vector<double>{4, 8}));
  EXPECT_EQ(d.parameters[4].step, 2);
  EXPECT_EQ(d.parameters[5].step, 0.1);
  EXPECT_EQ(d.parameters[6].choices, (std::vector<std::string>{"32", "64", "128"}));
  EXPECT_EQ(d.parameters[0].resolved, Scaling::logarithmic);  // 1e-1 / 1e-5 >= 1000
}

TEST(Request, SupersetSettings) {
  const Definition d = parse_request(testing::base_text("superset"), Profile::lode, "");
  EXPECT_EQ(d.seed, 18446744073709551615ULL);
  EXPECT_EQ(d.limits.max_runtime, 3600.5);
  EXPECT_EQ(d.limits.trial_max_runtime, 90.5);
  EXPECT_EQ(d.limits.max_attempts, 1U);
  EXPECT_EQ(d.completion.target, 0.01);
  EXPECT_EQ(d.completion.not_improving, 2U);
  const std::map<std::string, double> options = {{"strategy.bayesian.restarts", 4},
                                                 {"strategy.bayesian.initial_trials", 8}};
  EXPECT_EQ(d.strategy_options, options);
  const std::vector<std::pair<std::string, std::string>> fixed = {
      {"epochs", "10"}, {"verbose", "false"}, {"decay", "0.25"}, {"data", "churn.csv"}};
  EXPECT_EQ(d.static_parameters, fixed);
  EXPECT_EQ(d.environment, (std::vector<std::pair<std::string, std::string>>{{"OMP_NUM_THREADS", "1"}}));
  ASSERT_EQ(d.metrics.size(), 1U);
  EXPECT_EQ(d.metrics[0].name, "validation:loss");
  EXPECT_EQ(d.metrics[0].regex, "loss=([0-9.]+)");
}

TEST(Request, IntegersBeyond64BitsThatStandForTextsAreKeptAsWritten) {
  const std::string first = "123456789012345678901234567890", second = "123456789012345678901234567891";
  const Definition d = parse_request(R"({
    "HyperParameterTuningJobObjective": {"Type": "Minimize", "MetricName": "loss"},
    "ParameterRanges": {"CategoricalParameterRanges": [{"Name": "c", "Values": [)" +
                                         first + ", " + second + R"(]}]},
    "StaticHyperParameters": {"tag": )" + second +
                                         "}}",
                                     Profile::lode, "s");
  EXPECT_EQ(d.parameters[0].choices, (std::vector<std::string>{first, second}));
  ASSERT_EQ(d.static_parameters.size(), 1U);
  EXPECT_EQ(d.static_parameters[0].second, second);
}

TEST(Request, DefaultsOfABareConfig) {
  const Definition d = parse_request(R"({
    "HyperParameterTuningJobObjective": {"Type": "Minimize", "MetricName": "loss"},
    "ParameterRanges": {"ContinuousParameterRanges": [{"Name": "x", "MinValue": 0, "MaxValue": 1}]}})",
                                     Profile::lode, "s");
  EXPECT_EQ(d.strategy, "Bayesian");
  EXPECT_EQ(d.seed, 0U);
  EXPECT_EQ(d.limits.max_trials, 0U);
  EXPECT_EQ(d.limits.max_parallel, 0U);
  EXPECT_EQ(d.limits.max_runtime, 0);
  EXPECT_FALSE(d.completion.target);
}

TEST(Request, OrderOfKeysNeverMatters) {
  Json config = parse_json(testing::base_text("bare"));
  Json reversed = Json::object();
  for (auto it = config["ParameterRanges"].rbegin(); it != config["ParameterRanges"].rend(); ++it) {
    reversed[it.key()] = it.value();
  }
  config["ParameterRanges"] = reversed;
  expect_seed_003(parse_request(config.dump(), Profile::lode, "s"));
}

TEST(Request, ParentsComeBeforeTheirChildren) {
  Json document = parse_json(testing::base_text("superset"));
  auto& ranges = document["ParameterRanges"];
  ranges.erase("ParameterOrder");
  ranges["CategoricalParameterRanges"][0]["Condition"] = {{"Parent", "layers"}, {"Values", {2}}};
  const Definition d = parse_request(document.dump(), Profile::lode, "");
  std::vector<std::string> names;
  for (const auto& p : d.parameters) names.push_back(p.name);
  EXPECT_EQ(names, (std::vector<std::string>{"batch_size", "learning_rate", "dropout", "layers", "optimizer",
                                             "momentum", "skip"}));
}

struct Bound {
  const char* json;
  double value;
};

TEST(Request, BoundsAsTextsOrNumbers) {
  const Bound bounds[] = {{"\"0.25\"", 0.25}, {"0.25", 0.25}, {"\"1e-3\"", 0.001},
                          {"\"+0.5\"", 0.5},  {"1", 1},       {"\"-2\"", -2}};
  for (const auto& bound : bounds) {
    const auto text = testing::changed("bare", "/ParameterRanges/ContinuousParameterRanges/0/MinValue",
                                       parse_json(bound.json));
    EXPECT_EQ(parse_request(text, Profile::lode, "s").parameters[0].low, bound.value) << bound.json;
  }
}

TEST(Request, IntegersUpToTheLargestExactOne) {
  const auto at = "/ParameterRanges/IntegerParameterRanges/0/MaxValue";
  for (const Json& value : {Json("9007199254740992"), Json(9007199254740992), Json("9007199254740992.0")}) {
    EXPECT_EQ(parse_request(testing::changed("bare", at, value), Profile::lode, "s").parameters[3].high,
              0x1p53);
  }
}

TEST(Request, EqualBoundsAreAConstant) {
  const auto text = testing::changed("bare", "/ParameterRanges/ContinuousParameterRanges/0/MaxValue", "0");
  for (const auto profile : {Profile::lode, Profile::amt}) {
    EXPECT_TRUE(parse_request(text, profile, "s").parameters[0].constant());
  }
}

TEST(Request, RetriesAreAttemptsAfterTheFirst) {
  const auto text =
      testing::changed("full", "/TrainingJobDefinition/RetryStrategy", {{"MaximumRetryAttempts", 4}});
  EXPECT_EQ(parse_request(text, Profile::amt, "").limits.max_attempts, 5U);
}

TEST(Request, MetricDefinitionsOfTheAlgorithm) {
  const auto text =
      testing::changed("full", "/TrainingJobDefinition/AlgorithmSpecification/MetricDefinitions",
                       {{{"Name", "validation:auc"}, {"Regex", "auc:([0-9.]+)"}}});
  const auto metrics = parse_request(text, Profile::amt, "").metrics;
  ASSERT_EQ(metrics.size(), 1U);
  EXPECT_EQ(metrics[0].regex, "auc:([0-9.]+)");
}

TEST(Request, Grid) {
  for (const auto profile : {Profile::lode, Profile::amt}) {
    EXPECT_EQ(parse_request(testing::base_text("grid"), profile, "").limits.max_trials, 6U);
  }
  Json document = parse_json(testing::base_text("grid"));
  document["HyperParameterTuningJobConfig"]["ResourceLimits"].erase("MaxNumberOfTrainingJobs");
  EXPECT_EQ(parse_request(document.dump(), Profile::amt, "").limits.max_trials, 0U);  // inferred by the study
  const auto fewer =
      testing::changed("grid", "/HyperParameterTuningJobConfig/ResourceLimits/MaxNumberOfTrainingJobs", 4);
  EXPECT_EQ(parse_request(fewer, Profile::lode, "").limits.max_trials, 4U);
}

TEST(Request, SobolIsOurs) {
  EXPECT_EQ(parse_request(testing::changed("bare", "/Strategy", "Sobol"), Profile::lode, "s").strategy,
            "Sobol");
}

TEST(Request, WhatIsTurnedOffIsAccepted) {
  Json document = parse_json(testing::base_text("full"));
  auto& config = document["HyperParameterTuningJobConfig"];
  config["TrainingJobEarlyStoppingType"] = "Off";
  config["TuningJobCompletionCriteria"]["ConvergenceDetected"]["CompleteOnConvergence"] = "Disabled";
  config["ParameterRanges"]["AutoParameters"] = Json::array();
  for (const auto profile : {Profile::lode, Profile::amt}) {
    expect_seed_003(parse_request(document.dump(), profile, ""));
  }
}

TEST(Request, ConvergenceIsOnWhereItIsEnabled) {
  Json document = parse_json(testing::base_text("full"));
  auto& criteria = document["HyperParameterTuningJobConfig"]["TuningJobCompletionCriteria"];
  for (const std::string mode : {"Enabled", "Disabled"}) {
    criteria["ConvergenceDetected"]["CompleteOnConvergence"] = mode;
    for (const auto profile : {Profile::lode, Profile::amt})
      EXPECT_EQ(parse_request(document.dump(), profile, "").convergence.complete, mode == "Enabled");
  }
}

TEST(Request, OneDefinitionInTheListOfDefinitions) {
  Json document = parse_json(testing::base_text("full"));
  auto& config = document["HyperParameterTuningJobConfig"];
  Json training = document["TrainingJobDefinition"];
  training["DefinitionName"] = "only";
  training["TuningObjective"] = config["HyperParameterTuningJobObjective"];
  training["HyperParameterRanges"] = config["ParameterRanges"];
  config.erase("HyperParameterTuningJobObjective");
  config.erase("ParameterRanges");
  document.erase("TrainingJobDefinition");
  document["TrainingJobDefinitions"] = Json::array({training});
  for (const auto profile : {Profile::lode, Profile::amt}) {
    const Definition d = parse_request(document.dump(), profile, "");
    expect_seed_003(d);
    EXPECT_EQ(d.limits.trial_max_runtime, 43200);
  }
}

TEST(Request, HostFieldsMayBeMissingOrOddInProfileLode) {
  Json document = parse_json(testing::base_text("full"));
  auto& training = document["TrainingJobDefinition"];
  training.erase("RoleArn");
  training["OutputDataConfig"]["S3OutputPath"] = "/tmp/out";
  training["InputDataConfig"][0]["CompressionType"] = "Zstd";
  training["ResourceConfig"]["InstanceType"] = "my-laptop";
  expect_seed_003(parse_request(document.dump(), Profile::lode, ""));
}

}  // namespace
}  // namespace lode::amt
