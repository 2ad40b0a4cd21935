/// \file
/// `lode trials`: a study's trials as a table.
#include <algorithm>  // find
#include <iostream>
#include <memory>

#include "cli/command.h"
#include "cli/common.h"
#include "cli/csv.h"
#include "cli/description.h"
#include "cli/json.h"
#include "cli/table.h"
#include "cli/text.h"

namespace lode::cli {

namespace {

/// The tuned hyperparameters of all trials, in order of appearance: conditional ones are not in every trial.
std::vector<std::string> columns_of(const Json& trials) {
  std::vector<std::string> names;
  for (const auto& trial : trials.elements()) {
    const Json tuned = at_path(trial, {"TunedHyperParameters"});
    for (const auto& [name, value] : tuned.members()) {
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
  }
  return names;
}

std::string objective_of(const Json& trial) {
  const Json metric = at_path(trial, {"FinalHyperParameterTuningJobObjectiveMetric"});
  return metric.is_null() ? "-" : short_number(number_at(metric, {"Value"}));
}

/// Of all its attempts.
std::string time_of(const Json& trial) {
  const bool started = number_at(trial, {"TrainingStartTime"}) > 0;
  return started ? duration(number_at(trial, {"Lode", "ElapsedSeconds"})) : "-";
}

/// What the status leaves open: whether it waits or trains, which limit ended it. "" where nothing.
std::string detail_of(const Json& trial) {
  const std::string secondary = text_at(trial, {"Lode", "SecondaryStatus"});
  return secondary == text_at(trial, {"TrainingJobStatus"}) ? "" : secondary;
}

/// Why it failed, or was stopped or paused, in one line.
std::string remark_of(const Json& trial) {
  std::string text = text_at(trial, {"FailureReason"});
  const auto decisions = at_path(trial, {"Lode", "Decisions"}).elements();
  const bool cut_short = !decisions.empty() && text_at(decisions.back(), {"Decision"}) != "Continue";
  if (text.empty() && cut_short)
    text = "step " + text_at(decisions.back(), {"Step"}) + ": " + text_at(decisions.back(), {"Why"});
  if (text.empty()) text = text_at(trial, {"Lode", "Message"});
  return cut(text.substr(0, text.find('\n')), 60);
}

/// Of a study with Hyperband.
bool has_bracket(const Json& trial) { return !at_path(trial, {"Lode", "Bracket"}).is_null(); }

void print_trials(const Json& trials) {
  const auto columns = columns_of(trials);
  const bool rungs = std::ranges::any_of(trials.elements(), has_bracket);
  std::vector<std::string> headers = {">Trial", "Status", "Detail", "Reason", ">Objective", ">Time"};
  if (rungs) headers.insert(headers.end(), {">Bracket", ">Rung"});
  for (const auto& name : columns) headers.push_back(">" + name);
  headers.emplace_back("Source");
  headers.emplace_back("Remark");
  Table table(headers);
  for (const auto& trial : trials.elements()) {
    std::vector<std::string> row = {text_at(trial, {"Lode", "Number"}),
                                    text_at(trial, {"TrainingJobStatus"}),
                                    detail_of(trial),
                                    text_at(trial, {"Lode", "Reason"}),
                                    objective_of(trial),
                                    time_of(trial)};
    if (rungs) row.insert(row.end(), {text_at(trial, {"Lode", "Bracket"}), text_at(trial, {"Lode", "Rung"})});
    for (const auto& name : columns)
      row.push_back(short_value(text_at(trial, {"TunedHyperParameters", name})));
    row.push_back(text_at(trial, {"Lode", "Source"}));
    row.push_back(remark_of(trial));
    table.add(row);
  }
  table.print(std::cout);
}

struct TrialsArguments : StudyArguments {
  bool csv = false;
};

int trials(const TrialsArguments& arguments) {
  if (arguments.csv && arguments.json)
    throw Failure(exit_usage, "--csv: given with --json; accepted: one of them");
  Session session(arguments.store);
  Study study = session.open(arguments.name);
  const Json trials = Json::parse(study.trials_json());
  if (arguments.json) {
    print_json(trials);
  } else if (arguments.csv) {
    print_csv(std::cout, description_of(study), trials);
  } else {
    print_trials(trials);
  }
  return exit_ok;
}

}  // namespace

Action declare_trials(Declaration& declared) {
  const auto arguments = std::make_shared<TrialsArguments>();
  add_study_options(declared, *arguments);
  declared.flag("--csv", arguments->csv,
                "Write comma-separated values: one line for each trial, with a header");
  return [arguments](const Trainer&) { return trials(*arguments); };
}

}  // namespace lode::cli
