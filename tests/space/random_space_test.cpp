/// Properties that hold for every space, over random spaces with fixed seeds.
#include <cmath>
#include <gtest/gtest.h>
#include <random>

#include "space/levels.h"
#include "space/make.h"

namespace lode::space {
namespace {

using Random = std::mt19937_64;

/// Like std::uniform_*_distribution, but the same on every standard library.
double uniform(Random& random) { return static_cast<double>(random() >> 11) * 0x1p-53; }
std::uint64_t below(Random& random, std::uint64_t n) { return random() % n; }

double any_magnitude(Random& random, double decades) {
  return std::pow(10.0, (2 * uniform(random) - 1) * decades);
}

Parameter random_real(Random& random) {
  const std::uint64_t form = below(random, 6);
  double low = any_magnitude(random, form == 0 ? 300 : 6);
  double high = low * (1 + any_magnitude(random, 3));
  if (form == 1) high = std::nextafter(low, 1e300);
  if (form == 2) low = -low;
  if (form == 3) low = high;
  Parameter p = make::real("", low, high);
  if (form == 4) p.step = (high - low) / static_cast<double>(1 + below(random, 50));
  if (low > 0 && below(random, 2) == 0) p.scaling = Scaling::logarithmic;
  if (form == 5) {
    p.low = uniform(random) / 2;
    p.high = 1 - any_magnitude(random, 3) / 4000;
    p.scaling = Scaling::reverse_logarithmic;
  }
  return p;
}

Parameter random_integer(Random& random) {
  const double low = static_cast<double>(below(random, 1000)) - 300;
  Parameter p = make::integer("", low, low + static_cast<double>(below(random, 2000)));
  if (below(random, 3) == 0) p.step = static_cast<double>(1 + below(random, 20));
  if (low > 0 && below(random, 2) == 0) p.scaling = Scaling::logarithmic;
  return p;
}

Parameter random_choice(Random& random) {
  std::vector<std::string> choices;
  for (std::uint64_t k = 0; k <= below(random, 6); ++k) choices.push_back("choice " + std::to_string(k));
  return make::choice("", choices);
}

double random_value(Random& random, const Parameter& p) {
  if (discrete(p)) return level_value(p, below(random, level_count(p)));
  return p.low + uniform(random) * (p.high - p.low) / 2;
}

Space random_space(Random& random) {
  std::vector<Parameter> parameters;
  const std::size_t count = 1 + below(random, 8);
  while (parameters.size() < count) {
    constexpr Parameter (*forms[])(Random&) = {random_real, random_integer, random_choice};
    Parameter p = forms[below(random, 3)](random);
    p.name = "p" + std::to_string(parameters.size());
    const Space so_far(parameters);  // its parameters have their bounds filled in
    if (!parameters.empty() && below(random, 2) == 0) {
      const Parameter& parent = so_far[below(random, parameters.size())];
      p = make::where(p, parent.name, {random_value(random, parent), random_value(random, parent)});
    }
    parameters.push_back(p);
  }
  return Space(parameters);
}

double random_coordinate(Random& random) {
  constexpr double special[] = {0, 5e-324, 1e-16, 0.5, 1};
  const std::uint64_t form = below(random, 12);
  if (form < 5) return special[form];
  return form == 5 ? std::nextafter(1.0, 0.0) : uniform(random);
}

std::vector<double> random_unit(Random& random, const Space& space) {
  std::vector<double> unit(space.size());
  for (double& u : unit) u = random_coordinate(random);
  return unit;
}

void expect_valid(const Space& space, const Row& row) {
  EXPECT_NO_THROW(space.check(row));
  for (std::size_t i = 0; i < space.size(); ++i) {
    EXPECT_EQ(space.active(row, i), !std::isnan(row[i]));
    if (std::isnan(row[i])) continue;
    EXPECT_TRUE(row[i] >= space[i].low && row[i] <= space[i].high) << space[i].name << " = " << row[i];
    EXPECT_EQ(space.parse(i, space.format(i, row[i])), row[i]);
  }
}

/// What a real may lose between a row and the cube and back: a few units in the last place of the coordinate,
/// stretched by the range.
double loss(const Parameter& p, double value) {
  constexpr double units = 64 * 2.220446049250313e-16;
  const double largest_log = std::max(std::abs(std::log(p.low)), std::abs(std::log(p.high)));
  if (p.resolved == Scaling::logarithmic) return units * value * (1 + largest_log);
  if (p.resolved == Scaling::reverse_logarithmic) return units * (1 + std::log((1 - p.low) / (1 - p.high)));
  return units * (p.high - p.low + std::abs(value));
}

void expect_round_trip(const Space& space, const Row& row) {
  const std::vector<double> unit = space.encode(row);
  const Row back = space.decode(unit);
  for (std::size_t i = 0; i < space.size(); ++i) {
    EXPECT_TRUE(unit[i] >= 0 && unit[i] <= 1);
    EXPECT_EQ(std::isnan(back[i]), std::isnan(row[i]));
    if (std::isnan(row[i])) {
      EXPECT_EQ(unit[i], 0.5);
    } else if (discrete(space[i])) {
      EXPECT_EQ(back[i], row[i]) << space[i].name;
    } else {
      EXPECT_NEAR(back[i], row[i], loss(space[i], row[i])) << space[i].name;
    }
  }
}

/// A condition on an exact value of a continuous parent holds for a row but need not survive rounding.
bool has_continuous_parent(const Space& space) {
  for (const auto& p : space.parameters()) {
    if (p.condition && !discrete(space[space.index_of(p.condition->parent)])) return true;
  }
  return false;
}

TEST(RandomSpaces, DecodeGivesValidRowsThatReturn) {
  for (std::uint64_t seed = 1; seed <= 1000; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Random random(seed);
    const Space space = random_space(random);
    const bool exact_parents = !has_continuous_parent(space);
    for (int draw = 0; draw < 20; ++draw) {
      const std::vector<double> unit = random_unit(random, space);
      const Row row = space.decode(unit);
      expect_valid(space, row);
      EXPECT_EQ(space.key(row), space.key(space.decode(unit)));
      if (exact_parents) expect_round_trip(space, row);
    }
    if (HasFailure()) break;
  }
}

TEST(RandomSpaces, ConfigurationsAreAllDifferent) {
  for (std::uint64_t seed = 1; seed <= 1000; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Random random(seed);
    const Space space = random_space(random);
    if (!(space.cardinality() <= 3000)) continue;
    std::vector<std::string> keys;
    for (std::uint64_t n = 0; n < static_cast<std::uint64_t>(space.cardinality()); ++n) {
      const Row row = space.configuration(n);
      expect_valid(space, row);
      keys.push_back(space.key(row));
    }
    std::sort(keys.begin(), keys.end());
    EXPECT_EQ(std::adjacent_find(keys.begin(), keys.end()), keys.end());
    if (HasFailure()) break;
  }
}

}  // namespace
}  // namespace lode::space
