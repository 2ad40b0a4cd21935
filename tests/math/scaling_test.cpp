// The maps between a range and [0, 1]: closed forms, ends, round trips, extreme ranges.
#include "math/scaling.h"

#include <gtest/gtest.h>

#include "math/near.h"

namespace lode::math {
namespace {

struct Range {
  Scale scale;
  double low;
  double high;
};

const Range ranges[] = {
    {Scale::linear, 0, 1},
    {Scale::linear, -3, 17},
    {Scale::linear, -1e308, 1e308},
    {Scale::linear, -1.7976931348623157e308, 1.7976931348623157e308},
    {Scale::linear, 1e-320, 1e-310},
    {Scale::linear, 1e15, 1e15 + 8},
    {Scale::logarithmic, 1e-5, 1},
    {Scale::logarithmic, 1, 1000},
    {Scale::logarithmic, 1, 1.0000001},
    {Scale::logarithmic, 5e-324, 1.7976931348623157e308},
    {Scale::logarithmic, 1e-308, 1e308},
    {Scale::reverse_logarithmic, 0, 0.999},
    {Scale::reverse_logarithmic, 0.9, 0.99999999},
    {Scale::reverse_logarithmic, 0, 1e-20},
    {Scale::reverse_logarithmic, 1e-300, 1e-290},
    {Scale::reverse_logarithmic, 0, 1 - 0x1p-53},
};

TEST(Scaling, EndsAreExactAndNothingLeavesTheRange) {
  for (const Range& r : ranges) {
    EXPECT_EQ(from_unit(r.scale, 0, r.low, r.high), r.low);
    EXPECT_EQ(from_unit(r.scale, 1, r.low, r.high), r.high);
    EXPECT_EQ(from_unit(r.scale, -0.5, r.low, r.high), r.low);
    EXPECT_EQ(from_unit(r.scale, 1.5, r.low, r.high), r.high);
    EXPECT_EQ(to_unit(r.scale, r.low, r.low, r.high), 0);
    EXPECT_EQ(to_unit(r.scale, r.high, r.low, r.high), 1);
    for (int i = 0; i <= 1000; ++i) {
      const double x = from_unit(r.scale, i / 1000.0, r.low, r.high);
      ASSERT_TRUE(x >= r.low && x <= r.high) << r.low << ' ' << r.high << ' ' << i;
    }
  }
}

TEST(Scaling, IsMonotone) {
  for (const Range& r : ranges) {
    double last = r.low;
    for (int i = 0; i <= 1000; ++i) {
      const double x = from_unit(r.scale, i / 1000.0, r.low, r.high);
      ASSERT_GE(x, last);
      last = x;
    }
  }
}

TEST(Scaling, RoundTripFromTheUnitInterval) {
  for (const Range& r : ranges) {
    for (int i = 0; i <= 97; ++i) {
      const double u = i / 97.0;
      const double x = from_unit(r.scale, u, r.low, r.high);
      // As near as the doubles of the range allow: half the distance between two of them, in units of u.
      const double next = std::nextafter(x, x < r.high ? infinity : -infinity);
      const double gap =
          std::fabs(to_unit(r.scale, next, r.low, r.high) - to_unit(r.scale, x, r.low, r.high));
      EXPECT_NEAR(to_unit(r.scale, x, r.low, r.high), u, 4e-15 + 4 * gap) << r.low << ' ' << r.high;
    }
  }
}

TEST(Scaling, ClosedForms) {
  EXPECT_DOUBLE_EQ(from_unit(Scale::linear, 0.25, -4, 4), -2);
  EXPECT_DOUBLE_EQ(from_unit(Scale::logarithmic, 0.5, 1e-4, 1), 1e-2);
  EXPECT_DOUBLE_EQ(from_unit(Scale::logarithmic, 0.75, 1, 1e4), 1e3);
  EXPECT_DOUBLE_EQ(from_unit(Scale::reverse_logarithmic, 0.5, 0, 0.99), 0.9);
  EXPECT_DOUBLE_EQ(from_unit(Scale::reverse_logarithmic, 0.5, 0.9, 0.999), 0.99);
  EXPECT_DOUBLE_EQ(to_unit(Scale::logarithmic, 10, 1, 1000), 1.0 / 3);
  EXPECT_NEAR(to_unit(Scale::reverse_logarithmic, 0.99, 0.9, 0.999), 0.5, 1e-14);
  EXPECT_EQ(from_unit(Scale::linear, 0.5, -1e308, 1e308), 0);
  EXPECT_NEAR(from_unit(Scale::logarithmic, 0.5, 1e-308, 1e308), 1, 1e-12);  // logs of 709 have 1e-13 each
}

TEST(Scaling, ReverseLogarithmicOfTinyRangeIsNearlyLinear) {
  EXPECT_DOUBLE_EQ(from_unit(Scale::reverse_logarithmic, 0.25, 0, 1e-20), 0.25e-20);
  EXPECT_DOUBLE_EQ(to_unit(Scale::reverse_logarithmic, 0.25e-20, 0, 1e-20), 0.25);
}

TEST(Scaling, ConstantsAndNan) {
  for (const Scale scale : {Scale::linear, Scale::logarithmic, Scale::reverse_logarithmic}) {
    EXPECT_EQ(to_unit(scale, 0.5, 0.5, 0.5), 0.5);
    EXPECT_EQ(from_unit(scale, 0.3, 0.5, 0.5), 0.5);
    EXPECT_TRUE(std::isnan(to_unit(scale, std::nan(""), 0.1, 0.5)));
    EXPECT_TRUE(std::isnan(from_unit(scale, std::nan(""), 0.1, 0.5)));
  }
}

TEST(Scaling, SlopeAgreesWithFiniteDifferences) {
  for (const Range& r : {Range{Scale::linear, -3, 17}, Range{Scale::logarithmic, 1e-5, 1},
                         Range{Scale::reverse_logarithmic, 0.9, 0.9999}}) {
    for (const double u : {0.1, 0.5, 0.9}) {
      const double x = from_unit(r.scale, u, r.low, r.high);
      const double h = 1e-5 * std::min(x - r.low, r.high - x);
      const double difference =
          (to_unit(r.scale, x + h, r.low, r.high) - to_unit(r.scale, x - h, r.low, r.high)) / (2 * h);
      EXPECT_NEAR(unit_slope(r.scale, x, r.low, r.high) / difference, 1, 1e-6);
    }
  }
  EXPECT_EQ(unit_slope(Scale::linear, 2, 2, 2), 0);
  EXPECT_DOUBLE_EQ(unit_slope(Scale::linear, 0, -1e308, 1e308), 0.5e-308);
}

TEST(Scaling, OutsideIsClamped) {
  EXPECT_EQ(to_unit(Scale::logarithmic, -1, 1, 10), 0);
  EXPECT_EQ(to_unit(Scale::linear, infinity, 1, 10), 1);
}

}  // namespace
}  // namespace lode::math
