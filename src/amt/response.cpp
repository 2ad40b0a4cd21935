#include "amt/response.h"

#include <algorithm>  // transform
#include <cmath>
#include <cstdint>

#include "amt/layout.h"
#include "amt/request.h"

namespace lode::amt {

namespace {

void put_text(Json& json, const char* key, const std::string& text) {
  if (!text.empty()) json[key] = text;
}

void put_time(Json& json, const char* key, double seconds) {
  if (seconds > 0) json[key] = seconds;
}

/// AMT's FailureReason has at most 1,024 characters.
void put_failure(Json& json, const std::string& reason) {
  constexpr std::size_t most = 1024;
  std::size_t end = std::min(reason.size(), most);
  while (end < reason.size() && end > 0 && (static_cast<unsigned char>(reason[end]) & 0xC0U) == 0x80U) --end;
  put_text(json, "FailureReason", reason.substr(0, end));
}

Json trial_counters(const Counters& counters) {
  return {{"Completed", counters.completed},
          {"InProgress", counters.in_progress},
          {"RetryableError", counters.retryable_error},
          {"NonRetryableError", counters.non_retryable_error},
          {"Stopped", counters.stopped}};
}

Json objective_counters(const Counters& counters) {
  return {{"Succeeded", counters.objective_succeeded},
          {"Pending", counters.objective_pending},
          {"Failed", counters.objective_failed}};
}

Json final_objective(const study::Definition& definition, double value) {
  const auto& objective = definition.objectives.front();
  const bool maximize = objective.goal == study::Goal::maximize;
  return {{"Type", maximize ? "Maximize" : "Minimize"},
          {"MetricName", objective.metric},
          {"Value", json_number(value)}};
}

/// What all trials of a study have from its request.
struct Inherited {
  std::string definition;  ///< DefinitionName
  Json tags;               ///< null where there are none
};

Inherited inherited(const study::Definition& definition) {
  Inherited found;
  if (definition.request.empty()) return found;
  Json document = parse_json(definition.request);
  if (const auto tags = document.find("Tags"); tags != document.end() && !tags->empty()) found.tags = *tags;
  if (is_bare(document)) return found;
  const Json& training = training_in(document);
  if (training.is_object()) found.definition = training.value("DefinitionName", "");
  return found;
}

Json lode_part(const TrialView& trial) {
  Json lode = Json::object();
  lode["Number"] = trial.number;
  lode["Attempt"] = trial.attempt;
  put_text(lode, "Directory", trial.directory);
  put_text(lode, "Source", trial.source);
  put_text(lode, "Reason", trial.reason);
  lode.update(trial.more);
  return lode;
}

Json summary_of(const study::Definition& definition, const TrialView& trial, const Inherited& from_study) {
  Json summary = Json::object();
  put_text(summary, "TrainingJobDefinitionName", from_study.definition);
  summary["TrainingJobName"] = trial.name;
  summary["TrainingJobArn"] = local_arn("training-job", trial.name);
  summary["TuningJobName"] = definition.name;
  summary["CreationTime"] = trial.created;
  put_time(summary, "TrainingStartTime", trial.started);
  put_time(summary, "TrainingEndTime", trial.ended);
  summary["TrainingJobStatus"] = trial.status;
  summary["TunedHyperParameters"] = Json::object();
  for (const auto& [name, text] : trial.hyperparameters) summary["TunedHyperParameters"][name] = text;
  put_failure(summary, trial.failure_reason);
  if (trial.objective && !definition.objectives.empty()) {
    summary["FinalHyperParameterTuningJobObjectiveMetric"] = final_objective(definition, *trial.objective);
  }
  summary["ObjectiveStatus"] = trial.objective_status;
  summary["Lode"] = lode_part(trial);
  if (!from_study.tags.is_null()) summary["Lode"]["Tags"] = from_study.tags;
  return summary;
}

/// What Auto chose, for every parameter that left the choice to it.
Json chosen_scaling(const StudyView& study) {
  Json chosen = Json::object();
  const auto& parameters = study.parameters.empty() ? study.definition.parameters : study.parameters;
  for (const auto& p : parameters) {
    const bool automatic = p.kind != space::Kind::categorical && p.scaling == space::Scaling::automatic;
    if (automatic) chosen[p.name] = space::name_of(p.resolved);
  }
  return chosen;
}

/// What the request left open.
Json chosen_by(bool quota, const study::Definition& definition) {
  Json chosen = Json::array();
  for (const auto& choice : definition.choices)
    if (choice.by_quota == quota)
      chosen.push_back({{"Field", choice.field}, {"Value", parse_json(choice.value)}, {"Rule", choice.rule}});
  return chosen;
}

Json lode_part(const StudyView& study) {
  Json lode = Json::object();
  for (const auto& [key, quota] : {std::pair("ChosenByAutotune", false), std::pair("ChosenByQuotas", true)})
    if (Json chosen = chosen_by(quota, study.definition); !chosen.empty()) lode[key] = std::move(chosen);
  lode["ScalingChosenByAuto"] = chosen_scaling(study);
  lode.update(study.more);
  return lode;
}

/// The request's parts that a response gives back as they are.
constexpr const char* given_back[] = {"HyperParameterTuningJobConfig",
                                      "TrainingJobDefinition",
                                      "TrainingJobDefinitions",
                                      "WarmStartConfig",
                                      "Autotune",
                                      "Tags",
                                      "LodeSchemaVersion"};

void put_state(Json& json, const StudyView& study) {
  json["CreationTime"] = study.created;
  put_time(json, "HyperParameterTuningEndTime", study.ended);
  put_time(json, "LastModifiedTime", study.modified);
  json["TrainingJobStatusCounters"] = trial_counters(study.counters);
  json["ObjectiveStatusCounters"] = objective_counters(study.counters);
}

void put_identity(Json& json, const StudyView& study) {
  json["HyperParameterTuningJobName"] = study.definition.name;
  json["HyperParameterTuningJobArn"] = local_arn("hyper-parameter-tuning-job", study.definition.name);
  json["HyperParameterTuningJobStatus"] = study.status;
}

Json study_summary(const StudyView& study) {
  Json summary = Json::object();
  put_identity(summary, study);
  summary["Strategy"] = study.definition.strategy;
  put_state(summary, study);
  const Json document = full_document(study.definition);
  const Json& config = document["HyperParameterTuningJobConfig"];
  if (config.contains("ResourceLimits")) summary["ResourceLimits"] = config["ResourceLimits"];
  return summary;
}

}  // namespace

std::string local_arn(const std::string& kind, const std::string& name) {
  std::string lower = name;
  const auto fold = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  std::transform(lower.begin(), lower.end(), lower.begin(), fold);
  return "arn:aws:sagemaker:local:000000000000:" + kind + "/" + lower;
}

Json describe_response(const StudyView& study) {
  Json response = Json::object();
  put_identity(response, study);
  put_state(response, study);
  if (study.best)
    response["BestTrainingJob"] = summary_of(study.definition, *study.best, inherited(study.definition));
  put_failure(response, study.failure_reason);
  if (study.not_improving) {
    response["TuningJobCompletionDetails"] = {
        {"NumberOfTrainingJobsObjectiveNotImproving", *study.not_improving}};
    put_time(response["TuningJobCompletionDetails"], "ConvergenceDetectedTime", study.converged);
  }
  response["ConsumedResources"] = {
      {"RuntimeInSeconds", static_cast<std::int64_t>(std::llround(study.runtime))}};
  const Json document = full_document(study.definition);
  for (const char* key : given_back) {
    if (document.contains(key)) response[key] = document[key];
  }
  response["Lode"] = lode_part(study);
  return response;
}

Json trial_summaries(const study::Definition& definition, const std::vector<TrialView>& trials) {
  Json summaries = Json::array();
  const Inherited from_study = inherited(definition);
  for (const auto& trial : trials) summaries.push_back(summary_of(definition, trial, from_study));
  return summaries;
}

Json study_summaries(const std::vector<StudyView>& studies) {
  Json summaries = Json::array();
  for (const auto& study : studies) summaries.push_back(study_summary(study));
  return summaries;
}

}  // namespace lode::amt
