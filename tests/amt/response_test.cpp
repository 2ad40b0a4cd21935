// The responses' shapes, and that the request comes back as the host wrote it.

#include "amt/response.h"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>

#include "amt/pattern.h"
#include "amt/request.h"
#include "documents.h"

namespace lode::amt {
namespace {

TrialView trial_view() {
  TrialView trial;
  trial.number = 7;
  trial.name = "MyTuningJob-7";
  trial.status = "Completed";
  trial.created = 1700000000.25;
  trial.started = 1700000001;
  trial.ended = 1700000009;
  trial.hyperparameters = {{"eta", "0.5"}, {"max_depth", "3"}};
  trial.objective = 0.875;
  trial.objective_status = "Succeeded";
  trial.directory = "/data/MyTuningJob-7";
  trial.source = "sobol";
  return trial;
}

StudyView study_view() {
  StudyView study;
  study.definition = parse_request(testing::base_text("full"), Profile::amt, "");
  study.created = 1700000000;
  study.modified = 1700000010;
  study.counters = {1, 2, 3, 4, 5, 6, 7, 8};
  study.best = trial_view();
  study.runtime = 8.4;
  return study;
}

TEST(Response, GivesTheRequestBackAsItWas) {
  const StudyView study = study_view();
  const Json request = parse_json(study.definition.request);
  const Json response = describe_response(study);
  for (const char* key :
       {"HyperParameterTuningJobName", "HyperParameterTuningJobConfig", "TrainingJobDefinition"}) {
    EXPECT_EQ(response[key].dump(), request[key].dump()) << key;  // the order of keys, too
  }
}

TEST(Response, GivesTagsBack) {
  StudyView study = study_view();
  Json request = parse_json(study.definition.request);
  request["Tags"] = {{{"Key", "team"}, {"Value", "churn"}}};
  study.definition = parse_request(request.dump(), Profile::amt, "");
  EXPECT_EQ(describe_response(study)["Tags"], request["Tags"]);
}

TEST(Response, Describe) {
  const Json response = describe_response(study_view());
  EXPECT_EQ(response["HyperParameterTuningJobStatus"], "InProgress");
  EXPECT_EQ(response["CreationTime"], 1700000000);
  EXPECT_EQ(response["LastModifiedTime"], 1700000010);
  EXPECT_FALSE(response.contains("HyperParameterTuningEndTime"));
  EXPECT_FALSE(response.contains("FailureReason"));
  EXPECT_EQ(response["TrainingJobStatusCounters"], parse_json(R"({"Completed": 1, "InProgress": 2,
    "RetryableError": 3, "NonRetryableError": 4, "Stopped": 5})"));
  EXPECT_EQ(response["ObjectiveStatusCounters"],
            parse_json(R"({"Succeeded": 6, "Pending": 7, "Failed": 8})"));
  EXPECT_EQ(response["ConsumedResources"]["RuntimeInSeconds"], 8);
  EXPECT_EQ(response["Lode"]["ScalingChosenByAuto"], parse_json(R"({"eta": "Linear", "alpha": "Linear",
    "min_child_weight": "Linear", "max_depth": "Linear"})"));
}

TEST(Response, BestTrainingJob) {
  const Json expected = parse_json(R"({
    "TrainingJobName": "MyTuningJob-7",
    "TrainingJobArn": "arn:aws:sagemaker:local:000000000000:training-job/mytuningjob-7",
    "TuningJobName": "MyTuningJob", "CreationTime": 1700000000.25,
    "TrainingStartTime": 1700000001.0, "TrainingEndTime": 1700000009.0, "TrainingJobStatus": "Completed",
    "TunedHyperParameters": {"eta": "0.5", "max_depth": "3"},
    "FinalHyperParameterTuningJobObjectiveMetric": {"Type": "Maximize", "MetricName": "validation:auc",
      "Value": 0.875},
    "ObjectiveStatus": "Succeeded",
    "Lode": {"Number": 7, "Attempt": 1, "Directory": "/data/MyTuningJob-7", "Source": "sobol"}})");
  EXPECT_EQ(describe_response(study_view())["BestTrainingJob"], expected);
}

TEST(Response, ArnsAreAmts) {
  EXPECT_TRUE(matches(local_arn("hyper-parameter-tuning-job", "MyJob"),
                      "arn:aws[a-z\\-]*:sagemaker:[a-z0-9\\-]*:[0-9]{12}:hyper-parameter-tuning-job/.*"));
  EXPECT_TRUE(matches(local_arn("training-job", "MyJob-12"),
                      "arn:aws[a-z\\-]*:sagemaker:[a-z0-9\\-]*:[0-9]{12}:training-job/"
                      "[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}"));
}

TEST(Response, TrialSummaries) {
  TrialView failed;
  failed.name = "MyTuningJob-8";
  failed.status = "Failed";
  failed.failure_reason = std::string(2000, 'x');
  failed.objective_status = "Failed";
  failed.reason = "trial_error";
  const Json all = trial_summaries(study_view().definition, {trial_view(), failed});
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0]["TrainingJobName"], "MyTuningJob-7");
  EXPECT_EQ(all[1]["FailureReason"].get<std::string>().size(), 1024U);
  EXPECT_FALSE(all[1].contains("TrainingStartTime"));
  EXPECT_FALSE(all[1].contains("FinalHyperParameterTuningJobObjectiveMetric"));
  EXPECT_EQ(all[1]["TunedHyperParameters"], Json::object());
  EXPECT_EQ(all[1]["Lode"]["Reason"], "trial_error");
}

TEST(Response, ObjectivesThatAreNoNumbersAreTexts) {
  const double infinity = std::numeric_limits<double>::infinity();
  const std::pair<double, const char*> values[] = {
      {std::nan(""), "NaN"}, {infinity, "Infinity"}, {-infinity, "-Infinity"}};
  for (const auto& [value, text] : values) {
    TrialView trial = trial_view();
    trial.objective = value;
    const Json all = trial_summaries(study_view().definition, {trial});
    EXPECT_EQ(all[0]["FinalHyperParameterTuningJobObjectiveMetric"]["Value"], text);
  }
}

TEST(Response, StudySummaries) {
  StudyView typed;
  typed.definition = study_view().definition;
  typed.definition.request.clear();
  typed.definition.name = "typed";
  typed.status = "Completed";
  typed.ended = 1700000020;
  const Json all = study_summaries({study_view(), typed});
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0]["Strategy"], "Bayesian");
  EXPECT_EQ(all[0]["ResourceLimits"],
            parse_json(R"({"MaxNumberOfTrainingJobs": 20, "MaxParallelTrainingJobs": 3})"));
  EXPECT_EQ(all[1]["HyperParameterTuningJobName"], "typed");
  EXPECT_EQ(all[1]["HyperParameterTuningJobStatus"], "Completed");
  EXPECT_EQ(all[1]["HyperParameterTuningEndTime"], 1700000020);
  EXPECT_EQ(all[1]["ResourceLimits"], all[0]["ResourceLimits"]);
}

TEST(Response, TypedStudiesHaveARequestToo) {
  StudyView typed = study_view();
  typed.definition.request.clear();
  const Json response = describe_response(typed);
  EXPECT_EQ(response["HyperParameterTuningJobConfig"]["RandomSeed"], 123);
  EXPECT_EQ(response["TrainingJobDefinition"]["StaticHyperParameters"]["num_round"], "100");
}

TEST(Response, MoreOfLodesOwn) {
  StudyView study = study_view();
  study.not_improving = 4;
  study.converged = 1700000010.5;
  study.failure_reason = "no space left";
  study.more["Store"] = "file.db";
  study.best->more["Rank"] = 1;
  const Json response = describe_response(study);
  EXPECT_EQ(response["TuningJobCompletionDetails"]["NumberOfTrainingJobsObjectiveNotImproving"], 4);
  EXPECT_EQ(response["TuningJobCompletionDetails"]["ConvergenceDetectedTime"], 1700000010.5);
  EXPECT_EQ(response["FailureReason"], "no space left");
  EXPECT_EQ(response["Lode"]["Store"], "file.db");
  EXPECT_EQ(response["BestTrainingJob"]["Lode"]["Rank"], 1);
}

}  // namespace
}  // namespace lode::amt
