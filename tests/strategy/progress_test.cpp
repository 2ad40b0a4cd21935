// What trials typically gain from rung to rung, by hand.

#include "strategy/progress.h"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>

namespace lode::strategy {
namespace {

Past trial(std::uint64_t number, std::vector<Measurement> curve) {
  Past past;
  past.number = number;
  past.curve = std::move(curve);
  return past;
}

const std::vector<std::uint64_t> levels = {1, 3, 9};

TEST(Progress, IsTheSumOfPairedMedians) {
  History history;
  history.trials = {trial(0, {{1, 10}, {3, 6}, {9, 5}}), trial(1, {{1, 20}, {3, 17}, {9, 15}}),
                    trial(2, {{1, 9}, {3, 8}}), trial(3, {{1, 100}})};
  const Progress progress(history, levels);
  EXPECT_EQ(progress.left(9), 0);
  EXPECT_EQ(progress.left(3), 1.5);      // of 1 and 2
  EXPECT_EQ(progress.left(1), 1.5 + 3);  // of 4, 3 and 1
  EXPECT_EQ(progress.left(1000), 0);
  EXPECT_NEAR(progress.left(2), 1.5 + 3 * (1 - std::log(2.0) / std::log(3.0)), 1e-12);
}

TEST(Progress, ExpectsNothingOfWhatNobodyHasReached) {
  History history;
  history.trials = {trial(0, {{1, 10}, {3, 6}}), trial(1, {{1, 5}})};
  const Progress progress(history, levels);
  EXPECT_EQ(progress.left(3), 0);
  EXPECT_EQ(progress.left(1), 4);
  EXPECT_EQ(Progress(History(), levels).left(1), 0);
}

TEST(Progress, AMeasurementBetweenRungsCountsForTheRungBelowAndNaNForNone) {
  History history;
  history.trials = {trial(0, {{1, 10}, {5, 7}, {9, 6}}),
                    trial(1, {{1, 8}, {3, std::numeric_limits<double>::quiet_NaN()}})};
  const Progress progress(history, levels);
  EXPECT_EQ(progress.left(3), 1);
  EXPECT_EQ(progress.left(1), 4);
}

}  // namespace
}  // namespace lode::strategy
