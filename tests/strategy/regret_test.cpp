// The bound on the regret: what must hold of it whatever the model is.

#include "strategy/regret.h"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <random>

#include "strategy/bayesian_data.h"
#include "strategy/common.h"

namespace lode::strategy {
namespace {

double bowl(const space::Row& row) { return std::pow(row[0] - 0.3, 2) + std::pow(row[1] - 0.6, 2); }

/// `count` trials at random places of the square, with noise.
History observed(std::size_t count, double noise, unsigned seed = 1) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> place(0, 1);
  std::normal_distribution<double> normal(0, 1);
  History history;
  for (std::size_t i = 0; i < count; ++i) {
    append(history, {place(random), place(random)}, enqueued(), Outcome::observed);
    history.trials.back().loss = bowl(history.trials.back().row) + noise * normal(random);
  }
  return history;
}

TEST(Regret, WidthIsThePapers) {  // expected: by Python, sqrt(2 ln(D t^2 pi^2 / 0.6) / 5)
  EXPECT_NEAR(regret_width(2, 50), 2.1276727743599135, 1e-14);
  EXPECT_NEAR(regret_width(6, 20), 2.05752369724393, 1e-14);
  EXPECT_NEAR(regret_width(1, 1), 1.0583544577247816, 1e-14);
}

TEST(Regret, TheBoundHoldsAndShrinks) {
  double before = std::numeric_limits<double>::infinity();
  for (const std::size_t count : {6, 25, 100}) {
    const History history = observed(count, 0);
    double best = 1;
    for (const Past& past : history.trials) best = std::min(best, past.loss);  // the optimum is 0
    const Regret regret = bound_regret(square(), history, {});
    EXPECT_GE(regret.bound, best) << count;
    EXPECT_LT(regret.bound, before) << count;
    before = regret.bound;
  }
  EXPECT_LT(before, 0.05);
}

TEST(Regret, FindsTheNoise) {
  for (const double noise : {0.05, 0.2}) {
    const Regret regret = bound_regret(square(), observed(150, noise), {});
    EXPECT_GT(regret.noise, 0.6 * noise);
    EXPECT_LT(regret.noise, 1.5 * noise);
  }
}

TEST(Regret, IsInTheLossesUnits) {
  const History one = observed(40, 0.05);
  History other = one;
  for (Past& past : other.trials) past.loss = 1024 * past.loss - 4096;
  const Regret a = bound_regret(square(), one, {}), b = bound_regret(square(), other, {});
  EXPECT_NEAR(b.bound / 1024, a.bound, 1e-6 * a.bound);
  EXPECT_NEAR(b.noise / 1024, a.noise, 1e-6 * a.noise);
}

TEST(Regret, WiderConfidenceMeansALargerBound) {
  const History history = observed(30, 0.05);
  EXPECT_LT(bound_regret(square(), history, {1, 0}).bound, bound_regret(square(), history, {2, 0}).bound);
  EXPECT_EQ(bound_regret(square(), history, {0, 0}).bound,
            bound_regret(square(), history, {regret_width(2, 30), 0}).bound);
}

TEST(Regret, IsAFunctionOfItsArguments) {
  const History history = observed(30, 0.05);
  EXPECT_EQ(bound_regret(square(), history, {0, 5}).bound, bound_regret(square(), history, {0, 5}).bound);
}

TEST(Regret, OddHistories) {
  History equal = observed(10, 0);
  for (Past& past : equal.trials) past.loss = 7;
  History mixed = observed(12, 0);
  append(mixed, {0.1, 0.1}, enqueued(), Outcome::infeasible);
  append(mixed, {0.2, 0.1}, enqueued(), Outcome::pending);
  mixed.trials[0].loss = 1e300;
  History few = observed(2, 0);
  for (const History& history : {equal, mixed, few}) {
    const Regret regret = bound_regret(square(), history, {});
    EXPECT_TRUE(std::isfinite(regret.bound) && regret.bound >= 0) << regret.bound;
    EXPECT_TRUE(std::isfinite(regret.noise) && regret.noise > 0) << regret.noise;
  }
}

TEST(Regret, ConditionalSpaces) {
  const space::Space space = tree_space();
  const std::unique_ptr<Strategy> random = find_strategy("Random").make(setup_of(space));
  History history;
  const auto asked = ask_one_by_one(*random, history, 8);
  ASSERT_EQ(asked.size(), 8u);
  for (Past& past : history.trials) {
    past.outcome = Outcome::observed;
    past.loss = past.row[0];  // the optimum is the first category's
  }
  const Regret regret = bound_regret(space, history, {});
  EXPECT_GE(regret.bound, 0);
  EXPECT_LT(regret.bound, 2);  // the range of the losses
}

}  // namespace
}  // namespace lode::strategy
