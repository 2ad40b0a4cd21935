// Expected improvement and probability of improvement against values computed with 900 digits.
#include "math/improvement.h"

#include <gtest/gtest.h>

#include "math/near.h"

namespace lode::math {
namespace {

struct ImprovementRow {
  double mean;
  double sd;
  double best;
  double ei, ei_by_mean, ei_by_sd;
  double pi, pi_by_mean, pi_by_sd;
};

#include "math/improvement_reference.inc"

constexpr double tolerance = 1e-10;

TEST(Improvement, ExpectedImprovementIsAccurateFromPlusFortyToMinusFortyDeviations) {
  for (const ImprovementRow& row : improvement_rows) {
    const MeanDeviationGradient at = expected_improvement(row.mean, row.sd, row.best);
    const double u = (row.best - row.mean) / row.sd;
    EXPECT_CLOSE(at.value, row.ei, tolerance, u);
    EXPECT_CLOSE(at.mean, row.ei_by_mean, tolerance, u);
    EXPECT_CLOSE(at.deviation, row.ei_by_sd, tolerance, u);
  }
}

TEST(Improvement, ProbabilityIsAccurateFromPlusFortyToMinusFortyDeviations) {
  for (const ImprovementRow& row : improvement_rows) {
    const MeanDeviationGradient at = probability_of_improvement(row.mean, row.sd, row.best);
    const double u = (row.best - row.mean) / row.sd;
    EXPECT_CLOSE(at.value, row.pi, tolerance, u);
    EXPECT_CLOSE(at.mean, row.pi_by_mean, tolerance, u);
    EXPECT_CLOSE(at.deviation, row.pi_by_sd, tolerance, u);
  }
}

TEST(Improvement, WithoutDeviationItIsTheGain) {
  for (const double sd : {0.0, 1e-300}) {
    EXPECT_EQ(expected_improvement(1, sd, 3).value, 2);
    EXPECT_EQ(expected_improvement(3, sd, 1).value, 0);
    EXPECT_EQ(probability_of_improvement(1, sd, 3).value, 1);
    EXPECT_EQ(probability_of_improvement(3, sd, 1).value, 0);
  }
  EXPECT_EQ(expected_improvement(1, 0, 1).value, 0);
  EXPECT_EQ(probability_of_improvement(1, 0, 1).value, 0);
}

}  // namespace
}  // namespace lode::math
