#include "space/coding.h"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>

#include "base/error.h"
#include "space/make.h"

namespace lode::space {
namespace {

using make::choice;
using make::integer;
using make::real;
using make::where;

double decoded(const Space& space, double u) { return space.decode(std::vector<double>(space.size(), u))[0]; }

TEST(Decode, LinearIsTheStraightLine) {
  const Space space({real("x", -2, 6, Scaling::linear)});
  EXPECT_EQ(decoded(space, 0), -2);
  EXPECT_EQ(decoded(space, 0.25), 0);
  EXPECT_EQ(decoded(space, 1), 6);
  EXPECT_EQ(space.encode(Row{4})[0], 0.75);
}

TEST(Decode, LogarithmicTakesTheGeometricMeanInTheMiddle) {
  const Space space({real("x", 1e-4, 1, Scaling::logarithmic)});
  EXPECT_NEAR(decoded(space, 0.5), 1e-2, 1e-16);
  EXPECT_NEAR(decoded(space, 0.75), 1e-1, 1e-15);
  EXPECT_NEAR(space.encode(Row{1e-3})[0], 0.25, 1e-15);
}

TEST(Decode, ReverseLogarithmicMirrorsTheLogarithm) {
  const Space space({real("x", 0, 0.9999, Scaling::reverse_logarithmic)});  // 1 - x from 1 to 1e-4
  EXPECT_NEAR(decoded(space, 0.5), 0.99, 1e-12);
  EXPECT_NEAR(decoded(space, 0.25), 0.9, 1e-12);
  EXPECT_NEAR(space.encode(Row{0.999})[0], 0.75, 1e-12);
}

TEST(Decode, EveryIntegerHasACellOfTheSameWidth) {
  const Space space({integer("n", 3, 7, Scaling::linear)});
  for (int k = 0; k < 5; ++k) {
    EXPECT_EQ(decoded(space, 0.2 * k + 1e-9), 3 + k);
    EXPECT_EQ(decoded(space, 0.2 * (k + 1) - 1e-9), 3 + k);
    EXPECT_NEAR(space.encode(Row{3.0 + k})[0], 0.2 * k + 0.1, 1e-15);
  }
  EXPECT_EQ(decoded(space, 1), 7);
}

TEST(Decode, LogarithmicIntegersRoundOnAScaleWithHalfAStepToSpare) {
  const Space space({integer("n", 1, 1024, Scaling::logarithmic)});
  const double range = std::log(1024.5 / 0.5);
  for (const double n : {1.0, 2.0, 31.0, 500.0, 1024.0}) {
    EXPECT_NEAR(space.encode(Row{n})[0], std::log(n / 0.5) / range, 1e-14);
    EXPECT_EQ(decoded(space, std::log((n - 0.499) / 0.5) / range), n);
    EXPECT_EQ(decoded(space, std::log((n + 0.499) / 0.5) / range), n);
  }
}

TEST(Decode, LogarithmicStepsWiderThanLowKeepRoomBelowTheFirst) {
  const Space space({integer("n", 1, 1001, Scaling::logarithmic, 100)});
  EXPECT_EQ(decoded(space, 0), 1);
  EXPECT_EQ(decoded(space, 1), 1001);
  for (int k = 0; k <= 10; ++k) EXPECT_EQ(space.decode(space.encode(Row{1.0 + 100 * k}))[0], 1 + 100 * k);
}

TEST(Decode, CoordinatesOutsideTheCubeAreClampedAndNaNIsRefused) {
  const Space space({real("x", 1, 2), choice("c", {"a", "b"})});
  EXPECT_EQ(space.decode(std::vector<double>{-3, 7}), (Row{1, 1}));
  EXPECT_THROW(space.decode(std::vector<double>{std::nan(""), 0}), Error);
  EXPECT_THROW(space.decode(std::vector<double>{0.5}), Error);
  EXPECT_THROW(space.encode(Row{1, 0, 0}), Error);
  EXPECT_THROW(space.encode(Row{std::nan(""), 0}), Error);
}

TEST(Decode, ConstantsHaveOneValueInTheMiddle) {
  const Space space({real("x", 0.1, 0.1, Scaling::logarithmic), integer("n", -4, -4), choice("c", {"only"})});
  for (const double u : {0.0, 0.3, 1.0}) {
    EXPECT_EQ(space.decode(std::vector<double>(3, u)), (Row{0.1, -4, 0}));
  }
  EXPECT_EQ(space.encode(Row{0.1, -4, 0}), std::vector<double>(3, 0.5));
  EXPECT_EQ(space.cardinality(), 1);
}

TEST(Decode, InactiveIsNaNAndItsCoordinateTheMiddle) {
  const Space space({choice("c", {"a", "b"}), where(real("x", 0, 1), "c", {1})});
  const Row without = space.decode(std::vector<double>{0.1, 0.9});
  EXPECT_EQ(without[0], 0);
  EXPECT_TRUE(std::isnan(without[1]));
  EXPECT_EQ(space.encode(without), (std::vector<double>{0.25, 0.5}));
  EXPECT_EQ(space.decode(std::vector<double>{0.9, 0.9}), (Row{1, 0.9}));
}

TEST(Decode, SnapStandsForTheConfiguration) {
  const Space space({choice("c", {"a", "b"}), where(integer("n", 0, 3), "c", {1})});
  EXPECT_EQ(space.snap(std::vector<double>{0.1, 0.99}), (std::vector<double>{0.25, 0.5}));
  EXPECT_EQ(space.snap(std::vector<double>{0.6, 0.99}), (std::vector<double>{0.75, 0.875}));
}

TEST(Decode, NeverLeavesARangeOfOneUlpOrTheWholeLine) {
  const double ends[][2] = {{1, std::nextafter(1.0, 2)},
                            {1e10, std::nextafter(1e10, 1e11)},
                            {-1e308, 1e308},
                            {-1e-308, 1e308},
                            {0, 5e-324},
                            {5e-324, 1.7e308},
                            {0.5, std::nextafter(0.5, 1)},
                            {std::nextafter(1.0, 0.0) - 1e-16, std::nextafter(1.0, 0.0)}};
  const double us[] = {0, std::nextafter(0.0, 1.0), 1e-17, 0.25, 0.5, 0.75, std::nextafter(1.0, 0.0), 1};
  for (const auto& [low, high] : ends) {
    for (const auto scaling : {Scaling::linear, Scaling::logarithmic, Scaling::reverse_logarithmic}) {
      if (scaling == Scaling::logarithmic && low <= 0) continue;
      if (scaling == Scaling::reverse_logarithmic && (low < 0 || high >= 1)) continue;
      const Space space({real("x", low, high, scaling)});
      for (const double u : us) {
        const double x = decoded(space, u);
        EXPECT_TRUE(x >= low && x <= high) << low << " " << high << " " << u << " -> " << x;
        const double back = space.encode(Row{x})[0];
        EXPECT_TRUE(back >= 0 && back <= 1) << low << " " << high << " " << u << " -> " << back;
      }
      EXPECT_EQ(decoded(space, 0), low);
      EXPECT_EQ(decoded(space, 1), high);
    }
  }
}

TEST(Key, OneForMinusZeroAndAllNaN) {
  const Space space({real("x", -1, 1), choice("c", {"a", "b"}), where(real("y", 0, 1), "c", {1})});
  EXPECT_EQ(space.key(Row{0.0, 0, std::nan("1")}), space.key(Row{-0.0, 0, -std::nan("2")}));
  EXPECT_NE(space.key(Row{0.0, 0, std::nan("")}), space.key(Row{0.0, 1, 0.5}));
  EXPECT_NE(space.key(Row{0.1, 0, std::nan("")}), space.key(Row{std::nextafter(0.1, 1), 0, std::nan("")}));
  const Space stepped({real("x", 0, 0.3, Scaling::linear, 0.1)});
  EXPECT_EQ(stepped.key(Row{0.3}), stepped.key(Row{0.1 + 0.2}));
}

/// An integer's scale runs half a step past its ends, so its slope is that of a real with those ends.
TEST(CoordinateSlope, OfAnIntegerIsThatOfTheScaleBetweenTheLevels) {
  for (const Scaling scaling : {Scaling::linear, Scaling::logarithmic}) {
    const Space space({integer("k", 1, 50, scaling), real("x", 0.5, 50.5, scaling)});
    for (const double value : {1.0, 7.0, 50.0}) {
      EXPECT_DOUBLE_EQ(coordinate_slope(space[0], value), coordinate_slope(space[1], value));
      EXPECT_NEAR(to_coordinate(space[0], value), to_coordinate(space[1], value), 1e-15);
    }
  }
  const Space stepped({real("x", 0, 1, Scaling::linear, 0.25)});
  EXPECT_DOUBLE_EQ(coordinate_slope(stepped[0], 0.5), 1 / 1.25);
}

TEST(CoordinateSlope, OfAConstantAndACategoryIsZero) {
  const Space space({choice("c", {"p", "q"}), real("x", 2, 2), integer("k", 3, 3)});
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(coordinate_slope(space[i], space[i].low), 0);
}

}  // namespace
}  // namespace lode::space
