#include "strategy/regret.h"

#include <algorithm>  // max, min
#include <cmath>
#include <numbers>
#include <span>
#include <vector>

#include "acquisition/closed_form.h"
#include "acquisition/maximise.h"
#include "base/error.h"
#include "math/elementary.h"
#include "strategy/bayesian_data.h"
#include "strategy/model_fit.h"
#include "surrogate/features.h"
#include "surrogate/fit.h"
#include "surrogate/gp.h"
#include "surrogate/output_transform.h"

namespace lode::strategy {
namespace {

constexpr double failure_probability = 0.1;  // delta: that the function leaves its bounds
constexpr double tightening = 5;             // of beta, which theory makes too wide for practice
constexpr int restarts = 2;                  // random starts of the fit

/// Hyperparameters by maximum a posteriori, from those of the newest proposal that has some too.
std::vector<double> fitted(const backend::Backend& backend, const backend::Columns& columns,
                           const surrogate::Priors& priors, const ModelData& data, const History& history,
                           std::uint64_t seed) {
  surrogate::FitOptions options;
  options.restarts = restarts;
  options.seed = seed;
  options.trial = history.next_number;
  if (const Past* earlier = newest_fit(history, priors.size()))
    options.warm_start = earlier->record.hyperparameters;
  const surrogate::FitResult result = fit_model(backend, columns, priors, data, true, options);
  if (!std::isfinite(result.log_posterior))
    throw Error(Code::numeric, "no hyperparameters give the trials a likelihood");
  return result.theta;
}

struct Confidence {
  double least_upper = 0;  ///< of mean + w s
  double least_lower = 0;  ///< of mean - w s
};

/// At the observed trials.
Confidence at_trials(const surrogate::Gp& gp, const ModelData& data, double width) {
  const auto observed = std::span(data.X).first(data.losses.size() * gp.columns());
  const backend::Posterior posterior = gp.posterior(observed);
  Confidence least{HUGE_VAL, HUGE_VAL};
  for (std::size_t i = 0; i < data.losses.size(); ++i) {
    const double reach = width * std::sqrt(posterior.variance[i]);
    least.least_upper = std::min(least.least_upper, posterior.mean[i] + reach);
    least.least_lower = std::min(least.least_lower, posterior.mean[i] - reach);
  }
  return least;
}

/// Over the space.
double least_lower(const surrogate::Gp& gp, const space::Space& space, const ModelData& data, double width,
                   std::uint64_t seed, std::uint64_t trial) {
  const acquisition::ClosedForm lower(gp, {math::ScoreKind::ucb, 0, width, false});
  acquisition::MaximiseOptions options;
  options.candidates.seed = seed;
  options.candidates.trial = trial;
  const auto nothing_seen = [](std::span<const double>) { return false; };
  const auto found = acquisition::maximise(lower, space, data.best, nothing_seen, options);
  return found ? -found->value : HUGE_VAL;
}

}  // namespace

double regret_width(std::size_t dimensions, std::size_t trials) {
  const double d = static_cast<double>(dimensions), t = static_cast<double>(trials);
  const double pi = std::numbers::pi;
  return std::sqrt(2 * math::log(d * t * t * pi * pi / (6 * failure_probability)) / tightening);
}

Regret bound_regret(const space::Space& space, const History& history, const RegretOptions& options,
                    std::shared_ptr<const backend::Backend> backend) {
  const backend::Columns columns = surrogate::columns_of(space);
  const std::size_t varying = surrogate::varying(space);
  const surrogate::Priors priors = surrogate::default_priors(columns.size(), varying);
  if (!enough_for_model(history)) throw Error(Code::numeric, "fewer than two trials to learn from");
  const ModelData data = model_data(space, history);
  const std::vector<double> theta = fitted(*backend, columns, priors, data, history, options.seed);
  const surrogate::Gp gp(std::move(backend), columns, {data.X, data.targets}, theta);
  const double width = options.width > 0 ? options.width : regret_width(varying, data.size() + data.left_out);
  const Confidence trials = at_trials(gp, data, width);
  const double lower =
      std::min(trials.least_lower, least_lower(gp, space, data, width, options.seed, history.next_number));
  const auto observed = std::span(data.targets).first(data.losses.size());
  const double unit = surrogate::loss_per_target(data.losses, observed);
  return {unit * (trials.least_upper - lower), unit * math::exp(0.5 * theta[columns.size()])};
}

}  // namespace lode::strategy
