#include "surrogate/output_transform.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>

#include "reference/worst.h"

namespace lode::surrogate {
namespace {

struct Case {
  std::vector<double> losses;
  std::vector<double> targets;
};

const std::vector<Case> cases = {
#include "surrogate/gp_transform_reference.inc"
};

void expect_standardised(const std::vector<double>& values) {
  double mean = 0, square = 0;
  for (const double v : values) {
    ASSERT_TRUE(std::isfinite(v));
    mean += v;
    square += v * v;
  }
  const double n = static_cast<double>(values.size());
  EXPECT_NEAR(mean / n, 0, 1e-12);
  EXPECT_NEAR(square / n, 1, 1e-12);
}

TEST(OutputTransform, AgreesWithNumPy) {
  reference::Worst worst("output_transform.targets", 1e-12);
  for (const Case& c : cases)
    worst.add_all(training_targets(c.losses, 0), c.targets, static_cast<double>(c.losses.size()));
}

TEST(OutputTransform, ConstantLossesBecomeZeros) {
  for (const double y : {0.0, 7.0, -1e300, 1e-300}) {
    for (const std::size_t n : {1u, 2u, 5u}) {
      EXPECT_EQ(training_targets(std::vector<double>(n, y), 0), std::vector<double>(n, 0.0));
    }
  }
}

TEST(OutputTransform, KeepsOrderAtAnyMagnitude) {
  const std::vector<std::vector<double>> all = {{1, 2, 3, 1e300},
                                                {-1e300, 1, 2, 3},
                                                {-1.7e308, 1.7e308},
                                                {-1.7e308, -1e308, 1e308, 1.7e308},
                                                {1e-310, 2e-310, 3e-310},
                                                {1e-300, 2e-300, 1e300},
                                                {-1e300, -1e-300, 0, 1e-300, 1e300}};
  for (const std::vector<double>& losses : all) {
    const std::vector<double> targets = training_targets(losses, 0);
    expect_standardised(targets);
    EXPECT_TRUE(std::is_sorted(targets.begin(), targets.end()));
  }
}

TEST(OutputTransform, AnOutlierDoesNotFlattenTheBest) {
  const std::vector<double> mild = training_targets(std::vector<double>{1, 2, 3, 4, 5, 6}, 0);
  const std::vector<double> wild = training_targets(std::vector<double>{1, 2, 3, 4, 5, 1e300}, 0);
  for (std::size_t i = 0; i < mild.size(); ++i) EXPECT_NEAR(mild[i], wild[i], 1e-12);
}

TEST(OutputTransform, ShiftAndScaleOfTheLossDoNotMatter) {
  const std::vector<double> y = {0.3, -1.2, 5.5, 2.25, 0.75, 9.5, -0.5};
  std::vector<double> moved;
  for (const double v : y) moved.push_back(1024 * v + 64);
  const std::vector<double> a = training_targets(y, 0), b = training_targets(moved, 0);
  for (std::size_t i = 0; i < a.size(); ++i) EXPECT_NEAR(a[i], b[i], 1e-12);
}

TEST(OutputTransform, LossesFarFromZeroAreToldApart) {
  std::vector<double> near, far;
  for (const int i : {3, 7, 0, 9, 1, 5, 2, 8, 6, 4}) {
    near.push_back(2 * i);
    far.push_back(1e13 + 2 * i);
  }
  const std::vector<double> a = training_targets(near, 0), b = training_targets(far, 0);
  for (std::size_t i = 0; i < a.size(); ++i) EXPECT_NEAR(a[i], b[i], 1e-14);
}

TEST(OutputTransform, GoodLossesThatDifferByRoundingAreEqual) {
  const std::vector<double> warped = half_rank(std::vector<double>{0.3, 0.1 + 0.2, 0.3, 5, 7});
  EXPECT_EQ(warped[0], warped[1]);
  EXPECT_EQ(warped[0], warped[2]);
}

TEST(OutputTransform, InfeasibleOnesAreAsBadAsTheWorst) {
  const std::vector<double> targets = training_targets(std::vector<double>{3, 1, 2}, 2);
  ASSERT_EQ(targets.size(), 5u);
  expect_standardised(targets);
  EXPECT_LT(targets[1], targets[2]);
  EXPECT_LT(targets[2], targets[0]);
  EXPECT_EQ(targets[3], targets[0]);
  EXPECT_EQ(targets[4], targets[0]);
}

TEST(OutputTransform, InfeasibleOnesAreToldFromEqualLosses) {
  const std::vector<double> targets = training_targets(std::vector<double>{4, 4}, 1);
  expect_standardised(targets);
  EXPECT_EQ(targets[0], targets[1]);
  EXPECT_GT(targets[2], targets[0]);
}

TEST(OutputTransform, LossesComeBackFromTheirTargets) {
  const std::vector<double> losses = {7, -3, 2.5, 100, 0, 1, 2.5};
  for (const std::size_t infeasible : {0, 2}) {
    const std::vector<double> all = training_targets(losses, infeasible);
    const auto targets = std::span(all).first(losses.size());
    for (std::size_t i = 0; i < losses.size(); ++i)
      EXPECT_NEAR(loss_at(targets[i], losses, targets), losses[i], 1e-12 * (1 + std::fabs(losses[i])));
    // The good half, here up to 2.5, is mapped by a line, which goes on below the best.
    EXPECT_NEAR(loss_at((targets[1] + targets[4]) / 2, losses, targets), -1.5, 1e-12);
    EXPECT_NEAR(loss_at(2 * targets[1] - targets[4], losses, targets), -6, 1e-12);
    EXPECT_EQ(loss_at(10, losses, targets), 100);
  }
  EXPECT_EQ(loss_at(-1, std::vector<double>{4, 4}, std::vector<double>{0, 0}), 4);
}

TEST(OutputTransform, LossPerTargetIsTheSlopeOfTheGoodHalf) {
  const auto slope = [](const std::vector<double>& losses) {
    return loss_per_target(losses, training_targets(losses, 0));
  };
  // By its definition: the good half, 1, 2 and 4, is standardised after the bad one has become quantiles.
  const std::vector<double> losses = {1, 100, 2, 1000, 4};
  const std::vector<double> targets = training_targets(losses, 0);
  EXPECT_NEAR(slope(losses) * (targets[2] - targets[0]), 1, 1e-12);
  EXPECT_NEAR(slope(losses) * (targets[4] - targets[2]), 2, 1e-12);
  EXPECT_NEAR(slope({-1.7e308, -1.6e308, 1.7e308}) / slope({-17, -16, 17}), 1e307, 1e295);
  EXPECT_NEAR(slope({0, 0, 0, 3, 9}) * (training_targets(std::vector<double>{0, 0, 0, 3, 9}, 0)[3] -
                                        training_targets(std::vector<double>{0, 0, 0, 3, 9}, 0)[0]),
              3, 1e-12);  // the good half is of equal losses
  EXPECT_EQ(slope({7, 7}), 7);
  EXPECT_EQ(slope({0, 0}), 1);
}

}  // namespace
}  // namespace lode::surrogate
