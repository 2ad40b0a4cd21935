// Likelihoods and posteriors against independent references, differences and closed forms.

#include <cmath>

#include "backend/every_backend.h"

namespace lode::backend {
namespace {

/// A data set, its noise and hyperparameters, and what a process must answer.
struct Reference {
  std::vector<double> X, y, noise, theta, value, gradient;
  std::vector<double> points, mean, variance, mean_gradient, variance_gradient;

  double n() const { return static_cast<double>(y.size()); }
};

#include "backend/gp_reference.inc"

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
