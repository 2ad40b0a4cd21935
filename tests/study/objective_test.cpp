// A trial's objective out of its reports, by hand-made tables.

#include "study/objective.h"

#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace lode::study {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double inf = std::numeric_limits<double>::infinity();

struct Given {
  double value;
  std::int64_t step;
  std::int32_t rank = 0;
};

std::optional<double> objective(const std::vector<Given>& given, Summary summary, Ranks ranks = Ranks::last,
                                std::uint32_t window = 5, Goal goal = Goal::minimize) {
  Reports reports;
  for (const Given& g : given) reports.push_back({"loss", g.value, g.step, g.rank, 1, 0});
  reports.push_back({"other", -100, 1, 0, 1, 0});  // neither another metric nor another attempt counts
  reports.push_back({"loss", -100, 9, 0, 2, 0});
  return objective_of(reports, 1, {"loss", goal}, {summary, window, ranks, false});
}

TEST(ObjectiveRule, NoReportIsNoObjective) {
  for (const Summary summary : {Summary::last, Summary::best, Summary::mean})
    for (const Ranks ranks : {Ranks::last, Ranks::mean, Ranks::median, Ranks::minimum, Ranks::maximum})
      EXPECT_EQ(objective({}, summary, ranks), std::nullopt);
}

TEST(ObjectiveRule, LastIsTheLastThatArrived) {
  EXPECT_EQ(objective({{3, 1}, {1, 2}, {2, 3}}, Summary::last), 2);
  EXPECT_EQ(objective({{3, 5}, {1, 2}}, Summary::last), 1);  // whatever its step, as AMT has it
  EXPECT_EQ(objective({{3, 5, 0}, {1, 5, 1}, {2, 4, 2}}, Summary::last), 2);
}

TEST(ObjectiveRule, BestIsByTheGoalAndFinite) {
  EXPECT_EQ(objective({{3, 1}, {1, 2}, {2, 3}}, Summary::best), 1);
  EXPECT_EQ(objective({{3, 1}, {1, 2}, {2, 3}}, Summary::best, Ranks::last, 5, Goal::maximize), 3);
  EXPECT_EQ(objective({{-inf, 1}, {1, 2}, {nan, 3}}, Summary::best), 1);
  EXPECT_EQ(objective({{inf, 1}, {-inf, 2}}, Summary::best), -inf);  // nothing finite: the last step's
}

TEST(ObjectiveRule, MeanIsOverTheLastSteps) {
  EXPECT_EQ(objective({{9, 1}, {1, 2}, {2, 3}, {6, 4}}, Summary::mean, Ranks::last, 3), 3);
  EXPECT_EQ(objective({{6, 4}, {9, 1}, {2, 3}, {1, 2}}, Summary::mean, Ranks::last, 3), 3);  // by step
  EXPECT_EQ(objective({{1, 1}, {4, 2}}, Summary::mean, Ranks::last, 5), 2.5);  // fewer than the window
  EXPECT_TRUE(std::isnan(*objective({{1, 1}, {nan, 2}}, Summary::mean)));
}

TEST(ObjectiveRule, RanksAreReducedStepByStep) {
  const std::vector<Given> given = {{1, 1, 0}, {5, 1, 1}, {6, 1, 2}, {2, 2, 0}, {8, 2, 1}, {3, 2, 2}};
  EXPECT_EQ(objective(given, Summary::last, Ranks::minimum), 2);
  EXPECT_EQ(objective(given, Summary::last, Ranks::maximum), 8);
  EXPECT_EQ(objective(given, Summary::last, Ranks::median), 3);
  EXPECT_NEAR(*objective(given, Summary::last, Ranks::mean), 13.0 / 3, 1e-15);
  EXPECT_EQ(objective(given, Summary::best, Ranks::mean), 4);  // step 1: 12 / 3
  EXPECT_EQ(objective(given, Summary::best, Ranks::last), 3);  // steps' last arrivals: 6, 3
  EXPECT_EQ(objective({{1, 1, 0}, {4, 1, 1}}, Summary::last, Ranks::median), 2.5);
  EXPECT_TRUE(std::isnan(*objective({{1, 1, 0}, {nan, 1, 1}}, Summary::last, Ranks::minimum)));
}

TEST(ObjectiveRule, AStrayReportOfAnotherRankDoesNotHideTheBest) {
  EXPECT_EQ(objective({{9, 1, 1}, {10, 1, 0}, {2, 2, 0}, {3, 3, 0}}, Summary::best), 2);
}

TEST(ObjectiveRule, AnAttemptWithoutReportsLeavesItToTheOneBefore) {
  Reports reports;
  reports.push_back({"loss", 0.5, 1, 0, 1, 0});
  reports.push_back({"loss", 0.1, 2, 0, 1, 0});
  reports.push_back({"loss", 0.2, 3, 0, 1, 0});
  reports.push_back({"loss", 0.3, 1, 0, 2, 0});
  const auto at = [&](std::int32_t attempt, Summary summary) {
    return objective_of(reports, attempt, {"loss", Goal::minimize}, {summary, 5, Ranks::last, false});
  };
  EXPECT_EQ(at(1, Summary::last), 0.2);
  EXPECT_EQ(at(2, Summary::last), 0.3);
  EXPECT_EQ(at(3, Summary::last), 0.3);
  EXPECT_EQ(at(3, Summary::mean), 0.3);
  EXPECT_EQ(at(2, Summary::best), 0.1);  // of all attempts
}

TEST(ObjectiveRule, AWorkerThatIsAheadDoesNotDecide) {
  const std::vector<Given> ahead = {{1, 1, 0}, {3, 1, 1}, {0, 2, 0}, {-9, 3, 0}};
  EXPECT_EQ(objective(ahead, Summary::last, Ranks::mean), 2);  // step 1 alone has both
  EXPECT_EQ(objective(ahead, Summary::best, Ranks::mean), 2);
  EXPECT_EQ(objective({{7, 1, 0}, {4, 2, 1}}, Summary::last, Ranks::mean), 4);  // no step has both
}

}  // namespace
}  // namespace lode::study
