#include "surrogate/lbfgs.h"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>

#include "math/philox.h"

namespace lode::surrogate {
namespace {

using Function = std::function<double(std::span<const double> x, std::span<double> gradient)>;

BatchFunction batched(const Function& function, std::size_t d) {
  return [function, d](std::span<const double> points, std::span<const std::size_t> starts,
                       std::span<double> values, std::span<double> gradients) {
    for (std::size_t k = 0; k < starts.size(); ++k) {
      values[k] = function(points.subspan(k * d, d), gradients.subspan(k * d, d));
    }
  };
}

double rosenbrock(std::span<const double> x, std::span<double> g) {
  const double bend = x[1] - x[0] * x[0];
  g[0] = -400 * x[0] * bend - 2 * (1 - x[0]);
  g[1] = 200 * bend;
  return 100 * bend * bend + (1 - x[0]) * (1 - x[0]);
}

std::vector<double> filled(std::size_t count, double value) { return std::vector<double>(count, value); }

LbfgsOptions patient() {
  LbfgsOptions options;
  options.iterations = 500;
  options.evaluations = 2000;
  options.value_tolerance = 0;
  options.gradient_tolerance = 1e-9;
  return options;
}

TEST(Lbfgs, FindsRosenbrocksMinimumFromSeveralStartsAtOnce) {
  const std::vector<double> starts = {-1.2, 1, 2, -1, 0, 0, 1, 1};
  const auto minima = minimise(batched(rosenbrock, 2), starts, filled(8, -5), filled(8, 5), 2, patient());
  ASSERT_EQ(minima.size(), 4u);
  for (const Minimum& m : minima) {
    EXPECT_NEAR(m.point[0], 1, 1e-7);
    EXPECT_NEAR(m.point[1], 1, 1e-7);
    EXPECT_LT(m.evaluations, 150);
  }
  EXPECT_EQ(minima[3].evaluations, 1);  // it starts at the minimum
}

TEST(Lbfgs, FindsRosenbrocksMinimumOnABound) {
  // With x0 <= 1/2 the minimum is at (1/2, 1/4), value 1/4.
  const std::vector<double> starts = {-1.2, 1}, upper = {0.5, 5};
  const Minimum m = minimise(batched(rosenbrock, 2), starts, filled(2, -5), upper, 2, patient()).front();
  EXPECT_EQ(m.point[0], 0.5);
  EXPECT_NEAR(m.point[1], 0.25, 1e-8);
  EXPECT_NEAR(m.value, 0.25, 1e-12);
}

/// 1/2 sum_i w_i (x_i - c_i)^2 + 1/4 (sum_i (x_i - c_i))^2, convex with minimum c.
Function quadratic(std::vector<double> weight, std::vector<double> centre) {
  return [=](std::span<const double> x, std::span<double> g) {
    double value = 0, sum = 0;
    for (std::size_t i = 0; i < x.size(); ++i) sum += x[i] - centre[i];
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double z = x[i] - centre[i];
      value += 0.5 * weight[i] * z * z;
      g[i] = weight[i] * z + 0.5 * sum;
    }
    return value + 0.25 * sum * sum;
  };
}

TEST(Lbfgs, SolvesAnIllConditionedQuadratic) {
  std::vector<double> weight, centre;
  for (int i = 0; i < 12; ++i) {
    weight.push_back(std::pow(10, i % 5));
    centre.push_back(0.3 * std::sin(i));
  }
  const auto minima = minimise(batched(quadratic(weight, centre), 12), filled(12, 0.9), filled(12, -1),
                               filled(12, 1), 12, patient());
  for (std::size_t i = 0; i < 12; ++i) EXPECT_NEAR(minima[0].point[i], centre[i], 1e-8);
}

TEST(Lbfgs, MeetsTheOptimalityConditionsOfABoundedQuadratic) {
  math::Random random(1, 1, math::Purpose::test);
  for (int repeat = 0; repeat < 20; ++repeat) {
    std::vector<double> weight, centre, start;
    for (int i = 0; i < 8; ++i) {
      weight.push_back(0.1 + 50 * random.uniform());
      centre.push_back(3 * random.uniform() - 1);
      start.push_back(random.uniform());
    }
    const Function f = quadratic(weight, centre);
    const Minimum m = minimise(batched(f, 8), start, filled(8, 0), filled(8, 1), 8, patient()).front();
    std::vector<double> g(8);
    f(m.point, g);
    for (std::size_t i = 0; i < 8; ++i) {  // the Karush-Kuhn-Tucker conditions
      EXPECT_GE(m.point[i], 0);
      EXPECT_LE(m.point[i], 1);
      if (m.point[i] > 0) {
        EXPECT_LT(g[i], 1e-6);
      }
      if (m.point[i] < 1) {
        EXPECT_GT(g[i], -1e-6);
      }
    }
  }
}

TEST(Lbfgs, EqualBoundsHoldACoordinate) {
  const std::vector<double> starts = {0.5, 0.2}, lower = {0.5, -5}, upper = {0.5, 5};
  const Minimum m = minimise(batched(rosenbrock, 2), starts, lower, upper, 2, patient()).front();
  EXPECT_EQ(m.point[0], 0.5);
  EXPECT_NEAR(m.point[1], 0.25, 1e-8);
}

TEST(Lbfgs, BacksAwayFromRefusedPoints) {
  // x - log(x) has its minimum at 1 and is refused at and below 0.
  const Function f = [](std::span<const double> x, std::span<double> g) {
    g[0] = 1 - 1 / x[0];
    return x[0] > 0 ? x[0] - std::log(x[0]) : std::numeric_limits<double>::quiet_NaN();
  };
  LbfgsOptions options = patient();
  options.first_step = 100;
  const std::vector<double> start = {6.0}, lower = {-10.0}, upper = {10.0};
  EXPECT_NEAR(minimise(batched(f, 1), start, lower, upper, 1, options)[0].point[0], 1, 1e-6);
}

TEST(Lbfgs, ARefusedStartIsReported) {
  const Function f = [](std::span<const double>, std::span<double> g) {
    g[0] = 0;
    return std::numeric_limits<double>::infinity();
  };
  const std::vector<double> start = {3.0}, lower = {0.0}, upper = {1.0};
  const Minimum m = minimise(batched(f, 1), start, lower, upper, 1)[0];
  EXPECT_EQ(m.point[0], 1.0);  // moved into the bounds
  EXPECT_TRUE(std::isinf(m.value));
}

TEST(Lbfgs, StopsAtItsLimits) {
  LbfgsOptions options = patient();
  options.evaluations = 7;
  const std::vector<double> start = {-1.2, 1};
  EXPECT_EQ(minimise(batched(rosenbrock, 2), start, filled(2, -5), filled(2, 5), 2, options)[0].evaluations,
            7);
}

TEST(Lbfgs, NeverReturnsMoreThanItsStart) {
  std::vector<double> g(2);
  for (int limit = 1; limit < 40; ++limit) {
    LbfgsOptions options = patient();
    options.evaluations = limit;
    const std::vector<double> start = {-1.2, 1};
    const Minimum m = minimise(batched(rosenbrock, 2), start, filled(2, -5), filled(2, 5), 2, options)[0];
    EXPECT_LE(m.value, rosenbrock(start, g));
    EXPECT_EQ(m.value, rosenbrock(m.point, g));
  }
}

}  // namespace
}  // namespace lode::surrogate
