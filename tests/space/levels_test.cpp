#include "space/levels.h"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>

#include "base/text.h"
#include "space/make.h"

namespace lode::space {
namespace {

using make::integer;
using make::real;

Parameter ready(Parameter p) { return Space({std::move(p)})[0]; }

TEST(Levels, TenthsAreTheDecimalsAPersonWrites) {
  const Parameter p = ready(real("x", 0, 1, Scaling::linear, 0.1));
  ASSERT_EQ(level_count(p), 11U);
  const double expected[] = {0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0};
  for (std::uint64_t k = 0; k < 11; ++k) EXPECT_EQ(level_value(p, k), expected[k]) << k;
}

struct Range {
  double low, high, step;
  std::uint64_t count;
  double last;
};

// Counts and last values by exact decimal arithmetic: floor((high - low) / step) + 1.
TEST(Levels, CountsAreThoseOfDecimalArithmetic) {
  const Range ranges[] = {
      {0, 0.3, 0.1, 4, 0.3},  // 0.3 / 0.1 is just below 3 in doubles
      {0, 0.7, 0.1, 8, 0.7},  // 7 * 0.1 is just above 0.7 in doubles
      {0.1, 1, 0.3, 4, 1.0},  // lands on the end
      {0, 1, 0.3, 4, 0.9},    // stops short of it
      {-0.5, 0.5, 0.25, 5, 0.5},
      {1e-3, 2e-3, 1e-4, 11, 2e-3},
      {5, 6, 10, 1, 5},  // the step is wider than the range
      {-1e308, 1e308, 1e307, 21, 1e308},
      {0, 1e-300, 1e-301, 11, 1e-300},
      {0, 1e6, 0.001, 1000000001, 1e6},
  };
  for (const auto& r : ranges) {
    const Parameter p = ready(real("x", r.low, r.high, Scaling::linear, r.step));
    EXPECT_EQ(level_count(p), r.count) << r.low << " " << r.high << " " << r.step;
    EXPECT_EQ(level_value(p, level_count(p) - 1), r.last) << r.low << " " << r.high << " " << r.step;
  }
}

TEST(Levels, IntegersAreExactOverTheWholeRange) {
  constexpr double most = 9007199254740992.0;
  const Parameter p = ready(integer("n", -most, most));
  EXPECT_EQ(level_count(p), (std::uint64_t{1} << 54) + 1);
  EXPECT_EQ(level_value(p, (std::uint64_t{1} << 53) - 1), -1);
  EXPECT_EQ(level_of(p, most), std::uint64_t{1} << 54);
  EXPECT_EQ(level_of(p, most - 1), (std::uint64_t{1} << 54) - 1);
  EXPECT_EQ(level_of(p, -most + 1), 1U);
}

TEST(Levels, AHostsOwnSumOfStepsIsRecognised) {
  const Parameter p = ready(real("x", 0, 0.3, Scaling::linear, 0.1));
  const double summed = 0.1 + 0.1 + 0.1;  // 0.30000000000000004: above high by an ulp
  ASSERT_NE(summed, 0.3);
  EXPECT_EQ(level_of(p, summed), 3U);
  EXPECT_EQ(canonical(p, summed), 0.3);
  EXPECT_FALSE(level_of(p, 0.30001));
  EXPECT_FALSE(level_of(p, 0.35));
  EXPECT_FALSE(level_of(p, -0.1));
  EXPECT_FALSE(level_of(p, std::numeric_limits<double>::infinity()));
  EXPECT_FALSE(level_of(p, std::numeric_limits<double>::quiet_NaN()));
}

TEST(Levels, AreDifferentAscendingAndWithinBounds) {
  const double lows[] = {0, -3.7, 0.1, 1e-5, 123456.789, -1e200};
  const double steps[] = {1.0 / 3, 0.1, 0.007, 2.5, 1e-3, 1e199};
  for (const double low : lows) {
    for (const double step : steps) {
      if (std::abs(low) > 1e100 && step < 1e100) continue;
      const double high = low + 100 * step;
      const Parameter p = ready(real("x", low, high, Scaling::linear, step));
      double before = -std::numeric_limits<double>::infinity();
      for (std::uint64_t k = 0; k < level_count(p); ++k) {
        const double value = level_value(p, k);
        EXPECT_GT(value, before);
        EXPECT_LE(value, high);
        EXPECT_EQ(level_of(p, value), k);
        before = value;
      }
    }
  }
}

TEST(Levels, MinusZeroIsZero) {
  const Parameter p = ready(real("x", -0.3, 0.3, Scaling::linear, 0.1));
  EXPECT_EQ(to_text(level_value(p, 3)), "0");
  EXPECT_EQ(to_text(canonical(ready(real("y", -0.0, 1)), -0.0)), "0");
}

}  // namespace
}  // namespace lode::space
