#include <algorithm>  // any_of
#include <cstdint>
#include <utility>

#include "amt/autotune.h"
#include "amt/layout.h"
#include "amt/ranges.h"
#include "amt/request.h"
#include "amt/resources.h"
#include "amt/shape.h"
#include "strategy/strategy.h"
#include "study/settings.h"

namespace lode::amt {

namespace {

using study::Definition;

Json object_of(const std::vector<std::pair<std::string, std::string>>& pairs) {
  Json object = Json::object();
  for (const auto& [name, text] : pairs) object[name] = text;
  return object;
}

/// A whole number as an integer, as AMT has seconds and counts.
Json plain_number(double value) {
  const bool whole =
      value > -9e15 && value < 9e15 && value == static_cast<double>(static_cast<std::int64_t>(value));
  return whole ? Json(static_cast<std::int64_t>(value)) : Json(value);
}

Json limits_of(const Definition& definition) {
  Json limits = Json::object();
  const auto& l = definition.limits;
  if (l.max_trials > 0) limits["MaxNumberOfTrainingJobs"] = l.max_trials;
  if (l.max_parallel > 0) limits["MaxParallelTrainingJobs"] = l.max_parallel;
  if (l.max_runtime > 0) limits["MaxRuntimeInSeconds"] = plain_number(l.max_runtime);
  return limits;
}

Json completion_of(const Definition& definition) {
  Json criteria = Json::object();
  const auto& completion = definition.completion;
  if (completion.target) criteria["TargetObjectiveMetricValue"] = *completion.target;
  if (completion.not_improving > 0) {
    criteria["BestObjectiveNotImproving"]["MaxNumberOfTrainingJobsNotImproving"] = completion.not_improving;
  }
  if (definition.convergence.complete) criteria["ConvergenceDetected"]["CompleteOnConvergence"] = "Enabled";
  return criteria;
}

void put(Json& json, const char* key, Json value) {
  if (!value.empty()) json[key] = std::move(value);
}

/// What was set and has no field of AMT's.
void add_settings(const Definition& definition, Json& config) {
  for (const auto& setting : study::settings()) {
    const double value = setting.get(definition);
    const std::string text = study::setting_text(setting, value);
    if (*setting.amt != '\0' || text == study::setting_text(setting, study::setting_fallback(setting)))
      continue;
    const bool number =
        setting.type == study::SettingType::integer || setting.type == study::SettingType::real;
    config["LodeOptions"][setting.name] = number ? plain_number(value) : Json(text);
  }
}

Json hyperband_of(const Definition& definition) {
  Json hyperband = Json::object();
  if (!strategy::find_strategy(definition.strategy).rungs) return hyperband;
  if (definition.hyperband.min_resource > 1) hyperband["MinResource"] = definition.hyperband.min_resource;
  if (definition.hyperband.max_resource > 0) hyperband["MaxResource"] = definition.hyperband.max_resource;
  return hyperband;
}

void put_stopping_type(const Definition& definition, Json& config) {
  config["TrainingJobEarlyStoppingType"] = stopping_type(definition.early_stopping.rule);
}

Json config_of(const Definition& definition) {
  Json config = Json::object();
  config["Strategy"] = definition.strategy;
  for (const auto& [name, value] : definition.strategy_options) {
    config["StrategyConfig"]["LodeOptions"][name] = value;
  }
  put(config["StrategyConfig"], "HyperbandStrategyConfig", hyperband_of(definition));
  if (config["StrategyConfig"].empty()) config.erase("StrategyConfig");
  if (definition.early_stopping.rule != study::StoppingRule::off) put_stopping_type(definition, config);
  add_settings(definition, config);
  for (const auto& objective : definition.objectives) {
    const bool maximize = objective.goal == study::Goal::maximize;
    config["HyperParameterTuningJobObjective"] = {{"Type", maximize ? "Maximize" : "Minimize"},
                                                  {"MetricName", objective.metric}};
  }
  config["ResourceLimits"] = limits_of(definition);
  config["ParameterRanges"] = write_ranges(definition.parameters);
  put(config, "TuningJobCompletionCriteria", completion_of(definition));
  config["RandomSeed"] = definition.seed;
  return config;
}

Json stopping_of(const study::Limits& limits) {
  Json stopping = Json::object();
  if (limits.trial_max_runtime > 0) stopping["MaxRuntimeInSeconds"] = plain_number(limits.trial_max_runtime);
  if (limits.trial_max_wait > 0) stopping["MaxWaitTimeInSeconds"] = plain_number(limits.trial_max_wait);
  if (limits.trial_max_pending > 0)
    stopping["MaxPendingTimeInSeconds"] = plain_number(limits.trial_max_pending);
  return stopping;
}

Json retry_of(const study::Limits& limits) {
  Json retry = Json::object();
  if (limits.max_attempts > 1) retry["MaximumRetryAttempts"] = limits.max_attempts - 1;
  return retry;
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
  put(training, "StoppingCondition", stopping_of(definition.limits));
  put(training, "RetryStrategy", retry_of(definition.limits));
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
  for (const char* top : {"LodeSchemaVersion", "HyperParameterTuningJobName", "Autotune"}) {
    if (key == top) return document[key];
  }
  const auto& fields = bare_config().fields;
  const bool of_config = std::ranges::any_of(fields, [&](const Field& field) { return key == field.name; });
  if (of_config || key == "LodeOptions") return document["HyperParameterTuningJobConfig"][key];
  if (key == "MetricDefinitions") return document["TrainingJobDefinition"]["AlgorithmSpecification"][key];
  return document["TrainingJobDefinition"][key];
}

Json from_bare(const Json& bare) {
  Json document = Json::object();
  for (const auto& [key, value] : bare.items()) place_of(key, document) = value;
  return document;
}

/// Fields that an option beside the document changed, and a limit of profile amt's own, follow the
/// definition.
void follow_options(const Definition& definition, Json& document) {
  Json& config = document["HyperParameterTuningJobConfig"];
  const auto replace = [](Json& json, const char* key, Json value) {
    if (json.is_object()) json.erase(key);
    put(json, key, std::move(value));
  };
  config.erase("LodeOptions");
  add_settings(definition, config);
  const bool off = definition.early_stopping.rule == study::StoppingRule::off;
  if (!off || config.contains("TrainingJobEarlyStoppingType")) put_stopping_type(definition, config);
  Json strategy = config.value("StrategyConfig", Json::object());
  replace(strategy, "HyperbandStrategyConfig", hyperband_of(definition));
  replace(config, "StrategyConfig", std::move(strategy));
  replace(config, "TuningJobCompletionCriteria", completion_of(definition));
  Json& training = training_in(document);
  replace(training, "StoppingCondition", stopping_of(definition.limits));
  replace(training, "RetryStrategy", retry_of(definition.limits));
  if (training.empty()) document.erase("TrainingJobDefinition");
}

/// Options that were not set in the document but beside it belong to the study all the same.
void add_options(const Definition& definition, Json& document) {
  Json& config = document["HyperParameterTuningJobConfig"];
  if (definition.amended) follow_options(definition, document);
  if (definition.strategy_options.empty()) return;
  Json& options = config["StrategyConfig"]["LodeOptions"];
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
  document = with_choices(std::move(document), definition.choices);
  add_options(definition, document);
  return with_name(document, definition.name);
}

std::string write_request(const Definition& definition, const std::string& new_name) {
  check_name(new_name, Profile::lode, "name");
  Json document = full_document(definition);
  document.erase("Autotune");  // what it chose is written out
  return with_name(document, new_name).dump(2);
}

}  // namespace lode::amt
