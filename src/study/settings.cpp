#include "study/settings.h"

#include <cmath>
#include <limits>
#include <optional>
#include <type_traits>

#include "base/error.h"
#include "base/text.h"

namespace lode::study {

namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();
constexpr double largest = std::numeric_limits<double>::max();
constexpr double most_count = 4294967295.0;
constexpr double most_resource = 1e9;

/// Where a setting lies: a group of the definition and its member.
template <auto group, auto member>
double get(const Definition& d) {
  const auto& place = (d.*group).*member;
  if constexpr (std::is_same_v<decltype(place), const std::optional<double>&>)
    return place.value_or(none);
  else
    return static_cast<double>(place);
}

template <auto group, auto member>
void set(Definition& d, double value) {
  auto& place = (d.*group).*member;
  using Place = std::remove_reference_t<decltype(place)>;
  if constexpr (std::is_same_v<Place, std::optional<double>>)
    place = std::isnan(value) ? std::nullopt : std::optional(value);
  else if constexpr (std::is_enum_v<Place>)
    place = static_cast<Place>(static_cast<std::int32_t>(value));
  else
    place = static_cast<Place>(value);
}

template <auto group, auto member>
Setting row(const char* name, SettingType type, double low, double high, const char* text,
            const char* amt = "") {
  return {name, type, low, high, {}, amt, text, get<group, member>, set<group, member>};
}

template <auto group, auto member>
Setting choice_row(const char* name, std::vector<const char*> words, const char* text, const char* amt = "") {
  const double last = static_cast<double>(words.size()) - 1;
  return {name, SettingType::choice, 0,
          last, std::move(words),    amt,
          text, get<group, member>,  set<group, member>};
}

constexpr auto rule = &Definition::objective_rule;
constexpr auto limits = &Definition::limits;
constexpr auto completion = &Definition::completion;
constexpr auto convergence = &Definition::convergence;
constexpr auto stopping = &Definition::early_stopping;
constexpr auto hyperband = &Definition::hyperband;
constexpr auto cost = &Definition::cost;

std::vector<Setting> make_table() {
  using enum SettingType;
  return {
      choice_row<rule, &ObjectiveRule::summary>(
          "study.objective", {"last", "best", "mean"},
          "Which of its reports is a trial's objective: the last one, the best one, or the mean of the last "
          "study.objective_window steps."),
      row<rule, &ObjectiveRule::window>("study.objective_window", integer, 1, 1000000,
                                        "Over how many of the last steps study.objective = mean goes."),
      choice_row<rule, &ObjectiveRule::ranks>(
          "study.ranks", {"last", "mean", "median", "minimum", "maximum"},
          "What the objective's values of several workers (ranks) at one step count as: the last that "
          "arrived, whatever its step, or a figure over the ranks that reported the step. With a figure, "
          "steps that some rank has not reported count only where there is no other."),
      row<rule, &ObjectiveRule::count_stopped>(
          "study.count_stopped", boolean, 0, 1,
          "Whether a trial that was stopped with an objective may be the best one."),
      row<limits, &Limits::max_attempts>(
          "study.max_attempts", integer, 1, most_count,
          "Attempts of a trial that the platform's errors may use up; a preempted one is not counted.",
          "RetryStrategy.MaximumRetryAttempts, plus 1"),
      row<limits, &Limits::trial_max_wait>(
          "study.trial_max_wait_seconds", real, 0, most_seconds,
          "Time from a trial's proposal to its end, waiting and all attempts included; 0: no limit.",
          "StoppingCondition.MaxWaitTimeInSeconds"),
      row<limits, &Limits::trial_max_pending>(
          "study.trial_max_pending_seconds", real, 0, most_seconds,
          "Time that an attempt may wait in a scheduler's queue for its start; 0: no limit.",
          "StoppingCondition.MaxPendingTimeInSeconds"),
      row<limits, &Limits::slots_per_trial>(
          "study.slots_per_trial", integer, 1, most_count,
          "Slots of context.slots that a trial takes from its proposal to its end. A document may say it by "
          "AMT's "
          "ResourceConfig: InstanceCount, or those of its InstanceGroups together."),
      row<completion, &Completion::target>("study.target", real, -largest, largest,
                                           "Objective at which the study is complete; none: it goes on.",
                                           "TuningJobCompletionCriteria.TargetObjectiveMetricValue"),
      row<completion, &Completion::not_improving>(
          "study.not_improving", integer, 0, most_count,
          "Trials in a row that end without an improvement of the best objective, after which the study is "
          "complete; 0: it goes on.",
          "TuningJobCompletionCriteria.BestObjectiveNotImproving.MaxNumberOfTrainingJobsNotImproving"),
      row<completion, &Completion::min_improvement>(
          "study.min_improvement", real, 0, 1,
          "What counts as an improvement, as a share of the size of the best objective at the one before."),
      row<completion, &Completion::min_improvement_absolute>(
          "study.min_improvement_absolute", real, 0, largest,
          "What an improvement must exceed besides, in the objective's units."),
      row<convergence, &Convergence::complete>(
          "study.convergence", boolean, 0, 1,
          "Whether the study is complete once further trials cannot be expected to improve on the best one: "
          "when a bound on what is left to gain, by a model of the trials, falls below the noise (Makarova "
          "et "
          "al. 2022). The bound is computed where a trial is asked for.",
          "TuningJobCompletionCriteria.ConvergenceDetected.CompleteOnConvergence"),
      row<convergence, &Convergence::start>(
          "study.convergence_start", integer, 0, most_count,
          "Trials with an objective before the bound is computed for the first time, at least 2; 0: 20, or "
          "twice as many as there are parameters."),
      row<convergence, &Convergence::every>("study.convergence_every", integer, 1, most_count,
                                            "Further trials with an objective before it is computed again."),
      row<convergence, &Convergence::patience>("study.convergence_patience", integer, 1, most_count,
                                               "Bounds in a row that must lie below the noise."),
      row<convergence, &Convergence::width>(
          "study.convergence_width", real, 0, 1000,
          "Half the width of the model's confidence in a value, in its standard deviations; 0: the "
          "paper's, sqrt(2/5 ln(D t^2 pi^2 / 0.6)) for D parameters and t trials."),
      row<convergence, &Convergence::noise>(
          "study.convergence_noise", real, 0, largest,
          "What the bound must fall below, in the objective's units: the standard deviation of the objective "
          "between repetitions, or over the folds of a cross-validation; none: the model's noise."),
      choice_row<completion, &Completion::running>(
          "study.running_trials", {"stop", "drain"},
          "What becomes of the trials that run when a completion criterion is met: they are stopped, or run "
          "to their ends."),
      choice_row<stopping, &EarlyStopping::rule>(
          "study.early_stopping", {"off", "median", "curve"},
          "How trials that do badly are recognised and stopped early: by the median of the others' running "
          "averages at the same step, as AMT has it, or by the chance that their final objective, as their "
          "curve goes on, is better than the best one.",
          "TrainingJobEarlyStoppingType"),
      row<stopping, &EarlyStopping::grace>("study.early_stopping_grace", integer, 1, most_count,
                                           "Steps of a trial before which it is not stopped early."),
      row<stopping, &EarlyStopping::peers>(
          "study.early_stopping_peers", integer, 1, most_count,
          "Other trials that must have got to the same step before one is stopped early."),
      choice_row<stopping, &EarlyStopping::compared>(
          "study.early_stopping_compares", {"value", "average", "best"},
          "What of a trial the median rule compares: its value at the step, the running average, or the best "
          "value so far."),
      choice_row<stopping, &EarlyStopping::among>(
          "study.early_stopping_among", {"all", "completed"},
          "With which trials the median rule compares it: all that got to the step, or those of them that "
          "have completed."),
      row<stopping, &EarlyStopping::chance>(
          "study.early_stopping_chance", real, 0, 1,
          "With study.early_stopping = curve: the chance of ending better than the best trial below which a "
          "trial is stopped."),
      row<hyperband, &strategy::Hyperband::min_resource>(
          "study.min_resource", integer, 1, most_resource,
          "With Hyperband: steps (epochs) before which no trial is compared with others.",
          "StrategyConfig.HyperbandStrategyConfig.MinResource"),
      row<hyperband, &strategy::Hyperband::max_resource>(
          "study.max_resource", integer, 0, most_resource,
          "With Hyperband: steps (epochs) after which a trial is complete. 0: the value of the static "
          "parameter "
          "epochs, numepochs, n-epochs, n_epochs or num_epochs.",
          "StrategyConfig.HyperbandStrategyConfig.MaxResource"),
      row<hyperband, &strategy::Hyperband::eta>("study.reduction_factor", integer, 2, 1000,
                                                "With Hyperband: of so many trials at a rung one goes on to "
                                                "the next, which is so many times as far."),
      row<hyperband, &strategy::Hyperband::brackets>(
          "study.brackets", integer, 1, 64,
          "With Hyperband: so many groups of trials, each of which is compared from another rung on. Without "
          "effect on study.halving = synchronous, which has as many as there are rungs."),
      choice_row<hyperband, &strategy::Hyperband::halving>(
          "study.halving", {"stopping", "promotion", "synchronous", "freeze_thaw"},
          "With Hyperband: what becomes of a trial at a rung. It goes on at once or is stopped for good; or "
          "it "
          "is paused and resumed once it is among the best there; or it is paused until all trials of its "
          "bracket are there; or it is paused, and who goes on is who the model expects most of, a new trial "
          "among them."),
      choice_row<hyperband, &strategy::Hyperband::sizes>(
          "study.bracket_sizes", {"pseudocode", "table1"},
          "With study.halving = synchronous: the sizes of brackets in the Hyperband paper's Algorithm 1, or "
          "in "
          "its Table 1."),
      choice_row<hyperband, &strategy::Hyperband::configurations>(
          "study.configurations", {"model", "random"},
          "With Hyperband: where new trials' configurations come from: a model of the objective over "
          "configuration and resource, which learns from every trial at every rung, or drawn at random, as "
          "AMT "
          "does."),
      row<hyperband, &strategy::Hyperband::restarts>(
          "study.resource_restarts", boolean, 0, 1,
          "With Hyperband: whether a trial that goes on begins anew with more of the resource, such as a "
          "share "
          "of the data or a resolution, and is compared by its objective when it ends; in place of going on "
          "from its checkpoint, by epochs."),
      choice_row<cost, &Cost::of>(
          "study.cost", {"none", "time", "reported"},
          "What a model's proposals weigh the expected improvement by: nothing; the time that a trial is "
          "expected to run (of a step, with Hyperband), as learned from those that have run; or likewise "
          "what "
          "trials report as the metric cost, each attempt from 0 on."),
  };
}

/// The word's place; nothing where it is none of them.
std::optional<double> place_of(const std::vector<const char*>& words, const std::string& text) {
  for (std::size_t i = 0; i < words.size(); ++i)
    if (text == words[i]) return static_cast<double>(i);
  return std::nullopt;
}

}  // namespace

const std::vector<Setting>& settings() {
  static const std::vector<Setting> table = make_table();
  return table;
}

const Setting* find_setting(const std::string& name) {
  for (const auto& setting : settings())
    if (name == setting.name) return &setting;
  return nullptr;
}

std::string setting_hint(const std::string& name) {
  std::vector<std::string> names;
  for (const auto& setting : settings()) names.emplace_back(setting.name);
  const auto hint = nearest(name, names);
  return (hint ? "did you mean '" + *hint + "'? Accepted: " : "accepted: ") + one_of(names);
}

std::string accepted(const Setting& setting) {
  if (setting.type == SettingType::boolean) return "true or false";
  if (setting.type == SettingType::choice) {
    std::vector<std::string> words;
    for (const char* word : setting.words) words.push_back("'" + std::string(word) + "'");
    return one_of(words);
  }
  const std::string number = setting.type == SettingType::integer ? "an integer" : "a number";
  const bool bounded = setting.low > -largest || setting.high < largest;
  const std::string range = bounded ? " from " + to_text(setting.low) + " to " + to_text(setting.high) : "";
  return number + range + (std::isnan(setting_fallback(setting)) ? ", or none" : "");
}

std::optional<double> find_value(const Setting& setting, const std::string& text) {
  if (setting.type == SettingType::choice) return place_of(setting.words, text);
  if (setting.type == SettingType::boolean) {
    const auto place = place_of({"false", "true"}, text);
    return place ? place : place_of({"0", "1"}, text);
  }
  if (text == "none" && std::isnan(setting_fallback(setting))) return none;
  const auto number = parse_number(text);
  const bool whole = setting.type == SettingType::real || (number && *number == std::floor(*number));
  if (!number || !whole || !(*number >= setting.low && *number <= setting.high)) return std::nullopt;
  return number;
}

double setting_value(const Setting& setting, const std::string& text) {
  if (const auto value = find_value(setting, text)) return *value;
  throw Error(Code::argument, std::string("option '") + setting.name + "': '" + text +
                                  "' given; accepted: " + accepted(setting));
}

std::string setting_text(const Setting& setting, double value) {
  if (setting.type == SettingType::choice) return setting.words.at(static_cast<std::size_t>(value));
  if (setting.type == SettingType::boolean) return value != 0 ? "true" : "false";
  return std::isnan(value) ? "none" : to_text(value);
}

double setting_fallback(const Setting& setting) { return setting.get(Definition()); }

}  // namespace lode::study
