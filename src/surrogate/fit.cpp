#include "surrogate/fit.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lode::surrogate {
namespace {

/// Differences below these change no proposal that matters; a tighter fit costs evaluations.
constexpr double gradient_tolerance = 1e-3;
constexpr double value_tolerance = 1e-7;

std::vector<double> make_starts(const Priors& priors, const FitOptions& options) {
  const bool warm = options.warm_start.size() == priors.size();
  std::vector<double> starts = warm ? priors.clamp(options.warm_start) : priors.start();
  math::Random random(options.seed, options.trial, math::Purpose::start_points);
  for (int i = 0; i < options.restarts; ++i) {
    const std::vector<double> drawn = priors.draw(random);
    starts.insert(starts.end(), drawn.begin(), drawn.end());
  }
  return starts;
}

std::vector<double> repeat(const std::vector<double>& values, std::size_t times) {
  std::vector<double> out;
  for (std::size_t i = 0; i < times; ++i) out.insert(out.end(), values.begin(), values.end());
  return out;
}

}  // namespace

FitResult fit_hyperparameters(const backend::Backend& backend, const backend::Columns& columns,
                              const backend::Data& data, const Priors& priors, const FitOptions& options) {
  const std::size_t p = priors.size();
  const auto negative_posterior = [&](std::span<const double> thetas, std::span<const std::size_t>,
                                      std::span<double> values, std::span<double> gradients) {
    const backend::Likelihood likelihood = backend.likelihood(columns, data, thetas, true);
    std::copy(likelihood.gradient.begin(), likelihood.gradient.end(), gradients.begin());
    for (std::size_t k = 0; k < values.size(); ++k) {
      const auto gradient = gradients.subspan(k * p, p);
      values[k] = -(likelihood.value[k] + priors.log_density(thetas.subspan(k * p, p), gradient));
      for (double& g : gradient) g = -g;
    }
  };
  const std::vector<double> starts = make_starts(priors, options);
  const std::size_t count = starts.size() / p;
  LbfgsOptions search;
  search.iterations = options.iterations;
  search.evaluations = 2 * options.iterations;
  search.gradient_tolerance = gradient_tolerance;
  search.value_tolerance = value_tolerance;
  const std::vector<Minimum> minima = minimise(negative_posterior, starts, repeat(priors.lower, count),
                                               repeat(priors.upper, count), p, search);
  const auto best = std::min_element(minima.begin(), minima.end(),
                                     [](const Minimum& a, const Minimum& b) { return a.value < b.value; });
  FitResult result{best->point, -best->value, 0};
  for (const Minimum& m : minima) result.evaluations += m.evaluations;
  return result;
}

}  // namespace lode::surrogate
