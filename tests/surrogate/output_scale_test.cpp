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
