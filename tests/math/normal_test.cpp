// The normal distribution against values computed with 60 digits and more.
#include "math/normal.h"

#include <gtest/gtest.h>

#include "math/near.h"
#include "math/normal_rows.h"

namespace lode::math {
namespace {

TEST(Normal, ErfcxIsAccurateEverywhere) {
  for (const Row& row : erfcx_rows) EXPECT_CLOSE(erfcx(row.at), row.value, 2e-15, row.at);
}

TEST(Normal, CdfIsRelativelyAccurateInTheTail) {
  for (const Row& row : cdf_rows) EXPECT_CLOSE(normal_cdf(row.at), row.value, 2e-15, row.at);
}

TEST(Normal, LogCdfIsAccurateInBothTails) {
  for (const Row& row : log_cdf_rows) EXPECT_CLOSE(normal_log_cdf(row.at), row.value, 2e-15, row.at);
}

TEST(Normal, QuantileIsAccurateFromTailToTail) {
  for (const Row& row : quantile_rows) EXPECT_CLOSE(normal_quantile(row.at), row.value, 2e-15, row.at);
}

TEST(Normal, QuantileOfWhatIsNoProbability) {
  EXPECT_EQ(normal_quantile(0), -infinity);
  EXPECT_EQ(normal_quantile(1), infinity);
  for (const double p : {-1e-300, 1.0000001, std::nan("")}) EXPECT_TRUE(std::isnan(normal_quantile(p)));
}

TEST(Normal, ExtremesStayInRange) {
  EXPECT_EQ(normal_cdf(-1e300), 0);
  EXPECT_EQ(normal_cdf(1e300), 1);
  EXPECT_EQ(normal_cdf(-infinity), 0);
  EXPECT_EQ(normal_cdf(infinity), 1);
  EXPECT_EQ(normal_pdf(infinity), 0);
  EXPECT_EQ(normal_pdf(-1e200), 0);
  EXPECT_EQ(erfcx(-30), infinity);
  EXPECT_EQ(normal_log_cdf(infinity), 0);
  EXPECT_EQ(normal_log_cdf(-infinity), -infinity);
}

TEST(Normal, PdfIsTheSlopeOfCdf) {
  for (double x = -5; x <= 5; x += 0.37) {
    const double h = 1e-4;
    EXPECT_NEAR((normal_cdf(x + h) - normal_cdf(x - h)) / (2 * h), normal_pdf(x), 1e-9);
  }
}

}  // namespace
}  // namespace lode::math
