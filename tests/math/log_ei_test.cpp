// Log expected improvement against values computed with 60 digits and more, and against finite differences.
#include "math/log_ei.h"

#include <gtest/gtest.h>

#include "math/near.h"
#include "math/normal_rows.h"
#include "math/worst_gradient.h"
#include "reference/worst.h"

namespace lode::math {
namespace {

struct ImprovementRow {
  double mean;
  double sd;
  double best;
  double value, by_mean, by_sd;
};

#include "math/log_ei_reference.inc"

using reference::Worst;

TEST(LogH, ValueAndRatiosAreAccurateFromPlusTwentyToMinus1e150) {
  Worst value("log_h.value", 1e-13), slope("log_h.slope", 2e-13), ratio("log_h.density_ratio", 2e-13);
  for (const Row& row : log_h_rows) {
    const LogH h = log_h(row.at);
    value.add(h.value, row.value, row.at);
    slope.add(h.slope, row.second, row.at);
    ratio.add(h.density_ratio, row.third, row.at);
  }
}

TEST(LogH, IsContinuousWhereTheFormulaChanges) {
  for (const double u : {-1.0, -12.0}) {
    const LogH left = log_h(std::nextafter(u, -infinity));
    const LogH right = log_h(u);
    EXPECT_CLOSE(left.value, right.value, 1e-13, u);
    EXPECT_CLOSE(left.slope, right.slope, 1e-12, u);
    EXPECT_CLOSE(left.density_ratio, right.density_ratio, 1e-12, u);
  }
}

TEST(LogEi, IsAccurateFromPlus37ToMinus1e150DeviationsInAnyUnit) {
  WorstGradient worst("log_ei", 1e-12);
  for (const ImprovementRow& row : log_ei_rows)
    worst.add(log_ei(row.mean, row.sd, row.best), row.value, row.by_mean, row.by_sd,
              (row.best - row.mean) / row.sd);
}

TEST(LogEi, DerivativesMatchFiniteDifferences) {
  for (const double u : {-200.0, -30.0, -11.0, -4.0, -1.0, -0.3, 0.0, 0.8, 3.0, 15.0}) {
    for (const double sd : {1e-3, 1.0, 50.0}) {
      const double best = 0.7;
      const double mean = best - u * sd;
      const double h = 1e-5 * sd;
      const MeanDeviationGradient at = log_ei(mean, sd, best);
      const double by_mean = (log_ei(mean + h, sd, best).value - log_ei(mean - h, sd, best).value) / (2 * h);
      const double by_sd = (log_ei(mean, sd + h, best).value - log_ei(mean, sd - h, best).value) / (2 * h);
      const double scale = (1 + u * u) / sd;
      EXPECT_NEAR(at.mean, by_mean, 1e-7 * scale) << u << ' ' << sd;
      EXPECT_NEAR(at.deviation, by_sd, 1e-7 * scale) << u << ' ' << sd;
    }
  }
}

TEST(LogEi, IsLogOfExpectedImprovementWhereThatIsOrdinary) {
  // EI = (best - mean) Phi(u) + sd phi(u), with the library's erfc: an independent path to the same number.
  for (const double u : {-2.0, -0.5, 0.0, 1.0, 4.0}) {
    const double sd = 0.3;
    const double gain = u * sd;
    const double ei =
        gain * 0.5 * std::erfc(-u / std::sqrt(2.0)) + sd * std::exp(-u * u / 2) / std::sqrt(2 * pi);
    EXPECT_NEAR(log_ei(1 - gain, sd, 1).value, std::log(ei), 1e-13);
  }
}

TEST(LogEi, CertainImprovementIsTheGain) {
  const MeanDeviationGradient sure = log_ei(1, 0, 3);
  EXPECT_DOUBLE_EQ(sure.value, std::log(2.0));
  EXPECT_DOUBLE_EQ(sure.mean, -0.5);
  EXPECT_EQ(sure.deviation, 0);
  EXPECT_DOUBLE_EQ(log_ei(-1e308, 1e-300, 0).value, std::log(1e308));
}

TEST(LogEi, NoImprovementIsMinusInfinityWithoutNan) {
  for (const auto& [mean, sd] : {std::pair{2.0, 0.0}, {1.0, 0.0}, {2.0, 1e-200}, {1e300, 1e100}}) {
    const MeanDeviationGradient none = log_ei(mean, sd, 1);
    EXPECT_EQ(none.value, -infinity);
    EXPECT_EQ(none.mean, 0);
    EXPECT_EQ(none.deviation, 0);
  }
}

TEST(LogEi, RisesWithDeviationAndFallsWithMean) {
  double last = -infinity;
  for (double sd = 1e-3; sd < 1e3; sd *= 1.7) {
    const double value = log_ei(1, sd, 0).value;
    EXPECT_GT(value, last);
    last = value;
  }
  for (double mean = -50; mean < 50; mean += 0.5)
    EXPECT_GT(log_ei(mean, 1, 0).value, log_ei(mean + 0.5, 1, 0).value);
}

}  // namespace
}  // namespace lode::math
