// Matern-5/2 against values computed with 60 digits.
#include "math/matern.h"

#include <gtest/gtest.h>

#include "reference/worst.h"

namespace lode::math {
namespace {

using reference::Worst;

constexpr double rows[][3] = {
#include "math/kernel_reference.inc"
};

/// Values and slopes for r2 from `least` to `greatest`. exp(-s), s = sqrt(5 r2), carries s units of the last
/// place of s: the condition number of the function itself.
void expect_accurate(const std::string& where, double least, double greatest) {
  const double tolerance = 1e-15 * (1 + std::sqrt(5 * greatest));
  Worst values("matern." + where + ".value", tolerance), slopes("matern." + where + ".slope", tolerance);
  for (const auto& [r2, value, slope] : rows) {
    if (r2 < least || r2 > greatest) continue;
    values.add(matern52(r2), value, r2);
    slopes.add(matern52_slope(r2), slope, r2);
  }
}

TEST(Matern, ValueAndSlopeAreAccurate) {
  expect_accurate("near", 0, 1);
  expect_accurate("far", 2, 90000);
}

TEST(Matern, BothAgreesWithEach) {
  for (const auto& [r2, value, slope] : rows) {
    EXPECT_EQ(matern52_both(r2).value, matern52(r2));
    EXPECT_EQ(matern52_both(r2).slope, matern52_slope(r2));
  }
}

TEST(Matern, ZeroDistanceIsFinite) {
  EXPECT_EQ(matern52(0), 1);
  EXPECT_EQ(matern52_slope(0), -5.0 / 6.0);
}

TEST(Matern, HugeDistanceIsZero) {
  for (const double r2 : {1e6, 1e200, 1e308, infinity}) {
    EXPECT_EQ(matern52(r2), 0);
    EXPECT_EQ(matern52_slope(r2), 0);
    EXPECT_EQ(matern52_both(r2).value, 0);
    EXPECT_EQ(matern52_both(r2).slope, 0);
  }
}

}  // namespace
}  // namespace lode::math
