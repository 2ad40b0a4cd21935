// BestAtBoundary: where the best values found lie at an end of a range, and widening it may help.

#include "study/boundary.h"

#include <cmath>
#include <functional>
#include <gtest/gtest.h>
#include <limits>

#include "math/philox.h"
#include "study/advice.h"
#include "study/fixture.h"

namespace lode::study {
namespace {

using Loss = std::function<double(const space::Row&)>;

/// "p0" to "p<count - 1>" in [0, 1].
Definition unit_cube(std::size_t count) {
  Definition d = definition("edges");
  d.parameters.clear();
  for (std::size_t i = 0; i < count; ++i)
    d.parameters.push_back(real_parameter("p" + std::to_string(i), 0, 1));
  return d;
}

/// "p0:upper" and so on, in order.
std::string ends_of(const State& state) {
  std::string text;
  for (const auto& end : best_at_boundary(state))
    text += (text.empty() ? "" : " ") + state.space()[end.parameter].name + (end.upper ? ":upper" : ":lower");
  return text;
}

/// A study whose trials are given.
class BoundaryTest : public ::testing::Test {
 protected:
  void begin(const Definition& d) {
    study.reset();
    store = store::open_memory_store();
    study = Study::create(*store, d, clock.environment());
  }
  void add(const std::vector<space::Row>& rows, const Loss& loss) {
    for (const auto& row : rows) study->add(row, loss(row));
  }
  /// So many rows spread over the unit cube, between 0.15 and 0.85.
  std::vector<space::Row> inner_rows(std::size_t count) const {
    math::Random random(1, 0, math::Purpose::test);
    std::vector<space::Row> rows(count, space::Row(study->snapshot()->space().size()));
    for (auto& row : rows)
      for (auto& value : row) value = 0.15 + 0.7 * random.uniform();
    return rows;
  }
  std::string ends() const { return ends_of(*study->snapshot()); }

  FakeClock clock;
  std::unique_ptr<store::Store> store = store::open_memory_store();
  std::unique_ptr<Study> study;
};

double falling(const space::Row& row) { return -row[0]; }

/// The best three lie at the upper end of p0.
const std::vector<space::Row> upper_rows = {{0.99, 0.3}, {0.95, 0.6}, {0.92, 0.8}};

TEST_F(BoundaryTest, TheBestLieAtAnEndAndTheObjectiveImprovesTowardsIt) {
  begin(unit_cube(2));
  add(inner_rows(12), falling);
  EXPECT_EQ(ends(), "");
  add(upper_rows, falling);
  EXPECT_EQ(ends(), "p0:upper");
  begin(unit_cube(2));
  add(inner_rows(12), [](const space::Row& row) { return std::exp(3 * row[1]); });
  add({{0.3, 0.01}, {0.6, 0.05}, {0.7, 0.08}}, [](const space::Row& row) { return std::exp(3 * row[1]); });
  EXPECT_EQ(ends(), "p1:lower");
}

TEST_F(BoundaryTest, OneLuckyTrialIsNotEnough) {
  begin(unit_cube(2));
  add(inner_rows(12), falling);
  add({upper_rows[0]}, falling);
  EXPECT_EQ(ends(), "");
  add({upper_rows[1]}, falling);
  EXPECT_EQ(ends(), "");
  add({upper_rows[2]}, falling);
  EXPECT_EQ(ends(), "p0:upper");
}

TEST_F(BoundaryTest, TheBestOfAllLiesWithinTwoPerCent) {
  begin(unit_cube(2));
  add(inner_rows(12), falling);
  add({{0.95, 0.3}, {0.96, 0.6}, {0.979, 0.8}}, falling);
  EXPECT_EQ(ends(), "");
  add({{0.981, 0.2}}, falling);
  EXPECT_EQ(ends(), "p0:upper");
}

TEST_F(BoundaryTest, NotOfAParameterWithoutAnEffect) {
  // The best lie at p0's end, where a search has gone; what makes them the best is p1.
  const Loss other = [](const space::Row& row) { return (row[1] - 0.5) * (row[1] - 0.5); };
  begin(unit_cube(2));
  add(inner_rows(12), other);
  add({{0.99, 0.5}, {0.995, 0.501}, {1.0, 0.502}, {0.98, 0.503}, {0.985, 0.499}}, other);
  EXPECT_EQ(study->snapshot()->best()->row[0], 0.99);
  EXPECT_EQ(ends(), "");
  begin(unit_cube(2));  // nothing has one
  add(inner_rows(12), [](const space::Row&) { return 1.0; });
  EXPECT_EQ(ends(), "");
}

TEST_F(BoundaryTest, NotBeforeThereAreTrialsEnough) {
  const Loss line = [](const space::Row& row) { return -row[0]; };
  begin(unit_cube(1));
  add({{0.99}, {0.95}, {0.92}}, line);
  add(inner_rows(6), line);
  EXPECT_EQ(ends(), "");
  add({{0.5}}, line);
  EXPECT_EQ(ends(), "p0:upper");  // the tenth
  begin(unit_cube(5));            // three a parameter
  const std::vector<space::Row> upper = {
      {0.99, .5, .4, .3, .6}, {0.95, .4, .6, .7, .3}, {0.92, .7, .5, .6, .4}};
  add(upper, line);
  add(inner_rows(11), line);
  EXPECT_EQ(ends(), "");
  add({{0.5, 0.2, 0.8, 0.4, 0.5}}, line);
  EXPECT_EQ(ends(), "p0:upper");
}

TEST_F(BoundaryTest, WithinItsScaleAndWhicheverWayIsBetter) {
  Definition d = unit_cube(2);
  d.objectives[0].goal = Goal::maximize;
  d.parameters[0].low = 1e-6;
  d.parameters[0].scaling = space::Scaling::logarithmic;
  const auto at = [](const space::Row& unit) { return space::Row{std::pow(10, 6 * unit[0] - 6), unit[1]}; };
  begin(d);
  for (const auto& unit : inner_rows(12)) study->add(at(unit), -unit[0]);
  for (const auto& unit : upper_rows) study->add(at({1 - unit[0], unit[1]}), unit[0] - 1);
  EXPECT_EQ(ends(), "p0:lower");
}

TEST_F(BoundaryTest, OutliersHideNothing) {
  begin(unit_cube(2));
  add(inner_rows(20), falling);
  add(upper_rows, falling);
  study->add({0.9, 0.5}, 1e300);
  study->add({0.8, 0.4}, 1e9);
  EXPECT_EQ(ends(), "p0:upper");
}

TEST_F(BoundaryTest, WholeNumbersChoicesAndInactiveParameters) {
  Definition d = definition("mixed");
  auto layers = real_parameter("layers", 1, 5);
  layers.kind = space::Kind::integer;
  auto rate = real_parameter("rate", 0, 1);
  rate.condition = space::Condition{"kind", {1}};
  d.parameters = {choice_parameter("kind", {"a", "b"}), layers, rate};
  begin(d);
  for (int i = 0; i < 24; ++i) {
    const double kind = i % 2, layer = 1 + i % 5;
    const double share = kind > 0 ? (i % 7) / 6.0 : nan;
    study->add({kind, layer, share}, kind - layer + 0.01 * (i % 3));
  }
  EXPECT_EQ(ends(), "layers:upper");  // the best ones have no rate
  auto flag = layers;
  flag.low = 0;
  flag.high = 1;  // no and yes
  d.parameters = {flag, real_parameter("y", 0, 1)};
  begin(d);
  for (int i = 0; i < 20; ++i) study->add({static_cast<double>(i % 2), 0.2 + (i % 6) / 10.0}, -(i % 2));
  EXPECT_EQ(ends(), "");
}

/// What the advice says of p0 once the best lie at that end, in [low, high], by this name.
std::string advised(const char* name, double low, double high, bool upper) {
  Definition d = unit_cube(1);
  d.parameters[0] = real_parameter(name, low, high);
  State state;
  state.apply({1, StudyCreated{d, "", ""}});
  for (std::uint64_t i = 0; i < 40; ++i) {
    const double u = static_cast<double>(i) / 39;
    state.apply({1, TrialProposed{i, {low + u * (high - low)}, {}, 0, false}});
    state.apply({1, TrialEnded{i, {}, upper ? -u : u, false}});
  }
  for (const auto& advice : advice_on(state))
    if (advice.code == std::string("BestAtBoundary")) return advice.parameter + ": " + advice.text;
  return "";
}

TEST(BoundaryAdvice, SaysWhereAndThatTheTrainerMayTakeNoMore) {
  EXPECT_EQ(
      advised("p", 2, 3, true),
      "p: the best of 40 trials lie at the upper end of the range of 'p', 3, and the objective improves "
      "towards it; better values may lie beyond it (AMT's best practices: choosing hyperparameter "
      "ranges)");
  const std::string doubt = "beyond it, where the trainer takes such values (AMT's";
  for (const bool upper : {false, true})
    EXPECT_NE(advised("p", 0, 1, upper).find(doubt), std::string::npos) << upper;
  EXPECT_NE(advised("alpha", 0, 2, false).find(doubt), std::string::npos);
  EXPECT_EQ(advised("alpha", 0, 2, true).find(doubt), std::string::npos);
  EXPECT_EQ(advised("num_layers", 1, 9, false), "");  // fewer than one there are not
  EXPECT_NE(advised("num_layers", 1, 9, true), "");
  EXPECT_NE(advised("num_layers", 2, 9, false), "");
}

// How often it is given in searches, over several seeds.

struct Searched {
  const char* what;
  std::size_t parameters;
  double (*loss)(const space::Row& row, double noise);
  const char* ends;  ///< at which the optimum lies
};

double square(double x, double centre) { return (x - centre) * (x - centre); }

const Searched monotone[] = {
    {"a line", 1, [](const space::Row& r, double) { return -r[0]; }, "p0:upper"},
    {"a bowl and a line", 2, [](const space::Row& r, double) { return square(r[0], 0.4) - 0.5 * r[1]; },
     "p1:upper"},
    {"the same with noise", 2,
     [](const space::Row& r, double e) { return square(r[0], 0.4) - 0.5 * r[1] + 0.02 * e; }, "p1:upper"},
    {"lines", 3, [](const space::Row& r, double) { return r[0] + 0.5 * r[1] - 0.3 * r[2]; },
     "p0:lower p1:lower p2:upper"},
    {"what decays", 2, [](const space::Row& r, double) { return std::exp(-3 * r[0]) + square(r[1], 0.5); },
     "p0:upper"},
    {"a line, one without an effect", 2, [](const space::Row& r, double) { return -r[0]; }, "p0:upper"},
};

const Searched others[] = {
    {"a bowl", 2, [](const space::Row& r, double) { return square(r[0], 0.3) + square(r[1], 0.6); }, ""},
    {"a bowl near the ends", 2,
     [](const space::Row& r, double) { return square(r[0], 0.9) + square(r[1], 0.1); }, ""},
    {"a bowl with noise", 3,
     [](const space::Row& r, double e) {
       return square(r[0], 0.2) + square(r[1], 0.5) + square(r[2], 0.8) + 0.02 * e;
     },
     ""},
    {"one without an effect", 2, [](const space::Row& r, double) { return square(r[0], 0.4); }, ""},
    {"the same with noise", 2, [](const space::Row& r, double e) { return square(r[0], 0.4) + 0.02 * e; },
     ""},
    {"two of four without an effect", 4,
     [](const space::Row& r, double e) { return square(r[0], 0.4) + 0.7 * square(r[1], 0.7) + 0.01 * e; },
     ""},
    {"noise alone", 3, [](const space::Row&, double e) { return e; }, ""},
};

constexpr std::uint64_t seeds = 5;

/// In how many of the searches exactly its ends are found.
std::uint64_t right(const Searched& objective, const char* strategy, std::uint64_t trials) {
  std::uint64_t count = 0;
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    Definition d = unit_cube(objective.parameters);
    d.strategy = strategy;
    d.seed = seed;
    math::Random random(seed, 0, math::Purpose::test);
    const auto store = store::open_memory_store();
    const auto study = Study::create(*store, d, FakeClock().environment());
    for (std::uint64_t i = 0; i < trials; ++i) {
      const auto asked = study->ask(1);
      study->tell(i, {}, objective.loss(study->snapshot()->trial(i).row, random.normal()));
    }
    count += ends_of(*study->snapshot()) == objective.ends ? 1 : 0;
  }
  return count;
}

TEST(BoundaryInSearches, OfMonotoneObjectives) {
  for (const auto& objective : monotone)
    EXPECT_GE(right(objective, "Bayesian", 40), seeds - 1) << objective.what;
}

TEST(BoundaryInSearches, NeitherOfInteriorOptimaNorOfParametersWithoutAnEffect) {
  for (const auto& objective : others) {
    EXPECT_GE(right(objective, "Bayesian", 30), seeds - 1) << objective.what;
    EXPECT_GE(right(objective, "Random", 30), seeds - 1) << objective.what;
  }
}

}  // namespace
}  // namespace lode::study
