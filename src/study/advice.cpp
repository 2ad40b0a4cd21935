#include "study/advice.h"

#include <algorithm>  // any_of, count_if, find_if, max, min_element
#include <array>
#include <cctype>
#include <cmath>
#include <cstdio>  // snprintf
#include <string_view>

#include "base/text.h"
#include "study/boundary.h"
#include "surrogate/priors.h"

namespace lode::study {

namespace {

using space::Kind;
using space::Parameter;
using space::Scaling;

using Advices = std::vector<Advice>;

/// "Although you can simultaneously specify up to 20 hyperparameters ..., limiting your search to a much
/// smaller number is likely to give you better results."
constexpr std::size_t many_parameters = 20;
/// Fewer are no matter for so short a search.
constexpr std::size_t few_parameters = 4;
/// A model's search begins with up to a third of the trials, spread over the space.
constexpr std::size_t share_of_first_trials = 3;
/// As Auto decides for the logarithm.
constexpr double wide_ratio = 1000;
constexpr double huge_ratio = 1e8;
/// A long lengthscale: beyond its prior, and beyond the shortest one.
constexpr double long_deviations = 1.25, long_ratio = 8;

bool model_based(const Definition& d) { return d.strategy == "Bayesian"; }

std::size_t searched(const Definition& d) {
  return static_cast<std::size_t>(
      std::ranges::count_if(d.parameters, [](const Parameter& p) { return !p.constant(); }));
}

std::string quoted(const Parameter& p) { return "'" + p.name + "'"; }

void on_number_of_parameters(const Definition& d, Advices& advices) {
  const std::size_t n = searched(d);
  if (n > many_parameters)
    advices.push_back({"TooManyParameters", "",
                       std::to_string(n) +
                           " parameters are searched; the cost of a search depends on their number most, and "
                           "a much smaller one is likely to give better results (AMT's best practices: "
                           "choosing the number of hyperparameters)"});
}

void on_number_of_trials(const Definition& d, Advices& advices) {
  const std::size_t n = searched(d);
  const std::uint64_t trials = d.limits.max_trials;
  if (!model_based(d) || trials == 0 || n <= few_parameters || trials >= share_of_first_trials * n) return;
  advices.push_back({"TooFewTrials", "",
                     std::to_string(trials) + " trials for " + std::to_string(n) +
                         " parameters: the model's first third of them is fewer than the parameters; search "
                         "fewer parameters, or in " +
                         std::to_string(share_of_first_trials * n) +
                         " trials and more (AMT's best practices: limiting the search to a smaller number "
                         "gives better results)"});
}

void on_parallel_trials(const Definition& d, Advices& advices) {
  const std::uint64_t trials = d.limits.max_trials, parallel = d.limits.max_parallel;
  if (!model_based(d) || trials == 0 || parallel < 2 || parallel * share_of_first_trials <= trials) return;
  advices.push_back({"TooParallel", "",
                     std::to_string(parallel) + " trials at a time of " + std::to_string(trials) +
                         " in all: a search improves only by successive rounds, and of these there are fewer "
                         "than three (AMT's best practices: choosing the number of concurrent jobs; one at a "
                         "time gives the best result for the compute)"});
}

/// A name's words, in lower case: "trainBatchSize", "train_batch-size" -> train, batch, size.
std::vector<std::string> words_of(const std::string& name) {
  std::vector<std::string> words(1);
  bool lower_before = false;
  for (const unsigned char c : name) {
    const bool letter = std::isalnum(c) != 0;
    const bool begins = !letter || (std::isupper(c) != 0 && lower_before);
    if (begins && !words.back().empty()) words.emplace_back();
    if (letter) words.back() += static_cast<char>(std::tolower(c));
    lower_before = std::islower(c) != 0;
  }
  if (words.size() > 1 && words.back().empty()) words.pop_back();
  return words;
}

/// Whether a parameter of that name counts something.
bool names_a_count(const std::string& name) {
  constexpr std::string_view counts[] = {"batchsize",  "minibatchsize", "layers",     "epochs",   "units",
                                         "rounds",     "leaves",        "estimators", "trees",    "neighbors",
                                         "heads",      "neurons",       "filters",    "clusters", "nodes",
                                         "iterations", "topics"};
  constexpr std::pair<std::string_view, std::string_view> pairs[] = {
      {"batch", "size"}, {"max", "depth"}, {"num", "round"}, {"hidden", "size"}, {"kernel", "size"}};
  const auto words = words_of(name);
  if (std::ranges::any_of(counts, [&](auto word) { return words.back() == word; })) return true;
  if (words.size() < 2) return false;
  const auto& before = words[words.size() - 2];
  return std::ranges::any_of(
      pairs, [&](const auto& pair) { return before == pair.first && words.back() == pair.second; });
}

bool whole(double x) { return x == std::floor(x); }

void on_real_count(const Parameter& p, Advices& advices) {
  const bool whole_values = p.step > 0 && whole(p.step) && whole(p.low);
  if (p.kind != Kind::real || p.constant() || whole_values || p.low < 1 || !names_a_count(p.name)) return;
  advices.push_back({"RealBatchSize", p.name,
                     quoted(p) + " is a real parameter, and its name says that it counts something: the " +
                         "trainer will be given values such as " + to_text(p.low + 0.37 * (p.high - p.low)) +
                         "; an IntegerParameterRange gives whole ones (AMT's own example searches batch_size "
                         "as a continuous parameter from 32 to 256)"});
}

void on_range(const Parameter& p, Advices& advices) {
  if (p.kind == Kind::categorical || p.constant() || p.low <= 0) return;
  const double ratio = p.high / p.low;
  const std::string range = quoted(p) + " goes from " + to_text(p.low) + " to " + to_text(p.high);
  if (p.scaling == Scaling::linear && ratio >= wide_ratio)
    advices.push_back({"LinearScale", p.name,
                       range + " on a linear scale, which leaves one trial in a hundred for what is below a "
                               "hundredth of its largest value; "
                               "Logarithmic, or Auto, spreads them evenly (AMT's best practices: using "
                               "logarithmic scales)"});
  if (p.resolved == Scaling::logarithmic && ratio > huge_ratio)
    advices.push_back({"LargeRange", p.name,
                       range + ", more than eight powers of ten; a smaller range gives better results where "
                               "the good values are known to lie in a part of it (AMT's best practices: "
                               "choosing hyperparameter ranges)"});
}

Advices on_definition(const Definition& d, const std::vector<Parameter>& resolved) {
  Advices advices;
  on_number_of_parameters(d, advices);
  on_number_of_trials(d, advices);
  on_parallel_trials(d, advices);
  for (const auto& p : resolved) {
    on_real_count(p, advices);
    on_range(p, advices);
  }
  return advices;
}

/// Where the trainer can take no value beyond an end. AMT's fields say nothing of it; a count's name does.
bool ends_there(const Parameter& p, bool upper) { return !upper && p.low <= 1 && names_a_count(p.name); }

/// Ends beyond which there often is nothing: 0, the 1 of whole numbers, the 1 of a share.
bool natural(const Parameter& p, bool upper) {
  if (upper) return p.high == 1 && p.low >= 0;
  return p.low == 0 || (p.low == 1 && p.kind == Kind::integer);
}

/// The parameters' lengthscales in the newest model, as logarithms; empty without a model. Hyperband's has
/// one more, of the resource, behind them.
std::vector<double> newest_lengthscales(const State& state) {
  const auto& trials = state.trials();
  const auto newest = std::find_if(trials.rbegin(), trials.rend(),
                                   [](const auto& trial) { return trial->record.source == "model"; });
  if (newest == trials.rend()) return {};
  const auto& theta = (*newest)->record.hyperparameters;
  const std::size_t d = state.space().size();
  if (theta.size() != d + 2 && theta.size() != d + 3) return {};
  return {theta.begin(), theta.begin() + static_cast<std::ptrdiff_t>(d)};
}

surrogate::Priors priors_of(const State& state) {
  return surrogate::default_priors(state.space().size(),
                                   std::max<std::size_t>(1, searched(state.definition())));
}

void on_boundary(const State& state, const Boundary& at, Advices& advices) {
  const Parameter& p = state.space()[at.parameter];
  if (ends_there(p, at.upper)) return;
  advices.push_back({"BestAtBoundary", p.name,
                     "the best of " + std::to_string(state.counters().objective_succeeded) +
                         " trials lie at the " + (at.upper ? "upper" : "lower") + " end of the range of " +
                         quoted(p) + ", " + to_text(at.upper ? p.high : p.low) +
                         ", and the objective improves towards it; better values may lie beyond it" +
                         (natural(p, at.upper) ? ", where the trainer takes such values" : "") +
                         " (AMT's best practices: choosing hyperparameter ranges)"});
}

std::string two_digits(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.2g", value);
  return text.data();
}

/// Of the newest model, which has seen trials enough to tell. Without any effect on the results a lengthscale
/// stays near its prior; that it is longer is what the trials have shown.
/// \param ends parameters of which the trials showed that they have an effect
void on_lengthscales(const State& state, const std::vector<Boundary>& ends, Advices& advices) {
  const auto& space = state.space();
  const std::size_t enough = std::max<std::size_t>(20, 5 * searched(state.definition()));
  const auto theta = newest_lengthscales(state);
  if (theta.empty() || state.counters().objective_succeeded < enough) return;
  const surrogate::Priors priors = priors_of(state);
  const double shortest = *std::min_element(theta.begin(), theta.end());
  for (std::size_t i = 0; i < space.size(); ++i) {
    const bool long_one = theta[i] >= priors.mean[i] + long_deviations * priors.deviation[i];
    if (space[i].constant() || !long_one || theta[i] < shortest + std::log(long_ratio)) continue;
    if (std::ranges::any_of(ends, [i](const Boundary& end) { return end.parameter == i; })) continue;
    const double length = std::exp(theta[i]);
    advices.push_back({"UselessParameter", space[i].name,
                       quoted(space[i]) + " seems to matter little: its lengthscale in the newest model is " +
                           two_digits(length) + " times its range, where " +
                           two_digits(std::exp(priors.mean[i])) + " was expected and the shortest is " +
                           two_digits(std::exp(shortest)) +
                           "; a fixed value would leave more trials to the others (AMT's best practices: "
                           "choosing the number of hyperparameters)"});
  }
}

}  // namespace

std::vector<Advice> advice_on(const Definition& definition) {
  return on_definition(definition, space::Space(definition.parameters).parameters());
}

std::vector<Advice> advice_on(const State& state) {
  Advices advices = on_definition(state.definition(), state.space().parameters());
  const auto ends = best_at_boundary(state);
  for (const auto& end : ends) on_boundary(state, end, advices);
  on_lengthscales(state, ends, advices);
  return advices;
}

}  // namespace lode::study
