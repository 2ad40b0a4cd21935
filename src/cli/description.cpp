#include "cli/description.h"

#include "cli/document.h"

namespace lode::cli {

namespace {

Json training_of(const Json& description) {
  const auto many = description["TrainingJobDefinitions"].elements();
  return many.empty() ? description["TrainingJobDefinition"] : many.front();
}

Json config_of(const Json& description, const Json& training) {
  const Json config = description[config_key];
  std::vector<Json::Member> members = config.members();
  const auto fall_back = [&](const char* key, const char* other) {
    if (config[key].is_null()) members.emplace_back(key, training[other]);
  };
  fall_back("HyperParameterTuningJobObjective", "TuningObjective");
  fall_back("ParameterRanges", "HyperParameterRanges");
  return Json::object(members);
}

}  // namespace

Json description_of(Study& study) {
  const Json description = Json::parse(study.describe_json());
  const Json training = training_of(description);
  std::vector<Json::Member> members = description.members();
  members.emplace_back(config_key, config_of(description, training));
  members.emplace_back("TrainingJobDefinition", training);
  return Json::object(members);
}

}  // namespace lode::cli
