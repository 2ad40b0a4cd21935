// A definition written as a request and read back is the same definition.

#include <gtest/gtest.h>

#include "amt/request.h"
#include "base/error.h"
#include "documents.h"

namespace lode::amt {
namespace {

using study::Definition;

void expect_same_parameters(const Definition& a, const Definition& b) {
  ASSERT_EQ(a.parameters.size(), b.parameters.size());
  for (std::size_t i = 0; i < a.parameters.size(); ++i) {
    const auto& p = a.parameters[i];
    const auto& q = b.parameters[i];
    EXPECT_EQ(p.name, q.name);
    EXPECT_EQ(p.kind, q.kind);
    EXPECT_EQ(p.low, q.low);
    EXPECT_EQ(p.high, q.high);
    EXPECT_EQ(p.step, q.step);
    EXPECT_EQ(p.scaling, q.scaling);
    EXPECT_EQ(p.choices, q.choices);
    ASSERT_EQ(p.condition.has_value(), q.condition.has_value());
    if (!p.condition) continue;
    EXPECT_EQ(p.condition->parent, q.condition->parent);
    EXPECT_EQ(p.condition->values, q.condition->values);
  }
}

void expect_same_limits(const Definition& a, const Definition& b) {
  EXPECT_EQ(a.limits.max_trials, b.limits.max_trials);
  EXPECT_EQ(a.limits.max_parallel, b.limits.max_parallel);
  EXPECT_EQ(a.limits.max_runtime, b.limits.max_runtime);
  EXPECT_EQ(a.limits.trial_max_runtime, b.limits.trial_max_runtime);
  EXPECT_EQ(a.limits.max_attempts, b.limits.max_attempts);
  EXPECT_EQ(a.completion.target, b.completion.target);
  EXPECT_EQ(a.completion.not_improving, b.completion.not_improving);
}

void expect_same_stopping(const Definition& a, const Definition& b) {
  EXPECT_EQ(a.early_stopping.rule, b.early_stopping.rule);
  EXPECT_EQ(a.early_stopping.grace, b.early_stopping.grace);
  EXPECT_EQ(a.early_stopping.peers, b.early_stopping.peers);
  EXPECT_EQ(a.early_stopping.compared, b.early_stopping.compared);
  EXPECT_EQ(a.early_stopping.among, b.early_stopping.among);
  EXPECT_EQ(a.early_stopping.chance, b.early_stopping.chance);
  EXPECT_EQ(a.hyperband.halving, b.hyperband.halving);
  EXPECT_EQ(a.hyperband.min_resource, b.hyperband.min_resource);
  EXPECT_EQ(a.hyperband.max_resource, b.hyperband.max_resource);
  EXPECT_EQ(a.hyperband.eta, b.hyperband.eta);
  EXPECT_EQ(a.hyperband.brackets, b.hyperband.brackets);
  EXPECT_EQ(a.hyperband.sizes, b.hyperband.sizes);
  EXPECT_EQ(a.hyperband.configurations, b.hyperband.configurations);
}

/// All but the name and the document.
void expect_same(const Definition& a, const Definition& b) {
  expect_same_parameters(a, b);
  expect_same_limits(a, b);
  expect_same_stopping(a, b);
  ASSERT_EQ(a.objectives.size(), b.objectives.size());
  EXPECT_EQ(a.objectives[0].metric, b.objectives[0].metric);
  EXPECT_EQ(a.objectives[0].goal, b.objectives[0].goal);
  EXPECT_EQ(a.strategy, b.strategy);
  EXPECT_EQ(a.strategy_options, b.strategy_options);
  EXPECT_EQ(a.seed, b.seed);
  EXPECT_EQ(a.static_parameters, b.static_parameters);
  EXPECT_EQ(a.environment, b.environment);
  ASSERT_EQ(a.metrics.size(), b.metrics.size());
  for (std::size_t i = 0; i < a.metrics.size(); ++i) {
    EXPECT_EQ(a.metrics[i].name, b.metrics[i].name);
    EXPECT_EQ(a.metrics[i].regex, b.metrics[i].regex);
  }
}

TEST(Write, EveryFormRoundTrips) {
  for (const std::string base : {"bare", "full", "superset", "grid"}) {
    const Definition original = parse_request(testing::base_text(base), Profile::lode, "original");
    const Definition copy = parse_request(write_request(original, "copy"), Profile::lode, "");
    EXPECT_EQ(copy.name, "copy");
    expect_same(original, copy);
    const Definition again = parse_request(write_request(copy, "again"), Profile::lode, "");
    expect_same(original, again);
  }
}

TEST(Write, AFullRequestKeepsTheHostsFieldsAndStaysAmts) {
  const Definition original = parse_request(testing::base_text("full"), Profile::amt, "");
  const std::string text = write_request(original, "copy");
  Json expected = parse_json(original.request);
  expected["HyperParameterTuningJobName"] = "copy";
  EXPECT_EQ(parse_json(text), expected);
  EXPECT_NO_THROW(parse_request(text, Profile::amt, ""));
}

TEST(Write, GeneratedFromTheDefinitionAlone) {
  for (const std::string base : {"bare", "full", "superset", "grid"}) {
    Definition typed = parse_request(testing::base_text(base), Profile::lode, "typed");
    typed.request.clear();
    expect_same(typed, parse_request(write_request(typed, "copy"), Profile::lode, ""));
  }
}

space::Parameter real(const std::string& name, double low, double high) {
  space::Parameter p;
  p.name = name;
  p.low = low;
  p.high = high;
  return p;
}

Definition typed_study() {
  Definition d;
  d.name = "typed";
  d.objectives = {{"loss \"quoted\"", study::Goal::minimize}};
  d.parameters = {real("a", -1e-300, 1e300), real("b", 0.1, 0.30000000000000004), real("c", 0, 1)};
  d.parameters[0].scaling = space::Scaling::linear;
  d.parameters[1].kind = space::Kind::integer;
  d.parameters[1].low = -9007199254740992.0;
  d.parameters[1].high = 9007199254740992.0;
  d.parameters[2].high = 0.30000000000000004;
  d.limits.max_runtime = 0.1;
  d.limits.max_trials = 18446744073709551615ULL;
  d.limits.max_attempts = 4294967295U;
  return d;
}

Definition halved_study() {
  Definition d = typed_study();
  d.strategy = "Hyperband";
  d.hyperband = {strategy::Halving::synchronous,  2, 50, 4, 1, strategy::BracketSizes::table1,
                 strategy::Configurations::random};
  return d;
}

TEST(Write, HyperbandAndEarlyStoppingComeBack) {
  Definition stopped = typed_study();
  stopped.early_stopping = {study::StoppingRule::curve, 3,   7, study::Compared::best,
                            study::Peers::completed,    0.25};
  for (const Definition& typed : {stopped, halved_study()})
    expect_same(typed, parse_request(write_request(typed, "copy"), Profile::lode, ""));
  const Json config = full_document(stopped)["HyperParameterTuningJobConfig"];
  EXPECT_EQ(config["TrainingJobEarlyStoppingType"], "Curve");
  EXPECT_FALSE(config["LodeOptions"].contains("study.early_stopping"));
  EXPECT_FALSE(config.contains("StrategyConfig"));
}

TEST(Write, OptionsBesideARequestChangeWhatItSaysOfHyperbandAndEarlyStopping) {
  Json document = parse_json(testing::base_text("full"));
  Json& config = document["HyperParameterTuningJobConfig"];
  config["TrainingJobEarlyStoppingType"] = "Auto";
  Definition d = parse_request(document.dump(), Profile::lode, "");
  d.early_stopping.rule = study::StoppingRule::off;
  d.amended = true;
  EXPECT_EQ(full_document(d)["HyperParameterTuningJobConfig"]["TrainingJobEarlyStoppingType"], "Off");
  config.erase("TrainingJobEarlyStoppingType");
  config["Strategy"] = "Hyperband";
  config["StrategyConfig"]["HyperbandStrategyConfig"] = {{"MinResource", 3}, {"MaxResource", 81}};
  d = parse_request(document.dump(), Profile::lode, "");
  d.hyperband.max_resource = 27;
  d.amended = true;
  const Json expected = {{"MinResource", 3}, {"MaxResource", 27}};
  const Json written = full_document(d)["HyperParameterTuningJobConfig"];
  EXPECT_EQ(written["StrategyConfig"]["HyperbandStrategyConfig"], expected);
  EXPECT_FALSE(written.contains("TrainingJobEarlyStoppingType"));
}

TEST(Write, NumbersAreExact) {
  const Definition typed = typed_study();
  expect_same(typed, parse_request(write_request(typed, "copy"), Profile::lode, ""));
}

TEST(Write, RefusesBadNames) {
  const Definition typed = typed_study();
  for (const std::string name : {"", "a/b", ".."}) EXPECT_THROW(write_request(typed, name), Error) << name;
}

TEST(Write, OptionsOfABareConfigStayInIt) {
  const Json options = {{"study.objective", "best"}};
  const Definition made =
      parse_request(testing::changed("bare", "/LodeOptions", options), Profile::lode, "study");
  const Json document = full_document(made);
  EXPECT_EQ(document["HyperParameterTuningJobConfig"]["LodeOptions"], options);
  const Definition again = parse_request(write_request(made, "again"), Profile::lode, "");
  EXPECT_EQ(again.objective_rule.summary, study::Summary::best);
}

TEST(Write, FullDocumentOfABareConfig) {
  const Definition d = parse_request(testing::base_text("superset"), Profile::lode, "");
  const Json bare = parse_json(d.request);
  const Json full = full_document(d);
  for (const char* key : {"Strategy", "ParameterRanges", "ResourceLimits", "RandomSeed"}) {
    EXPECT_EQ(full["HyperParameterTuningJobConfig"][key], bare[key]) << key;
  }
  for (const char* key : {"StaticHyperParameters", "Environment", "StoppingCondition", "RetryStrategy"}) {
    EXPECT_EQ(full["TrainingJobDefinition"][key], bare[key]) << key;
  }
  EXPECT_EQ(full["TrainingJobDefinition"]["AlgorithmSpecification"]["MetricDefinitions"],
            bare["MetricDefinitions"]);
}

}  // namespace
}  // namespace lode::amt
