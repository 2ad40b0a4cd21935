#include "surrogate/model_fit.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "math/elementary.h"
#include "surrogate/features.h"
#include "surrogate/fit.h"

namespace lode::surrogate {
namespace {

constexpr std::size_t restart_points = 250;       // observations that random starts see at most
constexpr std::size_t few_iterations_from = 500;  // observations from which the fit on all is cut short
constexpr int few_iterations = 10;

/// Every so many-th observation.
struct Thinned {
  Thinned(const backend::Data& all, std::size_t d, std::size_t kept) {
    const std::size_t n = all.y.size();
    for (std::size_t i = 0; i < kept; ++i) {
      const std::size_t at = i * n / kept;
      X.insert(X.end(), all.X.begin() + static_cast<std::ptrdiff_t>(at * d),
               all.X.begin() + static_cast<std::ptrdiff_t>((at + 1) * d));
      y.push_back(all.y[at]);
      if (!all.noise.empty()) noise.push_back(all.noise[at]);
    }
  }
  backend::Data data() const { return {X, y, noise}; }

  std::vector<double> X, y, noise;
};

}  // namespace

FittedTheta fit_theta(const backend::Backend& backend, const space::Space& space, const backend::Data& data,
                      const ModelOptions& options) {
  const backend::Columns columns = columns_of(space);
  const Priors priors = default_priors(columns.size(), varying(space));
  if (data.y.empty()) return {priors.mode(), 0};
  FitOptions fit;
  fit.restarts = options.restarts;
  fit.seed = options.seed;
  fit.iterations = options.iterations;
  int evaluations = 0;
  if (data.y.size() > restart_points) {
    const Thinned few(data, columns.size(), restart_points);
    const FitResult start = fit_hyperparameters(backend, columns, few.data(), priors, fit);
    fit.warm_start = start.theta;
    fit.restarts = 0;
    evaluations = start.evaluations;
  }
  if (data.y.size() >= few_iterations_from) fit.iterations = std::min(fit.iterations, few_iterations);
  const FitResult result = fit_hyperparameters(backend, columns, data, priors, fit);
  if (!std::isfinite(result.log_posterior))
    throw Error(Code::numeric, "no hyperparameters give the observations a likelihood");
  return {result.theta, evaluations + result.evaluations};
}

Hyperparameters to_hyperparameters(const std::vector<double>& theta, const OutputScale& scale) {
  const std::size_t d = theta.size() - 2;
  Hyperparameters h;
  for (std::size_t c = 0; c < d; ++c) h.lengthscales.push_back(math::exp(theta[c]));
  h.signal = scale.deviation;
  h.noise = scale.deviation * math::exp(0.5 * theta[d]);
  h.mean = scale.from_model(theta[d + 1]);
  return h;
}

}  // namespace lode::surrogate
