// Proposals from a model in a box and among given points.
#include "acquisition/propose.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <gtest/gtest.h>
#include <limits>
#include <set>

#include "base/error.h"
#include "math/philox.h"
#include "space/make.h"

namespace lode::acquisition {
namespace {

namespace make = space::make;
using Values = std::vector<double>;

surrogate::Model make_model() {
  const space::Space space({make::real("rate", 1e-3, 1, space::Scaling::logarithmic),
                            make::integer("k", 1, 20), make::choice("kind", {"p", "q", "r"})});
  math::Random random(2, 1, math::Purpose::test);
  Values x, y;
  for (int i = 0; i < 15; ++i) {
    const double rate = std::pow(10, -3 * random.uniform()), k = 1 + static_cast<double>(random.below(20));
    const double kind = static_cast<double>(random.below(3));
    x.insert(x.end(), {rate, k, kind});
    y.push_back(std::pow(std::log10(rate) + 1.5, 2) + 0.01 * std::pow(k - 12, 2) + 0.3 * kind);
  }
  return surrogate::Model::given(space, {x, y}, {{0.4, 0.5, 1.0}, 1.0, 0.05, 1.0});
}

Choice choice_of(Kind kind) {
  Choice choice;
  choice.kind = kind;
  choice.seed = 5;
  return choice;
}

/// A box of the space: rates, integers and categories, from a fixed grid.
Values grid(double rate_low, double rate_high, int k_low, int k_high, int kind_low, int kind_high) {
  Values rows;
  for (int i = 0; i <= 60; ++i) {
    const double rate = rate_low * std::pow(rate_high / rate_low, i / 60.0);
    for (int k = k_low; k <= k_high; ++k) {
      for (int kind = kind_low; kind <= kind_high; ++kind)
        rows.insert(rows.end(), {std::clamp(rate, rate_low, rate_high), double(k), double(kind)});
    }
  }
  return rows;
}

constexpr Kind kinds[] = {Kind::ei,   Kind::log_ei,    Kind::poi,     Kind::ucb,
                          Kind::mean, Kind::deviation, Kind::thompson};

TEST(Propose, NothingOnAGridIsBetter) {
  const surrogate::Model model = make_model();
  const Values lower = {0.01, 5, 1}, upper = {0.3, 9, 2};
  const Values everywhere = grid(1e-3, 1, 1, 20, 0, 2), inside = grid(0.01, 0.3, 5, 9, 1, 2);
  for (const Kind kind : kinds) {
    const Choice choice = choice_of(kind);
    for (const bool boxed : {false, true}) {
      const Values row = propose(model, choice, boxed ? lower : Values(), boxed ? upper : Values(), 1, 3);
      const double value = evaluate(model, choice, row, false).values[0];
      const Values others = evaluate(model, choice, boxed ? inside : everywhere, false).values;
      const double best = *std::max_element(others.begin(), others.end());
      EXPECT_GE(value, best - 1e-6 * (1 + std::fabs(best)))
          << static_cast<int>(kind) << (boxed ? " boxed" : "");
      for (std::size_t c = 0; boxed && c < 3; ++c) {
        EXPECT_GE(row[c], lower[c]);
        EXPECT_LE(row[c], upper[c]);
      }
    }
  }
}

TEST(Propose, SeveralAreDifferentAndDeterministic) {
  const surrogate::Model model = make_model();
  for (const Kind kind : kinds) {
    const Values rows = propose(model, choice_of(kind), {}, {}, 4, 3);
    ASSERT_EQ(rows.size(), 12u);
    EXPECT_EQ(propose(model, choice_of(kind), {}, {}, 4, 3), rows);
    std::set<Values> distinct;
    for (std::size_t i = 0; i < 12; i += 3) distinct.insert({rows[i], rows[i + 1], rows[i + 2]});
    EXPECT_EQ(distinct.size(), 4u) << static_cast<int>(kind);
    EXPECT_EQ(Values(rows.begin(), rows.begin() + 3), propose(model, choice_of(kind), {}, {}, 1, 3));
  }
}

/// The greedy rule: after believing the first, the second is the best.
TEST(Propose, TheSecondIsTheBestAfterBelievingTheFirst) {
  const surrogate::Model model = make_model();
  const Values rows = propose(model, choice_of(Kind::deviation), {}, {}, 2, 3);
  const auto first = std::span(rows).first(3), second = std::span(rows).subspan(3);
  const surrogate::Model believing = model.append(first, model.predict(first, false).mean[0], 0);
  const Values others = believing.predict(grid(1e-3, 1, 1, 20, 0, 2), false).deviation;
  EXPECT_GE(believing.predict(second, false).deviation[0],
            *std::max_element(others.begin(), others.end()) - 1e-6);
}

/// Nine observations of a wave, whose predicted minima lie below all of them.
surrogate::Model wave_model() {
  Values x, y;
  for (int i = 0; i < 9; ++i) {
    x.push_back(i / 8.0);
    y.push_back(std::cos(12 * x.back()) + 0.2 * x.back());
  }
  return surrogate::Model::given(space::Space({make::real("x", 0, 1)}), {x, y}, {{0.2}, 1.0, 1e-3, 0.0});
}

/// The number of the best point that is not among those taken.
std::size_t best_of(const surrogate::Model& model, const Choice& choice, const Values& points,
                    const std::set<std::size_t>& taken) {
  Values values = evaluate(model, choice, points, false).values;
  for (const std::size_t i : taken) values[i] = -HUGE_VAL;
  return static_cast<std::size_t>(std::max_element(values.begin(), values.end()) - values.begin());
}

Values hundredths() {
  Values points;
  for (int i = 0; i <= 100; ++i) points.push_back(i / 100.0);
  return points;
}

/// Each further point is the best after the ones before have been appended with their predicted mean.
TEST(Propose, ABatchIsWhatAppendingGives) {
  const Values points = hundredths();
  for (const Kind kind : {Kind::ei, Kind::log_ei, Kind::poi, Kind::ucb, Kind::deviation}) {
    for (const bool maximised : {false, true}) {
      Choice choice = choice_of(kind);
      choice.maximised = maximised;
      surrogate::Model appended = wave_model();
      for (const double x : propose(appended, choice, {}, {}, 5, 3)) {
        const double got = evaluate(appended, choice, Values{x}, false).values[0];
        const Values values = evaluate(appended, choice, points, false).values;
        EXPECT_GE(got, *std::max_element(values.begin(), values.end()) - 1e-6) << static_cast<int>(kind);
        appended = appended.append(Values{x}, appended.predict(Values{x}, false).mean[0], 0);
      }
    }
  }
}

TEST(Choose, ABatchIsWhatAppendingGives) {
  const Values points = hundredths();
  for (const Kind kind : {Kind::ei, Kind::log_ei, Kind::poi, Kind::ucb, Kind::deviation}) {
    surrogate::Model appended = wave_model();
    std::set<std::size_t> taken;
    for (const std::size_t index : choose(appended, choice_of(kind), points, 6)) {
      EXPECT_EQ(index, best_of(appended, choice_of(kind), points, taken)) << static_cast<int>(kind);
      taken.insert(index);
      const Values x = {points[index]};
      appended = appended.append(x, appended.predict(x, false).mean[0], 0);
    }
  }
}

TEST(Propose, AFiniteBoxIsUsedUpAndNoMore) {
  const surrogate::Model model = make_model();
  const Values lower = {0.1, 3, 1}, upper = {0.1, 4, 2};
  const Values rows = propose(model, choice_of(Kind::log_ei), lower, upper, 4, 1);
  std::set<Values> distinct;
  for (std::size_t i = 0; i < 12; i += 3) distinct.insert({rows[i], rows[i + 1], rows[i + 2]});
  EXPECT_EQ(distinct, (std::set<Values>{{0.1, 3, 1}, {0.1, 3, 2}, {0.1, 4, 1}, {0.1, 4, 2}}));
  try {
    propose(model, choice_of(Kind::log_ei), lower, upper, 5, 1);
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "q: 5 given; the box holds only 4 different points");
  }
}

/// Between two doubles that follow each other there is nothing, on either side of 0.
TEST(Propose, ABoxOfFewDoublesIsUsedUpAndNoMore) {
  const double tiny = std::numeric_limits<double>::denorm_min();
  for (const double low : {1.0, 0.0, -tiny, -1.0, 1e300, -1e300}) {
    const double middle = std::nextafter(low, 1e308), high = std::nextafter(middle, 1e308);
    const space::Space space({make::real("x", -2e300, 2e300, space::Scaling::linear)});
    const surrogate::Model model = surrogate::Model::given(space, {Values{low}, Values{0}}, {{0.3}, 1, 0, 0});
    const Values rows = propose(model, choice_of(Kind::ucb), Values{low}, Values{high}, 3, 1);
    EXPECT_EQ(std::set<double>(rows.begin(), rows.end()), (std::set<double>{low, middle, high})) << low;
    try {
      propose(model, choice_of(Kind::ucb), Values{low}, Values{high}, 4, 1);
      ADD_FAILURE();
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), Code::argument);
      EXPECT_STREQ(error.what(), "q: 4 given; the box holds only 3 different points") << low;
    }
  }
}

/// A logarithm has not as many values there as the box has doubles.
TEST(Propose, WhatTheSearchDoesNotFindIsCounted) {
  const double low = 1e100;
  double high = low;
  for (int i = 0; i < 40; ++i) high = std::nextafter(high, 1e308);
  const space::Space space({make::real("x", 1, 1e300, space::Scaling::logarithmic)});
  const surrogate::Model model = surrogate::Model::given(space, {Values{low}, Values{0}}, {{0.3}, 1, 0, 0});
  try {
    propose(model, choice_of(Kind::ucb), Values{low}, Values{high}, 40, 1);
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Code::numeric);
    std::size_t found = 0;
    ASSERT_EQ(std::sscanf(error.what(), "q: 40 given; the search found only %zu different points in the box",
                          &found),
              1)
        << error.what();
    EXPECT_EQ(propose(model, choice_of(Kind::ucb), Values{low}, Values{high}, found, 1).size(), found);
    EXPECT_THROW(propose(model, choice_of(Kind::ucb), Values{low}, Values{high}, found + 1, 1), Error);
  }
}

TEST(Propose, BadBoundsAreNamed) {
  const surrogate::Model model = make_model();
  const auto refused = [&](const Values& lower, const Values& upper) -> std::string {
    try {
      propose(model, choice_of(Kind::ei), lower, upper, 1, 1);
    } catch (const Error& error) {
      return error.what();
    }
    return "accepted";
  };
  const Values low = {1e-3, 1, 0}, high = {1, 20, 2};
  EXPECT_EQ(refused(low, high), "accepted");
  EXPECT_EQ(refused({0.5, 1, 0}, {0.1, 20, 2}),
            "lower[0]: 0.5 given and upper[0] is 0.1; accepted: lower <= upper");
  EXPECT_NE(refused({1e-3, 1.5, 0}, high).find("lower[1]: 1.5 given"), std::string::npos);
  EXPECT_NE(refused(low, {2, 20, 2}).find("upper[0]: 2 given"), std::string::npos);
  EXPECT_NE(refused({std::nan(""), 1, 0}, high).find("lower[0]: NaN given"), std::string::npos);
}

TEST(Propose, WithoutObservationsItExplores) {
  const surrogate::Model prior = surrogate::Model::given(
      space::Space({make::real("x", 0, 1, space::Scaling::linear)}), {{}, {}}, {{0.3}, 1, 0, 0});
  const Values rows = propose(prior, choice_of(Kind::ucb), {}, {}, 3, 1);
  for (std::size_t a = 0; a < 3; ++a) {
    for (std::size_t b = 0; b < a; ++b) EXPECT_GT(std::fabs(rows[a] - rows[b]), 0.2);
  }
}

TEST(Choose, TakesTheBestOfTheCandidatesOnceEach) {
  const surrogate::Model model = make_model();
  const Values candidates = grid(1e-3, 1, 1, 20, 0, 2);
  for (const Kind kind : kinds) {
    const Choice choice = choice_of(kind);
    const Values values = evaluate(model, choice, candidates, false).values;
    const auto best =
        static_cast<std::size_t>(std::max_element(values.begin(), values.end()) - values.begin());
    const std::vector<std::size_t> chosen = choose(model, choice, candidates, 3);
    ASSERT_EQ(chosen.size(), 3u);
    EXPECT_NEAR(values[chosen[0]], values[best], 1e-12 * (1 + std::fabs(values[best])));
    EXPECT_EQ(std::set<std::size_t>(chosen.begin(), chosen.end()).size(), 3u);
  }
  const Values twice = {0.1, 3, 1, 0.1, 3, 1};
  EXPECT_EQ(choose(model, choice_of(Kind::ei), twice, 2), (std::vector<std::size_t>{0, 1}));
  EXPECT_TRUE(choose(model, choice_of(Kind::ei), {}, 0).empty());
  EXPECT_THROW(choose(model, choice_of(Kind::ei), twice, 3), Error);
}

/// However many: a matrix product adds up its last columns in another order.
TEST(Choose, TakesTheFirstOfEqualCandidates) {
  math::Random random(3, 1, math::Purpose::test);
  Values x, y;
  for (int i = 0; i < 40; ++i) {
    x.insert(x.end(), {random.uniform(), random.uniform()});
    y.push_back(std::sin(7 * x[x.size() - 2]) + x.back());
  }
  const space::Space space({make::real("a", 0, 1), make::real("b", 0, 1)});
  const surrogate::Model model = surrogate::Model::given(space, {x, y}, {{0.4, 0.7}, 1, 0.05, 0});
  for (const std::size_t m : {5, 17, 130}) {
    Values same;
    for (std::size_t i = 0; i < m; ++i) same.insert(same.end(), {0.3, 0.9});
    for (const Kind kind : kinds)
      EXPECT_EQ(choose(model, choice_of(kind), same, 4), (std::vector<std::size_t>{0, 1, 2, 3})) << m;
  }
}

}  // namespace
}  // namespace lode::acquisition
