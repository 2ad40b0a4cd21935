// The normal distribution against values computed with 60 digits and more.
#include "math/normal.h"

#include <gtest/gtest.h>

#include "math/normal_rows.h"
#include "reference/worst.h"

namespace lode::math {
namespace {

using reference::Worst;

TEST(Normal, ErfcxIsAccurateEverywhere) {
  Worst worst("normal.erfcx", 2e-15);
  for (const Row& row : erfcx_rows) worst.add(erfcx(row.at), row.value, row.at);
}

TEST(Normal, PdfIsRelativelyAccurateInTheTail) {
  Worst worst("normal.pdf", 2e-15);
  for (const Row& row : pdf_rows) worst.add(normal_pdf(row.at), row.value, row.at);
}

TEST(Normal, CdfIsRelativelyAccurateInTheTail) {
  Worst worst("normal.cdf", 2e-15);
  for (const Row& row : cdf_rows) worst.add(normal_cdf(row.at), row.value, row.at);
}

TEST(Normal, LogCdfIsAccurateInBothTails) {
  Worst worst("normal.log_cdf", 2e-15);
  for (const Row& row : log_cdf_rows) worst.add(normal_log_cdf(row.at), row.value, row.at);
}

TEST(Normal, QuantileIsAccurateFromTailToTail) {
  Worst worst("normal.quantile", 2e-15);
  for (const Row& row : quantile_rows) worst.add(normal_quantile(row.at), row.value, row.at);
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
