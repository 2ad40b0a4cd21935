// What Autotune and hints choose, what trials have of their study, and trials as a table.

#include <algorithm>
#include <sstream>

#include "rows/request.h"
#include "rows/world.h"

namespace lode::rows {
namespace {

/// A request that leaves all but the hints open.
Json open_request() {
  return {{"HyperParameterTuningJobObjective", {{"Type", "Minimize"}, {"MetricName", "loss"}}},
          {"Autotune", {{"Mode", "Enabled"}}},
          {"MetricDefinitions", {{{"Name", "loss"}, {"Regex", "loss=(\\S+)"}}}},
          {"ParameterRanges",
           {{"AutoParameters",
             {{{"Name", "learning_rate"}, {"ValueHint", "0.01"}},
              {{"Name", "objective"}, {"ValueHint", "squared error"}}}}}}};
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

TEST(AmtRow, R092WhatIsLeftOpenIsChosenAndTold) {
  World world;
  std::string log;
  world.context.set_log(LODE_LOG_INFO, [&](lode_log_level, const std::string& line) { log += line + "\n"; });
  Study study = world.study(open_request());
  const Json config = described(study)["HyperParameterTuningJobConfig"];
  EXPECT_EQ(config["Strategy"], "Bayesian");
  EXPECT_EQ(config["ResourceLimits"],
            Json::object({{"MaxNumberOfTrainingJobs", 20}, {"MaxParallelTrainingJobs", 1}}));
  std::map<std::string, Json> chosen;
  const Json description = described(study);
  for (const auto& choice : description["Lode"]["ChosenByAutotune"]) {
    chosen[choice["Field"]] = choice["Value"];
    EXPECT_NE(choice["Rule"], "");
    EXPECT_NE(log.find(choice["Field"].get<std::string>() + " = " + choice["Value"].dump()), log.npos) << log;
  }
  // Ranges, limits, early stopping, retries, the strategy and convergence.
  EXPECT_EQ(chosen.size(), 9U);
  EXPECT_EQ(chosen["Strategy"], "Bayesian");
  EXPECT_EQ(chosen["ParameterRanges.ContinuousParameterRanges"]["Name"], "learning_rate");
  EXPECT_EQ(chosen["StaticHyperParameters"], Json::object({{"objective", "squared error"}}));
  EXPECT_EQ(chosen["ResourceLimits.MaxParallelTrainingJobs"], 1);
  EXPECT_EQ(chosen["TrainingJobEarlyStoppingType"], "Auto");
  EXPECT_EQ(chosen["TuningJobCompletionCriteria.ConvergenceDetected.CompleteOnConvergence"],
            "Disabled");  // 20 trials are too few
  EXPECT_EQ(chosen["StoppingCondition.MaxRuntimeInSeconds"], 86400);
  EXPECT_EQ(chosen["ResourceLimits.MaxNumberOfTrainingJobs"], 20);
  EXPECT_EQ(chosen["RetryStrategy.MaximumRetryAttempts"], 2);
}

TEST(AmtRow, R092AnotherStudyOfTheDocumentThatComesBackIsTheSame) {
  World world;
  Study first = world.study(open_request(), "first");
  Study again = world.study(Json::parse(first.request_json()), "again");
  Study closed = Study::open(world.context, world.store, "first");
  const auto document = [](Study& study) {
    Json json = Json::parse(study.request_json());
    json.erase("HyperParameterTuningJobName");
    return json;
  };
  EXPECT_EQ(document(first), document(again));
  EXPECT_EQ(described(first), described(closed));
  for (Study* study : {&first, &again}) EXPECT_TRUE(study->ask());
  EXPECT_EQ(trials(first)[0]["TunedHyperParameters"], trials(again)[0]["TunedHyperParameters"]);
}

TEST(AmtRow, R092AnOptionGoesBeforeAChoice) {
  World world;
  for (const std::string attempts : {"3", "5"}) {
    Study study = world.study(open_request(), "attempts" + attempts, {{"study.max_attempts", attempts}});
    const Json retry = Json::parse(study.request_json())["TrainingJobDefinition"]["RetryStrategy"];
    EXPECT_EQ(retry["MaximumRetryAttempts"], std::stoi(attempts) - 1);
    const Json description = described(study);
    EXPECT_EQ(description["Lode"]["ChosenByAutotune"].size(), 8U);
    for (const auto& choice : description["Lode"]["ChosenByAutotune"])
      EXPECT_NE(choice["Field"], "RetryStrategy.MaximumRetryAttempts");
  }
}

TEST(AmtRow, R092WhatIsChosenKeepsToTheQuotas) {
  World world({{"context.quota.trials", "7"}, {"context.quota.parallel", "1"}});
  Study study = world.study(open_request());
  const Json description = described(study);
  EXPECT_EQ(description["HyperParameterTuningJobConfig"]["ResourceLimits"]["MaxNumberOfTrainingJobs"], 7);
  for (const auto& choice : description["Lode"]["ChosenByAutotune"]) {
    if (choice["Field"] == "ResourceLimits.MaxNumberOfTrainingJobs") {
      EXPECT_EQ(choice["Rule"], "as many as context.quota.trials allows");
    }
  }
}

TEST(AmtRow, R092TheProgramPrintsIt) {
  Program program;
  program.write("job.json", open_request().dump());
  const std::string trainer = " -- sh -c 'echo loss=1'";
  ASSERT_EQ(program.lode("validate job.json" + trainer), 0) << program.read("err");
  const std::string validated = program.read("out");
  ASSERT_EQ(program.lode("plan job.json"), 0) << program.read("err");
  const std::string planned = program.read("out");
  ASSERT_EQ(program.lode("run job.json --store s.db --option study.not_improving=3" + trainer), 0)
      << program.read("err");
  EXPECT_NE(program.read("err").find("chosen by Autotune: Strategy = \"Bayesian\""), std::string::npos);
  ASSERT_EQ(program.lode("describe --store s.db"), 0);
  for (const auto& text : {planned, validated, program.read("out")}) {
    for (const std::string line :
         {"Chosen by Autotune:\n",
          "    ParameterRanges.ContinuousParameterRanges: learning_rate = 0.001 to 0.1, Logarithmic (a "
          "learning ",
          "    StaticHyperParameters: objective = squared error (kept as it is: a text ",
          "    Strategy = Bayesian (", "    ResourceLimits.MaxNumberOfTrainingJobs = 20 ("}) {
      EXPECT_NE(text.find(line), std::string::npos) << line << "\n" << text;
    }
  }
  const Json chosen = program.lode_json("describe --json --store s.db")["Lode"]["ChosenByAutotune"];
  EXPECT_EQ(chosen.size(), 9U);
  EXPECT_EQ(program.lode_json("plan job.json --json")["ChosenByAutotune"], chosen);
  // The same command goes on with the study; a clone asks for the same.
  EXPECT_EQ(program.lode("run job.json --store s.db --option study.not_improving=3" + trainer), 0)
      << program.read("err");
  ASSERT_EQ(program.lode("clone job copy --store s.db"), 0) << program.read("err");
  const Json copied = program.lode_json("describe copy --request --store s.db");
  Json first = program.lode_json("describe job --request --store s.db");
  first["HyperParameterTuningJobName"] = "copy";
  EXPECT_EQ(copied, first);
}

TEST(AmtRow, R093HintsThatTheQuotasHaveNoRoomForStay) {
  // In the old quotas each of a choice's values counts: "x" is one, "kernel" would be three.
  for (const bool values : {false, true}) {
    World world(values ? std::map<std::string, std::string>{{"context.quotas", "amt-current"},
                                                            {"context.quota.categorical_values", "2"}}
                       : std::map<std::string, std::string>{{"context.quotas", "amt-classic"},
                                                            {"context.quota.parameters", "3"}});
    Json document = config();
    document["ParameterRanges"]["AutoParameters"] = {{{"Name", "kernel"}, {"ValueHint", "rbf"}},
                                                     {{"Name", "shuffle"}, {"ValueHint", "true"}}};
    Study study = world.study(document);
    const Json request = Json::parse(study.request_json());
    EXPECT_EQ(request["TrainingJobDefinition"]["StaticHyperParameters"], Json::object({{"kernel", "rbf"}}));
    const Json tuned =
        request["HyperParameterTuningJobConfig"]["ParameterRanges"]["CategoricalParameterRanges"];
    ASSERT_EQ(tuned.size(), 1);
    EXPECT_EQ(tuned[0]["Name"], "shuffle");
  }
}

TEST(AmtRow, R093HintsBecomeRangesWithoutAutotuneToo) {
  World world;
  Json document = config();
  document["ParameterRanges"]["AutoParameters"] = {{{"Name", "depth"}, {"ValueHint", "8"}},
                                                   {{"Name", "shuffle"}, {"ValueHint", "true"}},
                                                   {{"Name", "seed"}, {"ValueHint", "7"}}};
  Study study = world.study(document);
  const Json description = described(study);
  const Json ranges = description["HyperParameterTuningJobConfig"]["ParameterRanges"];
  EXPECT_FALSE(ranges.contains("AutoParameters"));
  EXPECT_EQ(ranges["ContinuousParameterRanges"], document["ParameterRanges"]["ContinuousParameterRanges"]);
  EXPECT_EQ(
      ranges["IntegerParameterRanges"],
      Json::array(
          {{{"Name", "depth"}, {"MinValue", "2"}, {"MaxValue", "32"}, {"ScalingType", "Logarithmic"}}}));
  EXPECT_EQ(ranges["CategoricalParameterRanges"],
            Json::array({{{"Name", "shuffle"}, {"Values", {"false", "true"}}}}));
  EXPECT_EQ(description["TrainingJobDefinition"]["StaticHyperParameters"], Json::object({{"seed", "7"}}));
  EXPECT_EQ(description["HyperParameterTuningJobConfig"]["Strategy"], "Random");
  EXPECT_EQ(description["Lode"]["ChosenByAutotune"].size(), 3U);
  ASSERT_TRUE(study.ask());
  const Json given = Json::parse(study.trial(0).json());
  for (const char* name : {"x", "depth", "shuffle", "seed"}) EXPECT_TRUE(given.contains(name)) << name;
}

TEST(AmtRow, R093HintsThatCannotBeAreRefused) {
  World world;
  const auto refused = [&](const Json& hints) {
    Json document = config();
    document["ParameterRanges"]["AutoParameters"] = hints;
    return refusal([&] { world.study(document); });
  };
  EXPECT_NE(refused({{{"Name", "lr"}, {"ValueHint", "-1"}}}).find("a number greater than 0 for 'lr'"),
            std::string::npos);
  EXPECT_NE(refused({{{"Name", "x"}, {"ValueHint", "1"}}}).find("a name used once"), std::string::npos);
  EXPECT_NE(refused({{{"Name", "lr"}}}).find("AutoParameters[0].ValueHint: missing"), std::string::npos);
  Json hints = Json::array();
  for (int i = 0; i < 100; ++i) hints.push_back({{"Name", "p" + std::to_string(i)}, {"ValueHint", "0.5"}});
  EXPECT_EQ(refused(hints), "");
  hints.push_back({{"Name", "p100"}, {"ValueHint", "0.5"}});
  EXPECT_NE(strict_refusal(request({{"HyperParameterTuningJobConfig",
                                     {{"ParameterRanges", {{"AutoParameters", hints}}}}}}))
                .find("AutoParameters: given"),
            std::string::npos);
}

Json tagged() {
  return {{"HyperParameterTuningJobName", "tagged"},
          {"HyperParameterTuningJobConfig", config()},
          {"TrainingJobDefinition", {{"DefinitionName", "only"}}},
          {"Tags", {{{"Key", "team"}, {"Value", "search"}}, {{"Key", "cost"}, {"Value", ""}}}}};
}

TEST(AmtRow, R109TrialsHaveTheTagsOfTheirStudy) {
  World world;
  Study study = world.study(tagged(), "tagged");
  for (const double loss : {2.0, 1.0}) study.tell(study.ask()->number(), loss);
  const Json tags = tagged()["Tags"];
  EXPECT_EQ(described(study)["Tags"], tags);
  EXPECT_EQ(described(study)["BestTrainingJob"]["Lode"]["Tags"], tags);
  for (const auto& trial : trials(study)) EXPECT_EQ(trial["Lode"]["Tags"], tags);
  Study plain = world.study(config(), "plain");
  ASSERT_TRUE(plain.ask());
  EXPECT_FALSE(trials(plain)[0]["Lode"].contains("Tags"));
}

TEST(AmtRow, R109FiftyTagsAtMost) {
  World world;
  Json document = tagged();
  document["TrainingJobDefinition"] = {{"AlgorithmSpecification", {{"TrainingInputMode", "File"}}},
                                       {"RoleArn", "arn:aws:iam::000000000000:role/trainer"},
                                       {"OutputDataConfig", {{"S3OutputPath", "s3://bucket"}}},
                                       {"StoppingCondition", {{"MaxRuntimeInSeconds", 60}}}};
  document["Tags"] = Json::array();
  for (int i = 0; i < 50; ++i) document["Tags"].push_back({{"Key", std::to_string(i)}, {"Value", "v"}});
  EXPECT_EQ(refusal([&] { world.study(document, "fifty", {{"json.profile", "amt"}}); }), "");
  document["Tags"].push_back({{"Key", "50"}, {"Value", "v"}});
  const std::string said = refusal([&] { world.study(document, "many", {{"json.profile", "amt"}}); });
  EXPECT_NE(said.find("$.Tags: given"), std::string::npos) << said;
  EXPECT_NE(said.find("an array of at most 50 elements"), std::string::npos) << said;
}

/// A study in a store over x and a choice whose texts need quotes.
Study quoted_study(Context& context, Store& store) {
  Json document = tagged();
  Json& config = document["HyperParameterTuningJobConfig"];
  config["ParameterRanges"]["CategoricalParameterRanges"] = {
      {{"Name", "a,b"}, {"Values", {"plain", "\"x\", y\nz"}}}};
  config.erase("ResourceLimits");
  return Study::create_json(context, store, document.dump(), "tagged");
}

constexpr const char* header =
    "\"a,b\",x,TrainingJobName,TrainingJobStatus,FinalObjectiveValue,TrainingStartTime,TrainingEndTime,"
    "TrainingElapsedTimeSeconds,TrainingJobDefinitionName";

TEST(AmtRow, R128TrialsAsATable) {
  const Program program;
  Context context;
  Store store(context, program.path("s.db"));
  Study study = quoted_study(context, store);
  study.add({1, 0.25}, "loss", 2);
  study.add({0, 0.5}, "loss", 1.5);
  ASSERT_EQ(program.lode("trials --csv --store s.db"), 0) << program.read("err");
  const Json all = trials(study);
  const auto times = [&](std::size_t i) {
    return all[i]["TrainingStartTime"].dump() + "," + all[i]["TrainingEndTime"].dump();
  };
  EXPECT_EQ(program.read("out"), std::string(header) + "\n\"\"\"x\"\", y\nz\",0.25,tagged-0,Completed,2.0," +
                                     times(0) + ",0.0,only\nplain,0.5,tagged-1,Completed,1.5," + times(1) +
                                     ",0.0,only\n");
  EXPECT_EQ(program.lode("trials --csv --json --store s.db"), 2);
}

TEST(AmtRow, R128TheTableHasTheTimesOfATrial) {
  const Program program;
  program.write("job.json", config({{"ResourceLimits", {{"MaxNumberOfTrainingJobs", 1}}}}).dump());
  ASSERT_EQ(program.lode("run job.json --metric 'loss=loss=(\\S+)' --store s.db -- sh -c 'echo loss=0.5'"), 0)
      << program.read("err");
  ASSERT_EQ(program.lode("trials --csv --store s.db"), 0) << program.read("err");
  const auto lines = lines_of(program.read("out"));
  ASSERT_EQ(lines.size(), 2U);
  std::vector<std::string> cells;
  std::istringstream stream(lines[1]);
  for (std::string cell; std::getline(stream, cell, ',');) cells.push_back(cell);
  ASSERT_EQ(cells.size(), 7U) << lines[1];  // the last one, without a definition's name, is empty
  const Json trial = program.lode_json("trials --json --store s.db")[0];
  EXPECT_EQ(cells[0], trial["TunedHyperParameters"]["x"]);
  EXPECT_EQ(cells[3], "0.5");
  const auto start = trial["TrainingStartTime"].get<double>();
  const auto end = trial["TrainingEndTime"].get<double>();
  EXPECT_EQ(std::stod(cells[4]), start);
  EXPECT_EQ(std::stod(cells[5]), end);
  EXPECT_EQ(std::stod(cells[6]), end - start);
}

TEST(AmtRow, R128NoTrialIsLeftOut) {
  constexpr std::uint32_t many = 10001;  // one more than the SDK reads
  const Program program;
  {
    Context context;
    Store store(context, program.path("s.db"));
    Json document = config();
    document.erase("ResourceLimits");
    Study study = Study::create_json(context, store, document.dump(), "many");
    ASSERT_EQ(study.ask(many).size(), many);  // by one commit
  }
  ASSERT_EQ(program.lode("trials --csv --store s.db"), 0) << program.read("err");
  const auto lines = lines_of(program.read("out"));
  ASSERT_EQ(lines.size(), 1 + many);
  for (std::uint32_t i = 0; i < many; ++i) {
    ASSERT_NE(lines[i + 1].find(",many-" + std::to_string(i) + ",InProgress,,,,,"), std::string::npos)
        << lines[i + 1];
  }
}

TEST(AmtRow, R129Defaults) {
  World world;
  Json document = config();
  document.erase("Strategy");
  document.erase("ResourceLimits");
  Study study = world.study(document);
  const Json listed = Json::parse(world.store.list_json())[0];
  EXPECT_EQ(listed["Strategy"], "Bayesian");
  // Without early stopping no report is answered with it, however bad.
  for (int trial = 0; trial < 8; ++trial) ASSERT_TRUE(study.ask());
  for (int step = 1; step <= 20; ++step) {
    for (int trial = 0; trial < 8; ++trial)
      EXPECT_EQ(
          study.report(static_cast<std::uint64_t>(trial), "loss", step * (trial == 7 ? 1000.0 : -1.0), step),
          LODE_CONTINUE);
  }
}

TEST(AmtRow, R129AGridNeedsNoNumberOfTrials) {
  World world;
  Json document = config({{"Strategy", "Grid"}});
  document.erase("ResourceLimits");
  document["ParameterRanges"] = {
      {"CategoricalParameterRanges",
       {{{"Name", "a"}, {"Values", {"1", "2", "3"}}}, {{"Name", "b"}, {"Values", {"x", "y"}}}}}};
  Study study = world.study(document);
  int cells = 0;
  for (auto trial = study.ask(); trial; trial = study.ask()) {
    study.tell(trial->number(), 1.0);
    ++cells;
  }
  EXPECT_EQ(cells, 6);
  EXPECT_EQ(described(study)["HyperParameterTuningJobStatus"], "Completed");
}

TEST(AmtRow, R129OneTrialAtATime) {
  const Program program;
  Json document = config();
  document["ResourceLimits"] = {{"MaxNumberOfTrainingJobs", 3}};
  program.write("job.json", document.dump());
  // A trainer that finds another one's mark fails.
  const std::string trainer = "sh -c 'mkdir ../../running && echo loss=1 && rmdir ../../running'";
  ASSERT_EQ(program.lode("run job.json --metric 'loss=loss=(\\S+)' --store s.db -- " + trainer), 0)
      << program.read("err");
  EXPECT_EQ(program.lode_json("describe --json --store s.db")["TrainingJobStatusCounters"]["Completed"], 3);
}

TEST(AmtRow, R129OneAtATimeThroughTheInterfaceToo) {
  World world;
  Json document = config();
  document["ResourceLimits"] = {{"MaxNumberOfTrainingJobs", 4}};
  Study study = world.study(document);
  std::vector<std::uint64_t> running;
  std::size_t most = 0;
  Callbacks callbacks;
  callbacks.launch = [&](Study&, const TrialView& trial) {
    running.push_back(trial.number());
    most = std::max(most, running.size());
  };
  callbacks.poll = [&](Study& run) {
    for (const std::uint64_t trial : running) run.tell(trial, 1.0);
    running.clear();
  };
  study.run(callbacks);
  EXPECT_EQ(most, 1U);
  EXPECT_EQ(study.counters().completed, 4U);
}

TEST(AmtRow, R129TheNumberOfTrialsIsNotOneByDefault) {
  // The SDK's max_jobs is 1, which no search wants: without a number a study goes on until it is stopped.
  World world;
  Json document = config();
  document.erase("ResourceLimits");
  Study study = world.study(document);
  for (int i = 0; i < 50; ++i) study.tell(study.ask()->number(), 1.0);
  EXPECT_EQ(described(study)["HyperParameterTuningJobStatus"], "InProgress");
  EXPECT_FALSE(described(study)["Lode"]["Plan"].contains("MaxNumberOfTrainingJobs"));
}

TEST(AmtRow, R129TheGoalMustBeSaid) {
  World world;
  Json document = config();
  document["HyperParameterTuningJobObjective"].erase("Type");
  const std::string said = refusal([&] { world.study(document); });
  EXPECT_NE(said.find("$.HyperParameterTuningJobObjective.Type: missing; accepted: 'Maximize' or 'Minimize'"),
            std::string::npos)
      << said;
}

}  // namespace
}  // namespace lode::rows
