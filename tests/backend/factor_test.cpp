// Factors: grown one by one, many at a time, without points; what is computed from them.

#include <cmath>

#include "backend/every_backend.h"
#include "math/philox.h"

namespace lode::backend {
namespace {

TEST_P(BackendTest, BatchEqualsOneByOne) {
  const Problem p(33);
  std::vector<double> thetas;
  for (int k = 0; k < 3; ++k) {
    for (const double t : p.theta) thetas.push_back(t + 0.1 * k);
  }
  const Likelihood batch = backend_->likelihood(mixed_columns, {p.X, p.y}, thetas, true);
  for (std::size_t k = 0; k < 3; ++k) {
    const std::vector<double> theta(thetas.begin() + static_cast<std::ptrdiff_t>(k * 5),
                                    thetas.begin() + static_cast<std::ptrdiff_t>(k * 5 + 5));
    const Likelihood one = backend_->likelihood(mixed_columns, {p.X, p.y}, theta, true);
    // A device's library may choose another kernel for another batch.
    const double tolerance = on_cpu() ? 0 : 1e-12;
    EXPECT_NEAR(one.value[0], batch.value[k], tolerance * std::fabs(one.value[0]));
    for (std::size_t i = 0; i < 5; ++i)
      EXPECT_NEAR(one.gradient[i], batch.gradient[k * 5 + i], tolerance * (1 + std::fabs(one.gradient[i])));
  }
}

TEST_P(BackendTest, ManyCandidatesEqualFew) {
  const Problem p(25);
  const auto factor = backend_->factorise(mixed_columns, {p.X, p.y}, p.theta);
  const std::vector<double> points = Problem(700, 3).X;
  const Posterior all = backend_->predict(*factor, points, true);
  for (std::size_t i = 0; i < 700; i += 37) {
    const Posterior one = backend_->predict(*factor, std::span(points).subspan(i * 3, 3), true);
    EXPECT_NEAR(one.mean[0], all.mean[i], 1e-12);
    EXPECT_NEAR(one.variance[0], all.variance[i], 1e-12);
    EXPECT_NEAR(one.mean_gradient[2], all.mean_gradient[i * 3 + 2], 1e-10);
    EXPECT_NEAR(one.variance_gradient[0], all.variance_gradient[i * 3], 1e-10);
  }
}

TEST_P(BackendTest, AppendEqualsFactorise) {
  const Problem p(50);
  const Columns& columns = mixed_columns;
  std::unique_ptr<Factor> grown =
      backend_->factorise(columns, {std::span(p.X).first(30 * 3), std::span(p.y).first(30)}, p.theta);
  for (std::size_t i = 30; i < 50; ++i)
    grown = backend_->append(*grown, std::span(p.X).subspan(i * 3, 3), p.y[i]);
  const auto whole = backend_->factorise(columns, {p.X, p.y}, p.theta);
  ASSERT_EQ(grown->size(), 50u);
  const std::vector<double> points = Problem(20, 4).X;
  const Posterior a = backend_->predict(*grown, points, true), b = backend_->predict(*whole, points, true);
  expect_near_all(a.mean, b.mean, 1e-9);
  expect_near_all(a.variance, b.variance, 1e-9);
  expect_near_all(a.mean_gradient, b.mean_gradient, 1e-9);
  expect_near_all(a.variance_gradient, b.variance_gradient, 1e-9);
}

TEST_P(BackendTest, JitterMakesDuplicatesDefinite) {
  Problem p(12);
  p.X.insert(p.X.end(), p.X.begin(), p.X.begin() + 6);  // two points once more
  p.y.insert(p.y.end(), p.y.begin(), p.y.begin() + 2);
  p.theta[3] = -200;  // no noise
  const auto factor = backend_->factorise(mixed_columns, {p.X, p.y}, p.theta);
  EXPECT_GT(factor->jitter(), 0);
  EXPECT_LE(factor->jitter(), 1e-4);
  const Posterior at = backend_->predict(*factor, std::span(p.X).first(36), true);
  for (std::size_t i = 0; i < 12; ++i) {
    EXPECT_NEAR(at.mean[i], p.y[i], 1e-2);
    EXPECT_GT(at.variance[i], 0);
  }
}

TEST_P(BackendTest, AppendingADuplicateTakesJitter) {
  Problem p(12);
  p.theta[3] = -200;
  const auto factor = backend_->factorise(mixed_columns, {p.X, p.y}, p.theta);
  const auto longer = backend_->append(*factor, std::span(p.X).first(3), p.y[0]);
  EXPECT_EQ(longer->size(), 13u);
  EXPECT_GT(longer->jitter(), 0);
}

TEST_P(BackendTest, AppendingWithNoiseEqualsFactorising) {
  const Problem p(20);
  std::vector<double> own(20, 0.0);
  own[15] = 0.3;
  own[18] = 0.01;
  auto grown =
      backend_->factorise(mixed_columns, {std::span(p.X).first(36), std::span(p.y).first(12)}, p.theta);
  for (std::size_t i = 12; i < 20; ++i)
    grown = backend_->append(*grown, std::span(p.X).subspan(i * 3, 3), p.y[i], own[i]);
  const auto whole = backend_->factorise(mixed_columns, {p.X, p.y, own}, p.theta);
  const std::vector<double> points = Problem(9, 2).X;
  const Posterior a = backend_->predict(*grown, points, false), b = backend_->predict(*whole, points, false);
  expect_near_all(a.mean, b.mean, 1e-10);
  expect_near_all(a.variance, b.variance, 1e-10);
  EXPECT_NEAR(grown->log_likelihood(), whole->log_likelihood(), 1e-9);
}

TEST_P(BackendTest, WithoutPointsItIsThePrior) {
  const std::vector<double> theta = {std::log(0.4), std::log(1.3), std::log(0.9), std::log(1e-3), 0.2};
  const auto prior = backend_->factorise(mixed_columns, {{}, {}}, theta);
  EXPECT_EQ(prior->size(), 0u);
  EXPECT_EQ(prior->log_likelihood(), 0);
  const Problem p(3);
  const Posterior at = backend_->predict(*prior, p.X, true);
  EXPECT_EQ(at.mean, std::vector<double>(3, 0.2));
  EXPECT_EQ(at.variance, std::vector<double>(3, 1.0));
  EXPECT_EQ(at.mean_gradient, std::vector<double>(9, 0.0));
  EXPECT_EQ(at.variance_gradient, std::vector<double>(9, 0.0));
  EXPECT_EQ(backend_->covariance(*prior, p.X)[0], 1);
  EXPECT_TRUE(backend_->solve(*prior, {}).empty());
  EXPECT_EQ(backend_->kernel_sum(*prior, {}, p.X, true).value, std::vector<double>(3, 0.0));
  const auto one = backend_->append(*prior, std::span(p.X).first(3), 1.0);
  const auto same =
      backend_->factorise(mixed_columns, {std::span(p.X).first(3), std::vector<double>{1.0}}, theta);
  expect_near_all(backend_->predict(*one, p.X, false).mean, backend_->predict(*same, p.X, false).mean, 1e-14);
}

/// Observing f(b) with noise v must lower the variance at a by cov(a, b)^2 / (var(b) + v).
TEST_P(BackendTest, CovarianceIsWhatAnObservationExplains) {
  const Problem p(15);
  const auto factor = backend_->factorise(mixed_columns, {p.X, p.y}, p.theta);
  const std::vector<double> points = Problem(7, 2).X;
  const std::vector<double> covariance = backend_->covariance(*factor, points);
  const std::vector<double> variance = backend_->predict(*factor, points, false).variance;
  const double noise = std::exp(p.theta[3]) + 0.1;
  for (std::size_t b = 0; b < 7; ++b) {
    EXPECT_NEAR(covariance[b * 7 + b], variance[b], 1e-13);
    const auto more = backend_->append(*factor, std::span(points).subspan(b * 3, 3), 0.0, 0.1);
    const std::vector<double> less = backend_->predict(*more, points, false).variance;
    for (std::size_t a = 0; a < 7; ++a) {
      const double cov = covariance[a * 7 + b];
      EXPECT_EQ(cov, covariance[b * 7 + a]);
      EXPECT_NEAR(variance[a] - less[a], cov * cov / (variance[b] + noise), 1e-12);
    }
  }
}

TEST_P(BackendTest, SolvingUndoesTheCovarianceMatrix) {
  const Problem p(40);
  const std::vector<double> own = uniform(40, 5), b = uniform(40, 6);
  const auto factor = backend_->factorise(mixed_columns, {p.X, p.y, own}, p.theta);
  const std::vector<double> w = backend_->solve(*factor, b);
  const KernelSum sum = backend_->kernel_sum(*factor, w, p.X, false);
  for (std::size_t i = 0; i < 40; ++i)
    EXPECT_NEAR(sum.value[i] + (std::exp(p.theta[3]) + own[i]) * w[i], b[i], 1e-10);
}

TEST_P(BackendTest, KernelSumHasTheGradientOfDifferencesAndDoesNotSeeTheBatch) {
  const Problem p(40);
  const auto factor = backend_->factorise(mixed_columns, {p.X, p.y}, p.theta);
  const std::vector<double> w = uniform(40, 6), points = Problem(300, 2).X;
  const KernelSum all = backend_->kernel_sum(*factor, w, points, true);
  for (std::size_t j = 0; j < 300; j += 7) {
    const std::vector<double> x(points.begin() + static_cast<std::ptrdiff_t>(j * 3),
                                points.begin() + static_cast<std::ptrdiff_t>(j * 3 + 3));
    EXPECT_EQ(backend_->kernel_sum(*factor, w, x, false).value[0], all.value[j]);
    for (const std::size_t c : {0u, 2u}) {
      std::vector<double> up = x, down = x;
      up[c] += 1e-6;
      down[c] -= 1e-6;
      const double difference = backend_->kernel_sum(*factor, w, up, false).value[0] -
                                backend_->kernel_sum(*factor, w, down, false).value[0];
      EXPECT_NEAR(all.gradient[j * 3 + c], difference / 2e-6, 1e-7);
    }
    EXPECT_EQ(all.gradient[j * 3 + 1], 0);
  }
}

TEST_P(BackendTest, SamplesHaveThePosteriorsMoments) {
  const Problem p(10);
  const auto factor = backend_->factorise(mixed_columns, {p.X, p.y}, p.theta);
  std::vector<double> points = Problem(5, 2).X;
  points.insert(points.end(), points.begin(), points.begin() + 3);  // one twice: a singular covariance
  constexpr std::size_t m = 6, count = 40000;
  math::Random random(3, 1, math::Purpose::test);
  std::vector<double> normals(count * m);
  for (double& z : normals) z = random.normal();
  const std::vector<double> samples = backend_->sample(*factor, points, normals);
  const std::vector<double> mean = backend_->predict(*factor, points, false).mean;
  const std::vector<double> covariance = backend_->covariance(*factor, points);
  ASSERT_EQ(samples.size(), count * m);
  for (std::size_t a = 0; a < m; ++a) {
    for (std::size_t b = 0; b < m; ++b) {
      double sum = 0, product = 0;
      for (std::size_t k = 0; k < count; ++k) {
        sum += samples[k * m + a] - mean[a];
        product += (samples[k * m + a] - mean[a]) * (samples[k * m + b] - mean[b]);
      }
      const double spread = std::sqrt(covariance[a * m + a] * covariance[b * m + b] / count);
      EXPECT_LE(std::fabs(sum / count), 4 * std::sqrt(covariance[a * m + a] / count));
      EXPECT_LE(std::fabs(product / count - covariance[a * m + b]), 6 * spread);
    }
  }
  for (std::size_t k = 0; k < 20; ++k) EXPECT_NEAR(samples[k * m], samples[k * m + 5], 1e-4);
}

}  // namespace
}  // namespace lode::backend
