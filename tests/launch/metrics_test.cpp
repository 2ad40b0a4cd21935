#include "launch/metrics.h"

#include <cmath>
#include <gtest/gtest.h>

#include "base/error.h"

namespace lode::launch {
namespace {

std::vector<MetricReader::Found> read(const std::string& regex, const std::string& line) {
  return MetricReader({{"m", regex}}).read(line);
}

std::string refused_regex(const std::string& regex) {
  try {
    MetricReader({{"auc", regex}});
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), Code::argument);
    return e.what();
  }
  return "accepted";
}

TEST(Metrics, TheFirstGroupOfTheFirstMatchIsTheValue) {
  const auto found = read("auc: ([0-9.]+)", "epoch 3, auc: 0.75, best auc: 0.8");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].metric, "m");
  EXPECT_EQ(found[0].value, 0.75);
  EXPECT_TRUE(read("auc: ([0-9.]+)", "loss: 1").empty());
}

TEST(Metrics, AmazonsDocumentedExample) {
  EXPECT_EQ(read("Loss = (.*?);", "Loss = 16.020744;")[0].value, 16.020744);
}

TEST(Metrics, AmazonsXgboostExpressionWorksOnTabsAndOnTheirCloudWatchForm) {
  const std::string regex =
      R"(.*\[[0-9]+\].*#011validation-aucpr:([-+]?[0-9]*\.?[0-9]+(?:[eE][-+]?[0-9]+)?).*)";
  EXPECT_EQ(read(regex, "[0]\ttrain-aucpr:0.8\tvalidation-aucpr:0.71")[0].value, 0.71);
  EXPECT_EQ(read(regex, "[0]#011train-aucpr:0.8#011validation-aucpr:1e-05")[0].value, 1e-05);
  EXPECT_TRUE(read(regex, "[0] train-aucpr:0.8 validation-aucpr:0.71").empty());
}

TEST(Metrics, NumbersAreReadAsTheGroupTookThem) {
  EXPECT_EQ(read("v=(.+)", "v=-1e-3")[0].value, -1e-3);
  EXPECT_EQ(read("v=(.+)", "v=+.5")[0].value, 0.5);
  EXPECT_TRUE(std::isnan(*read("v=(.+)", "v=nan")[0].value));
  EXPECT_TRUE(std::isinf(*read("v=(.+)", "v=-inf")[0].value));
  for (const std::string text : {"v=0.5,", "v=0.5 ", "v=high", "v=1,000.5", "v=1e999"}) {
    EXPECT_FALSE(read("v=(.+)", text)[0].value) << text;
    EXPECT_TRUE(why_no_number(read("v=(.+)", text)[0].text)) << text;
  }
  EXPECT_NE(why_no_number("")->find("lazy"), std::string::npos);
}

TEST(Metrics, SeveralMetricsOnOneLine) {
  const MetricReader reader({{"a", "a=([0-9]+)"}, {"b", "b=([0-9]+)"}});
  const auto found = reader.read("a=1 b=2");
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].value, 1);
  EXPECT_EQ(found[1].value, 2);
}

TEST(Metrics, RefusesWhatCannotWork) {
  const std::string unclosed = refused_regex("auc: ([0-9]");
  EXPECT_NE(unclosed.find("metric 'auc'"), std::string::npos) << unclosed;
  EXPECT_NE(unclosed.find("auc: ([0-9]"), std::string::npos) << unclosed;
  EXPECT_NE(unclosed.find("missing"), std::string::npos) << unclosed;
  const std::string ahead = refused_regex("auc: (?=x)([0-9]+)");
  EXPECT_NE(ahead.find("look-ahead"), std::string::npos) << ahead;
  EXPECT_NE(ahead.find("at character 6"), std::string::npos) << ahead;
  EXPECT_NE(refused_regex("auc: [0-9.]+").find("has no group"), std::string::npos);
}

TEST(Metrics, ASecondGroupIsAdvisedAgainst) {
  const auto advice = [](const std::string& regex) { return MetricReader({{"auc", regex}}).advice(); };
  ASSERT_EQ(advice("(train|valid)-auc:([0-9.]+)").size(), 1u);
  EXPECT_NE(advice("(train|valid)-auc:([0-9.]+)")[0].find("2 groups"), std::string::npos);
  EXPECT_TRUE(advice("(?:train|valid)-auc:([0-9.]+)").empty());
}

}  // namespace
}  // namespace lode::launch
