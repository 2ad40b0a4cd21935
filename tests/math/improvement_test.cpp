// Expected improvement and probability of improvement against values computed with 900 digits.
#include "math/improvement.h"

#include <gtest/gtest.h>

#include "math/worst_gradient.h"

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

constexpr double tolerance = 1e-12;

double deviations(const ImprovementRow& row) { return (row.best - row.mean) / row.sd; }

TEST(Improvement, ExpectedImprovementIsAccurateFromPlusFortyToMinusFortyDeviations) {
  WorstGradient worst("ei", tolerance);
  for (const ImprovementRow& row : improvement_rows)
    worst.add(expected_improvement(row.mean, row.sd, row.best), row.ei, row.ei_by_mean, row.ei_by_sd,
              deviations(row));
}

TEST(Improvement, ProbabilityIsAccurateFromPlusFortyToMinusFortyDeviations) {
  WorstGradient worst("pi", tolerance);
  for (const ImprovementRow& row : improvement_rows)
    worst.add(probability_of_improvement(row.mean, row.sd, row.best), row.pi, row.pi_by_mean, row.pi_by_sd,
              deviations(row));
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
