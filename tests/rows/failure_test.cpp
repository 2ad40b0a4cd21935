// How trials end otherwise than well: limits, reasons, attempts, and what the model learns from it.

#include "rows/ran.h"
#include "rows/request.h"
#include "rows/world.h"

namespace lode::rows {
namespace {

/// Asks for a trial that then fails for that reason.
void fail_one(Study& study, lode_reason reason) {
  const auto trial = study.ask();
  ASSERT_TRUE(trial);
  study.tell(trial->number(), outcome(LODE_TRIAL_FAILED, reason));
}

Json stopping(const Json& condition) { return {{"StoppingCondition", condition}}; }

std::string reason_of(const Json& trial) { return trial["Lode"].value("Reason", ""); }

TEST(AmtRow, R007PreemptedIsNotFailed) {
  World world;
  Study study = world.study(config());
  ASSERT_TRUE(study.ask());
  for (int attempt = 1; attempt <= 3; ++attempt) {
    study.tell(0, outcome(LODE_TRIAL_FAILED, LODE_REASON_PREEMPTED));
    const Json trial = trials(study)[0];
    EXPECT_EQ(trial["TrainingJobStatus"], "InProgress");
    EXPECT_EQ(trial["Lode"]["SecondaryStatus"], "Interrupted");
    EXPECT_EQ(trial["Lode"]["Attempt"], attempt + 1);
  }
  study.tell(0, 0.5);
  EXPECT_EQ(study.counters().completed, 1u);
  EXPECT_EQ(study.counters().retryable_error + study.counters().non_retryable_error, 0u);
}

TEST(AmtRow, R007ATrainerThatIsTakenAwayGoesOnFromItsCheckpoint) {
  // The first attempt saves where it is and says that it is taken away; the second one finds that.
  const Ran ran(
      "saved=\"$LODE_CHECKPOINTS/saved\"\n"
      "if [ -f \"$saved\" ]; then echo \"loss=$(cat \"$saved\")\"; exit 0; fi\n"
      "echo 0.125 > \"$saved\"; exit 80\n",
      1);
  ASSERT_EQ(ran.trials.size(), 1u);
  EXPECT_EQ(ran.trials[0]["TrainingJobStatus"], "Completed");
  EXPECT_EQ(ran.trials[0]["Lode"]["Attempt"], 2);
  EXPECT_EQ(ran.trials[0]["FinalHyperParameterTuningJobObjectiveMetric"]["Value"], 0.125);
}

TEST(AmtRow, R007ASigtermFromOutsideIsAPreemptionByOptionOnly) {
  const std::string script = "if [ \"$LODE_ATTEMPT\" = 1 ]; then kill -TERM $$; fi\necho loss=1\n";
  const Ran by_person(script, 1);
  EXPECT_EQ(by_person.trials[0]["TrainingJobStatus"], "Stopped");
  EXPECT_EQ(reason_of(by_person.trials[0]), "User");
  const Ran by_scheduler(script, 1, Json::object(), "--option launch.sigterm_preempts=true");
  EXPECT_EQ(by_scheduler.trials[0]["TrainingJobStatus"], "Completed");
  EXPECT_EQ(by_scheduler.trials[0]["Lode"]["Attempt"], 2);
}

TEST(AmtRow, R047ATrainerIsStoppedAtItsTimeLimit) {
  const Ran ran("echo loss=0.5\nexec sleep 1000\n", 2, stopping({{"MaxRuntimeInSeconds", 0.2}}));
  ASSERT_EQ(ran.trials.size(), 2u);
  for (const auto& trial : ran.trials) {
    EXPECT_EQ(trial["TrainingJobStatus"], "Stopped");
    EXPECT_EQ(trial["Lode"]["SecondaryStatus"], "MaxRuntimeExceeded");
    EXPECT_EQ(reason_of(trial), "TimeLimit");
    EXPECT_GT(trial["Lode"]["ElapsedSeconds"], 0.2);
    EXPECT_EQ(trial["FinalHyperParameterTuningJobObjectiveMetric"]["Value"], 0.5);
  }
}

TEST(AmtRow, R047AHostThatTrainsByItselfIsToldToStop) {
  World world;
  Study study = world.study(config(stopping({{"MaxRuntimeInSeconds", 0.01}})));
  ASSERT_TRUE(study.ask());
  report_until_stop(study);
  study.tell(0, outcome(LODE_TRIAL_STOPPED, LODE_REASON_NONE));  // why is the study's to say
  EXPECT_EQ(study.trial(0).info().reason, LODE_REASON_TIME_LIMIT);
  EXPECT_EQ(trials(study)[0]["Lode"]["SecondaryStatus"], "MaxRuntimeExceeded");
  Study unlimited = world.study(config(), "unlimited");
  ASSERT_TRUE(unlimited.ask());
  EXPECT_EQ(unlimited.report(0, "loss", 1.0), LODE_CONTINUE);
}

TEST(AmtRow, R055StoppedForAReason) {
  World world;
  Study study = world.study(config({{"ResourceLimits", {{"MaxParallelTrainingJobs", 2}}}}));
  ASSERT_TRUE(study.ask());
  ASSERT_TRUE(study.ask());
  study.tell(0, outcome(LODE_TRIAL_STOPPED, LODE_REASON_EARLY_STOPPING));
  study.stop();
  EXPECT_EQ(trials(study)[1]["TrainingJobStatus"], "Stopping");
  EXPECT_EQ(study.report(1, "loss", 1.0), LODE_STOP);
  study.tell(1, outcome(LODE_TRIAL_STOPPED, LODE_REASON_NONE));
  EXPECT_EQ(reason_of(trials(study)[0]), "EarlyStopping");
  EXPECT_EQ(reason_of(trials(study)[1]), "User");
  EXPECT_EQ(described(study)["Lode"]["Reasons"], (Json{{"EarlyStopping", 1}, {"User", 1}}));
  EXPECT_EQ(study.counters().stopped, 2u);
  // The study's end is another reason, and a limit of time (R047) another one again.
  Study ending = world.study(config({{"ResourceLimits", {{"MaxParallelTrainingJobs", 2}}},
                                     {"TuningJobCompletionCriteria", {{"TargetObjectiveMetricValue", 0.5}}}}),
                             "ending");
  ASSERT_EQ(ending.ask(2).size(), 2u);
  ending.tell(0, 0.5);
  ending.tell(1, outcome(LODE_TRIAL_STOPPED, LODE_REASON_NONE));
  EXPECT_EQ(reason_of(trials(ending)[1]), "StudyEnd");
}

TEST(AmtRow, R056ARetryableFailureIsThePlatforms) {
  World world;
  Study study = world.study(config(), "study", {{"study.max_attempts", "2"}});
  fail_one(study, LODE_REASON_PLATFORM_ERROR);
  EXPECT_EQ(study.counters().in_progress, 1u);
  study.tell(0, outcome(LODE_TRIAL_FAILED, LODE_REASON_PLATFORM_ERROR));
  EXPECT_EQ(study.counters().retryable_error, 1u);
  EXPECT_EQ(study.counters().non_retryable_error, 0u);
}

TEST(AmtRow, R057AFailureOfTheTrainersIsNotRetried) {
  const lode_reason reasons[] = {LODE_REASON_TRIAL_ERROR, LODE_REASON_OUT_OF_MEMORY, LODE_REASON_USER};
  World world;
  Study study = world.study(config(), "study", {{"study.max_attempts", "9"}});
  for (const lode_reason reason : reasons) fail_one(study, reason);
  EXPECT_EQ(study.counters().non_retryable_error, 3u);
  EXPECT_EQ(study.counters().retryable_error, 0u);
  EXPECT_EQ(described(study)["Lode"]["Reasons"], (Json{{"TrialError", 1}, {"OutOfMemory", 1}, {"User", 1}}));
}

/// Of x in [0, 1] the upper third crashes, and the loss falls towards it: how many of the trials 10 to 34 of
/// three seeds are proposed there.
int proposed_where_it_crashes(const std::string& strategy, lode_reason reason) {
  int count = 0;
  for (int seed = 0; seed < 3; ++seed) {
    World world;
    Json document = config({{"Strategy", strategy}, {"RandomSeed", seed}});
    document["ResourceLimits"]["MaxNumberOfTrainingJobs"] = 35;
    document["ParameterRanges"]["ContinuousParameterRanges"].push_back(
        {{"Name", "y"}, {"MinValue", "0"}, {"MaxValue", "1"}});
    Study study = world.study(document);
    while (const auto trial = study.ask()) {
      const double x = trial->real("x"), y = trial->real("y");
      const bool crashes = x > 2.0 / 3;
      if (crashes)
        study.tell(trial->number(), outcome(LODE_TRIAL_FAILED, reason));
      else
        study.tell(trial->number(), 1 - x + y * y);
      count += crashes && trial->number() >= 10 ? 1 : 0;
    }
  }
  return count;
}

constexpr int watched = 3 * 25;  // trials 10 to 34 of three seeds: a third of them is 25

TEST(AmtRow, R057TheModelProposesLessWhereTrialsCrash) {
  const int random = proposed_where_it_crashes("Random", LODE_REASON_TRIAL_ERROR);
  EXPECT_NEAR(random, watched / 3, 12);  // three deviations of a binomial count
  for (const lode_reason reason : {LODE_REASON_TRIAL_ERROR, LODE_REASON_OUT_OF_MEMORY}) {
    const int bayesian = proposed_where_it_crashes("Bayesian", reason);
    EXPECT_LT(bayesian, watched / 6) << "for reason " << reason;
    EXPECT_LT(2 * bayesian, random) << "for reason " << reason;
  }
}

TEST(AmtRow, R056TheModelLearnsNothingFromThePlatformsFailures) {
  const int bayesian = proposed_where_it_crashes("Bayesian", LODE_REASON_PLATFORM_ERROR);
  EXPECT_GT(bayesian, watched / 2);  // the best of what it knows lies beyond the border
}

TEST(AmtRow, R102AttemptsAreLimited) {
  const Ran ran("echo \"attempt $LODE_ATTEMPT\"; exit 75\n", 1,
                {{"RetryStrategy", {{"MaximumRetryAttempts", 1}}}});
  EXPECT_EQ(ran.trials[0]["TrainingJobStatus"], "Failed");
  EXPECT_EQ(ran.trials[0]["Lode"]["Attempt"], 2);
  EXPECT_EQ(reason_of(ran.trials[0]), "PlatformError");
  EXPECT_EQ(ran.description["TrainingJobStatusCounters"]["RetryableError"], 1);
}

TEST(AmtRow, R102ARetriedTrialIsStartingAgain) {
  World world;
  Study study = world.study(config({{"RetryStrategy", {{"MaximumRetryAttempts", 1}}}}));
  ASSERT_TRUE(study.ask());
  study.report(0, "loss", 1.0);
  EXPECT_EQ(trials(study)[0]["Lode"]["SecondaryStatus"], "Training");
  study.tell(0, outcome(LODE_TRIAL_FAILED, LODE_REASON_PLATFORM_ERROR));
  EXPECT_EQ(trials(study)[0]["TrainingJobStatus"], "InProgress");
  EXPECT_EQ(trials(study)[0]["Lode"]["SecondaryStatus"], "Starting");
}

TEST(AmtRow, R102From1To30ByAmtsRules) {
  const auto refusal_of = [](int attempts) {
    return strict_refusal(training({{"RetryStrategy", {{"MaximumRetryAttempts", attempts}}}}));
  };
  EXPECT_EQ(refusal_of(1), "");
  EXPECT_EQ(refusal_of(30), "");
  EXPECT_NE(refusal_of(0).find("MaximumRetryAttempts: given 0"), std::string::npos);
  EXPECT_NE(refusal_of(31).find("MaximumRetryAttempts: given 31"), std::string::npos);
}

TEST(AmtRow, R103AttemptsShareTheTime) {
  World world;
  Json document = config(stopping({{"MaxRuntimeInSeconds", 0.5}}));
  document["RetryStrategy"]["MaximumRetryAttempts"] = 30;
  Study study = world.study(document);
  ASSERT_TRUE(study.ask());
  report_until_stop(study);
  study.tell(0, outcome(LODE_TRIAL_FAILED, LODE_REASON_PLATFORM_ERROR));
  EXPECT_EQ(study.trial(0).info().attempt, 1);  // the first attempt has used it up
  EXPECT_EQ(study.trial(0).info().status, LODE_TRIAL_FAILED);
}

TEST(AmtRow, R103TheWaitCountsFromTheProposalOn) {
  World world;
  Study study = world.study(config(stopping({{"MaxWaitTimeInSeconds", 0.01}})));
  ASSERT_TRUE(study.ask());
  report_until_stop(study);
  study.tell(0, outcome(LODE_TRIAL_STOPPED, LODE_REASON_NONE));
  EXPECT_EQ(study.trial(0).info().reason, LODE_REASON_WAIT_LIMIT);
  EXPECT_EQ(trials(study)[0]["Lode"]["SecondaryStatus"], "MaxWaitTimeExceeded");
}

TEST(AmtRow, R103TheWaitIsNoShorterThanTheRun) {
  World world;
  const Json shorter = {{"MaxRuntimeInSeconds", 20}, {"MaxWaitTimeInSeconds", 19}};
  const std::string text = refusal([&] { world.study(config(stopping(shorter))); });
  EXPECT_NE(text.find("$.StoppingCondition.MaxWaitTimeInSeconds: given 19"), std::string::npos) << text;
  EXPECT_NE(text.find("at least MaxRuntimeInSeconds, 20"), std::string::npos) << text;
  EXPECT_NE(strict_refusal(training(stopping(shorter))), "");
  const std::map<std::string, std::string> option = {{"study.trial_max_wait_seconds", "19"}};
  EXPECT_NE(refusal([&] {
              world.study(config(stopping({{"MaxRuntimeInSeconds", 20}})), "beside", option);
            }),
            "");
  EXPECT_EQ(
      refusal([&] {
        world.study(config(stopping({{"MaxRuntimeInSeconds", 20}, {"MaxWaitTimeInSeconds", 20}})), "equal");
      }),
      "");
}

TEST(AmtRow, R103ATrialThatCannotStartWaitsNoLongerThanItMay) {
  Program program;
  Json document = config(stopping({{"MaxPendingTimeInSeconds", 0.2}}));
  document["ResourceLimits"]["MaxNumberOfTrainingJobs"] = 1;
  program.write("job.json", document.dump());
  std::filesystem::create_directory(program.path("s.db-trials"));
  program.write("s.db-trials/job-0", "no folder can be made here");
  program.lode("run job.json --store s.db --quiet -- true");
  const Json trial = program.lode_json("trials --store s.db --json")[0];
  EXPECT_EQ(trial["TrainingJobStatus"], "Stopped");
  EXPECT_EQ(reason_of(trial), "WaitLimit");
}

TEST(AmtRow, R103AmtsDefaultIsADayAndItsMostAre28) {
  World world;
  const Json unsaid = training(
      {{"StoppingCondition", {{"MaxRuntimeInSeconds", nullptr}, {"MaxPendingTimeInSeconds", 1800}}}});
  Study study = strict_study(world, unsaid);
  const auto condition = Json::parse(study.request_json())["TrainingJobDefinition"]["StoppingCondition"];
  EXPECT_EQ(condition, (Json{{"MaxRuntimeInSeconds", 86400}, {"MaxPendingTimeInSeconds", 1800}}));
  EXPECT_EQ(strict_refusal(training(stopping({{"MaxRuntimeInSeconds", 28 * 86400}}))), "");
  EXPECT_NE(strict_refusal(training(stopping({{"MaxRuntimeInSeconds", 28 * 86400 + 1}}))), "");
  EXPECT_NE(strict_refusal(training({{"StoppingCondition", nullptr}})).find("StoppingCondition: missing"),
            std::string::npos);
  EXPECT_EQ(refusal([&] { world.study(training({{"StoppingCondition", nullptr}}), "free"); }), "");
}

TEST(AmtRow, R104SigtermThenTimeToSave) {
  const Ran ran(
      "trap 'echo saved > \"$LODE_CHECKPOINTS/saved\"; echo loss=0.25; exit 0' TERM\n"
      "echo loss=0.5\nwhile :; do sleep 0.05; done\n",
      1, stopping({{"MaxRuntimeInSeconds", 0.3}}));
  EXPECT_EQ(ran.trials[0]["TrainingJobStatus"], "Stopped");
  EXPECT_EQ(ran.trials[0]["FinalHyperParameterTuningJobObjectiveMetric"]["Value"], 0.25);
  EXPECT_EQ(ran.program.read("s.db-trials/job-0/checkpoints/saved"), "saved\n");
}

TEST(AmtRow, R104TheGracePeriodIs120SecondsByDefault) {
  bool found = false;
  for (std::size_t i = 0; i < lode_option_count(); ++i) {
    lode_option_info info = LODE_OPTION_INFO_INIT;
    ASSERT_EQ(lode_option_describe(i, &info, nullptr), LODE_OK);
    if (info.name != std::string("launch.grace_seconds")) continue;
    EXPECT_STREQ(info.default_value, "120");
    found = true;
  }
  EXPECT_TRUE(found);
  // Nothing set is as 120 set: what takes its time to save after SIGTERM is not killed.
  for (const char* arguments : {"", "--option launch.grace_seconds=120"}) {
    const Ran ran(
        "trap 'sleep 0.5; echo loss=0.25; exit 0' TERM\necho loss=0.5\nwhile :; do sleep 0.05; done\n", 1,
        stopping({{"MaxRuntimeInSeconds", 0.2}}), arguments);
    EXPECT_EQ(ran.trials[0]["TrainingJobStatus"], "Stopped");
    EXPECT_EQ(ran.objective(0), 0.25);
    EXPECT_EQ(ran.trials[0]["Lode"]["Message"], "stopped at its time limit");  // and not killed
  }
}

TEST(AmtRow, R104AfterTheGracePeriodItIsKilled) {
  const Ran ran("trap '' TERM\nwhile :; do sleep 0.05; done\n", 1, stopping({{"MaxRuntimeInSeconds", 0.2}}),
                "--option launch.grace_seconds=0.1");
  EXPECT_EQ(ran.trials[0]["TrainingJobStatus"], "Stopped");
  EXPECT_EQ(reason_of(ran.trials[0]), "TimeLimit");
  const std::string message = ran.trials[0]["Lode"]["Message"];
  EXPECT_NE(message.find("killed, as it ran on for 0.1 s after SIGTERM"), std::string::npos) << message;
}

TEST(AmtRow, C13RetriedOnlyForThePlatformsErrors) {
  // Trial 0 crashes, 1 is out of memory, 2 is the platform's fault once, 3 completes.
  const Ran ran(
      "case $LODE_TRIAL.$LODE_ATTEMPT in\n"
      "0.*) exit 1;; 1.*) exit 79;; 2.1) exit 75;; esac\necho loss=1\n",
      4, {{"RetryStrategy", {{"MaximumRetryAttempts", 3}}}});
  ASSERT_EQ(ran.trials.size(), 4u);
  const Json attempts = {1, 1, 2, 1};
  const Json reasons = {"TrialError", "OutOfMemory", "", ""};
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(ran.trials[i]["Lode"]["Attempt"], attempts[i]) << "trial " << i;
    EXPECT_EQ(reason_of(ran.trials[i]), reasons[i]) << "trial " << i;
  }
}

}  // namespace
}  // namespace lode::rows
