// Expected improvement per cost: values by its definition, gradients by central differences.

#include "acquisition/per_cost.h"

#include <cmath>
#include <gtest/gtest.h>

#include "acquisition/log_ei.h"

namespace lode::acquisition {
namespace {

using Values = std::vector<double>;

const backend::Columns two_reals = {{backend::ColumnKind::real, backend::ColumnKind::real}};

surrogate::Gp process(const Values& targets) {
  const Values X = {0.1, 0.2, 0.4, 0.9, 0.7, 0.3, 0.9, 0.8};
  const Values theta = {std::log(0.4), std::log(0.6), std::log(1e-3), 0.1};
  return {backend::make_cpu_backend(), two_reals, {X, targets}, theta};
}

const LogEi log_ei(process({0.5, -1.2, 0.3, 0.4}), -1.2);
const surrogate::Gp log_cost = process({-1, 0.2, 1.5, -0.7});
constexpr double scale = 1.7;

TEST(PerCost, IsTheLogarithmOfTheQuotient) {
  const Values points = {0.3, 0.6, 0.8, 0.1, 0.95, 0.5};
  const Values values = PerCost(log_ei, log_cost, scale).evaluate(points, false).values;
  const Values gains = log_ei.evaluate(points, false).values;
  const Values logs = log_cost.posterior(points).mean;
  for (std::size_t i = 0; i < 3; ++i)
    EXPECT_NEAR(std::exp(values[i]), std::exp(gains[i]) / std::exp(scale * logs[i]),
                1e-12 * std::exp(values[i]));
}

TEST(PerCost, GradientsAreThoseOfTheValues) {
  const PerCost per_cost(log_ei, log_cost, scale);
  const Values points = {0.3, 0.6, 0.8, 0.1, 0.95, 0.5};
  const Scores scores = per_cost.evaluate(points, true);
  EXPECT_EQ(scores.values, per_cost.evaluate(points, false).values);
  constexpr double h = 1e-5;
  for (std::size_t i = 0; i < points.size(); ++i) {
    Values low = points, high = points;
    low[i] -= h;
    high[i] += h;
    const double rise =
        per_cost.evaluate(high, false).values[i / 2] - per_cost.evaluate(low, false).values[i / 2];
    EXPECT_NEAR(scores.gradients[i], rise / (2 * h), 1e-5 * (1 + std::fabs(scores.gradients[i]))) << i;
  }
}

}  // namespace
}  // namespace lode::acquisition
