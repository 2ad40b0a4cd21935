#include "study/quotas.h"

#include <algorithm>  // any_of, max, min, none_of
#include <cmath>
#include <functional>  // identity
#include <type_traits>

#include "base/characters.h"
#include "base/error.h"
#include "base/text.h"
#include "space/space.h"

namespace lode::study {

namespace {

constexpr double days = 86400;
/// In AMT a job that says nothing ends after these, though it may ask for more today.
constexpr double unsaid_run_seconds = 30 * days;

constexpr const char* studies_option = "context.quota.studies";
constexpr const char* parallel_option = "context.quota.parallel";
constexpr const char* run_option = "context.quota.run_seconds";

double count_parameters(const Definition& d, QuotaPreset preset) {
  double count = 0;
  for (const auto& p : d.parameters)
    count += count_parameter(preset, p.kind == space::Kind::categorical, p.choices.size());
  return count;
}

double count_values(const Definition& d, QuotaPreset) {
  std::size_t most = 0;
  for (const auto& p : d.parameters) most = std::max(most, p.choices.size());
  return static_cast<double>(most);
}

/// AMT gives every training job one more, _tuning_objective_metric.
double count_hyperparameters(const Definition& d, QuotaPreset preset) {
  const std::size_t injected = preset == QuotaPreset::amt_current ? 1 : 0;
  return static_cast<double>(d.parameters.size() + d.static_parameters.size() + injected);
}

double count_metrics(const Definition& d, QuotaPreset) { return static_cast<double>(d.metrics.size()); }

/// A grid has as many trials as cells where it has no other number.
double count_trials(const Definition& d, QuotaPreset) {
  if (d.limits.max_trials == 0 && d.strategy == "Grid") return space::Space(d.parameters).cardinality();
  return static_cast<double>(d.limits.max_trials);
}

double count_parallel(const Definition& d, QuotaPreset) { return d.limits.max_parallel; }

double count_run_seconds(const Definition& d, QuotaPreset) { return d.limits.max_runtime; }

/// The characters of the longest of the texts.
template <class Items, class Text>
double longest(const Items& items, const Text& text) {
  std::size_t most = 0;
  for (const auto& item : items) most = std::max(most, characters(text(item)));
  return static_cast<double>(most);
}

constexpr auto name_of = [](const auto& item) -> const std::string& { return item.name; };
constexpr auto key_of = [](const auto& pair) -> const std::string& { return pair.first; };
constexpr auto value_of = [](const auto& pair) -> const std::string& { return pair.second; };

double count_name(const Definition& d, QuotaPreset) { return static_cast<double>(characters(d.name)); }

double count_parameter_name(const Definition& d, QuotaPreset) {
  return std::max(longest(d.parameters, name_of), longest(d.static_parameters, key_of));
}

double count_value(const Definition& d, QuotaPreset) {
  double most = 0;
  for (const auto& p : d.parameters) most = std::max(most, longest(p.choices, std::identity()));
  return most;
}

double count_static_value(const Definition& d, QuotaPreset) { return longest(d.static_parameters, value_of); }

double count_metric_name(const Definition& d, QuotaPreset) {
  return std::max(longest(d.objectives, [](const auto& o) -> const std::string& { return o.metric; }),
                  longest(d.metrics, name_of));
}

double count_regex(const Definition& d, QuotaPreset) {
  return longest(d.metrics, [](const auto& metric) -> const std::string& { return metric.regex; });
}

double count_variables(const Definition& d, QuotaPreset) { return static_cast<double>(d.environment.size()); }

double count_variable(const Definition& d, QuotaPreset) {
  return std::max(longest(d.environment, key_of), longest(d.environment, value_of));
}

const Quota& quota(const std::string& option) {
  for (const auto& row : quota_table())
    if (option == row.option) return row;
  throw Error(Code::internal, "there is no quota '" + option + "'");
}

[[noreturn]] void refuse(const Quota& quota, double given, double allowed, const std::string& hint) {
  throw Error(Code::limit, std::string("quota of ") + quota.what + ": " + to_text(given) +
                               " given; at most " + to_text(allowed) + " accepted" + hint + "; the option " +
                               quota.option + " raises it");
}

std::string hint_for(const Quota& quota, QuotaPreset preset) {
  const bool by_value =
      quota.option == std::string(quota_of_parameters) && preset == QuotaPreset::amt_classic;
  return by_value ? ", where each value of a categorical counts as one" : "";
}

}  // namespace

double count_parameter(QuotaPreset preset, bool categorical, std::size_t values) {
  return categorical && preset == QuotaPreset::amt_classic ? static_cast<double>(values) : 1;
}

const std::vector<Quota>& quota_table() {
  static const std::vector<Quota> table = {
      {quota_of_parameters, "searched parameters", 20, 30,
       "Parameters that a study may search. With context.quotas = amt-classic every value of a categorical "
       "counts as one.",
       count_parameters},
      {quota_of_values, "values of one categorical parameter", 0, 30,
       "Values that a categorical parameter may have.", count_values},
      {"context.quota.hyperparameters", "hyperparameters, searched and static", 0, 100,
       "Hyperparameters, searched and static; amt-current counts AMT's own _tuning_objective_metric too.",
       count_hyperparameters},
      {"context.quota.metrics", "metric definitions", 20, 40, "Metrics that a study may define.",
       count_metrics},
      {quota_of_trials, "trials (MaxNumberOfTrainingJobs)", 500, 750,
       "Trials of a study. It is the limit of a study that names none; a grid counts its cells.",
       count_trials},
      {parallel_option, "trials at a time (MaxParallelTrainingJobs)", 10, 100,
       "Trials that a study may run at a time. A study that names no number runs one.", count_parallel},
      {run_option, "seconds of run time (MaxRuntimeInSeconds)", 30 * days, 15768000,
       "Run time of a study, in seconds: while it is driven, or while a host that trains by itself has any "
       "of its trials. A study that names none ends after 30 days, or after this where it is set.",
       count_run_seconds},
      {studies_option, "studies that go on", 100, 100,
       "Studies of a store that are InProgress or Stopping, when one is made or run.", nullptr},
      {"context.quota.name_length", "characters of the study's name", 0, 32,
       "Characters of a study's name (HyperParameterTuningJobName).", count_name},
      {"context.quota.parameter_name_length", "characters of a hyperparameter's name", 0, 256,
       "Characters of the name of a hyperparameter, searched or static.", count_parameter_name},
      {"context.quota.value_length", "characters of a categorical's value", 0, 256,
       "Characters of a value that a categorical parameter may have.", count_value},
      {"context.quota.static_value_length", "characters of a static value", 0, 2500,
       "Characters of the value of a static hyperparameter.", count_static_value},
      {"context.quota.metric_name_length", "characters of a metric's name", 0, 255,
       "Characters of the name of a metric, the objective's among them.", count_metric_name},
      {"context.quota.regex_length", "characters of a metric's expression", 0, 500,
       "Characters of a metric's regular expression.", count_regex},
      {"context.quota.environment", "variables (Environment)", 0, 48,
       "Variables that a study may set for its trials.", count_variables},
      {"context.quota.variable_length", "characters of a variable's name or value", 0, 512,
       "Characters of the name, and of the value, of such a variable.", count_variable},
  };
  return table;
}

const std::vector<const char*>& preset_words() {
  static const std::vector<const char*> words = {"none", "amt-classic", "amt-current"};
  return words;
}

bool Quotas::given(const Quota& quota) const {
  const auto found = numbers_.find(quota.option);
  return found != numbers_.end() && found->second > 0;
}

double Quotas::allowed(const Quota& quota) const {
  if (given(quota)) return numbers_.at(quota.option);
  return preset_ == QuotaPreset::amt_classic   ? quota.classic
         : preset_ == QuotaPreset::amt_current ? quota.current
                                               : 0;
}

double Quotas::allowed(const char* option) const { return allowed(quota(option)); }

bool Quotas::any() const {
  return std::ranges::any_of(quota_table(), [this](const Quota& quota) { return allowed(quota) > 0; });
}

void Quotas::check(const Definition& definition) const {
  for (const auto& quota : quota_table()) {
    const double most = allowed(quota);
    if (most == 0 || quota.count == nullptr) continue;
    const double wanted = quota.count(definition, preset_);
    if (wanted > most) refuse(quota, wanted, most, hint_for(quota, preset_));
  }
}

void Quotas::complete(Definition& definition) const {
  Limits& limits = definition.limits;
  const auto choose = [&](const char* option, const char* field, auto& limit, double number) {
    if (limit != 0 || number == 0) return;
    limit = static_cast<std::remove_reference_t<decltype(limit)>>(number);
    definition.choices.push_back({std::string("ResourceLimits.") + field,
                                  std::to_string(static_cast<std::uint64_t>(number)),
                                  std::string("what ") + option + " has for it", true});
  };
  if (definition.strategy != "Grid")
    choose(quota_of_trials, "MaxNumberOfTrainingJobs", limits.max_trials, allowed(quota_of_trials));
  choose(parallel_option, "MaxParallelTrainingJobs", limits.max_parallel,
         allowed(parallel_option) > 0 ? 1 : 0);
  const double run = allowed(run_option);
  choose(run_option, "MaxRuntimeInSeconds", limits.max_runtime,
         std::min(run, given(quota(run_option)) ? most_seconds : unsaid_run_seconds));
}

bool Quotas::counts_studies() const { return allowed(quota(studies_option)) > 0; }

void Quotas::check_studies(std::size_t others) const {
  const Quota& studies = quota(studies_option);
  const double most = allowed(studies);
  if (most > 0 && static_cast<double>(others) + 1 > most)
    refuse(studies, static_cast<double>(others) + 1, most, ", this one included");
}

namespace {

/// By the events' types alone: what a newer release wrote may still be counted. After a study's end nothing
/// is written but that its driver has ended.
bool goes_on(const store::EventLog& log) {
  constexpr std::uint64_t last = 2;
  const std::uint64_t head = log.head();
  const auto events = log.read_from(head - std::min(head, last));
  return !events.empty() &&
         std::ranges::none_of(events, [](const auto& event) { return event.type == "StudyEnded"; });
}

}  // namespace

std::size_t studies_going_on(store::Store& store, const std::string& except) {
  std::size_t count = 0;
  for (const auto& entry : store.list()) {
    if (entry.name == except) continue;
    try {
      count += goes_on(*store.open(entry.name)) ? 1 : 0;
    } catch (const Error& e) {
      if (e.code() != Code::not_found) throw;  // purged by another process meanwhile
    }
  }
  return count;
}

}  // namespace lode::study
