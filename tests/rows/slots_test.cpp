// Instances: slots that studies share, and the most compute that a study may take.

#include <vector>

#include "rows/quotas.h"

namespace lode::rows {
namespace {

/// "For example, suppose you run 10 concurrent hyperparameter tuning jobs. Each of those hyperparameter
/// tuning jobs runs 100 total training jobs, and runs 20 concurrent training jobs. Each of those training
/// jobs runs on one ml.m4.xlarge instance."
Json worked_example() {
  const Json given =
      config({{"ResourceLimits", {{"MaxNumberOfTrainingJobs", 100}, {"MaxParallelTrainingJobs", 20}}}});
  return {{"HyperParameterTuningJobConfig", given},
          {"TrainingJobDefinition",
           {{"ResourceConfig",
             {{"InstanceCount", 1}, {"InstanceType", "ml.m4.xlarge"}, {"VolumeSizeInGB", 10}}}}}};
}

/// All trials that ten such jobs are given, and what each is told in the end.
int instances_in_use(World& world, lode_status expected) {
  int instances = 0;
  std::vector<Study> jobs;
  for (int i = 0; i < 10; ++i) jobs.push_back(world.study(worked_example(), "job" + std::to_string(i)));
  for (auto& job : jobs) {
    const auto [given, why] = ask_all(job);
    EXPECT_EQ(why, expected);
    instances += given;
  }
  return instances;
}

TEST(AmtRow, R019TheWorkedExampleOfTenJobs) {
  // "Number of concurrent training jobs per hyperparameter tuning job - You need to request a limit increase
  // to 20, because the default limit is 10." Jobs (10 of 100) and training jobs (100 of 500) need none.
  World unraised(with(classic, {{"context.slots", "20"}}));
  std::string message;
  EXPECT_EQ(made(unraised, worked_example(), &message), LODE_E_LIMIT);
  EXPECT_NE(message.find("20 given; at most 10 accepted; the option context.quota.parallel"),
            std::string::npos)
      << message;
  // "... training instances - You need to request limit increase to 200 ... The default limit is 20
  // instances."
  World twenty(with(classic, {{"context.quota.parallel", "20"}, {"context.slots", "20"}}));
  EXPECT_EQ(instances_in_use(twenty, LODE_WAIT), 20);
  World raised(with(classic, {{"context.quota.parallel", "20"}, {"context.slots", "200"}}));
  EXPECT_EQ(instances_in_use(raised, LODE_WAIT), 200);
  World one_less(with(classic, {{"context.quota.parallel", "20"}, {"context.slots", "199"}}));
  EXPECT_EQ(instances_in_use(one_less, LODE_WAIT), 199);
}

Json on_instances(const Json& resources) {
  Json document = worked_example();
  document["TrainingJobDefinition"]["ResourceConfig"] = resources;
  return document;
}

TEST(AmtRow, R019ATrialTakesItsInstancesUntilItsEnd) {
  World world(Set{{"context.slots", "5"}});
  std::vector<std::string> log;
  world.context.set_log(LODE_LOG_INFO, [&](lode_log_level, const std::string& text) { log.push_back(text); });
  Study two = world.study(on_instances({{"InstanceCount", 2}}), "two");
  Study one = world.study(config(limit("MaxParallelTrainingJobs", 9)), "one");
  EXPECT_EQ(ask_all(two), Answer(2, LODE_WAIT));
  ASSERT_FALSE(log.empty());
  EXPECT_EQ(log.back(), "two: slots are missing: a trial takes 2 slots, and 1 of 5 is free");
  EXPECT_EQ(ask_all(one), Answer(1, LODE_WAIT));
  EXPECT_EQ(log.back(), "one: slots are missing: a trial takes 1 slot, and 0 of 5 are free");
  two.tell(0, 1.0);
  EXPECT_EQ(ask_all(one), Answer(2, LODE_WAIT));
  two.tell(1, 1.0);
  one.tell(0, 1.0);
  EXPECT_EQ(ask_all(two), Answer(1, LODE_WAIT));
  EXPECT_EQ(log.back(), "two: slots are missing: a trial takes 2 slots, and 1 of 5 is free");
}

TEST(AmtRow, R019GroupsOfInstancesAreOneTrials) {
  const Json groups = {{"InstanceGroups",
                        {{{"InstanceType", "a"}, {"InstanceCount", 2}, {"InstanceGroupName", "g"}},
                         {{"InstanceType", "b"}, {"InstanceCount", 3}, {"InstanceGroupName", "h"}}}}};
  World world(Set{{"context.slots", "5"}});
  Study five = world.study(on_instances(groups), "five");
  EXPECT_EQ(plan_of(five)["InstancesPerTrainingJob"], 5);
  EXPECT_EQ(ask_all(five), Answer(1, LODE_WAIT));
  World small(Set{{"context.slots", "4"}});
  std::string message;
  EXPECT_EQ(made(small, on_instances(groups), &message), LODE_E_LIMIT);
  EXPECT_NE(message.find("5 given; at most 4 accepted"), std::string::npos) << message;
  EXPECT_NE(message.find("context.slots"), std::string::npos) << message;
}

TEST(AmtRow, R019TrialsThatAStudyHadWhenItIsOpenedCount) {
  Program program;
  const std::string file = program.path("store.db").string();
  const Options three = World::made({{"context.slots", "3"}});
  {
    Context before;
    Store store(before, file);
    const Options two = World::made({{"study.slots_per_trial", "2"}});
    Study left = Study::create_json(before, store, config().dump(), "left", &two);
    ASSERT_TRUE(left.ask());
  }
  Context context(three);
  Store store(context, file);
  Study fresh =
      Study::create_json(context, store, config(limit("MaxParallelTrainingJobs", 9)).dump(), "fresh");
  {
    Study left = Study::open(context, store, "left"), again = Study::open(context, store, "left");
    EXPECT_EQ(ask_all(fresh), Answer(1, LODE_WAIT));  // 2 of 3 are taken, once
    left.tell(0, 1.0);
    EXPECT_EQ(ask_all(fresh), Answer(2, LODE_WAIT));
  }
}

TEST(AmtRow, R019APurgedStudyGivesItsInstancesBack) {
  World world(Set{{"context.slots", "3"}});
  Study gone = world.study(on_instances({{"InstanceCount", 2}}), "gone");
  Study other = world.study(config(limit("MaxParallelTrainingJobs", 9)), "other");
  ASSERT_TRUE(gone.ask());
  EXPECT_EQ(ask_all(other), Answer(1, LODE_WAIT));
  world.store.purge("gone");  // though it is open still
  EXPECT_EQ(ask_all(other), Answer(2, LODE_WAIT));
}

TEST(AmtRow, R089TheMostComputeIsKnownBeforehand) {
  Program program;
  Json job = worked_example();
  Json& limits = job["HyperParameterTuningJobConfig"]["ResourceLimits"];
  limits = {{"MaxNumberOfTrainingJobs", 20}, {"MaxParallelTrainingJobs", 3}, {"MaxRuntimeInSeconds", 7200}};
  job["TrainingJobDefinition"]["ResourceConfig"]["InstanceCount"] = 2;
  job["TrainingJobDefinition"]["StoppingCondition"] = {{"MaxRuntimeInSeconds", 600}};
  program.write("job.json", job.dump());
  const Json plan = program.lode_json("plan job.json --json");
  EXPECT_EQ(plan["MaxInstanceSeconds"], 7200 * 3 * 2);                // run time x parallel x instances
  EXPECT_EQ(plan["MaxInstanceSecondsOfTrainingJobs"], 20 * 600 * 2);  // and no more than the trials' own
  EXPECT_EQ(plan["Strategy"], "Random");
  EXPECT_EQ(plan["ScalingChosenByAuto"]["x"], "Linear");
  EXPECT_EQ(program.lode("plan job.json --option context.quotas=amt-current"), 0);
  const std::string text = program.read("out");
  EXPECT_NE(text.find("43200 instance-seconds: 7200 s x 3 at a time x 2"), std::string::npos) << text;
  EXPECT_NE(text.find("context.quota.parallel"), std::string::npos) << text;
  EXPECT_EQ(program.lode("plan job.json --option context.quota.trials=19"), 2);
  EXPECT_NE(program.read("err").find("20 given; at most 19 accepted"), std::string::npos);
}

TEST(AmtRow, R089WithoutALimitThatIsSaid) {
  World world;
  Study study = world.study(config());
  EXPECT_FALSE(plan_of(study).contains("MaxInstanceSeconds"));
  Program program;
  program.write("job.json", config().dump());
  EXPECT_EQ(program.lode("plan job.json"), 0);
  EXPECT_NE(program.read("out").find("no limit: neither"), std::string::npos);
}

}  // namespace
}  // namespace lode::rows
