// Expected improvement and probability of improvement against values computed with 900 digits.
#include "math/improvement.h"

#include <gtest/gtest.h>

#include "reference/worst.h"

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

using reference::Worst;

constexpr double tolerance = 1e-12;

TEST(Improvement, ExpectedImprovementIsAccurateFromPlusFortyToMinusFortyDeviations) {
  Worst value("ei.value", tolerance), by_mean("ei.by_mean", tolerance), by_sd("ei.by_deviation", tolerance);
  for (const ImprovementRow& row : improvement_rows) {
    const MeanDeviationGradient at = expected_improvement(row.mean, row.sd, row.best);
    const double u = (row.best - row.mean) / row.sd;
    value.add(at.value, row.ei, u);
    by_mean.add(at.mean, row.ei_by_mean, u);
    by_sd.add(at.deviation, row.ei_by_sd, u);
  }
}

TEST(Improvement, ProbabilityIsAccurateFromPlusFortyToMinusFortyDeviations) {
  Worst value("pi.value", tolerance), by_mean("pi.by_mean", tolerance), by_sd("pi.by_deviation", tolerance);
  for (const ImprovementRow& row : improvement_rows) {
    const MeanDeviationGradient at = probability_of_improvement(row.mean, row.sd, row.best);
    const double u = (row.best - row.mean) / row.sd;
    value.add(at.value, row.pi, u);
    by_mean.add(at.mean, row.pi_by_mean, u);
    by_sd.add(at.deviation, row.pi_by_sd, u);
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
