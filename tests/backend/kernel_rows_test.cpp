#include "backend/cpu/kernel_rows.h"

#include <cmath>
#include <gtest/gtest.h>

#include "math/matern.h"
#include "reference/worst.h"

namespace lode::backend::cpu {
namespace {

constexpr double reference_rows[][3] = {
#include "math/kernel_reference.inc"
};

TEST(KernelRows, AreAccurate) {
  reference::Worst values("cpu.matern.value", 1e-12), slopes("cpu.matern.slope", 1e-12);
  for (const auto& [r2, value, slope] : reference_rows) {
    double k = r2, minus_two_slopes = 0;
    matern_with_slope(1, &k, &minus_two_slopes);
    values.add(k, value, r2);
    slopes.add(-0.5 * minus_two_slopes, slope, r2);
  }
}

TEST(KernelRows, AgreeWithTheScalarFormula) {
  std::vector<double> distances = {0.0};
  for (double r2 = 1e-300; r2 < 1e4; r2 *= 1.37) distances.push_back(r2);
  std::vector<double> k = distances, slope(distances.size()), alone = distances;
  matern_with_slope(k.size(), k.data(), slope.data());
  matern(alone.size(), alone.data());
  for (std::size_t i = 0; i < distances.size(); ++i) {
    const math::ValueSlope want = math::matern52_both(distances[i]);
    EXPECT_NEAR(k[i], want.value, 2e-15 * want.value) << distances[i];
    EXPECT_NEAR(slope[i], -2 * want.slope, 2e-15 * std::fabs(2 * want.slope)) << distances[i];
    EXPECT_EQ(alone[i], k[i]);
  }
}

TEST(KernelRows, FarPointsAreUncorrelated) {
  std::vector<double> k = {1e6, 1e100, 1e308, HUGE_VAL}, slope(4);
  matern_with_slope(k.size(), k.data(), slope.data());
  for (std::size_t i = 0; i < k.size(); ++i) {
    EXPECT_LT(k[i], 1e-290);
    EXPECT_LT(slope[i], 1e-290);
  }
}

TEST(KernelRows, DistancesCountCategoriesOnce) {
  const Columns columns = {{ColumnKind::real, ColumnKind::category}};
  const std::vector<double> X = {0.1, 0.25, 0.4, 0.75, 0.4, 0.25};
  const std::vector<double> theta = {std::log(0.5), std::log(2.0), 0, 0};
  const ScaledInputs inputs = scale_inputs(columns, X, theta);
  const std::vector<double> point = {inputs.scaled(0, 0.1), inputs.scaled(1, 0.25)};
  std::vector<double> distance(3, -1.0);
  squared_distances(inputs, point.data(), 1, distance.data());
  EXPECT_EQ(distance[0], -1.0);  // before `first`: untouched
  EXPECT_NEAR(distance[1], 0.36 + 0.25, 1e-15);
  EXPECT_NEAR(distance[2], 0.36, 1e-15);
}

}  // namespace
}  // namespace lode::backend::cpu
