/// \file
/// `lode describe`: a study's state, limits and parameters.
#include <iostream>
#include <memory>

#include "cli/advice.h"
#include "cli/chosen.h"
#include "cli/command.h"
#include "cli/common.h"
#include "cli/description.h"
#include "cli/document.h"
#include "cli/json.h"
#include "cli/result.h"
#include "cli/table.h"
#include "cli/text.h"

namespace lode::cli {

namespace {

using Keys = std::vector<std::string>;

struct Field {
  const char* label;
  Keys keys;
  std::string (*shown)(const Json& description, const Keys& keys);
};

std::string time_at(const Json& description, const Keys& keys) {
  const double time = number_at(description, keys);
  return time > 0 ? date_time(time) : "";
}

std::string duration_at(const Json& description, const Keys& keys) {
  const double seconds = number_at(description, keys);
  return seconds >= 0 ? duration(seconds) : "";
}

const std::vector<Field>& fields() {
  static const std::vector<Field> table = {
      {"Study", {"HyperParameterTuningJobName"}, text_at},
      {"Status", {"HyperParameterTuningJobStatus"}, text_at},
      {"Ended by", {}, [](const Json& description, const Keys&) { return ended_by(description); }},
      {"Failure", {"FailureReason"}, text_at},
      {"Strategy", {config_key, "Strategy"}, text_at},
      {"Random seed", {config_key, "RandomSeed"}, text_at},
      {"Objective", {config_key, "HyperParameterTuningJobObjective", "MetricName"}, text_at},
      {"Goal", {config_key, "HyperParameterTuningJobObjective", "Type"}, text_at},
      {"Trials at most", {config_key, "ResourceLimits", "MaxNumberOfTrainingJobs"}, text_at},
      {"At a time", {config_key, "ResourceLimits", "MaxParallelTrainingJobs"}, text_at},
      {"Time at most", {config_key, "ResourceLimits", "MaxRuntimeInSeconds"}, duration_at},
      {"Trial at most", {"TrainingJobDefinition", "StoppingCondition", "MaxRuntimeInSeconds"}, duration_at},
      {"Created", {"CreationTime"}, time_at},
      {"Last change", {"LastModifiedTime"}, time_at},
      {"Ended", {"HyperParameterTuningEndTime"}, time_at},
      {"Run time", {"ConsumedResources", "RuntimeInSeconds"}, duration_at},
      {"Time of trials", {"Lode", "TrialSeconds"}, duration_at},
      {"Time of slots", {"Lode", "InstanceSeconds"}, duration_at},
  };
  return table;
}

/// "Completed 3, Stopped 1": those that are not 0.
std::string counts_in(const Json& counts) {
  std::string line;
  for (const auto& [name, count] : counts.members()) {
    if (count.number() != 0) line += (line.empty() ? "" : ", ") + name + " " + count.text();
  }
  return line;
}

void print_counters(const Json& description) {
  const struct {
    const char* label;
    const char* key;
  } groups[] = {{"Trials", "TrainingJobStatusCounters"}, {"Objectives", "ObjectiveStatusCounters"}};
  for (const auto& group : groups) {
    const std::string line = counts_in(at_path(description, {group.key}));
    print_field(group.label, line.empty() ? "none" : line);
  }
  print_field("Paused", text_at(description, {"Lode", "Paused"}));
  print_field("Reasons", counts_in(at_path(description, {"Lode", "Reasons"})));
}

/// A number, or NaN and infinities, which are texts in JSON.
std::string shown_number(const Json& number) {
  if (number.is_null()) return "";
  return number.is_number() ? short_number(number.number()) : number.text();
}

std::string joined(const Json& list) {
  std::string text;
  for (const auto& item : list.elements()) text += (text.empty() ? "" : ", ") + item.text();
  return text;
}

std::string range_of(const Json& parameter) {
  if (!parameter["Values"].is_null()) return joined(parameter["Values"]);
  std::string text = "[" + text_at(parameter, {"MinValue"}) + ", " + text_at(parameter, {"MaxValue"}) + "]";
  const std::string step = text_at(parameter, {"Step"});
  return step.empty() ? text : text + " by " + step;
}

std::string scaling_of(const Json& description, const Json& parameter) {
  if (!parameter["Values"].is_null()) return "";
  const std::string chosen =
      text_at(description, {"Lode", "ScalingChosenByAuto", text_at(parameter, {"Name"})});
  return chosen.empty() ? text_at(parameter, {"ScalingType"}) : chosen + " (Auto)";
}

std::string condition_of(const Json& parameter) {
  const Json condition = at_path(parameter, {"Condition"});
  if (condition.is_null()) return "";
  return "where " + text_at(condition, {"Parent"}) + " is " + joined(at_path(condition, {"Values"}));
}

/// In shares of the parameter's range, of the newest model; empty while there is none.
std::string lengthscale_of(const Json& description, const Json& parameter) {
  const Json all = at_path(description, {"Lode", "NewestProposal", "Model", "Lengthscales"});
  return shown_number(all[text_at(parameter, {"Name"})]);
}

/// What is left to gain, where study.convergence has it computed.
void print_regret(const Json& description) {
  const Json bound = at_path(description, {"Lode", "RegretBound"});
  if (bound.is_null()) return;
  print_field("Left to gain", "at most " + shown_number(bound) + ", with a noise of " +
                                  shown_number(at_path(description, {"Lode", "Noise"})) + ", after " +
                                  text_at(description, {"Lode", "RegretBoundTrials"}) + " trials");
}

/// What the search is thinking: the newest proposal of its model.
void print_search(const Json& description) {
  const Json newest = at_path(description, {"Lode", "NewestProposal"});
  if (newest.is_null()) return;
  const std::string posteriors = text_at(newest, {"Posteriors"});
  print_field("Model", "Gaussian process, Matern-5/2; noise " +
                           shown_number(at_path(newest, {"Model", "NoiseDeviation"})) +
                           " of the objectives' deviation" +
                           (posteriors.empty() ? "" : "; mean of " + posteriors + " posteriors"));
  const Json resource = at_path(newest, {"Model", "ResourceLengthscale"});
  if (!resource.is_null())
    print_field("Resource", "lengthscale " + shown_number(resource) + " of the rungs' range");
  const Json predicted = newest["PredictedObjective"];
  print_field("Newest proposal",
              text_at(newest, {"TrainingJobName"}) + ", predicted " + shown_number(predicted["Median"]) +
                  " (" + shown_number(predicted["Low"]) + " to " + shown_number(predicted["High"]) +
                  "), log expected improvement " + shown_number(at_path(newest, {"Acquisition", "Value"})));
}

void print_parameters(const Json& description) {
  const bool model = !at_path(description, {"Lode", "NewestProposal"}).is_null();
  Table table({"Parameter", "Kind", "Values", "Scaling", model ? "Lengthscale" : "", ""});
  const Json all_ranges = at_path(description, {config_key, "ParameterRanges"});
  for (const auto& [key, ranges] : all_ranges.members()) {
    const std::string kind = key.substr(0, key.find("Parameter"));
    if (!ranges.is_array()) continue;
    for (const auto& p : ranges.elements()) {
      table.add({text_at(p, {"Name"}), kind, range_of(p), scaling_of(description, p),
                 lengthscale_of(description, p), condition_of(p)});
    }
  }
  std::cout << '\n';
  table.print(std::cout);
}

void print_statics(const Json& description) {
  const Json statics = at_path(description, {"TrainingJobDefinition", "StaticHyperParameters"});
  if (statics.size() == 0) return;
  Table table({"Static", "Value"});
  for (const auto& [name, value] : statics.members()) table.add({name, value.text()});
  std::cout << '\n';
  table.print(std::cout);
}

struct DescribeArguments : StudyArguments {
  bool request = false;
};

int describe(const DescribeArguments& arguments) {
  Session session(arguments.store);
  Study study = session.open(arguments.name);
  if (arguments.request) {
    print_json(Json::parse(study.request_json()));
    return exit_ok;
  }
  if (arguments.json) {
    print_json(Json::parse(study.describe_json()));
    return exit_ok;
  }
  const Json description = description_of(study);
  for (const auto& field : fields()) print_field(field.label, field.shown(description, field.keys));
  print_counters(description);
  print_regret(description);
  print_search(description);
  print_parameters(description);
  print_statics(description);
  std::cout << '\n';
  print_chosen(std::cout, description);
  print_best(std::cout, study);
  print_advice(std::cout, description);
  return exit_ok;
}

}  // namespace

Action declare_describe(Declaration& declared) {
  const auto arguments = std::make_shared<DescribeArguments>();
  add_study_options(declared, *arguments);
  declared.flag("--request", arguments->request,
                "Write the document that makes the same study, for `lode run`");
  return [arguments](const Trainer&) { return describe(*arguments); };
}

}  // namespace lode::cli
