#include "surrogate/output_scale.h"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <vector>

namespace lode::surrogate {
namespace {

TEST(OutputScale, IsMeanAndDeviation) {
  const OutputScale scale = standardising(std::vector<double>{1, 2, 3, 6});
  EXPECT_DOUBLE_EQ(scale.centre, 3);
  EXPECT_DOUBLE_EQ(scale.deviation, std::sqrt(3.5));
  EXPECT_DOUBLE_EQ(scale.to_model(6), 3 / std::sqrt(3.5));
  EXPECT_DOUBLE_EQ(scale.from_model(scale.to_model(6)), 6);
}

TEST(OutputScale, EqualValuesHaveTheirOwnSize) {
  EXPECT_EQ(standardising({}).deviation, 1);
  EXPECT_EQ(standardising(std::vector<double>{0, 0}).deviation, 1);
  EXPECT_EQ(standardising(std::vector<double>{-5, -5}).deviation, 5);
  EXPECT_EQ(standardising(std::vector<double>{-5, -5}).centre, -5);
  EXPECT_EQ(standardising(std::vector<double>{1e300}).deviation, 1e300);
}

/// n values 0, 2, ..., 2 (n - 1) have the variance (n^2 - 1) / 3.
TEST(OutputScale, ValuesFarFromZeroAreToldApart) {
  for (const double offset : {0.0, 1e13, -1e13, 4503599627370496.0 /* 2^52: one ulp is 1 */}) {
    std::vector<double> y;
    for (int i = 0; i < 10; ++i) y.push_back(offset + 2 * i);
    const OutputScale scale = standardising(y);
    EXPECT_EQ(scale.centre, offset + 9) << offset;
    EXPECT_DOUBLE_EQ(scale.deviation, std::sqrt(33.0)) << offset;
    EXPECT_DOUBLE_EQ(scale.to_model(y[0]), -9 / std::sqrt(33.0)) << offset;
  }
  const double above = 1 + 1e-13;
  EXPECT_DOUBLE_EQ(standardising(std::vector<double>{1, above}).deviation, (above - 1) / 2);
  const std::vector<double> large = {1e300, 1e300 * above}, small = {1e-290, 1e-290 * above};
  EXPECT_DOUBLE_EQ(standardising(large).deviation, (large[1] - large[0]) / 2);
  EXPECT_DOUBLE_EQ(standardising(small).deviation, (small[1] - small[0]) / 2);
}

TEST(OutputScale, ValuesThatDifferByRoundingAreEqualHoweverMany) {
  EXPECT_EQ(standardising(std::vector<double>{0.3, 0.1 + 0.2}).deviation, 0.1 + 0.2);
  const std::vector<double> tenths(40000, 0.1);  // their sum, divided by n, is not 0.1
  EXPECT_EQ(standardising(tenths).deviation, 0.1);
  EXPECT_EQ(standardising(tenths).centre, 0.1);
  std::vector<double> one_off = tenths;
  one_off[7] = std::nextafter(0.1, 1);
  EXPECT_EQ(standardising(one_off).deviation, one_off[7]);
}

TEST(OutputScale, NeitherOverflowsNorUnderflows) {
  const double largest = std::numeric_limits<double>::max();
  const OutputScale wide = standardising(std::vector<double>{-largest, largest});
  EXPECT_NEAR(wide.deviation / largest, 1, 1e-15);
  EXPECT_DOUBLE_EQ(wide.to_model(largest), 1);
  EXPECT_DOUBLE_EQ(wide.from_model(-1) / largest, -1);
  const OutputScale offset{-largest, largest};  // the difference overflows, z and y do not
  EXPECT_DOUBLE_EQ(offset.to_model(largest), 2);
  EXPECT_DOUBLE_EQ(offset.from_model(2) / largest, 1);
  const OutputScale narrow = standardising(std::vector<double>{0, 5e-324});
  EXPECT_EQ(narrow.deviation, std::numeric_limits<double>::min());
}

}  // namespace
}  // namespace lode::surrogate
