// AMT's early stopping: running averages and medians worked out by hand.

#include "study/stopping.h"

#include <gtest/gtest.h>
#include <vector>

#include "study/curve.h"
#include "study/fixture.h"

namespace lode::study {
namespace {

using enum Decision;

class MedianRule : public ::testing::Test {
 protected:
  void make(const Definition& d) { study = Study::create(*store, d, FakeClock().environment()); }

  static Definition median(const std::string& name) {
    Definition d = definition(name);
    d.early_stopping.rule = StoppingRule::median;
    d.early_stopping.peers = 3;
    return d;
  }

  /// Reports the values of a new trial at steps 1, 2, ... \return the answers
  std::vector<Decision> curve(const std::vector<double>& values) {
    number = study->ask(1).trials.at(0)->number;
    std::vector<Decision> answers;
    for (const double value : values) answers.push_back(report(value));
    return answers;
  }
  Decision report(double value, std::int64_t step = 0, std::int32_t rank = 0) {
    return study->report(number, {"loss", value, step, rank, 0, 0});
  }

  std::unique_ptr<store::Store> store = store::open_memory_store();
  std::unique_ptr<Study> study;
  std::uint64_t number = 0;
};

// Running averages of three trials: 9, 8, 7; 6, 6, 6; 3, 2, 1. Medians: 6, 6, 6.
TEST_F(MedianRule, AValueWorseThanTheMedianOfRunningAveragesStops) {
  make(median("literal"));
  curve({9, 7, 5});
  curve({6, 6, 6});
  curve({3, 1, -1});
  EXPECT_EQ(curve({6, 6, 6.5}), (std::vector<Decision>{go_on, go_on, stop})) << "equal goes on";
  EXPECT_EQ(curve({6, 6, 6}).back(), go_on) << "of 1, 6, 6.17 and 7 the median is above 6";
}

TEST_F(MedianRule, ThePointIsTheValueNotItsAverage) {
  Definition d = median("value");
  make(d);
  for (int i = 0; i < 3; ++i) curve({5, 5});
  EXPECT_EQ(curve({1, 6}), (std::vector<Decision>{go_on, stop})) << "its average, 3.5, is better than 5";
  d.name = "average";
  d.early_stopping.compared = Compared::average;
  make(d);
  for (int i = 0; i < 3; ++i) curve({5, 5});
  EXPECT_EQ(curve({1, 6}), (std::vector<Decision>{go_on, go_on}));
  d.name = "best";
  d.early_stopping.compared = Compared::best;
  make(d);
  for (int i = 0; i < 3; ++i) curve({5, 5});
  EXPECT_EQ(curve({4, 99}), (std::vector<Decision>{go_on, go_on}));
  EXPECT_EQ(curve({5.5, 99}), (std::vector<Decision>{stop, stop}));
}

TEST_F(MedianRule, GraceAndPeers) {
  Definition d = median("grace");
  d.early_stopping.grace = 3;
  make(d);
  curve({5, 5, 5});
  curve({5, 5, 5});
  EXPECT_EQ(curve({9, 9, 9}), (std::vector<Decision>(3, go_on))) << "two others only";
  curve({5, 5});
  EXPECT_EQ(curve({9, 9, 9}), (std::vector<Decision>{go_on, go_on, stop})) << "5, 5 and 9 got to step 3";
}

TEST_F(MedianRule, OnlyThoseThatHaveCompleted) {
  Definition d = median("completed");
  d.early_stopping.among = Peers::completed;
  make(d);
  for (int i = 0; i < 3; ++i) curve({5});
  EXPECT_EQ(curve({9}).back(), go_on);
  for (const std::uint64_t done : {0, 1, 2}) study->tell(done, completed(), std::nullopt);
  EXPECT_EQ(curve({9}).back(), stop);
}

TEST_F(MedianRule, LargerIsBetterWhereItIsMaximised) {
  Definition d = median("maximize");
  d.objectives[0].goal = Goal::maximize;
  make(d);
  for (int i = 0; i < 3; ++i) curve({0.5});
  EXPECT_EQ(curve({0.6}).back(), go_on);
  EXPECT_EQ(curve({0.4}).back(), stop);
}

TEST_F(MedianRule, DuplicateLinesOfOtherRanksDoNotShiftEpochs) {
  make(median("ranks"));
  curve({9, 1});
  curve({9, 1});
  curve({9, 1});
  curve({8});
  for (std::int32_t rank = 1; rank < 4; ++rank) EXPECT_EQ(report(8, 0, rank), go_on);
  EXPECT_EQ(report(4.9, 2), go_on) << "the others' running average at 2 is 5";
  EXPECT_EQ(report(5.1, 3), go_on) << "nobody got there";
}

TEST_F(MedianRule, ValuesThatAreNotFiniteAreTheWorst) {
  make(median("nan"));
  curve({nan});
  curve({inf});
  curve({1});
  EXPECT_EQ(curve({1e300}).back(), go_on) << "the median is infinite";
  curve({1});
  EXPECT_EQ(curve({nan}).back(), stop) << "1, 1, 1e300 and two that are not finite";
}

TEST_F(MedianRule, OneThatIsStoppedForItsNaNIsNotFiniteAndInfeasible) {
  make(median("not a number"));
  for (int i = 0; i < 3; ++i) {
    curve({5});
    study->tell(number, completed(), std::nullopt);
  }
  EXPECT_EQ(curve({nan}).back(), stop);
  Ending ending;
  ending.status = TrialStatus::stopped;
  study->tell(number, ending, std::nullopt);
  const auto state = study->snapshot();
  EXPECT_EQ(state->trial(number).status, TrialStatus::stopped);
  EXPECT_EQ(state->trial(number).reason, Reason::not_finite) << "it did not fall behind: it had no value";
  EXPECT_EQ(state->history().trials.at(number).outcome, strategy::Outcome::infeasible);
}

TEST_F(MedianRule, TheTrialIsStoppedEarlyAndIsNotTheBest) {
  make(median("ends"));
  for (int i = 0; i < 3; ++i) {
    curve({5});
    study->tell(number, completed(), std::nullopt);
  }
  EXPECT_EQ(curve({9}).back(), stop);
  Ending ending;
  ending.status = TrialStatus::stopped;
  study->tell(number, ending, std::nullopt);
  const auto state = study->snapshot();
  EXPECT_EQ(state->trial(number).status, TrialStatus::stopped);
  EXPECT_EQ(state->trial(number).reason, Reason::early_stopping);
  EXPECT_EQ(state->counters().stopped, 1U);
  EXPECT_EQ(state->best()->number, 0U);
}

// numpy.polyfit and scipy.stats.norm.cdf of the same five points:
//   x = [1, 2, 3, 4, 6], y = [0.5, 1.2, 1.4, 2.1, 3.0]; slope 0.490541, intercept 0.0702703, s^2 = 0.0168919
TEST(CurveRule, TheChanceIsThatOfAPrediction) {
  const std::vector<CurvePoint> completed = {{1, 0.5}, {2, 1.2}, {3, 1.4}, {4, 2.1}, {6, 3.0}};
  EXPECT_NEAR(chance_to_beat(completed, 5, 2.5), 0.44101821967533317, 1e-9);
  EXPECT_NEAR(chance_to_beat(completed, 10, 0.5), 6.779702468265959e-62, 1e-12);
  EXPECT_NEAR(chance_to_beat(completed, 0.5, 0.5), 0.8623436765171417, 1e-9);
  const std::vector<CurvePoint> line = {{1, 1}, {2, 2}, {3, 3}};
  EXPECT_EQ(chance_to_beat(line, 2, 1.5), 0);
  EXPECT_EQ(chance_to_beat(line, 1, 1.5), 1);
}

TEST_F(MedianRule, ACurveThatCannotBecomeTheBestStops) {
  Definition d = median("curve");
  d.early_stopping.rule = StoppingRule::curve;
  d.early_stopping.peers = 4;
  make(d);
  for (const double start : {5.0, 6.0, 7.0, 8.0}) {
    EXPECT_EQ(curve({start, start / 2 + 0.01 * start * (start > 6 ? 1 : -1)}).back(), go_on);
    study->tell(number, completed(), std::nullopt);
  }
  EXPECT_EQ(curve({4.5}).back(), go_on);
  EXPECT_EQ(curve({7.5}).back(), stop) << "it would end near 3.7, and 2.45 is the best";
}

}  // namespace
}  // namespace lode::study
