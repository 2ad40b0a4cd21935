#include "cli/trial_text.h"

#include "cli/description.h"
#include "cli/json.h"
#include "cli/text.h"

namespace lode::cli {

StudyFacts::StudyFacts(Study& study) : name(study.name()) {
  const Json config = description_of(study)["HyperParameterTuningJobConfig"];
  metric = text_at(config, {"HyperParameterTuningJobObjective", "MetricName"});
  maximize = text_at(config, {"HyperParameterTuningJobObjective", "Type"}) == "Maximize";
  const double limit = number_at(config, {"ResourceLimits", "MaxNumberOfTrainingJobs"});
  max_trials = limit > 0 ? static_cast<std::uint64_t>(limit) : 0;
  for (const auto& ranges : config["ParameterRanges"].elements()) {
    if (!ranges.is_array()) continue;
    for (const auto& range : ranges.elements()) tuned.insert(text_at(range, {"Name"}));
  }
}

const char* status_word(lode_trial_status status) {
  constexpr const char* words[] = {"InProgress", "Stopping", "Completed", "Stopped", "Failed", "Paused"};
  return status >= 0 && status < 6 ? words[status] : "unknown";
}

const char* study_status_word(lode_study_status status) { return status_word(status); }  // the same words

const char* reason_words(lode_reason reason) {
  constexpr const char* words[] = {"",
                                   "by a person",
                                   "by a stopping rule",
                                   "time limit reached",
                                   "the study ended",
                                   "the trainer failed",
                                   "the platform failed",
                                   "taken away",
                                   "out of memory",
                                   "the objective is not finite",
                                   "no value of the objective",
                                   "waited too long"};
  return reason >= 0 && reason < 12 ? words[reason] : "";
}

bool finished(const lode_trial_info& info) {
  return info.status != LODE_TRIAL_IN_PROGRESS && info.status != LODE_TRIAL_STOPPING &&
         info.status != LODE_TRIAL_PAUSED;
}

std::vector<std::pair<std::string, std::string>> hyperparameters(const TrialView& trial) {
  std::vector<std::pair<std::string, std::string>> pairs;
  const Json hyperparameters = Json::parse(trial.json());
  for (const auto& [name, value] : hyperparameters.members()) pairs.emplace_back(name, value.text());
  return pairs;
}

std::string tuned_line(const StudyFacts& facts, const TrialView& trial) {
  std::string line;
  for (const auto& [name, value] : hyperparameters(trial)) {
    if (facts.tuned.count(name) == 0) continue;
    line += (line.empty() ? "" : " ") + printable(name) + "=" + short_value(value);
  }
  return line;
}

std::string objective_text(const lode_trial_info& info) {
  return info.has_objective != 0 ? short_number(info.objective) : "-";
}

std::string trial_line(const StudyFacts& facts, const TrialView& trial, bool best) {
  const lode_trial_info info = trial.info();
  std::string line = "trial " + std::to_string(info.number) + " " + status_word(info.status);
  line += "  " + facts.metric + "=" + objective_text(info);
  line += "  " + duration(info.started > 0 ? info.ended - info.started : 0.0);
  line += "  " + tuned_line(facts, trial);
  if (best) line += "  (best so far)";
  const std::string why = info.message[0] != '\0' ? info.message : reason_words(info.reason);
  if (info.status != LODE_TRIAL_COMPLETED && !why.empty()) line += "  [" + why + "]";
  if (info.status == LODE_TRIAL_COMPLETED && info.has_objective == 0) {
    line += "  [no value of " + facts.metric + " was found]";
  }
  return line;
}

}  // namespace lode::cli
