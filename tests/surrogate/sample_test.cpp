// Hyperparameters drawn from their posterior, against its moments by quadrature; and what several processes
// expect together.
#include "surrogate/sample.h"

#include <cmath>
#include <gtest/gtest.h>

#include "surrogate/chains.h"
#include "surrogate/fit.h"
#include "surrogate/mixture.h"
#include "surrogate/problem.h"

namespace lode::surrogate {
namespace {

struct PosteriorCase {
  std::vector<double> x, y;
  std::vector<double> mean;        ///< of theta: ln lengthscale, ln noise variance, mean
  std::vector<double> covariance;  ///< 3 x 3
};

#include "surrogate/gp_posterior_reference.inc"

std::vector<double> repeat(const std::vector<double>& values, std::size_t times) {
  std::vector<double> out;
  for (std::size_t i = 0; i < times; ++i) out.insert(out.end(), values.begin(), values.end());
  return out;
}

TEST(Sample, HyperparametersHaveTheMomentsOfTheirPosterior) {
  constexpr std::size_t chains = 10;
  const auto backend = backend::make_cpu_backend();
  const Priors priors = default_priors(1, 1);
  for (const PosteriorCase& c : posterior_cases) {
    const FitResult best = fit_hyperparameters(*backend, real_columns(1), {c.x, c.y}, priors, {});
    SliceOptions options;
    options.samples = 2000;
    options.seed = 3;
    const SliceSamples got = sample_hyperparameters(*backend, real_columns(1), {c.x, c.y}, priors,
                                                    repeat(best.theta, chains), options);
    for (std::size_t i = 0; i < 3; ++i) {
      const double deviation = std::sqrt(c.covariance[3 * i + i]);
      expect_mean(
          got, 3, chains, [i](auto t) { return t[i]; }, c.mean[i], 0.05 * deviation);
      for (std::size_t j = 0; j < 3; ++j) {
        const double scale = deviation * std::sqrt(c.covariance[3 * j + j]);
        const auto product = [&c, i, j](auto t) { return (t[i] - c.mean[i]) * (t[j] - c.mean[j]); };
        expect_mean(got, 3, chains, product, c.covariance[3 * i + j], 0.2 * scale);
      }
    }
  }
}

/// Of each chain's first sample, over many chains. (The third posterior has a rare second peak, four
/// deviations away: it takes 40 sweeps.)
TEST(Sample, FiveSweepsReachTheWholeOfASinglePeak) {
  constexpr std::size_t chains = 1000;
  const auto backend = backend::make_cpu_backend();
  const Priors priors = default_priors(1, 1);
  for (const PosteriorCase& c : std::span(posterior_cases).first(2)) {
    const FitResult best = fit_hyperparameters(*backend, real_columns(1), {c.x, c.y}, priors, {});
    SliceOptions options;
    options.burn_in = 5;
    const SliceSamples got = sample_hyperparameters(*backend, real_columns(1), {c.x, c.y}, priors,
                                                    repeat(best.theta, chains), options);
    for (std::size_t i = 0; i < 3; ++i) {
      const double deviation = std::sqrt(c.covariance[3 * i + i]);
      double mean = 0, variance = 0;  // in deviations
      for (std::size_t k = 0; k < chains; ++k) {
        const double apart = (got.points[3 * k + i] - c.mean[i]) / deviation;
        mean += apart / chains;
        variance += apart * apart / chains;
      }
      EXPECT_NEAR(mean, 0, 4 / std::sqrt(chains));
      EXPECT_NEAR(variance, 1, 0.25);
    }
  }
}

TEST(Sample, LogPosteriorsAreThoseOfTheThetas) {
  const auto backend = backend::make_cpu_backend();
  const Problem p(30);
  const Priors priors = default_priors(2, 2);
  const SliceSamples got =
      sample_hyperparameters(*backend, real_columns(2), {p.X, p.y}, priors, repeat(priors.start(), 4));
  ASSERT_EQ(got.points.size(), 16u);
  for (std::size_t k = 0; k < 4; ++k) {
    const auto theta = std::span(got.points).subspan(4 * k, 4);
    EXPECT_EQ(priors.clamp(theta), std::vector<double>(theta.begin(), theta.end()));
    const backend::Likelihood at = backend->likelihood(real_columns(2), {p.X, p.y}, theta, true);
    EXPECT_NEAR(got.values[k], at.value[0] + priors.log_density(theta, {}), 1e-9);
  }
}

TEST(Sample, NeitherTheBatchNorTheThreadsMatter) {
  const Problem p(20);
  const Priors priors = default_priors(2, 2);
  const std::vector<double> starts = repeat(priors.start(), 5);
  SliceOptions options;
  options.samples = 2;
  options.seed = 9;
  const auto backend = backend::make_cpu_backend(), threaded = backend::make_cpu_backend(3);
  const SliceSamples together =
      sample_hyperparameters(*backend, real_columns(2), {p.X, p.y}, priors, starts, options);
  const SliceSamples again =
      sample_hyperparameters(*threaded, real_columns(2), {p.X, p.y}, priors, starts, options);
  EXPECT_EQ(together.points, again.points);
  EXPECT_EQ(together.values, again.values);
  for (std::size_t k = 0; k < 5; ++k) {
    options.first_chain = k;
    const SliceSamples alone =
        sample_hyperparameters(*backend, real_columns(2), {p.X, p.y}, priors, priors.start(), options);
    const auto same = std::span(together.points).subspan(k * 8, 8);
    EXPECT_EQ(alone.points, std::vector<double>(same.begin(), same.end()));
  }
}

TEST(Mixture, HasTheMomentsOfItsParts) {
  const std::shared_ptr<const backend::Backend> backend = backend::make_cpu_backend();
  const Problem p(12);
  std::vector<Gp> gps;
  for (const double length : {0.1, 0.4, 1.5})
    gps.emplace_back(backend, real_columns(2), backend::Data{p.X, p.y},
                     std::vector<double>{std::log(length), 0, std::log(1e-3), 0.3});
  const std::vector<double> points = {0.1, 0.9, 0.5, 0.5, 0.77, 0.01};
  const backend::Posterior whole = mixture(gps, points);
  for (std::size_t i = 0; i < 3; ++i) {
    double mean = 0, square = 0;
    for (const Gp& gp : gps) {
      const backend::Posterior part = gp.posterior(points);
      mean += part.mean[i] / 3;
      square += (part.variance[i] + part.mean[i] * part.mean[i]) / 3;
    }
    EXPECT_NEAR(whole.mean[i], mean, 1e-14);
    EXPECT_NEAR(whole.variance[i], square - mean * mean, 1e-13);
  }
  const backend::Posterior alone = mixture(std::span(gps).first(1), points);
  EXPECT_EQ(alone.mean, gps[0].posterior(points).mean);
  EXPECT_EQ(alone.variance, gps[0].posterior(points).variance);
}

}  // namespace
}  // namespace lode::surrogate
