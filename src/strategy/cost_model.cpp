#include "strategy/cost_model.h"

#include <algorithm>  // sort
#include <cmath>
#include <numeric>  // accumulate

#include "math/elementary.h"
#include "surrogate/features.h"
#include "surrogate/fit.h"

namespace lode::strategy {
namespace {

constexpr std::size_t fewest_costs = 3;
constexpr std::size_t most_costs = 300;  // the newest: costs are smooth, and only weigh
constexpr int restarts = 1;
constexpr double least_scale = 1e-6;  // of the logarithm: below it all cost the same

/// The newest trials with a cost, by number.
std::vector<const Past*> with_cost(const History& history) {
  std::vector<const Past*> pasts;
  for (const Past& past : history.trials)
    if (past.cost) pasts.push_back(&past);
  std::sort(pasts.begin(), pasts.end(), [](const Past* a, const Past* b) { return a->number < b->number; });
  if (pasts.size() > most_costs)
    pasts.erase(pasts.begin(), pasts.end() - static_cast<std::ptrdiff_t>(most_costs));
  return pasts;
}

double mean_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double deviation_of(const std::vector<double>& values, double mean) {
  double sum = 0;
  for (const double value : values) sum += (value - mean) * (value - mean);
  return std::sqrt(sum / static_cast<double>(values.size()));
}

}  // namespace

std::optional<CostModel> CostModel::fit(const std::shared_ptr<const backend::Backend>& backend,
                                        const space::Space& space, const History& history,
                                        std::uint64_t seed) {
  std::vector<double> X, logs;
  for (const Past* past : with_cost(history)) {
    const std::vector<double> unit = space.encode(past->row);
    X.insert(X.end(), unit.begin(), unit.end());
    logs.push_back(math::log(*past->cost));
  }
  if (logs.size() < fewest_costs) return std::nullopt;
  const double mean = mean_of(logs), scale = deviation_of(logs, mean);
  if (!(scale > least_scale)) return std::nullopt;
  for (double& value : logs) value = (value - mean) / scale;
  const backend::Columns columns = surrogate::columns_of(space);
  const surrogate::Priors priors = surrogate::default_priors(columns.size(), surrogate::varying(space));
  surrogate::FitOptions options;
  options.restarts = restarts;
  options.seed = seed;
  options.trial = history.next_number;
  const auto found = surrogate::fit_hyperparameters(*backend, columns, {X, logs}, priors, options);
  return CostModel(surrogate::Gp(backend, columns, {X, logs}, found.theta), mean, scale);
}

std::vector<double> CostModel::costs(std::span<const double> points) const {
  std::vector<double> costs = process_.posterior(points).mean;
  for (double& cost : costs) cost = math::exp(mean_ + scale_ * cost);
  return costs;
}

}  // namespace lode::strategy
