#include <cmath>
#include <gtest/gtest.h>

#include "acquisition/log_ei.h"
#include "math/philox.h"

namespace lode::acquisition {
namespace {

const backend::Columns columns = {{backend::ColumnKind::real, backend::ColumnKind::category}};
const std::vector<double> theta = {std::log(0.3), std::log(1.5), std::log(1e-3), 0.1};

surrogate::Gp make_gp() {
  math::Random random(4, 1, math::Purpose::test);
  std::vector<double> X, y;
  for (int i = 0; i < 15; ++i) {
    X.push_back(random.uniform());
    X.push_back(random.below(2) == 0 ? 0.25 : 0.75);
    y.push_back(std::sin(7 * X[2 * static_cast<std::size_t>(i)]));
  }
  return surrogate::Gp(backend::make_cpu_backend(), columns, {X, y}, theta);
}

TEST(LogEi, IsTheLogarithmOfTheExpectedImprovementIntegral) {
  const surrogate::Gp gp = make_gp();
  const double best = -0.9;
  const LogEi log_ei(gp, best);
  const std::vector<double> points = {0.05, 0.25, 0.33, 0.75, 0.6, 0.25, 0.99, 0.75};
  const Scores scores = log_ei.evaluate(points, false);
  const backend::Posterior posterior = gp.posterior(points);
  for (std::size_t i = 0; i < 4; ++i) {
    // The integral of (best - y) N(y; mean, sd^2) below best, by the midpoint rule in units of sd, with
    // the largest density taken out so that it cannot underflow.
    const double sd = std::sqrt(posterior.variance[i]), mean = posterior.mean[i], h = 1e-5;
    const double nearest = std::min(0.0, (best - mean) / sd), peak = -0.5 * nearest * nearest;
    double sum = 0;
    for (double z = 0.5 * h; z < 12; z += h) {
      const double y = best - sd * z, u = (y - mean) / sd;
      sum += sd * z * std::exp(-0.5 * u * u - peak) / std::sqrt(2 * math::pi) * h;
    }
    EXPECT_NEAR(scores.values[i], std::log(sum) + peak, 1e-5);
  }
  EXPECT_TRUE(scores.gradients.empty());
}

TEST(LogEi, GradientAgreesWithFiniteDifferences) {
  const surrogate::Gp gp = make_gp();
  for (const double best : {-0.9, -5.0, 1.0}) {
    const LogEi log_ei(gp, best);
    for (double x = 0.03; x < 1; x += 0.09) {
      constexpr double h = 1e-6;
      const Scores at = log_ei.evaluate(std::vector<double>{x, 0.75}, true);
      const Scores around = log_ei.evaluate(std::vector<double>{x + h, 0.75, x - h, 0.75}, false);
      const double difference = (around.values[0] - around.values[1]) / (2 * h);
      EXPECT_NEAR(at.gradients[0], difference, 1e-4 * (1 + std::fabs(difference))) << x;
      EXPECT_EQ(at.gradients[1], 0);
    }
  }
}

}  // namespace
}  // namespace lode::acquisition
