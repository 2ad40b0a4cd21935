// What completes a study: each criterion alone and together, what is recorded of it, and by `lode run`.

#include <algorithm>
#include <vector>

#include "rows/request.h"
#include "rows/world.h"

namespace lode::rows {
namespace {

constexpr lode_outcome stopped_at_the_end() {
  lode_outcome outcome = LODE_OUTCOME_INIT;
  outcome.status = LODE_TRIAL_STOPPED;
  outcome.reason = LODE_REASON_STUDY_END;
  return outcome;
}

/// The configuration with these completion criteria.
Json completing(const Json& criteria, Json more = Json::object()) {
  more["TuningJobCompletionCriteria"] = criteria;
  return config(more);
}

/// Asks and tells one trial of each value until the study hands nothing out. \return the trials
std::size_t finish(Study& study, const std::vector<double>& values) {
  std::size_t told = 0;
  for (const double value : values) {
    const auto trial = study.ask();
    if (!trial) break;
    study.tell(trial->number(), value);
    ++told;
  }
  return told;
}

std::string status(Study& study) { return described(study)["HyperParameterTuningJobStatus"]; }
std::string closing(Study& study) { return described(study)["Lode"].value("Closing", ""); }
std::uint64_t not_improving(Study& study) {
  return described(study)["TuningJobCompletionDetails"]["NumberOfTrainingJobsObjectiveNotImproving"];
}

TEST(AmtRow, R006ACriterionEndsTheStudyBeforeItsTrialsAreMade) {
  World world;
  Study study = world.study(completing({{"TargetObjectiveMetricValue", 0.5}}));
  EXPECT_EQ(finish(study, {3, 2, 0.5, 0.1}), 3);
  EXPECT_EQ(status(study), "Completed");
  const Json lode = described(study)["Lode"];
  EXPECT_EQ(lode["Closing"], "Target");
  EXPECT_EQ(lode["ClosingTime"], described(study)["HyperParameterTuningEndTime"]);
}

TEST(AmtRow, R082EarlyStoppingIsOffByDefault) {
  World world;
  Study study = world.study(config());
  finish(study, {1, 1, 1, 1, 1});
  const auto trial = study.ask();
  for (int i = 0; i < 20; ++i) EXPECT_EQ(study.report(trial->number(), "loss", 1e9), LODE_CONTINUE);
  Study off = world.study(config({{"TrainingJobEarlyStoppingType", "Off"}}), "off");
  EXPECT_EQ(described(off)["HyperParameterTuningJobConfig"]["TrainingJobEarlyStoppingType"], "Off");
}

TEST(AmtRow, R083MaxNumberOfTrainingJobs) {
  World world;
  Study study = world.study(config({{"ResourceLimits", {{"MaxNumberOfTrainingJobs", 3}}}}));
  EXPECT_EQ(finish(study, {1, 2, 3, 4, 5}), 3);
  EXPECT_EQ(status(study), "Completed");
  EXPECT_EQ(closing(study), "MaxTrials");
}

TEST(AmtRow, R083TrialsThatRunFailOrStopCountToo) {
  World world;
  Study study = world.study(
      config({{"ResourceLimits", {{"MaxNumberOfTrainingJobs", 3}, {"MaxParallelTrainingJobs", 9}}}}));
  EXPECT_EQ(study.ask(9).size(), 3);
  EXPECT_FALSE(study.ask());
  EXPECT_EQ(status(study), "InProgress");  // they run
  study.tell(0, outcome(LODE_TRIAL_FAILED, LODE_REASON_TRIAL_ERROR));
  study.tell(1, outcome(LODE_TRIAL_STOPPED, LODE_REASON_EARLY_STOPPING));
  EXPECT_FALSE(study.ask());
  EXPECT_EQ(status(study), "InProgress");
  study.tell(2, 0.5);
  EXPECT_EQ(status(study), "Completed");
  EXPECT_EQ(closing(study), "MaxTrials");
}

/// The configuration with this limit on resources, in a request that AMT itself would accept.
std::string strict_refusal_of_limit(const char* name, const Json& value) {
  Json document = request();
  document["HyperParameterTuningJobConfig"]["ResourceLimits"][name] = value;
  return strict_refusal(document);
}

TEST(AmtRow, R083AtLeastOneByAmtsRules) {
  EXPECT_EQ(strict_refusal_of_limit("MaxNumberOfTrainingJobs", 1), "");
  EXPECT_NE(strict_refusal_of_limit("MaxNumberOfTrainingJobs", 0).find("MaxNumberOfTrainingJobs: given 0"),
            std::string::npos);
  World world;
  EXPECT_NE(refusal([&] {
              world.study(config({{"ResourceLimits", {{"MaxNumberOfTrainingJobs", 0}}}}));
            }).find("MaxNumberOfTrainingJobs: given 0"),
            std::string::npos);
}

TEST(AmtRow, R084MaxRuntimeInSecondsOfTheStudy) {
  // Its first trial would run for a day.
  Program program;
  program.write(
      "job.json",
      config({{"ResourceLimits", {{"MaxRuntimeInSeconds", 0.5}, {"MaxParallelTrainingJobs", 2}}}}).dump());
  EXPECT_EQ(program.lode("run job.json --store s.db -- sleep 86400"), 1) << program.read("err");
  const Json study = program.lode_json("describe --store s.db --json");
  EXPECT_EQ(study["HyperParameterTuningJobStatus"], "Completed");
  EXPECT_EQ(study["Lode"]["Closing"], "RunTime");
  EXPECT_GE(study["Lode"]["ClosingTime"].get<double>(), study["CreationTime"].get<double>() + 0.5);
  EXPECT_EQ(study["TrainingJobStatusCounters"]["Stopped"], 2);
  for (const Json& trial : program.lode_json("trials --store s.db --json"))
    EXPECT_EQ(trial["Lode"]["Reason"], "StudyEnd");
}

TEST(AmtRow, R084AHostsOwnStudyEndsInTimeToo) {
  World world;
  const Json limits = {{"MaxRuntimeInSeconds", 0.6}, {"MaxParallelTrainingJobs", 2}};
  Study study = world.study(config({{"ResourceLimits", limits}}));
  ASSERT_TRUE(study.ask());
  while (study.report(0, "loss", 1.0) != LODE_STOP) {
  }
  EXPECT_EQ(status(study), "Stopping");
  EXPECT_EQ(closing(study), "RunTime");
  EXPECT_FALSE(study.ask());
  study.tell(0, outcome(LODE_TRIAL_STOPPED, LODE_REASON_NONE));
  EXPECT_EQ(trials(study)[0]["Lode"]["Reason"], "StudyEnd");
  const Json description = described(study);
  EXPECT_EQ(description["HyperParameterTuningJobStatus"], "Completed");
  EXPECT_GE(description["Lode"]["ClosingTime"].get<double>(),
            trials(study)[0]["CreationTime"].get<double>() + 0.6);
  EXPECT_GE(description["ConsumedResources"]["RuntimeInSeconds"], 1);  // 0.6, rounded
}

TEST(AmtRow, R084AnAskIsLodeDoneOnceTheTimeIsOver) {
  World world;
  const Json limits = {
      {"MaxRuntimeInSeconds", 0.1}, {"MaxParallelTrainingJobs", 2}, {"MaxNumberOfTrainingJobs", 1000000}};
  Study study = world.study(config({{"ResourceLimits", limits}}));
  ASSERT_TRUE(study.ask());  // and runs while others come and go
  while (const auto trial = study.ask()) study.tell(trial->number(), 1.0);
  EXPECT_EQ(closing(study), "RunTime");
  study.tell(0, 1.0);
  EXPECT_EQ(status(study), "Completed");
}

TEST(AmtRow, R084From120SecondsTo182DaysByAmtsRules) {
  const char* name = "MaxRuntimeInSeconds";
  for (const int seconds : {120, 15768000}) EXPECT_EQ(strict_refusal_of_limit(name, seconds), "");
  for (const int seconds : {119, 15768001}) {
    EXPECT_NE(strict_refusal_of_limit(name, seconds)
                  .find("MaxRuntimeInSeconds: given " + std::to_string(seconds) + "; accepted"),
              std::string::npos);
  }
}

TEST(AmtRow, R085TargetObjectiveMetricValue) {
  World world;
  Json high = completing({{"TargetObjectiveMetricValue", -2.5}});
  high["HyperParameterTuningJobObjective"]["Type"] = "Maximize";
  Study study = world.study(high);
  EXPECT_EQ(finish(study, {-9, -2.6, -2.5, 7}), 3);
  EXPECT_EQ(closing(study), "Target");
  EXPECT_EQ(study.best()->number(), 2);
}

TEST(AmtRow, R086MaxNumberOfTrainingJobsNotImproving) {
  World world;
  Study study =
      world.study(completing({{"BestObjectiveNotImproving", {{"MaxNumberOfTrainingJobsNotImproving", 3}}}}));
  EXPECT_EQ(finish(study, {5, 6, 7, 4, 4, 4, 9, 1}), 7);
  EXPECT_EQ(closing(study), "NotImproving");
  EXPECT_EQ(not_improving(study), 3);
}

TEST(AmtRow, R086AtLeastThreeByAmtsRules) {
  const auto refusal_of = [](int trials) {
    Json document = request();
    document["HyperParameterTuningJobConfig"]["TuningJobCompletionCriteria"] = {
        {"BestObjectiveNotImproving", {{"MaxNumberOfTrainingJobsNotImproving", trials}}}};
    return strict_refusal(document);
  };
  EXPECT_EQ(refusal_of(3), "");
  EXPECT_NE(refusal_of(2).find("MaxNumberOfTrainingJobsNotImproving: given 2; accepted"), std::string::npos)
      << refusal_of(2);
}

TEST(AmtRow, R086AnyTrialThatEndsWithoutAnImprovementCounts) {
  World world;
  const Json three = {{"BestObjectiveNotImproving", {{"MaxNumberOfTrainingJobsNotImproving", 3}}}};
  Study study = world.study(completing(three));
  finish(study, {100});
  finish(study, {99.5});  // better by less than one per cent
  study.tell(study.ask()->number(), outcome(LODE_TRIAL_FAILED, LODE_REASON_TRIAL_ERROR));
  EXPECT_EQ(not_improving(study), 2);
  EXPECT_EQ(status(study), "InProgress");
  finish(study, {100});
  EXPECT_EQ(closing(study), "NotImproving");
}

double bowl(double x) { return (x - 0.3) * (x - 0.3); }

Json converging(const Json& more = Json::object()) {
  Json json = {{"ResourceLimits", {{"MaxNumberOfTrainingJobs", 300}}},
               {"LodeOptions", {{"study.convergence_noise", 0.01}}}};
  json.merge_patch(more);
  return completing({{"ConvergenceDetected", {{"CompleteOnConvergence", "Enabled"}}}}, json);
}

TEST(AmtRow, R087CompleteOnConvergence) {
  World world;
  for (const std::string strategy : {"Random", "Sobol", "Bayesian"}) {
    Study study = world.study(converging({{"Strategy", strategy}}), strategy);
    std::size_t trials = 0;
    for (; auto trial = study.ask(); ++trials) study.tell(trial->number(), bowl(trial->row().at(0)));
    const Json description = described(study);
    EXPECT_EQ(description["HyperParameterTuningJobStatus"], "Completed");
    EXPECT_EQ(description["Lode"]["Closing"], "Converged") << strategy;
    EXPECT_EQ(description["TuningJobCompletionDetails"]["ConvergenceDetectedTime"],
              description["Lode"]["ClosingTime"]);
    EXPECT_GE(trials, 20);
    EXPECT_LT(trials, 100) << strategy;
  }
  Study off =
      world.study(completing({{"ConvergenceDetected", {{"CompleteOnConvergence", "Disabled"}}}}), "off");
  EXPECT_EQ(finish(off, std::vector<double>(30, 1)), 20);
  EXPECT_EQ(closing(off), "MaxTrials");
}

TEST(AmtRow, R088AnyOneOfTheCriteriaEndsTheStudy) {
  const Json all = {{"TargetObjectiveMetricValue", 0.5},
                    {"BestObjectiveNotImproving", {{"MaxNumberOfTrainingJobsNotImproving", 3}}},
                    {"ConvergenceDetected", {{"CompleteOnConvergence", "Enabled"}}}};
  World world;
  Study target = world.study(completing(all), "target");
  EXPECT_EQ(finish(target, {9, 8, 8, 0.25, 1}), 4);
  EXPECT_EQ(closing(target), "Target");
  Study stale = world.study(completing(all), "stale");
  EXPECT_EQ(finish(stale, {9, 8, 8, 8, 8, 1}), 5);
  EXPECT_EQ(closing(stale), "NotImproving");
  Study spent = world.study(completing(all, {{"ResourceLimits", {{"MaxNumberOfTrainingJobs", 2}}}}), "spent");
  EXPECT_EQ(finish(spent, {9, 8, 1}), 2);
  EXPECT_EQ(closing(spent), "MaxTrials");
}

TEST(AmtRow, R088TimeAndConvergenceAreAmongThem) {
  const Json all = {{"TargetObjectiveMetricValue", -1},
                    {"BestObjectiveNotImproving", {{"MaxNumberOfTrainingJobsNotImproving", 100}}},
                    {"ConvergenceDetected", {{"CompleteOnConvergence", "Enabled"}}}};
  World world;
  Study late = world.study(completing(all, {{"ResourceLimits", {{"MaxRuntimeInSeconds", 0.01}}}}), "late");
  Callbacks callbacks;
  callbacks.launch = [](Study&, const TrialView&) {};  // it trains for ever
  callbacks.cancel = [](Study& run, std::uint64_t trial, lode_reason reason) {
    run.tell(trial, outcome(LODE_TRIAL_STOPPED, reason));
  };
  late.run(callbacks);
  EXPECT_EQ(closing(late), "RunTime");
  Json far = converging({{"ResourceLimits", {{"MaxRuntimeInSeconds", 86400}}}});
  far["TuningJobCompletionCriteria"] = all;
  Study settled = world.study(far, "settled");
  while (auto trial = settled.ask()) settled.tell(trial->number(), bowl(trial->row().at(0)));
  EXPECT_EQ(closing(settled), "Converged");
}

TEST(AmtRow, R088WhatRunsIsStoppedOrDrainedAndCounted) {
  World world;
  for (const std::string running : {"stop", "drain"}) {
    Study study = world.study(completing({{"TargetObjectiveMetricValue", 0.5}},
                                         {{"ResourceLimits", {{"MaxParallelTrainingJobs", 4}}},
                                          {"LodeOptions", {{"study.running_trials", running}}}}),
                              running);
    ASSERT_EQ(study.ask(3).size(), 3);
    study.tell(0, 0.5);
    EXPECT_EQ(status(study), "Stopping");
    EXPECT_FALSE(study.ask());
    const bool drain = running == "drain";
    EXPECT_EQ(study.report(1, "loss", 0.25), drain ? LODE_CONTINUE : LODE_STOP);
    if (drain)
      study.tell(1, 0.125);
    else
      study.tell(1, stopped_at_the_end());
    study.tell(2, stopped_at_the_end());
    EXPECT_EQ(status(study), "Completed");
    EXPECT_EQ(study.best()->number(), drain ? 1 : 0);
    const Json counters = described(study)["TrainingJobStatusCounters"];
    EXPECT_EQ(counters["Completed"], drain ? 2 : 1);
    EXPECT_EQ(counters["Stopped"], drain ? 1 : 2);
    EXPECT_EQ(counters["InProgress"], 0);
  }
}

TEST(AmtRow, R116TuningJobCompletionDetails) {
  World world;
  Study study = world.study(config());
  finish(study, {5, 4, 4.5});
  // As AMT has it: no time before convergence is detected.
  EXPECT_EQ(described(study)["TuningJobCompletionDetails"],
            Json({{"NumberOfTrainingJobsObjectiveNotImproving", 1}}));
  Study converged = world.study(converging(), "converged");
  while (auto trial = converged.ask()) converged.tell(trial->number(), bowl(trial->row().at(0)));
  const Json details = described(converged)["TuningJobCompletionDetails"];
  ASSERT_EQ(details.size(), 2);
  EXPECT_TRUE(details.contains("NumberOfTrainingJobsObjectiveNotImproving"));
  EXPECT_TRUE(details["ConvergenceDetectedTime"].is_number());
}

TEST(AmtRow, C07AnImprovementIsOfOnePerCentAndSmallStepsAddUp) {
  World world;
  Study study = world.study(config());
  const std::pair<double, std::uint64_t> steps[] = {{100, 0}, {99.5, 1}, {99.2, 2}, {99, 0}, {98.5, 1}};
  for (const auto& [value, count] : steps) {
    finish(study, {value});
    EXPECT_EQ(not_improving(study), count) << value;
  }
  Study any = world.study(config({{"LodeOptions", {{"study.min_improvement", 0}}}}), "any");
  finish(any, {100, 99.999});
  EXPECT_EQ(not_improving(any), 0);
  Study floor = world.study(config({{"LodeOptions", {{"study.min_improvement_absolute", 0.1}}}}), "floor");
  finish(floor, {0, -0.1});
  EXPECT_EQ(not_improving(floor), 1);
  finish(floor, {-0.2});
  EXPECT_EQ(not_improving(floor), 0);
}

TEST(AmtRow, C08TheBoundOnTheRegretIsRecordedAndTold) {
  World world;
  std::vector<std::string> lines;
  world.context.set_log(LODE_LOG_INFO,
                        [&](lode_log_level, const std::string& line) { lines.push_back(line); });
  Study study = world.study(converging({{"LodeOptions", {{"study.convergence_start", 10}}}}));
  while (auto trial = study.ask()) study.tell(trial->number(), bowl(trial->row().at(0)));
  const Json lode = described(study)["Lode"];
  EXPECT_LT(lode["RegretBound"], lode["Noise"]);
  EXPECT_EQ(lode["Noise"], 0.01);
  EXPECT_EQ(lode["RegretBoundTrials"], trials(study).size());
  EXPECT_LE(study.best()->info().objective, lode["RegretBound"].get<double>());  // the optimum is 0
  const auto told = [&](const std::string& text) {
    return std::count_if(lines.begin(), lines.end(),
                         [&](const std::string& line) { return line.find(text) != std::string::npos; });
  };
  const auto bounds = static_cast<std::int64_t>(1 + (trials(study).size() - 10) / 5);
  EXPECT_EQ(told("the best may be"), bounds);  // after 10, 15, ... trials
  EXPECT_EQ(told("study: ended by Converged"), 1);
}

TEST(AmtRow, C08EveryThresholdIsASetting) {
  World world;
  const std::pair<const char*, const char*> settings[] = {{"study.convergence_start", "30"},
                                                          {"study.convergence_every", "7"},
                                                          {"study.convergence_patience", "3"},
                                                          {"study.convergence_width", "2.5"},
                                                          {"study.convergence_noise", "0.25"}};
  for (const auto& [name, value] : settings) {
    Study study = world.study(config(), name, {{name, value}});
    EXPECT_EQ(Json::parse(study.request_json())["HyperParameterTuningJobConfig"]["LodeOptions"][name].dump(),
              value);
  }
  EXPECT_NE(refusal([&] {
              world.study(config(), "none", {{"study.convergence_noise", "-1"}});
            }).find("or none"),
            std::string::npos);
}

// Each criterion by `lode run`.

/// A job whose trainers print "loss=...".
Json job(const Json& more) {
  Json document = {{"HyperParameterTuningJobConfig", config(more)}};
  document["TrainingJobDefinition"]["AlgorithmSpecification"]["MetricDefinitions"] = {
      {{"Name", "loss"}, {"Regex", "loss=(\\S+)"}}};
  return document;
}

/// Runs the job with a shell script as the trainer.
void ran(const Program& program, const Json& document, const std::string& trainer) {
  program.write("job.json", document.dump());
  program.write("train.sh", trainer);
  EXPECT_EQ(program.lode("run job.json --store s.db -- sh \"$PWD/train.sh\""), 0) << program.read("err");
}

TEST(AmtRow, R083RunForReal) {
  const Program program;
  ran(program, job({{"ResourceLimits", {{"MaxNumberOfTrainingJobs", 3}}}}), "echo loss=1");
  EXPECT_NE(program.read("out").find("Ended by MaxTrials (all its trials were made), "), std::string::npos);
  EXPECT_NE(program.read("err").find("ended by MaxTrials"), std::string::npos);
  EXPECT_EQ(program.lode_json("trials --store s.db --json").size(), 3);
}

/// Trial 0 waits until the study is closing, or for ever; trial 1 meets the target.
constexpr const char* target_trainer = R"(
if [ "$LODE_TRIAL" = 1 ]; then echo loss=0.5; exit; fi
if [ "$WAITS" = forever ]; then exec sleep 86400; fi
until "$LODE" describe --store "$STORE" --json | grep -q '"Stopping"'; do :; done
echo loss=0.25
)";

Json target_job(const Program& program, const std::string& running) {
  Json document = job({{"ResourceLimits", {{"MaxParallelTrainingJobs", 2}}},
                       {"TuningJobCompletionCriteria", {{"TargetObjectiveMetricValue", 0.5}}},
                       {"LodeOptions", {{"study.running_trials", running}}}});
  document["TrainingJobDefinition"]["Environment"] = {{"LODE", LODE_PROGRAM},
                                                      {"STORE", program.path("s.db").string()},
                                                      {"WAITS", running == "stop" ? "forever" : ""}};
  return document;
}

TEST(AmtRow, R085RunForRealAndWhatRunsIsStopped) {
  const Program program;
  ran(program, target_job(program, "stop"), target_trainer);
  EXPECT_NE(program.read("out").find("Ended by Target (the objective reached it), "), std::string::npos);
  const Json trials = program.lode_json("trials --store s.db --json");
  ASSERT_EQ(trials.size(), 2);
  EXPECT_EQ(trials[0]["TrainingJobStatus"], "Stopped");
  EXPECT_EQ(trials[0]["Lode"]["Reason"], "StudyEnd");
  EXPECT_EQ(program.lode_json("best --store s.db --json")["Lode"]["Number"], 1);
}

TEST(AmtRow, R085RunForRealAndWhatRunsIsDrained) {
  const Program program;
  ran(program, target_job(program, "drain"), target_trainer);
  const Json trials = program.lode_json("trials --store s.db --json");
  ASSERT_EQ(trials.size(), 2);
  EXPECT_EQ(trials[0]["TrainingJobStatus"], "Completed");
  EXPECT_EQ(program.lode_json("best --store s.db --json")["Lode"]["Number"], 0);
  const Json study = program.lode_json("describe --store s.db --json");
  EXPECT_EQ(study["TrainingJobStatusCounters"]["Completed"], 2);
  EXPECT_EQ(study["Lode"]["Closing"], "Target");
  EXPECT_LE(study["Lode"]["ClosingTime"], trials[0]["TrainingEndTime"]);
}

TEST(AmtRow, R085WhatWasMetFirstStaysWhereAPersonEndsTheDraining) {
  World world;
  Study study = world.study(config({{"ResourceLimits", {{"MaxParallelTrainingJobs", 2}}},
                                    {"TuningJobCompletionCriteria", {{"TargetObjectiveMetricValue", 0.5}}},
                                    {"LodeOptions", {{"study.running_trials", "drain"}}}}));
  study.ask();
  study.ask();
  study.tell(0, 0.5);
  const Json before = described(study)["Lode"];
  EXPECT_FALSE(before.contains("DrainEndedBy"));
  study.stop();
  study.tell(1, outcome(LODE_TRIAL_STOPPED, LODE_REASON_NONE));
  const Json after = described(study);
  EXPECT_EQ(after["HyperParameterTuningJobStatus"], "Stopped");
  EXPECT_EQ(after["Lode"]["Closing"], "Target");
  EXPECT_EQ(after["Lode"]["ClosingTime"], before["ClosingTime"]);
  EXPECT_EQ(after["Lode"]["DrainEndedBy"], "User");
  EXPECT_GE(after["Lode"]["DrainEndedTime"], before["ClosingTime"]);
}

TEST(AmtRow, R086RunForReal) {
  const Program program;
  ran(program,
      job({{"TuningJobCompletionCriteria",
            {{"BestObjectiveNotImproving", {{"MaxNumberOfTrainingJobsNotImproving", 3}}}}}}),
      "echo loss=2");
  EXPECT_NE(program.read("out").find("Ended by NotImproving "), std::string::npos);
  EXPECT_EQ(program.lode_json("trials --store s.db --json").size(), 4);
}

TEST(AmtRow, R087RunForReal) {
  const Program program;
  Json more = converging();
  more["LodeOptions"]["study.convergence_start"] = 10;
  ran(program, job(more), R"(awk "BEGIN { print \"loss=\" ($LODE_HP_X - 0.3)^2 }")");
  EXPECT_NE(program.read("err").find("after 10 trials the best may be "), std::string::npos);
  EXPECT_NE(program.read("out").find("Ended by Converged "), std::string::npos);
  const Json study = program.lode_json("describe --store s.db --json");
  EXPECT_EQ(study["Lode"]["Closing"], "Converged");
  EXPECT_LT(study["TrainingJobStatusCounters"]["Completed"], 100);
  EXPECT_EQ(program.lode("describe --store s.db"), 0);
  EXPECT_NE(program.read("out").find("Left to gain      at most "), std::string::npos);
  EXPECT_NE(program.read("out").find("Ended by          Converged (no more could be gained"),
            std::string::npos);
}

}  // namespace
}  // namespace lode::rows
