#include "study/check.h"

#include <cmath>
#include <set>
#include <vector>

#include "base/error.h"
#include "base/text.h"
#include "strategy/strategy.h"
#include "study/settings.h"

namespace lode::study {

namespace {

/// A trial's folder is called after the study, with its number and perhaps ".earlier-1" behind: at most 255
/// bytes.
constexpr std::size_t max_name = 200;

[[noreturn]] void refuse(const std::string& field, const std::string& given, const std::string& accepted) {
  throw Error(Code::argument, field + ": " + given + "; accepted: " + accepted);
}

/// Names become names of folders and environment variables, so what those cannot hold is refused here.
void check_name(const std::string& name) {
  const std::string accepted = "1 to 200 bytes without '/' and control characters, and not '.' or '..'";
  if (name.empty() || name.size() > max_name)
    refuse("name", std::to_string(name.size()) + " bytes", accepted);
  if (name == "." || name == "..") refuse("name", "'" + name + "'", accepted);
  for (const char c : name)
    if (c == '/' || static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
      refuse("name", "a '/' or control character in '" + name + "'", accepted);
}

void check_objectives(const std::vector<Objective>& objectives) {
  if (objectives.size() != 1)
    refuse("objectives", std::to_string(objectives.size()) + " given", "exactly one in this release");
  if (objectives.front().metric.empty())
    refuse("objectives[0].metric", "an empty name", "the name of a reported metric");
}

void check_seconds(const std::string& field, double seconds) {
  if (!(seconds >= 0 && seconds <= most_seconds))
    refuse(field, to_text(seconds), "seconds from 0 (no limit) to " + to_text(most_seconds));
}

/// The time that a trial may take, waiting included, is no shorter than the time that it may run.
void check_wait(const Limits& limits) {
  if (limits.trial_max_wait == 0 || limits.trial_max_wait >= limits.trial_max_runtime) return;
  refuse("trial_max_wait_seconds", to_text(limits.trial_max_wait),
         "0, or at least trial_max_runtime_seconds, " + to_text(limits.trial_max_runtime));
}

void check_statics(const Definition& d) {
  std::set<std::string> names;
  for (const auto& p : d.parameters) names.insert(p.name);
  for (const auto& [name, value] : d.static_parameters)
    if (!names.insert(name).second)
      refuse("static_parameters", "'" + name + "' is tuned, or given twice", "names that are neither");
}

/// The options that Hyperband has and that are not as they are by default: "study.brackets = 3".
std::vector<std::string> hyperbands_own(const Definition& d) {
  Definition without = d;
  without.hyperband = {};
  std::vector<std::string> own;
  for (const auto& setting : settings())
    if (setting.get(d) != setting.get(without) && !std::isnan(setting.get(d)))
      own.push_back(setting.name + (" = " + setting_text(setting, setting.get(d))));
  return own;
}

void check_resources(const Definition& d) {
  if (!strategy::find_strategy(d.strategy).rungs) {
    if (const auto own = hyperbands_own(d); !own.empty())
      refuse(own.front(), "given with the strategy " + d.strategy, "with the strategy Hyperband");
    return;
  }
  if (d.hyperband.max_resource == 0)
    refuse("study.max_resource",
           "none given, and no static parameter epochs, numepochs, n-epochs, n_epochs or "
           "num_epochs that is a whole number",
           "the number of epochs (or other steps) of a whole trial");
  if (d.hyperband.min_resource > d.hyperband.max_resource)
    refuse("study.min_resource", std::to_string(d.hyperband.min_resource),
           "1 to study.max_resource, " + std::to_string(d.hyperband.max_resource));
  if (d.hyperband.restarts && d.hyperband.halving == strategy::Halving::stopping)
    refuse("study.resource_restarts", "true given with study.halving = stopping, which pauses no trial",
           "with study.halving = promotion, synchronous or freeze_thaw");
  if (d.early_stopping.rule != StoppingRule::off)
    refuse("study.early_stopping", "another rule than off given with the strategy Hyperband",
           "off, as Hyperband stops trials by itself");
}

/// What proposes without a model cannot weigh anything.
void check_cost(const Definition& d) {
  if (d.cost.of == CostOf::none) return;
  const bool drawn = d.hyperband.configurations == strategy::Configurations::random;
  if (!strategy::find_strategy(d.strategy).models || drawn)
    refuse(
        "study.cost",
        std::string("given with ") + (drawn ? "study.configurations = random" : "the strategy " + d.strategy),
        "with what proposes by a model: the strategies Bayesian and Hyperband");
}

}  // namespace

void check(const Definition& d) {
  check_name(d.name);
  check_objectives(d.objectives);
  if (d.parameters.empty()) refuse("space", "no parameters", "at least one parameter");
  check_seconds("max_runtime_seconds", d.limits.max_runtime);
  check_seconds("trial_max_runtime_seconds", d.limits.trial_max_runtime);
  check_seconds("trial_max_wait_seconds", d.limits.trial_max_wait);
  check_seconds("trial_max_pending_seconds", d.limits.trial_max_pending);
  check_wait(d.limits);
  check_resources(d);
  check_cost(d);
  if (d.convergence.start == 1) refuse("study.convergence_start", "1", accepted_start);
  if (d.completion.target && std::isnan(*d.completion.target)) refuse("target", "NaN", "a number");
  check_statics(d);
}

}  // namespace lode::study
