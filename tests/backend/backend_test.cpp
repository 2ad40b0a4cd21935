#include "backend/backend.h"

#include <array>
#include <atomic>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <thread>

#include "backend/problem.h"
#include "base/error.h"
#include "cuda/device.h"
#include "cuda_backend.h"
#include "math/philox.h"
#include "reference/worst.h"

namespace lode::backend {
namespace {

/// A data set, its noise and hyperparameters, and what a process must answer.
struct Reference {
  std::vector<double> X, y, noise, theta, value, gradient;
  std::vector<double> points, mean, variance, mean_gradient, variance_gradient;

  double n() const { return static_cast<double>(y.size()); }
};

#include "backend/gp_reference.inc"

constexpr double infinity = std::numeric_limits<double>::infinity();

Columns real_columns(std::size_t d) { return {std::vector<ColumnKind>(d, ColumnKind::real)}; }

/// Every element within `tolerance`, relative to the largest of the expected ones.
void expect_near_all(const std::vector<double>& got, const std::vector<double>& want, double tolerance) {
  ASSERT_EQ(got.size(), want.size());
  double scale = 0;
  for (const double w : want) scale = std::max(scale, std::fabs(w));
  for (std::size_t i = 0; i < want.size(); ++i)
    EXPECT_NEAR(got[i], want[i], tolerance * scale) << "element " << i;
}

using Make = std::unique_ptr<Backend> (*)();

/// Every operation, on every backend there is.
class BackendTest : public testing::TestWithParam<Make> {
 protected:
  /// \param quantity "likelihood.value" and so on, of this backend.
  reference::Worst worst(const std::string& quantity, double tolerance) const {
    return {backend_->name() + ("." + quantity), tolerance};
  }

  bool on_cpu() const { return backend_->name() == std::string("cpu") || backend_->portable(); }

  void SetUp() override {
    if (!backend_) GTEST_SKIP() << "skipped: no device";
  }

  std::unique_ptr<Backend> backend_ = GetParam()();
};

TEST_P(BackendTest, LikelihoodAgreesWithScikitLearn) {
  auto value = worst("scikit_learn.likelihood", 1e-10);
  auto gradient = worst("scikit_learn.likelihood_gradient", 1e-8);
  for (const Reference& r : scikit_learn) {
    const Columns columns = real_columns(r.theta.size() - 2);
    const Likelihood got = backend_->likelihood(columns, {r.X, r.y}, r.theta, true);
    value.add_all(got.value, r.value, r.n());
    gradient.add_all(got.gradient, r.gradient, r.n());
  }
}

TEST_P(BackendTest, PosteriorAgreesWithScikitLearn) {
  auto mean = worst("scikit_learn.mean", 1e-8), variance = worst("scikit_learn.variance", 1e-8);
  for (const Reference& r : scikit_learn) {
    const auto factor = backend_->factorise(real_columns(r.theta.size() - 2), {r.X, r.y}, r.theta);
    EXPECT_EQ(factor->size(), r.y.size());
    EXPECT_EQ(factor->jitter(), 0);
    const Posterior got = backend_->predict(*factor, r.points, false);
    mean.add_all(got.mean, r.mean, r.n());
    variance.add_all(got.variance, r.variance, r.n());
    EXPECT_TRUE(got.mean_gradient.empty());
  }
}

TEST_P(BackendTest, MixedColumnsAgreeWithMultiprecision) {
  auto value = worst("likelihood", 1e-12), gradient = worst("likelihood_gradient", 1e-11);
  auto mean = worst("mean", 1e-12), variance = worst("variance", 1e-12);
  auto mean_gradient = worst("mean_gradient", 1e-11), variance_gradient = worst("variance_gradient", 1e-11);
  for (const Reference& r : multiprecision) {
    const Data data = {r.X, r.y, r.noise};
    const Likelihood likelihood = backend_->likelihood(mixed_columns, data, r.theta, true);
    value.add_all(likelihood.value, r.value, r.n());
    gradient.add_all(likelihood.gradient, r.gradient, r.n());
    const auto factor = backend_->factorise(mixed_columns, data, r.theta);
    const Posterior got = backend_->predict(*factor, r.points, true);
    mean.add_all(got.mean, r.mean, r.n());
    variance.add_all(got.variance, r.variance, r.n());
    mean_gradient.add_all(got.mean_gradient, r.mean_gradient, r.n());
    variance_gradient.add_all(got.variance_gradient, r.variance_gradient, r.n());
  }
}

/// It is computed in another way where the gradient is not asked for.
TEST_P(BackendTest, TheValueAloneAgreesWithScikitLearnAndMultiprecision) {
  for (const Reference& r : scikit_learn) {
    const Columns columns = real_columns(r.theta.size() - 2);
    const Likelihood got = backend_->likelihood(columns, {r.X, r.y}, r.theta, false);
    EXPECT_NEAR(got.value[0], r.value[0], 1e-10 * std::fabs(r.value[0]));
    EXPECT_TRUE(got.gradient.empty());
  }
  for (const Reference& r : multiprecision) {
    const Likelihood got = backend_->likelihood(mixed_columns, {r.X, r.y, r.noise}, r.theta, false);
    EXPECT_NEAR(got.value[0], r.value[0], 1e-12 * std::fabs(r.value[0]));
  }
}

TEST_P(BackendTest, LikelihoodGradientAgreesWithFiniteDifferences) {
  for (const std::size_t n : {1u, 2u, 7u, 60u, 150u}) {
    const Problem p(n);
    const Likelihood at = backend_->likelihood(mixed_columns, {p.X, p.y}, p.theta, true);
    for (std::size_t i = 0; i < p.theta.size(); ++i) {
      constexpr double h = 1e-5;
      std::vector<double> both = p.theta;
      both.insert(both.end(), p.theta.begin(), p.theta.end());
      both[i] += h;
      both[p.theta.size() + i] -= h;
      const Likelihood around = backend_->likelihood(mixed_columns, {p.X, p.y}, both, false);
      const double difference = (around.value[0] - around.value[1]) / (2 * h);
      EXPECT_NEAR(at.gradient[i], difference, 1e-5 * (1 + std::fabs(difference)))
          << "n " << n << " entry " << i;
    }
  }
}

TEST_P(BackendTest, PosteriorGradientAgreesWithFiniteDifferences) {
  const Problem p(40);
  const auto factor = backend_->factorise(mixed_columns, {p.X, p.y}, p.theta);
  const std::vector<double> points = Problem(9, 2).X;
  const Posterior at = backend_->predict(*factor, points, true);
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (i % 3 == 1) {
      EXPECT_EQ(at.mean_gradient[i], 0);
      EXPECT_EQ(at.variance_gradient[i], 0);
      continue;
    }
    constexpr double h = 1e-6;
    std::vector<double> up = points, down = points;
    up[i] += h;
    down[i] -= h;
    const Posterior above = backend_->predict(*factor, up, false),
                    below = backend_->predict(*factor, down, false);
    EXPECT_NEAR(at.mean_gradient[i], (above.mean[i / 3] - below.mean[i / 3]) / (2 * h), 1e-6);
    EXPECT_NEAR(at.variance_gradient[i], (above.variance[i / 3] - below.variance[i / 3]) / (2 * h), 1e-6);
  }
}

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

TEST_P(BackendTest, OnePointHasItsClosedForm) {
  const std::vector<double> X = {0.5}, y = {2.0}, theta = {0.0, std::log(0.25), 1.0};
  const Likelihood got = backend_->likelihood(real_columns(1), {X, y}, theta, true);
  // y ~ N(1, 1.25)
  EXPECT_NEAR(got.value[0], -0.5 / 1.25 - 0.5 * std::log(2 * math::pi * 1.25), 1e-14);
  EXPECT_NEAR(got.gradient[0], 0, 1e-15);
  EXPECT_NEAR(got.gradient[1], 0.25 * 0.5 * (1 / 1.5625 - 1 / 1.25), 1e-14);
  EXPECT_NEAR(got.gradient[2], 1 / 1.25, 1e-14);
  const Posterior at = backend_->predict(*backend_->factorise(real_columns(1), {X, y}, theta), X, false);
  EXPECT_NEAR(at.mean[0], 1 + 1 / 1.25, 1e-14);
  EXPECT_NEAR(at.variance[0], 1 - 1 / 1.25, 1e-14);
}

TEST_P(BackendTest, ExtremeHyperparametersStayFinite) {
  const Problem p(10);
  for (const double length : {-700.0, -30.0, 30.0, 700.0}) {
    std::vector<double> theta = p.theta;
    theta[0] = theta[1] = length;
    const Likelihood got = backend_->likelihood(mixed_columns, {p.X, p.y}, theta, true);
    EXPECT_FALSE(std::isnan(got.value[0])) << length;
    for (const double g : got.gradient) EXPECT_FALSE(std::isnan(g)) << length;
    const Posterior at = backend_->predict(*backend_->factorise(mixed_columns, {p.X, p.y}, theta), p.X, true);
    for (const double v : at.mean) EXPECT_TRUE(std::isfinite(v)) << length;
  }
}

TEST_P(BackendTest, NotANumberIsRefused) {
  const Problem p(5);
  std::vector<double> theta = p.theta;
  theta[2] = std::nan("");
  const Likelihood got = backend_->likelihood(mixed_columns, {p.X, p.y}, theta, true);
  EXPECT_EQ(got.value[0], -infinity);
  for (const double g : got.gradient) EXPECT_EQ(g, 0);
  EXPECT_THROW(backend_->factorise(mixed_columns, {p.X, p.y}, theta), Error);
}

TEST_P(BackendTest, WrongShapesAreErrors) {
  const Problem p(5);
  EXPECT_THROW(backend_->likelihood({}, {p.X, p.y}, p.theta, false), Error);
  EXPECT_THROW(backend_->likelihood(mixed_columns, {{}, {}}, p.theta, false), Error);
  EXPECT_THROW(backend_->likelihood(mixed_columns, {std::span(p.X).first(6), p.y}, p.theta, false), Error);
  EXPECT_THROW(backend_->likelihood(mixed_columns, {p.X, p.y}, std::span(p.theta).first(4), false), Error);
  EXPECT_THROW(backend_->factorise(mixed_columns, {p.X, p.y}, {}), Error);
  const auto factor = backend_->factorise(mixed_columns, {p.X, p.y}, p.theta);
  EXPECT_THROW(backend_->append(*factor, std::span(p.X).first(2), 0.0), Error);
  EXPECT_THROW(backend_->predict(*factor, std::span(p.X).first(4), false), Error);
  EXPECT_THROW(backend_->factorise(mixed_columns, {p.X, p.y, std::span(p.y).first(3)}, p.theta), Error);
  const std::vector<double> negative(5, -0.1);
  EXPECT_THROW(backend_->factorise(mixed_columns, {p.X, p.y, negative}, p.theta), Error);
  EXPECT_THROW(backend_->append(*factor, std::span(p.X).first(3), 0.0, -1.0), Error);
  EXPECT_THROW(backend_->solve(*factor, std::span(p.y).first(4)), Error);
  EXPECT_THROW(backend_->kernel_sum(*factor, std::span(p.y).first(4), p.X, false), Error);
  EXPECT_THROW(backend_->sample(*factor, std::span(p.X).first(6), std::span(p.y).first(3)), Error);
}

/// Noise of each point's own, next to theta's, is more on the diagonal: where all are equal, more noise.
TEST_P(BackendTest, EqualNoiseOfEachPointIsTheNoiseOfAll) {
  const Problem p(30);
  const std::vector<double> own(30, 0.05);
  std::vector<double> sum = p.theta;
  sum[3] = std::log(std::exp(p.theta[3]) + 0.05);
  const Data data = {p.X, p.y, own};
  const Likelihood apart = backend_->likelihood(mixed_columns, data, p.theta, true);
  const Likelihood joined = backend_->likelihood(mixed_columns, {p.X, p.y}, sum, true);
  expect_near_all(apart.value, joined.value, 1e-12);
  for (const std::size_t i : {0u, 1u, 2u, 4u}) EXPECT_NEAR(apart.gradient[i], joined.gradient[i], 1e-9);
  EXPECT_NEAR(apart.gradient[3] / std::exp(p.theta[3]), joined.gradient[3] / std::exp(sum[3]), 1e-8);
  const auto a = backend_->factorise(mixed_columns, data, p.theta);
  const auto b = backend_->factorise(mixed_columns, {p.X, p.y}, sum);
  EXPECT_NEAR(a->log_likelihood(), joined.value[0], 1e-10);
  const std::vector<double> points = Problem(9, 2).X;
  expect_near_all(backend_->predict(*a, points, false).mean, backend_->predict(*b, points, false).mean,
                  1e-12);
}

TEST_P(BackendTest, LikelihoodGradientWithNoiseAgreesWithFiniteDifferences) {
  const Problem p(25);
  std::vector<double> own = uniform(25, 8);
  own[3] = 0;
  const Data data = {p.X, p.y, own};
  const Likelihood at = backend_->likelihood(mixed_columns, data, p.theta, true);
  EXPECT_NEAR(at.value[0], backend_->factorise(mixed_columns, data, p.theta)->log_likelihood(), 1e-10);
  for (std::size_t i = 0; i < p.theta.size(); ++i) {
    std::vector<double> up = p.theta, down = p.theta;
    up[i] += 1e-5;
    down[i] -= 1e-5;
    const double above = backend_->likelihood(mixed_columns, data, up, false).value[0];
    const double below = backend_->likelihood(mixed_columns, data, down, false).value[0];
    EXPECT_NEAR(at.gradient[i], (above - below) / 2e-5, 1e-5 * (1 + std::fabs(at.gradient[i]))) << i;
  }
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

/// All numbers that a backend gives for a problem, one after another.
std::vector<double> everything(const Backend& backend, const Problem& problem) {
  const Columns columns = mixed_columns;
  const Likelihood fit = backend.likelihood(columns, {problem.X, problem.y}, problem.theta, true);
  const auto factor = backend.factorise(columns, {problem.X, problem.y}, problem.theta);
  const Posterior at = backend.predict(*factor, uniform(100 * 3, 99), true);
  std::vector<double> all = fit.value;
  for (const auto* part : {&fit.gradient, &at.mean, &at.variance, &at.mean_gradient, &at.variance_gradient})
    all.insert(all.end(), part->begin(), part->end());
  return all;
}

TEST_P(BackendTest, ThreadsDoNotMeetInOneBuffer) {
  const int rounds = on_cpu() ? 150 : 3;  // a device's simulation is slow
  std::array<std::thread, 8> threads;
  std::atomic<int> different{0};
  for (std::size_t t = 0; t < threads.size(); ++t)
    threads.at(t) = std::thread([&, t] {
      const Problem problem(20 + t, t);
      std::vector<double> first;
      for (int round = 0; round < rounds; ++round) {
        const auto all = everything(*backend_, problem);
        if (round == 0) first = all;
        different += all == first ? 0 : 1;
      }
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(different, 0);
}

std::unique_ptr<Backend> make_serial() { return make_cpu_backend(1); }

std::unique_ptr<Backend> make_portable() { return make_portable_backend(1); }

/// The CUDA backend's sources on the host (tests/cuda/shim).
std::unique_ptr<Backend> make_cuda_on_host() { return cuda::make_cuda_backend(0, 0); }

/// A real device's, where there is one.
std::unique_ptr<Backend> make_cuda() { return device::open_if_there(); }

/// In the place of a pointer's value, which is another in every run.
std::string named(const testing::TestParamInfo<Make>&) { return "one"; }

INSTANTIATE_TEST_SUITE_P(Cpu, BackendTest, testing::Values(&make_serial), named);
INSTANTIATE_TEST_SUITE_P(Portable, BackendTest, testing::Values(&make_portable), named);
INSTANTIATE_TEST_SUITE_P(CudaOnHost, BackendTest, testing::Values(&make_cuda_on_host), named);
INSTANTIATE_TEST_SUITE_P(Cuda, BackendTest, testing::Values(&make_cuda), named);

/// Both are right, so they differ by rounding alone.
TEST(PortableBackend, IsNearTheLibrarys) {
  const Problem problem(120), candidates(50, 2);
  const Data data = {problem.X, problem.y};
  const auto library = make_cpu_backend(), portable = make_portable_backend();
  const Likelihood fit = library->likelihood(mixed_columns, data, problem.theta, true);
  const Likelihood own = portable->likelihood(mixed_columns, data, problem.theta, true);
  expect_near_all(own.value, fit.value, 1e-12);
  expect_near_all(own.gradient, fit.gradient, 1e-10);
  const Posterior at =
      library->predict(*library->factorise(mixed_columns, data, problem.theta), candidates.X, true);
  const Posterior there =
      portable->predict(*portable->factorise(mixed_columns, data, problem.theta), candidates.X, true);
  expect_near_all(there.mean, at.mean, 1e-12);
  expect_near_all(there.variance, at.variance, 1e-11);
}

}  // namespace
}  // namespace lode::backend
