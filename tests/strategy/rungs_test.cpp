// Successive halving against the tables that its papers print, and against comparisons made by hand.

#include "strategy/rungs.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <set>
#include <vector>

#include "gtest/gtest.h"

namespace lode::strategy {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

using Counts = std::vector<std::uint64_t>;

Hyperband hyperband(Halving halving, std::uint64_t most, std::uint64_t eta = 3) {
  Hyperband h;
  h.halving = halving;
  h.max_resource = most;
  h.eta = eta;
  return h;
}

std::vector<Counts> all_sizes(const Hyperband& h) {
  std::vector<Counts> sizes;
  const std::size_t rungs = rung_levels(h).size();
  for (std::size_t first = 0; first < rungs; ++first) sizes.push_back(bracket_sizes(h, rungs, first));
  return sizes;
}

// Li et al. 2018, Table 1: R = 81, eta = 3.
TEST(Rungs, HyperbandsTableOne) {
  Hyperband h = hyperband(Halving::synchronous, 81);
  h.sizes = BracketSizes::table1;
  EXPECT_EQ(rung_levels(h), (Counts{1, 3, 9, 27, 81}));
  EXPECT_EQ(all_sizes(h), (std::vector<Counts>{{81, 27, 9, 3, 1}, {27, 9, 3, 1}, {9, 3, 1}, {6, 2}, {5}}));
}

// The same by Algorithm 1: n = ceil(5/4 27) = 34, ceil(5/3 9) = 15, ceil(5/2 3) = 8; n_i = floor(n / 3^i).
TEST(Rungs, HyperbandsAlgorithmOne) {
  EXPECT_EQ(all_sizes(hyperband(Halving::synchronous, 81)),
            (std::vector<Counts>{{81, 27, 9, 3, 1}, {34, 11, 3, 1}, {15, 5, 1}, {8, 2}, {5}}));
}

TEST(Rungs, LevelsGoDownFromTheMostAndStayAboveTheLeast) {
  Hyperband h = hyperband(Halving::stopping, 100);
  EXPECT_EQ(rung_levels(h), (Counts{1, 3, 11, 33, 100}));
  h.min_resource = 4;
  EXPECT_EQ(rung_levels(h), (Counts{11, 33, 100}));
  h.min_resource = 100;
  EXPECT_EQ(rung_levels(h), (Counts{100}));
  h.eta = 2;
  h.min_resource = 1;
  h.max_resource = 7;
  EXPECT_EQ(rung_levels(h), (Counts{1, 3, 7}));
  h.max_resource = 0;
  EXPECT_TRUE(rung_levels(h).empty());
}

TEST(Rungs, ALogarithmIsNeverTaken) {  // 3^13: a floor of log(R) / log(3) in doubles may come out as 12
  const auto levels = rung_levels(hyperband(Halving::stopping, 1594323));
  ASSERT_EQ(levels.size(), 14U);
  EXPECT_EQ(levels.front(), 1U);
  EXPECT_EQ(levels[5], 243U);
}

/// Reports the losses at a bracket's rung, a trial each. \return what became of them
std::vector<Decision> go_through(Rungs& rungs, std::size_t rung, const std::vector<double>& losses) {
  std::vector<Decision> decisions;
  for (std::size_t i = 0; i < losses.size(); ++i) {
    rungs.enter(0);
    decisions.push_back(rungs.decide(0, rung, losses[i]));
    rungs.record(0, rung, {i, losses[i], decisions.back() == Decision::go_on, false});
  }
  return decisions;
}

TEST(Rungs, StoppingLetsTheBestThirdOfThoseThereGoOn) {
  using enum Decision;
  Rungs rungs(hyperband(Halving::stopping, 9));
  //   there                 1      2      3       4     5      6       7      8    9
  //   of them go on         -      -      1       1     1      2       2      2    3
  EXPECT_EQ(go_through(rungs, 0, {0.5, 0.6, 0.4, 0.45, 0.3, 0.35, 0.9, nan, 0.4}),
            (std::vector<Decision>{go_on, go_on, go_on, stop, go_on, go_on, stop, stop, go_on}));
  EXPECT_EQ(rungs.decide(0, 2, 0.1), stop) << "it has all of the resource";
  const auto& there = rungs.at(0, 0);
  ASSERT_EQ(there.size(), 9U);
  EXPECT_EQ(there.front().trial, 4U);
  EXPECT_EQ(there.back().trial, 7U);
}

TEST(Rungs, ARungIsReachedByTheStepAndOnlyOnce) {
  const Rungs rungs(hyperband(Halving::stopping, 9));
  EXPECT_EQ(rungs.reached(0, std::nullopt, 0), std::nullopt);
  EXPECT_EQ(rungs.reached(0, std::nullopt, 2), 0U);
  EXPECT_EQ(rungs.reached(0, 0, 2), std::nullopt);
  EXPECT_EQ(rungs.reached(0, std::nullopt, 5), 1U) << "a trainer that reports every fifth epoch";
  EXPECT_EQ(rungs.reached(0, 1, 100), 2U);
  EXPECT_EQ(rungs.reached(1, std::nullopt, 2), std::nullopt) << "its first rung is the second";
  const Rungs waiting(hyperband(Halving::synchronous, 9));
  EXPECT_EQ(waiting.reached(0, std::nullopt, 5), 0U) << "the others of its bracket are there";
  EXPECT_EQ(waiting.reached(0, 0, 5), 1U);
}

const auto any_paused = [](std::uint64_t) { return true; };

TEST(Rungs, PromotionResumesTheBestOfTheHighestRung) {
  using enum Decision;
  Rungs rungs(hyperband(Halving::promotion, 9));
  EXPECT_EQ(go_through(rungs, 0, {0.5, 0.6, 0.7, 0.8, 0.9}), (std::vector<Decision>(5, pause)));
  const auto first = rungs.promotable(any_paused, false);  // one of five
  ASSERT_TRUE(first);
  EXPECT_EQ(first->trial, 0U);
  EXPECT_EQ(rungs.promotable([](std::uint64_t trial) { return trial != 0; }, false), std::nullopt)
      << "it still runs, and only it may";
  rungs.promote(*first);
  EXPECT_EQ(rungs.promotable(any_paused, false), std::nullopt);
  rungs.enter(0);
  EXPECT_EQ(rungs.decide(0, 0, 0.1), pause) << "its trainer may end at the resource that it was given";
  rungs.record(0, 0, {5, 0.1, false, false});
  const auto sixth = rungs.promotable(any_paused, false);
  ASSERT_TRUE(sixth);
  EXPECT_EQ(sixth->trial, 5U) << "trial 0, which has gone on, is the other of the best two";
  rungs.promote(*sixth);
  EXPECT_EQ(rungs.promotable(any_paused, false), std::nullopt);
  for (const std::uint64_t trial : {0, 5, 6})
    rungs.record(0, 1, {trial, 0.3 - 0.01 * double(trial), false, false});
  const auto second = rungs.promotable(any_paused, false);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->rung, 1U) << "the higher rung comes first";
  EXPECT_EQ(second->trial, 6U);
}

/// Asynchronous promotion of trials with these losses at every rung, one at a time, as the ASHA paper has it
/// (Algorithm 2), with nobody ended before the end. \return how far each got, by rung
std::vector<std::size_t> asha(const std::vector<double>& losses, std::size_t rungs, std::size_t eta) {
  std::vector<std::vector<std::size_t>> there(rungs);  // trials, best first
  std::vector<std::set<std::size_t>> promoted(rungs);
  std::vector<std::size_t> reached(losses.size(), 0);
  const auto arrive = [&](std::size_t trial, std::size_t rung) {
    auto& list = there[rung];
    list.insert(std::upper_bound(list.begin(), list.end(), trial,
                                 [&](std::size_t a, std::size_t b) { return losses[a] < losses[b]; }),
                trial);
    reached[trial] = rung;
  };
  const auto promote_one = [&] {
    for (std::size_t rung = rungs - 1; rung-- > 0;)
      for (std::size_t i = 0; i < there[rung].size() / eta; ++i)
        if (promoted[rung].insert(there[rung][i]).second) {
          arrive(there[rung][i], rung + 1);
          return true;
        }
    return false;
  };
  for (std::size_t trial = 0; trial < losses.size();)
    if (!promote_one()) arrive(trial++, 0);
  while (promote_one()) {
  }
  return reached;
}

TEST(Rungs, NoTrialIsGivenUpThatAshaWouldPromote) {
  for (unsigned seed = 0; seed < 200; ++seed) {
    std::mt19937 random(seed);
    const std::uint64_t eta = 2 + seed % 3, trials = 3 + random() % 40;
    std::vector<double> losses(trials);
    for (double& loss : losses) loss = static_cast<double>(random());
    Hyperband of = hyperband(Halving::promotion, 81);
    of.eta = eta;
    Rungs rungs(of);
    std::set<std::uint64_t> given_up;
    std::vector<std::size_t> reached(trials, 0);
    std::uint64_t begun = 0;
    const auto paused = [&](std::uint64_t trial) { return !given_up.contains(trial); };
    while (true) {
      const bool last = begun == trials;
      while (const auto trial = rungs.hopeless(paused, last, trials)) given_up.insert(*trial);
      if (const auto next = rungs.promotable(paused, last)) {
        rungs.promote(*next);
        reached[next->trial] = next->rung + 1;
        rungs.record(0, next->rung + 1, {next->trial, losses[next->trial], false, false});
      } else if (!last) {
        rungs.enter(0);
        rungs.record(0, 0, {begun, losses[begun], false, false});
        ++begun;
      } else {
        break;
      }
    }
    ASSERT_EQ(reached, asha(losses, rungs.levels().size(), eta)) << "seed " << seed;
    for (std::uint64_t trial = 0; trial < trials; ++trial)
      if (reached[trial] + 1 < rungs.levels().size()) {
        ASSERT_TRUE(given_up.contains(trial)) << trial;
      }
  }
}

TEST(Rungs, ASynchronousBracketWaitsForAllOfItsTrials) {
  Rungs rungs(hyperband(Halving::synchronous, 9));  // brackets of 9, 5 and 3
  for (std::uint64_t trial = 0; trial < 9; ++trial) {
    ASSERT_EQ(rungs.next_bracket(1, trial), 0U);
    rungs.enter(0);
  }
  EXPECT_EQ(rungs.next_bracket(1, 9), 1U);
  for (std::uint64_t trial = 0; trial < 8; ++trial) {
    EXPECT_EQ(rungs.promotable(any_paused, false), std::nullopt);
    EXPECT_EQ(rungs.decide(0, 0, double(trial)), Decision::pause);
    rungs.record(0, 0, {trial, double(trial), false, false});
  }
  rungs.leave(0, std::nullopt, 8, nan);  // the ninth failed: it is not waited for
  std::set<std::uint64_t> promoted;
  while (const auto next = rungs.promotable(any_paused, false)) {
    promoted.insert(next->trial);
    rungs.promote(*next);
    ASSERT_LE(promoted.size(), 3U);
  }
  EXPECT_EQ(promoted, (std::set<std::uint64_t>{0, 1, 2}));
  rungs.record(0, 1, {0, 5, false, false});
  rungs.record(0, 1, {1, 4, false, false});
  EXPECT_EQ(rungs.promotable(any_paused, false), std::nullopt);
  rungs.leave(0, 0, 2, 3);  // it ended by itself with the best value of them
  EXPECT_EQ(rungs.promotable(any_paused, false), std::nullopt)
      << "the one place is taken, and not to be resumed";
}

TEST(Rungs, AnIncompleteBracketGoesOnWithWhatItHasOnceNoTrialWillCome) {
  Rungs rungs(hyperband(Halving::synchronous, 9));
  for (std::uint64_t trial = 0; trial < 4; ++trial) {
    rungs.enter(0);
    rungs.record(0, 0, {trial, double(trial), false, false});
  }
  EXPECT_EQ(rungs.promotable(any_paused, false), std::nullopt);
  const auto last = rungs.promotable(any_paused, true);
  ASSERT_TRUE(last);
  EXPECT_EQ(last->trial, 0U);
}

TEST(Rungs, AsynchronousBracketsAreDrawnInProportionToTheirTrials) {
  Hyperband h = hyperband(Halving::stopping, 81);
  h.brackets = 3;  // of 81, 34 and 15 trials
  const Rungs rungs(h);
  std::vector<int> counts(3);
  for (std::uint64_t trial = 0; trial < 13000; ++trial) ++counts.at(rungs.next_bracket(7, trial));
  // Binomial deviations: 56, 50, 36.
  EXPECT_NEAR(counts[0], 8100, 280);
  EXPECT_NEAR(counts[1], 3400, 250);
  EXPECT_NEAR(counts[2], 1500, 180);
  h.brackets = 50;
  EXPECT_EQ(Rungs(h).hyperband().brackets, 5U) << "there are no more than rungs";
}

}  // namespace
}  // namespace lode::strategy
