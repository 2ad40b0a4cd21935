/// \file
/// `lode plan`: what a document asks for, before anything runs.
#include <cmath>
#include <iostream>
#include <limits>
#include <memory>

#include "cli/advice.h"
#include "cli/chosen.h"
#include "cli/command.h"
#include "cli/common.h"
#include "cli/description.h"
#include "cli/document.h"
#include "cli/json.h"
#include "cli/table.h"
#include "cli/text.h"

namespace lode::cli {

namespace {

struct PlanArguments {
  std::string job;
  std::vector<std::string> options;
  std::optional<std::uint64_t> parallel;
  bool json = false;
};

std::string time_of(const Json& plan, const std::string& key) {
  const double seconds = number_at(plan, {key});
  return std::isnan(seconds) ? "no limit" : duration(seconds) + " (" + plan[key].text() + " s)";
}

void print_limits(const Json& plan) {
  const std::string trials = plan["MaxNumberOfTrainingJobs"].text();
  print_field("Trials at most", trials.empty() ? "no limit" : trials);
  print_field("At a time", plan["MaxParallelTrainingJobs"].text());
  print_field("Time at most", time_of(plan, "MaxRuntimeInSeconds"));
  print_field("Trial at most", time_of(plan, "TrainingJobMaxRuntimeInSeconds"));
  print_field("Slots of a trial", plan["InstancesPerTrainingJob"].text());
}

/// AMT's estimate, and the one by the trials' own limit.
void print_compute(const Json& plan) {
  const Json by_time = plan["MaxInstanceSeconds"], by_trials = plan["MaxInstanceSecondsOfTrainingJobs"];
  const std::string slots = plan["InstancesPerTrainingJob"].text();
  if (by_time.is_null() && by_trials.is_null())
    return print_field("Compute at most", "no limit: neither the study's nor a trial's run time has one");
  if (!by_time.is_null())
    print_field("Compute at most", by_time.text() +
                                       " instance-seconds: " + plan["MaxRuntimeInSeconds"].text() + " s x " +
                                       plan["MaxParallelTrainingJobs"].text() + " at a time x " + slots);
  if (!by_trials.is_null())
    print_field(by_time.is_null() ? "Compute at most" : "and by trials",
                by_trials.text() + " instance-seconds: " + plan["MaxNumberOfTrainingJobs"].text() +
                    " trials x " + plan["TrainingJobMaxRuntimeInSeconds"].text() + " s x " + slots);
}

std::string joined(const Json& numbers) {
  std::string text;
  for (const auto& number : numbers.elements()) text += (text.empty() ? "" : ", ") + number.text();
  return text;
}

/// Where trials are compared, how many get how far, and what that takes.
void print_hyperband(const Json& plan) {
  const Json hyperband = plan["Hyperband"];
  if (hyperband.is_null()) return;
  print_field("Rungs at step", joined(hyperband["Rungs"]));
  for (const auto& bracket : hyperband["Brackets"].elements())
    print_field("Bracket " + text_at(bracket, {"Bracket"}),
                "trials at its rungs: " + joined(at_path(bracket, {"TrainingJobs"})));
  if (!hyperband["PlannedSteps"].is_null())
    print_field("Steps as planned", hyperband["PlannedSteps"].text() +
                                        ", where all trials at full length are " +
                                        hyperband["StepsAtFullLength"].text());
}

void print_quotas(const Json& plan) {
  if (plan["Quotas"].size() == 0) return;
  Table table({"Quota", ">Asked", ">Allowed", "Option"});
  for (const auto& quota : plan["Quotas"].elements()) {
    table.add({text_at(quota, {"Quota"}), text_at(quota, {"Asked"}), text_at(quota, {"Allowed"}),
               text_at(quota, {"Option"})});
  }
  std::cout << '\n';
  table.print(std::cout);
}

/// What Auto chose.
void print_scaling(const Json& description) {
  const Json chosen = at_path(description, {"Lode", "ScalingChosenByAuto"});
  for (const auto& [name, scaling] : chosen.members())
    print_field("Scaling", printable(name) + ": Auto is " + scaling.text());
}

Json json_of(const Json& description) {
  const Json lode = description["Lode"];
  std::vector<Json::Member> members = lode["Plan"].members();
  members.emplace_back("ScalingChosenByAuto", lode["ScalingChosenByAuto"]);
  members.emplace_back("ChosenByAutotune", chosen_of(description));
  members.emplace_back("Advice", advice_of(description));
  return Json::object(members);
}

int plan(const PlanArguments& arguments) {
  Document document(arguments.job);
  document.override_limits(arguments.parallel, std::nullopt);
  Options options;
  set_options(options, arguments.options);
  Session session(":memory:", options);
  Study study = document.create(session.context, session.store, document.default_name(), options);
  const Json description = description_of(study);
  if (arguments.json) {
    print_json(json_of(description));
    return exit_ok;
  }
  print_field("Strategy", text_at(description, {"Lode", "Plan", "Strategy"}));
  print_limits(at_path(description, {"Lode", "Plan"}));
  print_compute(at_path(description, {"Lode", "Plan"}));
  print_hyperband(at_path(description, {"Lode", "Plan"}));
  print_scaling(description);
  print_chosen(std::cout, description);
  print_quotas(at_path(description, {"Lode", "Plan"}));
  print_advice(std::cout, description);
  return exit_ok;
}

}  // namespace

Action declare_plan(Declaration& declared) {
  const auto a = std::make_shared<PlanArguments>();
  declared.positional(a->job, "JOB.json", "The tuning job's document; '-' reads stdin");
  declared.whole_number("--parallel", a->parallel, {1, std::numeric_limits<std::uint32_t>::max()},
                        "Trials at a time, in place of the document's MaxParallelTrainingJobs");
  declared.texts("--option", a->options, "NAME=VALUE", "A setting; `lode options` lists them");
  declared.json(a->json);
  return [a](const Trainer&) { return plan(*a); };
}

}  // namespace lode::cli
