// Guidelines that AMT gives in its documents, given as advice.

#include <vector>

#include "rows/quotas.h"

namespace lode::rows {
namespace {

TEST(AmtRow, R021GuidelinesAreGivenAsAdvice) {
  World world;
  std::vector<std::string> log;
  world.context.set_log(LODE_LOG_INFO, [&](lode_log_level, const std::string& text) { log.push_back(text); });
  const Json hasty = {{"Strategy", "Bayesian"},
                      {"ResourceLimits", {{"MaxNumberOfTrainingJobs", 20}, {"MaxParallelTrainingJobs", 7}}}};
  Study study = world.study(config(hasty));
  const Json advice = described(study)["Lode"]["Advice"];
  ASSERT_EQ(advice.size(), 1U);
  EXPECT_EQ(advice[0]["Code"], "TooParallel");
  ASSERT_FALSE(log.empty());
  EXPECT_EQ(log.front(), "study: advice TooParallel: " + advice[0]["Text"].get<std::string>());
  Study patient = world.study(config(), "patient");
  EXPECT_FALSE(described(patient)["Lode"].contains("Advice"));
}

/// A configuration over one range, from text to text.
Json one_range(const char* name, const char* low, const char* high, const char* scaling) {
  return {{"ParameterRanges",
           {{"ContinuousParameterRanges",
             {{{"Name", name}, {"MinValue", low}, {"MaxValue", high}, {"ScalingType", scaling}}}}}}};
}

/// The codes of a study's advice, each with its parameter.
std::string advised(Study& study) {
  std::string codes;
  for (const auto& advice : described(study)["Lode"].value("Advice", Json::array())) {
    EXPECT_NE(advice["Text"].get<std::string>().find("AMT's"), std::string::npos) << advice;
    const std::string parameter = advice.value("Parameter", "");
    codes += (codes.empty() ? "" : " ") + advice["Code"].get<std::string>() +
             (parameter.empty() ? "" : ":" + parameter);
  }
  return codes;
}

TEST(AmtRow, R021EachGuidelineHasItsAdvice) {
  Json hasty = reals(10);
  hasty["Strategy"] = "Bayesian";
  const std::pair<Json, std::string> rows[] = {
      {reals(21), "TooManyParameters"},
      {reals(20), ""},
      {hasty, "TooFewTrials"},
      {one_range("batch_size", "32", "256", "Linear"), "RealBatchSize:batch_size"},
      {one_range("rate", "0.0001", "1", "Linear"), "LinearScale:rate"},
      {one_range("rate", "0.0001", "1", "Auto"), ""},
      {one_range("rate", "1e-9", "1", "Logarithmic"), "LargeRange:rate"},
  };
  World world;
  for (const auto& [change, expected] : rows) {
    static int number = 0;
    Study study = world.study(config(change), "guided" + std::to_string(number++));
    EXPECT_EQ(advised(study), expected) << change;
  }
}

TEST(AmtRow, R021WhatTheTrialsShowedIsAdvice) {
  // x falls to the upper end of its range; y does nothing.
  World world;
  const Json searched = {{"Strategy", "Bayesian"}, {"ResourceLimits", {{"MaxNumberOfTrainingJobs", 30}}}};
  const auto after_search = [&](const std::string& name, double (*loss)(double x)) {
    Json both = searched;
    both["ParameterRanges"]["ContinuousParameterRanges"] = {
        {{"Name", "x"}, {"MinValue", "0"}, {"MaxValue", "1"}},
        {{"Name", "y"}, {"MinValue", "0"}, {"MaxValue", "1"}}};
    Study study = world.study(config(both), name);
    EXPECT_EQ(advised(study), "");  // nothing is known yet
    while (const auto trial = study.ask()) study.tell(trial->number(), loss(trial->real("x")));
    return advised(study);
  };
  EXPECT_EQ(after_search("falls", [](double x) { return -x; }), "BestAtBoundary:x UselessParameter:y");
  EXPECT_EQ(after_search("waves", [](double x) { return (x - 0.3) * (x - 0.3); }), "UselessParameter:y");
}

TEST(AmtRow, R021TheProgramShowsIt) {
  Program program;
  program.write("job.json", config(one_range("batch_size", "32", "256", "Linear")).dump());
  for (const std::string command :
       {"plan job.json", "validate job.json --metric 'loss=loss=(.*)' -- echo loss=1"}) {
    ASSERT_EQ(program.lode(command), 0) << program.read("err");
    EXPECT_NE(program.read("out").find("Advice (RealBatchSize): "), std::string::npos) << command;
  }
}

}  // namespace
}  // namespace lode::rows
