#include <cstdint>
#include <utility>

#include "amt/layout.h"
#include "amt/ranges.h"
#include "amt/request.h"
#include "amt/shape.h"

namespace lode::amt {

namespace {

using study::Definition;

Json object_of(const std::vector<std::pair<std::string, std::string>>& pairs) {
  Json object = Json::object();
  for (const auto& [name, text] : pairs) object[name] = text;
  return object;
}

/// A whole number of seconds as an integer, as AMT has it.
Json seconds(double value) {
  const bool whole = value < 9e15 && value == static_cast<double>(static_cast<std::int64_t>(value));
  return whole ? Json(static_cast<std::int64_t>(value)) : Json(value);
}

Json limits_of(const Definition& definition) {
  Json limits = Json::object();
  const auto& l = definition.limits;
  if (l.max_trials > 0) limits["MaxNumberOfTrainingJobs"] = l.max_trials;
  if (l.max_parallel > 0) limits["MaxParallelTrainingJobs"] = l.max_parallel;
  if (l.max_runtime > 0) limits["MaxRuntimeInSeconds"] = seconds(l.max_runtime);
  return limits;
}

Json completion_of(const Definition& definition) {
  Json criteria = Json::object();
  const auto& completion = definition.completion;
  if (completion.target) criteria["TargetObjectiveMetricValue"] = *completion.target;
  if (completion.not_improving > 0) {
    criteria["BestObjectiveNotImproving"]["MaxNumberOfTrainingJobsNotImproving"] = completion.not_improving;
  }
  return criteria;
}

Json config_of(const Definition& definition) {
  Json config = Json::object();
  config["Strategy"] = definition.strategy;
  for (const auto& [name, value] : definition.strategy_options) {
    config["StrategyConfig"]["LodeOptions"][name] = value;
  }
  for (const auto& objective : definition.objectives) {
    const bool maximize = objective.goal == study::Goal::maximize;
    config["HyperParameterTuningJobObjective"] = {{"Type", maximize ? "Maximize" : "Minimize"},
                                                  {"MetricName", objective.metric}};
  }
  config["ResourceLimits"] = limits_of(definition);
  config["ParameterRanges"] = write_ranges(definition.parameters);
  if (Json criteria = completion_of(definition); !criteria.empty()) {
    config["TuningJobCompletionCriteria"] = std::move(criteria);
  }
  config["RandomSeed"] = definition.seed;
  return config;
}

Json training_of(const Definition& definition) {
  Json training = Json::object();
  if (!definition.static_parameters.empty()) {
    training["StaticHyperParameters"] = object_of(definition.static_parameters);
  }
  for (const auto& metric : definition.metrics) {
    training["AlgorithmSpecification"]["MetricDefinitions"].push_back(
        {{"Name", metric.name}, {"Regex", metric.regex}});
  }
  const auto& limits = definition.limits;
  if (limits.trial_max_runtime > 0) {
    training["StoppingCondition"]["MaxRuntimeInSeconds"] = seconds(limits.trial_max_runtime);
  }
  if (limits.max_attempts > 1) training["RetryStrategy"]["MaximumRetryAttempts"] = limits.max_attempts - 1;
  if (!definition.environment.empty()) training["Environment"] = object_of(definition.environment);
  return training;
}

Json generated(const Definition& definition) {
  Json document = Json::object();
  document["LodeSchemaVersion"] = 1;
  document["HyperParameterTuningJobName"] = definition.name;
  document["HyperParameterTuningJobConfig"] = config_of(definition);
  if (Json training = training_of(definition); !training.empty()) {
    document["TrainingJobDefinition"] = std::move(training);
  }
  return document;
}

/// Where a key of a bare config goes in the full form.
Json& place_of(const std::string& key, Json& document) {
  if (key == "LodeSchemaVersion" || key == "HyperParameterTuningJobName") return document[key];
  for (const auto& field : bare_config().fields) {
    if (key == field.name) return document["HyperParameterTuningJobConfig"][key];
  }
  if (key == "MetricDefinitions") return document["TrainingJobDefinition"]["AlgorithmSpecification"][key];
  return document["TrainingJobDefinition"][key];
}

Json from_bare(const Json& bare) {
  Json document = Json::object();
  for (const auto& [key, value] : bare.items()) place_of(key, document) = value;
  return document;
}

/// The strategy's options that were not set in the document but beside it belong to the study all the same.
void add_options(const Definition& definition, Json& document) {
  if (definition.strategy_options.empty()) return;
  Json& options = document["HyperParameterTuningJobConfig"]["StrategyConfig"]["LodeOptions"];
  for (const auto& [name, value] : definition.strategy_options) options[name] = value;
}

Json with_name(const Json& document, const std::string& name) {
  Json named = Json::object();
  named["HyperParameterTuningJobName"] = name;
  for (const auto& [key, value] : document.items()) {
    if (key != "HyperParameterTuningJobName") named[key] = value;
  }
  return named;
}

}  // namespace

Json full_document(const Definition& definition) {
  if (definition.request.empty()) return generated(definition);
  Json document = parse_json(definition.request);
  if (is_bare(document)) document = from_bare(document);
  add_options(definition, document);
  return with_name(document, definition.name);
}

std::string write_request(const Definition& definition, const std::string& new_name) {
  check_name(new_name, Profile::lode, "name");
  return with_name(full_document(definition), new_name).dump(2);
}

}  // namespace lode::amt
