#include "amt/request.h"

#include <algorithm>  // any_of, clamp, max
#include <array>

#include "amt/accepted.h"
#include "amt/autotune.h"
#include "amt/layout.h"
#include "amt/pattern.h"
#include "amt/ranges.h"
#include "amt/resources.h"
#include "amt/shape.h"
#include "base/error.h"
#include "base/text.h"
#include "space/space.h"
#include "strategy/options.h"
#include "strategy/strategy.h"
#include "study/check.h"
#include "study/expression.h"
#include "study/settings.h"

namespace lode::amt {

namespace {

using study::Definition;

constexpr const char* amt_name = "[a-zA-Z0-9](-*[a-zA-Z0-9]){0,31}";

std::string name_rule(Profile profile) {
  if (profile == Profile::amt) return std::string("a name of 1 to 32 characters that matches ") + amt_name;
  return "a name of 1 to 200 bytes of UTF-8 without '/' and control characters, and neither '.' nor '..'";
}

[[noreturn]] void refuse_missing(const std::string& path, const std::string& accepted) {
  throw Error(Code::argument, path + ": missing; accepted: " + accepted);
}

std::optional<Node> in_training(const Layout& layout, std::string_view key) {
  return layout.training ? layout.training->find(key) : std::nullopt;
}

/// A part of the configuration that may stand in the training job's definition under another name.
Node one_place(const Layout& layout, std::string_view key, std::string_view key_in_training) {
  const auto first = layout.config.find(key);
  const auto second = in_training(layout, key_in_training);
  if (first && second) refuse(*second, "nothing here, as " + first->path() + " is given");
  if (!first && !second) {
    refuse_missing(join(layout.config.path(), key), accepted(bare_config(), key, layout.profile));
  }
  return first ? *first : *second;
}

void read_name(const Layout& layout, const std::string& override_with, Definition& definition) {
  const auto node = layout.root.find("HyperParameterTuningJobName");
  const std::string path = "$.HyperParameterTuningJobName";
  definition.name = override_with;
  if (override_with.empty()) {
    if (!node) refuse_missing(path, name_rule(layout.profile) + ", here or beside the document");
    definition.name = node->text();
  }
  check_name(definition.name, layout.profile, override_with.empty() ? path : "name");
}

void read_objective(const Layout& layout, Definition& definition) {
  const Node node = one_place(layout, "HyperParameterTuningJobObjective", "TuningObjective");
  const auto goal = node.at("Type").text() == "Maximize" ? study::Goal::maximize : study::Goal::minimize;
  definition.objectives = {{node.at("MetricName").text(), goal}};
}

void read_parameters(const Layout& layout, Definition& definition) {
  definition.parameters = read_ranges(one_place(layout, "ParameterRanges", "HyperParameterRanges"));
}

void read_strategy(const Layout& layout, Definition& definition) {
  if (const auto node = layout.config.find("Strategy")) definition.strategy = node->text();
  const auto options = layout.config.find_path({"StrategyConfig", "LodeOptions"});
  if (!options) return;
  for (const auto& [name, value] : options->members()) {
    if (!name.starts_with("strategy.")) refuse(value, "an option whose name begins with 'strategy.'");
    const auto* option = strategy::find_option(name);
    if (!option) throw Error(Code::argument, value.path() + ": unknown option; " + strategy::hint_for(name));
    const double number = value.value().get<double>();
    if (!strategy::accepts(*option, number)) refuse(value, strategy::accepted(*option));
    definition.strategy_options[name] = number;
  }
}

void read_settings(const Layout& layout, Definition& definition) {
  const auto options = layout.config.find("LodeOptions");
  if (!options) return;
  for (const auto& [name, value] : options->members()) {
    if (!name.starts_with("study.")) refuse(value, "an option whose name begins with 'study.'");
    const auto* setting = study::find_setting(name);
    if (!setting)
      throw Error(Code::argument, value.path() + ": unknown option; " + study::setting_hint(name));
    if (*setting->amt != '\0') refuse(value, "nothing here, but AMT's " + std::string(setting->amt));
    const auto number = study::find_value(*setting, value.text());
    if (!number) refuse(value, study::accepted(*setting));
    setting->set(definition, *number);
    if (definition.convergence.start == 1) refuse(value, study::accepted_start);
  }
}

std::optional<Node> stopping(const Layout& layout, const char* key) {
  return layout.training ? layout.training->find_path({"StoppingCondition", key}) : std::nullopt;
}

/// Of one trial. AMT's default and its largest value are in its words, not in its shapes.
void read_trial_limits(const Layout& layout, Definition& definition) {
  constexpr double day = 86400;
  const bool strict = layout.profile == Profile::amt;
  study::Limits& limits = definition.limits;
  if (strict && !layout.bare && !stopping(layout, "MaxRuntimeInSeconds")) {
    limits.trial_max_runtime = day;
    definition.amended = true;
  }
  if (const auto node = stopping(layout, "MaxRuntimeInSeconds")) {
    limits.trial_max_runtime = node->value().get<double>();
    if (strict && limits.trial_max_runtime > 28 * day) refuse(*node, "at most 2419200 seconds, 28 days");
  }
  if (const auto node = stopping(layout, "MaxWaitTimeInSeconds")) {
    limits.trial_max_wait = node->value().get<double>();
    if (limits.trial_max_wait < limits.trial_max_runtime)
      refuse(*node, "at least MaxRuntimeInSeconds, " + to_text(limits.trial_max_runtime));
  }
  if (const auto node = stopping(layout, "MaxPendingTimeInSeconds")) {
    limits.trial_max_pending = node->value().get<double>();
  }
}

void read_limits(const Layout& layout, Definition& definition) {
  auto& limits = definition.limits;
  const auto resource = [&](const char* key) { return layout.config.find_path({"ResourceLimits", key}); };
  if (const auto node = resource("MaxNumberOfTrainingJobs")) limits.max_trials = whole(*node);
  if (const auto node = resource("MaxParallelTrainingJobs")) {
    limits.max_parallel = static_cast<std::uint32_t>(whole(*node));
  }
  if (const auto node = resource("MaxRuntimeInSeconds")) limits.max_runtime = node->value().get<double>();
  read_trial_limits(layout, definition);
  if (!layout.training) return;
  if (const auto node = layout.training->find_path({"RetryStrategy", "MaximumRetryAttempts"})) {
    limits.max_attempts = 1 + static_cast<std::uint32_t>(whole(*node));
  }
}

/// The instances of one training job, which are the slots that it takes.
std::uint64_t instances_of(const Node& training) {
  const auto count = [](const Node& node) {
    const auto given = node.find("InstanceCount");
    return given ? whole(*given) : 0;
  };
  std::uint64_t instances = 0;
  if (const auto resource = training.find("ResourceConfig")) {
    instances = count(*resource);
    if (const auto groups = resource->find("InstanceGroups"))
      for (const auto& group : groups->items()) instances += count(group);
  } else if (const auto tuning = training.find("HyperParameterTuningResourceConfig")) {
    instances = count(*tuning);
    // One of these is taken: the first that can be had.
    if (const auto configs = tuning->find("InstanceConfigs"))
      for (const auto& config : configs->items()) instances = std::max(instances, count(config));
  }
  return std::clamp<std::uint64_t>(instances, 1, 4294967295);
}

void read_instances(const Layout& layout, Definition& definition) {
  if (layout.training && !layout.bare) definition.limits.slots_per_trial = instances_of(*layout.training);
}

void read_completion(const Layout& layout, Definition& definition) {
  const auto criteria = layout.config.find("TuningJobCompletionCriteria");
  if (!criteria) return;
  if (const auto node = criteria->find("TargetObjectiveMetricValue")) {
    definition.completion.target = node->value().get<double>();
  }
  if (const auto criterion = criteria->find("BestObjectiveNotImproving")) {
    const auto node = criterion->find("MaxNumberOfTrainingJobsNotImproving");
    if (!node) {  // AMT's shape leaves it open, and it would be no criterion
      refuse_missing(
          join(criterion->path(), "MaxNumberOfTrainingJobsNotImproving"),
          layout.profile == Profile::amt ? "an integer of at least 3" : "an integer of at least 1");
    }
    definition.completion.not_improving = whole(*node);
  }
  if (const auto node = criteria->find_path({"ConvergenceDetected", "CompleteOnConvergence"})) {
    definition.convergence.complete = node->text() == "Enabled";
  }
}

void read_seed(const Layout& layout, Definition& definition) {
  if (const auto node = layout.config.find("RandomSeed")) definition.seed = whole(*node);
}

void read_static(const Layout& layout, Definition& definition) {
  const auto node = in_training(layout, "StaticHyperParameters");
  if (!node) return;
  for (const auto& [name, value] : node->members()) {
    const auto tuned = [&given = name](const space::Parameter& p) { return p.name == given; };
    if (std::any_of(definition.parameters.begin(), definition.parameters.end(), tuned)) {
      refuse(value, "a hyperparameter that is not tuned; '" + name + "' has a range");
    }
    definition.static_parameters.emplace_back(name, value.text());
  }
}

void read_environment(const Layout& layout, Definition& definition) {
  const auto node = in_training(layout, "Environment");
  if (!node) return;
  for (const auto& [name, value] : node->members()) {
    if (name.find('=') != std::string::npos) refuse_key(value, name, "the name of a variable, without '='");
    definition.environment.emplace_back(name, value.text());
  }
}

void read_metrics(const Layout& layout, Definition& definition) {
  if (!layout.metrics) return;
  for (const auto& node : layout.metrics->items()) {
    const Node name = node.at("Name");
    const Node regex = node.at("Regex");
    const auto has_it = [&](const auto& metric) { return metric.name == name.text(); };
    if (std::ranges::any_of(definition.metrics, has_it)) refuse(name, "a name used once");
    study::compile_metric(regex.path(), regex.text());
    definition.metrics.push_back({name.text(), regex.text()});
  }
}

/// Grid: every parameter has finitely many values; for AMT, the number of trials is that of the cells.
void check_grid(const Layout& layout, Definition& definition) {
  if (definition.strategy != "Grid") return;
  const bool strict = layout.profile == Profile::amt;
  const space::Space space(definition.parameters);
  for (std::size_t i = 0; i < space.size(); ++i) {
    const bool fits = strict ? space[i].kind == space::Kind::categorical : space.levels(i) < unlimited;
    if (!fits) {
      refuse(layout.config.at("Strategy"), "Grid where every parameter is " +
                                               std::string(strict ? "categorical" : "discrete") + "; '" +
                                               space[i].name + "' is not");
    }
  }
  const auto jobs = layout.config.find_path({"ResourceLimits", "MaxNumberOfTrainingJobs"});
  if (!jobs || !strict || static_cast<double>(whole(*jobs)) == space.cardinality()) return;
  refuse(*jobs, to_text(space.cardinality()) + ", the number of cells of the grid");
}

/// AMT's limits on the whole, which no single field shows.
void check_totals(const Layout& layout, Definition& definition) {
  if (layout.profile != Profile::amt) return;
  const std::size_t tuned = definition.parameters.size();
  if (tuned > 30) {
    throw Error(Code::argument, layout.config.path() + ".ParameterRanges: given " + std::to_string(tuned) +
                                    " parameters; accepted: at most 30 in all lists together");
  }
  constexpr std::size_t injected = 1;  // _tuning_objective_metric
  if (tuned + definition.static_parameters.size() + injected > 100) {
    refuse(*in_training(layout, "StaticHyperParameters"),
           "at most 100 hyperparameters, tuned ones and AMT's own _tuning_objective_metric included");
  }
}

/// Each fills one part of the definition. In this order: later ones may look at what earlier ones filled.
constexpr std::array readers = {read_objective, read_parameters, read_strategy,       read_hyperband,
                                read_limits,    read_instances,  read_completion,     read_settings,
                                read_seed,      read_static,     read_early_stopping, read_environment,
                                read_metrics,   check_grid,      check_static_epochs, check_totals};

bool valid_utf8(const std::string& text) {
  try {
    return !Json(text).dump().empty();
  } catch (const Json::exception&) {
    return false;
  }
}

bool control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

bool folder_name(const std::string& name) {
  return !name.empty() && name.size() <= 200 && name != "." && name != ".." &&
         name.find('/') == std::string::npos && std::none_of(name.begin(), name.end(), control) &&
         valid_utf8(name);
}

}  // namespace

void check_name(const std::string& name, Profile profile, const std::string& where) {
  const bool strict = profile == Profile::amt;
  if (folder_name(name) && (!strict || (name.size() <= 32 && matches(name, amt_name)))) return;
  // What makes it no folder's name is said first: it is wrong in every profile.
  throw Error(Code::argument, where + ": given " + shortened(Json(name)) +
                                  "; accepted: " + name_rule(folder_name(name) ? profile : Profile::lode));
}

Definition parse_request(std::string_view json, Profile profile, const std::string& name_override,
                         const study::Quotas& quotas) {
  const Json document = parse_json(json);
  const LongIntegers digits = long_integers(json, document);
  const Layout given = lay_out(Node(document, "$", &digits), profile);
  const Completed completed = complete(given, digits, quotas);
  const bool open = !completed.choices.empty();
  const Layout layout = open ? lay_out(Node(completed.document, "$", &completed.digits), profile) : given;
  Definition definition;
  definition.choices = completed.choices;
  read_name(layout, name_override, definition);
  for (const auto read : readers) read(layout, definition);
  definition.request = json;
  return definition;
}

}  // namespace lode::amt
