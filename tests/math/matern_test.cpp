// Matern-5/2 against values computed with 60 digits.
#include "math/matern.h"

#include <gtest/gtest.h>

#include "math/near.h"

namespace lode::math {
namespace {

constexpr double rows[][3] = {
#include "math/kernel_reference.inc"
};

TEST(Matern, ValueAndSlopeAreAccurate) {
  for (const auto& [r2, value, slope] : rows) {
    // exp(-s) carries s units of the last place of s: the condition number of the function itself.
    const double tolerance = 1e-15 * (1 + std::sqrt(5 * r2));
    EXPECT_CLOSE(matern52(r2), value, tolerance, r2);
    EXPECT_CLOSE(matern52_slope(r2), slope, tolerance, r2);
  }
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
