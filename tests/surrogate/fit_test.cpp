#include "surrogate/fit.h"

#include <cmath>
#include <gtest/gtest.h>

#include "surrogate/gp.h"
#include "surrogate/priors.h"
#include "surrogate/problem.h"

namespace lode::surrogate {
namespace {

double log_posterior(const backend::Backend& backend, const Problem& p, const Priors& priors,
                     std::span<const double> theta) {
  return backend.likelihood(real_columns(2), {p.X, p.y}, theta, false).value[0] +
         priors.log_density(theta, {});
}

TEST(Priors, GradientAgreesWithFiniteDifferences) {
  const Priors priors = default_priors(3, 3);
  std::vector<double> theta = {-1, 0.3, 2, -6, 0.7}, gradient(5, 0.0);
  priors.log_density(theta, gradient);
  for (std::size_t i = 0; i < 5; ++i) {
    std::vector<double> up = theta, down = theta;
    up[i] += 1e-5;
    down[i] -= 1e-5;
    EXPECT_NEAR(gradient[i], (priors.log_density(up, {}) - priors.log_density(down, {})) / 2e-5, 1e-8);
  }
}

TEST(Priors, ModesAreWhereTheyAreSaidToBe) {
  const Priors priors = default_priors(2, 16);
  std::vector<double> gradient(4, 0.0);
  priors.log_density(std::vector<double>{std::log(1.8), std::log(1.8), -5, 0}, gradient);
  for (const double g : gradient) EXPECT_NEAR(g, 0, 1e-12);
}

TEST(Priors, StartsAreWithinTheBounds) {
  const Priors priors = default_priors(4, 4);
  math::Random random(3, 1, math::Purpose::test);
  for (int k = 0; k < 500; ++k) {
    const std::vector<double> theta = priors.draw(random);
    EXPECT_EQ(theta, priors.clamp(theta));
  }
}

TEST(Fit, ReachesAStationaryPointOrABound) {
  const auto backend = backend::make_cpu_backend();
  const Problem p(40);
  const Priors priors = default_priors(2, 2);
  FitOptions options;
  options.seed = 1;
  const FitResult fit = fit_hyperparameters(*backend, real_columns(2), {p.X, p.y}, priors, options);
  EXPECT_NEAR(fit.log_posterior, log_posterior(*backend, p, priors, fit.theta), 1e-9);
  for (std::size_t i = 0; i < 4; ++i) {
    std::vector<double> up = fit.theta, down = fit.theta;
    up[i] = std::min(priors.upper[i], up[i] + 0.05);
    down[i] = std::max(priors.lower[i], down[i] - 0.05);
    EXPECT_LE(log_posterior(*backend, p, priors, up), fit.log_posterior + 1e-4) << i;
    EXPECT_LE(log_posterior(*backend, p, priors, down), fit.log_posterior + 1e-4) << i;
  }
}

TEST(Fit, FindsWhichColumnMatters) {
  const auto backend = backend::make_cpu_backend();
  const Problem p(40);
  const FitResult fit = fit_hyperparameters(*backend, real_columns(2), {p.X, p.y}, default_priors(2, 2), {});
  EXPECT_LT(fit.theta[0], fit.theta[1] - 1);
  EXPECT_LT(fit.theta[2], std::log(1e-2));  // no noise in the data
}

TEST(Fit, MoreStartsNeverHurtAndAWarmStartIsKept) {
  const auto backend = backend::make_cpu_backend();
  const Problem p(25);
  const Priors priors = default_priors(2, 2);
  FitOptions one, many;
  one.restarts = 0;
  many.restarts = 6;
  const FitResult a = fit_hyperparameters(*backend, real_columns(2), {p.X, p.y}, priors, one);
  const FitResult b = fit_hyperparameters(*backend, real_columns(2), {p.X, p.y}, priors, many);
  EXPECT_GE(b.log_posterior, a.log_posterior);
  one.warm_start = b.theta;
  const FitResult again = fit_hyperparameters(*backend, real_columns(2), {p.X, p.y}, priors, one);
  EXPECT_GE(again.log_posterior, b.log_posterior);
  EXPECT_LT(again.evaluations, 10);
}

TEST(Fit, SurvivesDegenerateData) {
  const auto backend = backend::make_cpu_backend();
  const Priors priors = default_priors(2, 2);
  const std::vector<std::vector<double>> inputs = {{0.5, 0.5}, {0.5, 0.5, 0.5, 0.5}, {0, 1, 0, 1, 0, 1}};
  for (const std::vector<double>& X : inputs) {
    const std::vector<double> y(X.size() / 2, 0.0);
    const FitResult fit = fit_hyperparameters(*backend, real_columns(2), {X, y}, priors, {});
    EXPECT_TRUE(std::isfinite(fit.log_posterior));
    for (const double t : fit.theta) EXPECT_TRUE(std::isfinite(t));
  }
}

TEST(Gp, BelievingLeavesTheMeanAndTakesTheVariance) {
  const std::shared_ptr<const backend::Backend> backend = backend::make_cpu_backend();
  const Problem p(20);
  const std::vector<double> theta = {std::log(0.3), std::log(2.0), std::log(1e-4), 0.1};
  const Gp gp(backend, real_columns(2), {p.X, p.y}, theta);
  const std::vector<double> pending = {0.21, 0.9, 0.65, 0.05};
  const Gp believed = gp.believe(pending);
  EXPECT_EQ(believed.size(), 22u);
  math::Random random(9, 1, math::Purpose::test);
  std::vector<double> points = pending;
  for (int i = 0; i < 40; ++i) points.push_back(random.uniform());
  const auto before = gp.posterior(points), after = believed.posterior(points);
  for (std::size_t i = 0; i < before.mean.size(); ++i) {
    EXPECT_NEAR(before.mean[i], after.mean[i], 1e-8);
    EXPECT_LE(after.variance[i], before.variance[i] + 1e-12);
  }
  EXPECT_LT(after.variance[0], 1e-4);  // what is left is below the noise
  EXPECT_LT(after.variance[1], 1e-4);
  EXPECT_EQ(gp.size(), 20u);
}

TEST(Gp, ConditioningEqualsTrainingOnAll) {
  const std::shared_ptr<const backend::Backend> backend = backend::make_cpu_backend();
  const Problem p(20);
  const std::vector<double> theta = {std::log(0.3), std::log(2.0), std::log(1e-3), 0.1};
  const Gp all(backend, real_columns(2), {p.X, p.y}, theta);
  const Gp grown = Gp(backend, real_columns(2), {std::span(p.X).first(38), std::span(p.y).first(19)}, theta)
                       .condition(std::span(p.X).subspan(38), p.y[19]);
  const std::vector<double> points = {0.1, 0.2, 0.7, 0.7};
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_NEAR(all.posterior(points).mean[i], grown.posterior(points).mean[i], 1e-10);
    EXPECT_NEAR(all.posterior(points).variance[i], grown.posterior(points).variance[i], 1e-10);
  }
}

}  // namespace
}  // namespace lode::surrogate
