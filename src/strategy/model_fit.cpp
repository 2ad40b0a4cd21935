#include "strategy/model_fit.h"

namespace lode::strategy {

namespace {

constexpr std::size_t restart_points = 250;       // training points that random starts see at most
constexpr std::size_t few_iterations_from = 500;  // training points from which fits are cut short
constexpr int few_iterations = 10;

}  // namespace

surrogate::FitResult fit_model(const backend::Backend& backend, const backend::Columns& columns,
                               const surrogate::Priors& priors, const ModelData& data, bool restart,
                               surrogate::FitOptions options) {
  const auto fit_to = [&](const ModelData& points) {
    return surrogate::fit_hyperparameters(backend, columns, {points.X, points.targets}, priors, options);
  };
  if (restart && data.size() > always_restarted) {
    options.warm_start = fit_to(thinned(data, columns.size(), restart_points)).theta;
    options.restarts = 0;
  }
  if (data.size() >= few_iterations_from) options.iterations = few_iterations;
  return fit_to(data);
}

}  // namespace lode::strategy
