#include "cli/description.h"

#include <iomanip>
#include <iostream>
#include <utility>  // pair

#include "cli/document.h"
#include "cli/text.h"

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

void print_field(const std::string& label, const std::string& value) {
  if (!value.empty()) std::cout << std::left << std::setw(18) << label << value << '\n';
}

std::string ended_by(const Json& description) {
  constexpr std::pair<const char*, const char*> meanings[] = {
      {"User", "it was told to stop"},
      {"Target", "the objective reached it"},
      {"NotImproving", "the best objective no longer improved"},
      {"RunTime", "its time was up"},
      {"Converged", "no more could be gained than the noise hides"},
      {"MaxTrials", "all its trials were made"},
      {"SpaceExhausted", "every configuration was tried"},
  };
  const auto told = [&](const char* key, const char* time_key) {
    const std::string word = text_at(description, {"Lode", key});
    const std::string time = ", " + date_time(number_at(description, {"Lode", time_key}));
    for (const auto& [known, meaning] : meanings)
      if (word == known) return word + " (" + meaning + ")" + time;
    return word.empty() ? "" : word + time;
  };
  const std::string then = told("DrainEndedBy", "DrainEndedTime");
  return told("Closing", "ClosingTime") + (then.empty() ? "" : "; what ran on was stopped by " + then);
}

}  // namespace lode::cli
