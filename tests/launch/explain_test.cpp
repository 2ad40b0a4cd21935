#include "launch/explain.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/json.h"

namespace lode::launch {
namespace {

Json explain(const std::string& regex, const std::string& log) {
  return parse_json(explain_json(regex, log));
}

bool advises(const Json& explanation, const std::string& text) {
  for (const auto& advice : explanation["advice"])
    if (advice.get<std::string>().find(text) != std::string::npos) return true;
  return false;
}

TEST(Explain, Matches) {
  const Json e = explain("auc: ([0-9.]+)", "start\nauc: 0.5\nauc: 0.75\nend");
  EXPECT_EQ(e["lines"], 4);
  EXPECT_EQ(e["matched"], 2);
  EXPECT_EQ(e["values"], 2);
  EXPECT_EQ(e["matches"][1], Json({{"line", 3}, {"log", "auc: 0.75"}, {"text", "0.75"}, {"value", 0.75}}));
  EXPECT_EQ(e["prefix"], nullptr);
  EXPECT_TRUE(e["advice"].empty()) << e.dump();
}

TEST(Explain, ALazyGroupAtTheEndTakesNothing) {
  const Json e = explain("F1=(.*?)", "F1=0.9\n");
  EXPECT_EQ(e["matched"], 1);
  EXPECT_EQ(e["values"], 0);
  EXPECT_EQ(e["matches"][0]["text"], "");
  EXPECT_EQ(e["matches"][0]["value"], nullptr);
  EXPECT_TRUE(advises(e, "ends with a lazy group"));
}

TEST(Explain, Groups) {
  const Json none = explain("auc: [0-9.]+", "auc: 0.5\n");
  EXPECT_EQ(none["groups"], 0);
  EXPECT_EQ(none["matches"][0]["text"], nullptr);
  EXPECT_TRUE(advises(none, "has no group"));
  EXPECT_TRUE(advises(explain("(auc): ([0-9.]+)", "auc: 0.5\n"), "2 groups"));
}

TEST(Explain, AGroupThatTakesOnlyAPartOfTheNumber) {
  EXPECT_TRUE(advises(explain("loss=([0-9.]+)", "loss=1.5e-05\n"), "the number goes on"));
  EXPECT_TRUE(advises(explain("loss=([0-9]+)", "loss=1.5\n"), "the number goes on"));
  EXPECT_TRUE(advises(explain("loss=-?([0-9.]+)", "loss=-3\n"), "without the minus"));
  EXPECT_FALSE(advises(explain("loss-([0-9.]+)", "loss-3 m\n"), "minus"));
  EXPECT_FALSE(advises(explain("epoch ([0-9]+)", "epoch 3. begins\n"), "goes on"));
}

TEST(Explain, WhereTheExpressionFailed) {
  const Json e = explain(R"(.*\[[0-9]+\] validation-auc: ([0-9.]+))", "x\n[7] validation-auc= 0.9\n");
  EXPECT_EQ(e["matched"], 0);
  EXPECT_EQ(e["prefix"]["line"], 2);
  EXPECT_EQ(e["prefix"]["regex"], R"(.*\[[0-9]+\] validation-auc)");
  EXPECT_EQ(e["prefix"]["then"], "= 0.9");
  EXPECT_EQ(e["prefix"]["expected"], ": ([0-9.]+)");
  EXPECT_TRUE(advises(e, "no line matches"));
  EXPECT_EQ(explain("auc: ([0-9.]+)", "zzz\n")["prefix"], nullptr);
}

TEST(Explain, NearMisses) {
  const auto why = [](const std::string& regex, const std::string& log) {
    const Json e = explain(regex, log);
    return e["near"].empty() ? "" : e["near"][0]["why"].get<std::string>();
  };
  EXPECT_NE(why("auc: ([0-9.]+)", "AUC: 0.5\n").find("(?i)"), std::string::npos);
  EXPECT_NE(why("^auc: ([0-9.]+)", "12:00 auc: 0.5\n").find("^ or $"), std::string::npos);
  EXPECT_NE(why("auc:([0-9.]+)", "auc:  0.5\n").find("blanks"), std::string::npos);
  EXPECT_NE(why("auc: ([0-9.]+)", "auc:\t0.5\n").find("blanks"), std::string::npos);
  EXPECT_NE(why("auc: ([0-9.]+)", "auc: \x1b[32m0.5\x1b[0m\n").find("colour"), std::string::npos);
  EXPECT_EQ(why("auc: ([0-9.]+)", "loss: 0.5\n"), "");
}

TEST(Explain, OddLogs) {
  EXPECT_TRUE(advises(explain("a([0-9])", ""), "the log is empty"));
  const Json e = explain("a=([0-9]+)", std::string("\xFF\0a=1\r a=2\n", 12));
  EXPECT_EQ(e["values"], 2);
  EXPECT_EQ(e["matches"][1]["line"], 1);
  EXPECT_EQ(explain("n=(.*)", "n=nan\n")["matches"][0]["value"], "NaN");
  const Json tabs = explain("#011auc:([0-9.]+)", "[0]\tauc:0.5\n");
  EXPECT_EQ(tabs["values"], 1);
  EXPECT_LT(explain("x", std::string(1000000, 'x'))["matches"][0]["log"].get<std::string>().size(), 400u);
}

TEST(Explain, AnInvalidExpressionIsAnError) { EXPECT_THROW(explain_json("a(", "x"), Error); }

}  // namespace
}  // namespace lode::launch
