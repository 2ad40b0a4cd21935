// Sobol points against SciPy's, and the net property of scrambled ones.
#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <set>

#include "math/sobol.h"
#include "reference/worst.h"

namespace lode::math {
namespace {

struct Coordinate {
  std::size_t dimension;
  std::uint64_t index;
  std::uint64_t scaled;
};

const Coordinate scipy_points[] = {
#include "math/sobol_reference.inc"
};

TEST(Sobol, UnscrambledPointsAreScipysBitForBit) {
  reference::Worst worst("sobol.points", 0);
  const Sobol sobol(Sobol::maximum_dimensions);
  for (const Coordinate& known : scipy_points) {
    SCOPED_TRACE("dimension " + std::to_string(known.dimension));
    const double want = static_cast<double>(known.scaled) * 0x1p-52;
    worst.add(sobol.point(known.index)[known.dimension], want, static_cast<double>(known.index));
  }
}

TEST(Sobol, ADimensionDoesNotDependOnHowManyThereAre) {
  const Sobol small(3, 11);
  const Sobol large(40, 11);
  for (std::uint64_t i = 0; i < 50; ++i)
    for (std::size_t d = 0; d < 3; ++d) EXPECT_EQ(small.point(i)[d], large.point(i)[d]);
}

/// Whether points [first, first + 2^m) put exactly one into each box of 2^a by 2^(m - a), for every a.
void expect_net(const Sobol& sobol, std::uint64_t first, int m, std::size_t x, std::size_t y) {
  const std::uint64_t count = std::uint64_t{1} << m;
  for (int a = 0; a <= m; ++a) {
    std::set<std::pair<double, double>> boxes;
    for (std::uint64_t i = first; i < first + count; ++i) {
      const std::vector<double> p = sobol.point(i);
      boxes.insert({std::floor(std::ldexp(p[x], a)), std::floor(std::ldexp(p[y], m - a))});
    }
    EXPECT_EQ(boxes.size(), count) << "boxes of 2^-" << a << " by 2^-" << m - a;
  }
}

TEST(Sobol, FirstTwoCoordinatesAreANetScrambledOrNot) {
  expect_net(Sobol(2), 0, 8, 0, 1);
  expect_net(Sobol(2), 3 * 256, 8, 0, 1);
  for (const std::uint64_t seed : {0ull, 1ull, 123456789ull}) {
    expect_net(Sobol(2, seed), 0, 8, 0, 1);
    expect_net(Sobol(2, seed), 5 * 256, 8, 0, 1);
  }
}

TEST(Sobol, EveryCoordinateIsStratifiedAlone) {
  const Sobol sobol(Sobol::maximum_dimensions, 5);
  constexpr std::size_t count = 64;
  std::vector<std::set<double>> cells(sobol.dimensions());
  std::vector<double> p(sobol.dimensions());
  for (std::uint64_t i = 0; i < count; ++i) {
    sobol.point(i, p);
    for (std::size_t d = 0; d < p.size(); ++d) {
      ASSERT_TRUE(p[d] >= 0 && p[d] < 1);
      cells[d].insert(std::floor(p[d] * count));
    }
  }
  for (const std::set<double>& one : cells) EXPECT_EQ(one.size(), count);
}

TEST(Sobol, SeedsDifferAndRepeat) {
  const Sobol a(6, 1), again(6, 1), b(6, 2), plain(6);
  for (std::uint64_t i = 0; i < 20; ++i) {
    EXPECT_EQ(a.point(i), again.point(i));
    for (std::size_t d = 0; d < 6; ++d) {
      EXPECT_NE(a.point(i)[d], b.point(i)[d]);
      EXPECT_NE(a.point(i)[d], plain.point(i)[d]);
    }
  }
}

TEST(Sobol, ScramblingIsUnbiased) {
  // Over seeds, each scrambled point is uniform on the cube: the mean of m of them is 1/2 within five
  // deviations.
  constexpr int seeds = 2000;
  double sum = 0;
  for (int seed = 0; seed < seeds; ++seed) sum += Sobol(3, static_cast<std::uint64_t>(seed)).point(9)[2];
  EXPECT_NEAR(sum / seeds, 0.5, 5 * std::sqrt(1.0 / 12 / seeds));
}

TEST(Sobol, MoreDimensionsThanTheTableHas) {
  const Sobol sobol(Sobol::maximum_dimensions + 3, 4);
  const std::vector<double> p = sobol.point(17);
  ASSERT_EQ(p.size(), Sobol::maximum_dimensions + 3);
  std::set<double> rest(p.end() - 3, p.end());
  EXPECT_EQ(rest.size(), 3u);
  EXPECT_TRUE(std::ranges::all_of(p, [](double x) { return x >= 0 && x < 1; }));
  EXPECT_EQ(p, Sobol(Sobol::maximum_dimensions + 3, 4).point(17));
}

TEST(Sobol, NoDimensionsAtAll) { EXPECT_TRUE(Sobol(0, 3).point(5).empty()); }

}  // namespace
}  // namespace lode::math
