#include "launch/metric_lines.h"

#include <cmath>
#include <gtest/gtest.h>

#include "base/error.h"

namespace lode::launch {
namespace {

std::string refusal(const std::string& line) {
  try {
    MetricLines().read(line);
  } catch (const Error& e) {
    return e.what();
  }
  return "accepted";
}

TEST(MetricLines, AllKeys) {
  MetricLines lines;
  const auto report = lines.read(R"({"metric": "auc", "value": 0.5, "step": 3, "rank": 2, "time": 1.5})");
  EXPECT_EQ(report.metric, "auc");
  EXPECT_EQ(report.value, 0.5);
  EXPECT_EQ(report.step, 3);
  EXPECT_EQ(report.rank, 2);
  EXPECT_EQ(report.time, 1.5);
  EXPECT_TRUE(lines.ignored().empty());
}

TEST(MetricLines, OnlyTheRequiredKeys) {
  const auto report = MetricLines().read(R"({"metric":"auc","value":"0.25"})");
  EXPECT_EQ(report.value, 0.25);
  EXPECT_EQ(report.step, 0);
  EXPECT_EQ(report.time, 0);
}

TEST(MetricLines, PythonsBareNanAndInfinity) {
  EXPECT_TRUE(std::isnan(MetricLines().read(R"({"metric": "m", "value": NaN})").value));
  EXPECT_EQ(MetricLines().read(R"({"metric": "m", "value": -Infinity})").value, -INFINITY);
  EXPECT_EQ(MetricLines().read(R"({"metric": "m", "value": Infinity})").value, INFINITY);
  const auto report = MetricLines().read(R"({"metric": "NaN \"NaN\" \\", "value": NaN})");
  EXPECT_EQ(report.metric, R"(NaN "NaN" \)");
}

TEST(MetricLines, StepsFromZeroAreShifted) {
  MetricLines lines;
  const auto step = [&](const std::string& metric, int given) {
    return lines.read(R"({"metric":")" + metric + R"(","value":1,"step":)" + std::to_string(given) + "}")
        .step;
  };
  EXPECT_EQ(step("a", 0), 1);
  EXPECT_EQ(step("a", 1), 2);
  EXPECT_EQ(step("b", 1), 1);
  EXPECT_EQ(step("b", 5), 5);
  EXPECT_THROW(step("b", 0), Error);
}

TEST(MetricLines, UnknownKeysAreNamed) {
  MetricLines lines;
  lines.read(R"({"metric":"a","value":1,"epoch":3})");
  EXPECT_EQ(lines.ignored(), std::vector<std::string>{"epoch"});
}

TEST(MetricLines, RefusalsSayWhy) {
  EXPECT_NE(refusal("auc 0.5").find("not a JSON document"), std::string::npos);
  EXPECT_NE(refusal("[1]").find("not an object"), std::string::npos);
  EXPECT_NE(refusal("{}").find("'metric' is missing"), std::string::npos);
  EXPECT_NE(refusal(R"({"metric":"a"})").find("'value' is missing"), std::string::npos);
  EXPECT_NE(refusal(R"({"metric":3,"value":1})").find("'metric' is 3"), std::string::npos);
  EXPECT_NE(refusal(R"({"metric":"","value":1})").find("must be a name"), std::string::npos);
  EXPECT_NE(refusal(R"({"metric":"a","value":true})").find("'value': true"), std::string::npos);
  EXPECT_NE(refusal(R"({"metric":"a","value":1,"step":-1})").find("'step' is -1"), std::string::npos);
  EXPECT_NE(refusal(R"({"metric":"a","value":1,"step":1.5})").find("'step' is 1.5"), std::string::npos);
  EXPECT_NE(refusal(R"({"metric":"a","value":1,"rank":9e9})").find("'rank'"), std::string::npos);
  EXPECT_NE(refusal(R"({"metric":"a","value":1,"time":"now"})").find("'time'"), std::string::npos);
  EXPECT_NE(refusal(R"({"metric":"a","value":1,"time":253402300800})").find("before the year 10000"),
            std::string::npos);
  EXPECT_EQ(refusal(R"({"metric":"a","value":1,"time":253402300799.5})"), "accepted");
  EXPECT_NE(refusal(R"({"metric":"a","value":1)").find("not a JSON document"), std::string::npos);
}

}  // namespace
}  // namespace lode::launch
