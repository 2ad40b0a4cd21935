#include "amt/autotune.h"

#include <algorithm>  // min, ranges
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <set>
#include <string>

#include "amt/hints.h"
#include "amt/ranges.h"
#include "base/error.h"
#include "base/text.h"
#include "space/space.h"
#include "study/commands.h"
#include "study/settings.h"

namespace lode::amt {

namespace {

using study::Choice;

constexpr const char* range_lists[] = {"CategoricalParameterRanges", "ContinuousParameterRanges",
                                       "IntegerParameterRanges"};
constexpr std::size_t most_tuned = 30;  // AMT's limit

// Choices in the document.

std::vector<std::string> keys_of(std::string_view field) {
  std::vector<std::string> keys;
  for (std::size_t dot = 0; dot != field.npos; field.remove_prefix(std::min(field.size(), dot + 1))) {
    dot = field.find('.');
    keys.emplace_back(field.substr(0, dot));
  }
  return keys;
}

Json& config_in(Json& document) {
  return is_bare(document) ? document : document["HyperParameterTuningJobConfig"];
}

/// The ranges, in whichever of the two places. \pre there are some
Json& ranges_in(Json& document) {
  Json& config = config_in(document);
  if (const auto ranges = config.find("ParameterRanges"); ranges != config.end()) return *ranges;
  return training_in(document)["HyperParameterRanges"];
}

/// The object or list that the first key of a choice's field names, or would name.
Json& home_of(const std::string& key, Json& document) {
  if (key == "ParameterRanges") return ranges_in(document);
  const bool of_training =
      key == "StaticHyperParameters" || key == "StoppingCondition" || key == "RetryStrategy";
  return of_training ? training_in(document)[key] : config_in(document)[key];
}

/// A list gets one element more and StaticHyperParameters one member more; any other field is new.
void put(const Choice& choice, Json& document) {
  const auto keys = keys_of(choice.field);
  Json* place = &home_of(keys.front(), document);
  for (std::size_t i = 1; i < keys.size(); ++i) place = &(*place)[keys[i]];
  Json value = parse_json(choice.value);
  if (keys.front() == "ParameterRanges") {
    place->push_back(std::move(value));
  } else if (keys.front() == "StaticHyperParameters") {
    place->update(value);
  } else {
    *place = std::move(value);
  }
}

/// The integers of more than 64 bits where they are now. \param copy has all that `given` has, at its place,
/// but AutoParameters
void carry(const LongIntegers& digits, const Json& given, const Json& copy, LongIntegers& carried) {
  if (const auto at = digits.find(&given); at != digits.end()) carried[&copy] = at->second;
  if (given.is_array()) {
    for (std::size_t i = 0; i < given.size(); ++i) carry(digits, given[i], copy[i], carried);
  } else if (given.is_object()) {
    for (const auto& [key, value] : given.items()) {
      if (copy.contains(key)) carry(digits, value, copy[key], carried);
    }
  }
}

// Hints.

std::optional<Node> ranges_of(const Layout& request) {
  if (auto ranges = request.config.find("ParameterRanges")) return ranges;
  return request.training ? request.training->find("HyperParameterRanges") : std::nullopt;
}

/// The names with a range or a static value.
std::set<std::string> names_given(const Layout& request, const Node& ranges) {
  std::set<std::string> names;
  for (const char* list : range_lists) {
    const auto given = ranges.find(list);
    if (!given) continue;
    for (const auto& parameter : given->items()) names.insert(parameter.at("Name").text());
  }
  if (!request.training) return names;
  const auto statics = request.training->find("StaticHyperParameters");
  if (!statics) return names;
  for (const auto& [name, value] : statics->members()) names.insert(name);
  return names;
}

/// How many more parameters may be tuned: by AMT's limit, and by the quotas.
class Room {
 public:
  Room(const Node& ranges, const study::Quotas& quotas) : quotas_(quotas) {
    for (const char* list : range_lists) {
      if (const auto given = ranges.find(list))
        for (const auto& range : given->items()) add(list, range.value());
    }
  }

  std::size_t tuned() const { return tuned_; }
  void add(const std::string& list, const Json& range) {
    ++tuned_;
    counted_ += count_of(list, range);
  }
  /// Why there is none for this range; "": there is.
  std::string refusal(const std::string& list, const Json& range) const {
    if (tuned_ >= most_tuned) return "30 parameters are tuned already";
    const double most = quotas_.allowed(study::quota_of_parameters);
    if (most > 0 && counted_ + count_of(list, range) > most)
      return std::string("no more may be tuned by ") + study::quota_of_parameters;
    const double most_values = quotas_.allowed(study::quota_of_values);
    if (most_values > 0 && static_cast<double>(values_of(list, range)) > most_values)
      return std::string("it may have fewer values by ") + study::quota_of_values;
    return "";
  }

 private:
  static std::size_t values_of(const std::string& list, const Json& range) {
    return list == range_lists[0] ? range.at("Values").size() : 0;
  }
  /// As the quota counts it.
  double count_of(const std::string& list, const Json& range) const {
    return study::count_parameter(quotas_.preset(), list == range_lists[0], values_of(list, range));
  }

  const study::Quotas& quotas_;
  std::size_t tuned_ = 0;
  double counted_ = 0;
};

std::vector<Choice> from_hints(const Layout& request, const study::Quotas& quotas) {
  std::vector<Choice> choices;
  const auto ranges = ranges_of(request);
  const auto hints = ranges ? ranges->find("AutoParameters") : std::nullopt;
  if (!hints) return choices;
  std::set<std::string> names = names_given(request, *ranges);
  Room room(*ranges, quotas);
  for (const auto& parameter : hints->items()) {
    const Node name = parameter.at("Name");
    if (!names.insert(name.text()).second) {
      refuse(name, "a name used once, among the ranges, the static hyperparameters and the hints");
    }
    Hinted hinted = by_hint(parameter);
    const std::string no_room = hinted.tuned() ? room.refusal(hinted.list, hinted.value) : "";
    if (!no_room.empty()) hinted = kept(name.text(), parameter.at("ValueHint").text(), no_room);
    if (hinted.tuned()) room.add(hinted.list, hinted.value);
    const std::string list = hinted.list;
    choices.push_back({hinted.tuned() ? "ParameterRanges." + list : list, hinted.value.dump(), hinted.rule});
  }
  if (room.tuned() == 0 && !choices.empty()) {
    refuse(*hints, "at least one hint that becomes a range, as docs/autotune.md says, or a range");
  }
  return choices;
}

// What else Autotune chooses.

/// What the rules look at.
struct Facts {
  const Layout& request;  ///< with its ranges
  std::vector<space::Parameter> parameters;
  double cells;          ///< configurations; infinite where they cannot be counted
  double most_trials;    ///< that the quotas allow
  double first_bound;    ///< trials before what is left to gain is bounded
  std::string strategy;  ///< the one given, else the one chosen
  double trials;         ///< the same of MaxNumberOfTrainingJobs
};

struct Chosen {
  Json value;
  std::string rule;
};

/// A field, and what it is where the request leaves it open; nothing: it stays open.
struct Rule {
  const char* field;
  std::optional<Chosen> (*choose)(const Facts& facts);
};

bool all_choices(const Facts& facts) {
  return std::ranges::all_of(facts.parameters,
                             [](const auto& p) { return p.kind == space::Kind::categorical; });
}

std::optional<Chosen> strategy(const Facts& facts) {
  constexpr double few = 20;
  if (facts.request.config.find_path({"StrategyConfig", "HyperbandStrategyConfig"}))
    return Chosen{"Hyperband", "HyperbandStrategyConfig is given"};
  const auto jobs = facts.request.config.find_path({"ResourceLimits", "MaxNumberOfTrainingJobs"});
  const bool all_cells = !jobs || jobs->value().get<double>() == facts.cells;
  const bool grid = all_choices(facts) && facts.cells <= std::min(few, facts.most_trials) && all_cells &&
                    !facts.request.config.find("StrategyConfig");
  if (grid) return Chosen{"Grid", "only choices, at most 20 configurations: each is tried"};
  return Chosen{"Bayesian", "the strategy that learns from the trials before"};
}

std::optional<Chosen> trials(const Facts& facts) {
  constexpr double most_exact = 0x1p53;
  const Chosen quota{static_cast<std::uint64_t>(std::min(facts.most_trials, most_exact)),
                     std::string("as many as ") + study::quota_of_trials + " allows"};
  if (facts.strategy == "Grid") {
    const bool whole = facts.request.profile == Profile::amt;  // a part of a grid is none of AMT's
    if (facts.cells > facts.most_trials && !whole) return quota;
    if (facts.cells > most_exact) return std::nullopt;
    return Chosen{static_cast<std::uint64_t>(facts.cells), "the configurations of the grid"};
  }
  const auto tuned = std::ranges::count_if(facts.parameters, [](const auto& p) { return !p.constant(); });
  const double wanted = std::min(10.0 * static_cast<double>(tuned + 1), 500.0);
  if (std::min(wanted, facts.cells) > facts.most_trials) return quota;
  if (wanted >= facts.cells) return Chosen{static_cast<std::uint64_t>(facts.cells), "all configurations"};
  return Chosen{static_cast<std::uint64_t>(wanted), "10 for each parameter and 10 more, at most 500"};
}

std::optional<Chosen> parallel(const Facts&) {
  return Chosen{1, "each trial learns from all before it, and what one needs of the machine is not known"};
}

std::optional<Chosen> early_stopping(const Facts& facts) {
  if (facts.strategy == "Hyperband") return Chosen{"Off", "Hyperband stops trials by itself"};
  if (facts.strategy == "Grid") return Chosen{"Off", "of a grid each cell is to have its result"};
  return Chosen{"Auto", "a trial that is worse than the median of the others at its step is not run on"};
}

std::optional<Chosen> convergence(const Facts& facts) {
  if (facts.strategy == "Grid") return std::nullopt;
  // A bound is computed where a trial is asked for.
  if (std::min(facts.trials, facts.cells) <= facts.first_bound)
    return Chosen{"Disabled", "it would take more trials than there are"};
  return Chosen{"Enabled", "it ends when no more can be gained than the noise hides"};
}

std::optional<Chosen> trial_time(const Facts& facts) {
  const auto& training = facts.request.training;
  if (training && training->find_path({"StoppingCondition", "MaxWaitTimeInSeconds"})) return std::nullopt;
  return Chosen{86400, "a day, as AMT has it without Autotune"};
}

std::optional<Chosen> retries(const Facts&) {
  return Chosen{2, "an error of the platform may pass; three in one trial do not look like it"};
}

/// In this order: the rules after the first see what it has chosen.
constexpr std::array rules = {
    Rule{"Strategy", strategy},
    Rule{"ResourceLimits.MaxNumberOfTrainingJobs", trials},
    Rule{"ResourceLimits.MaxParallelTrainingJobs", parallel},
    Rule{"TrainingJobEarlyStoppingType", early_stopping},
    Rule{"TuningJobCompletionCriteria.ConvergenceDetected.CompleteOnConvergence", convergence},
    Rule{"StoppingCondition.MaxRuntimeInSeconds", trial_time},
    Rule{"RetryStrategy.MaximumRetryAttempts", retries},
};

/// The field in the request, wherever its form has it.
std::optional<Node> given(const Layout& request, const std::string& field) {
  const auto look = [&](std::optional<Node> node) {
    for (const auto& key : keys_of(field)) {
      if (node) node = node->find(key);
    }
    return node;
  };
  if (auto node = look(request.config)) return node;
  return look(request.training);
}

/// What the request says of when convergence is looked for.
study::Convergence convergence_of(const Layout& request) {
  constexpr const char* start = "study.convergence_start";
  study::Definition definition;
  const auto node = request.config.find_path({"LodeOptions", start});
  const study::Setting* setting = study::find_setting(start);
  // What it does not accept is refused by the readers.
  if (const auto value = node ? study::find_value(*setting, node->text()) : std::nullopt)
    setting->set(definition, *value);
  return definition.convergence;
}

Facts facts_of(const Layout& request, const study::Quotas& quotas) {
  const auto ranges = ranges_of(request);
  const double most = quotas.allowed(study::quota_of_trials);
  constexpr double unlimited_trials = std::numeric_limits<double>::infinity();
  Facts facts{request,
              ranges ? read_ranges(*ranges) : std::vector<space::Parameter>(),
              0,
              most > 0 ? most : unlimited_trials,
              0,
              "",
              unlimited_trials};
  facts.first_bound =
      static_cast<double>(study::first_bound(convergence_of(request), facts.parameters.size()));
  if (!facts.parameters.empty()) facts.cells = space::Space(facts.parameters).cardinality();
  return facts;
}

/// Without ranges there is nothing to go by; the readers say what is missing.
std::vector<Choice> from_mode(const Layout& request, const study::Quotas& quotas) {
  std::vector<Choice> choices;
  if (!request.root.find("Autotune")) return choices;
  Facts facts = facts_of(request, quotas);
  if (facts.parameters.empty()) return choices;
  for (const auto& rule : rules) {
    const auto node = given(request, rule.field);
    const auto chosen = node ? std::nullopt : rule.choose(facts);
    if (chosen) choices.push_back({rule.field, chosen->value.dump(), chosen->rule});
    if (rule.choose == strategy) facts.strategy = (node ? node->value() : chosen->value).get<std::string>();
    if (rule.choose == trials && (node || chosen))
      facts.trials = (node ? node->value() : chosen->value).get<double>();
  }
  return choices;
}

}  // namespace

Completed complete(const Layout& request, const LongIntegers& digits, const study::Quotas& quotas) {
  const Json& document = request.root.value();
  Completed completed{Json(), {}, from_hints(request, quotas)};
  if (completed.choices.empty() && !request.root.find("Autotune")) return completed;
  const auto add = [&](const std::vector<Choice>& choices) {
    completed.document = with_choices(document, choices);
    completed.digits.clear();
    carry(digits, document, completed.document, completed.digits);
  };
  add(completed.choices);
  const auto more =
      from_mode(lay_out(Node(completed.document, "$", &completed.digits), request.profile), quotas);
  completed.choices.insert(completed.choices.end(), more.begin(), more.end());
  if (!more.empty()) add(completed.choices);
  return completed;
}

Json with_choices(Json document, const std::vector<Choice>& choices) {
  if (choices.empty()) return document;
  for (const auto& choice : choices) put(choice, document);
  ranges_in(document).erase("AutoParameters");
  return document;
}

}  // namespace lode::amt
