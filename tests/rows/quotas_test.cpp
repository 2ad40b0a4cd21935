// How much a study, and how many of them, may take: quotas.

#include "rows/quotas.h"

#include <vector>

namespace lode::rows {
namespace {

/// So many reals, and a choice among so many values.
Json reals_and_choice(std::size_t count, std::size_t values) {
  Json json = reals(count);
  Json choices = Json::array();
  for (std::size_t i = 0; i < values; ++i) choices.push_back("v" + std::to_string(i));
  json["ParameterRanges"]["CategoricalParameterRanges"] = {{{"Name", "c"}, {"Values", choices}}};
  return json;
}

Json metrics(std::size_t count) {
  Json list = Json::array();
  for (std::size_t i = 0; i < count; ++i)
    list.push_back({{"Name", "m" + std::to_string(i)}, {"Regex", "m" + std::to_string(i) + "=(.*)"}});
  return {{"MetricDefinitions", list}};
}

Json statics(std::size_t count) {
  Json values = Json::object();
  for (std::size_t i = 0; i < count; ++i) values["s" + std::to_string(i)] = "1";
  return {{"StaticHyperParameters", values}};
}

/// The largest is accepted; one more is refused by that option, with the number.
void expect_quota(const Set& options, const Json& largest, const Json& more, const std::string& option,
                  const std::string& allowed) {
  World world(options);
  std::string message;
  EXPECT_EQ(made(world, config(largest), &message), LODE_OK) << message;
  EXPECT_EQ(made(world, config(more), &message), LODE_E_LIMIT) << option;
  EXPECT_NE(message.find("at most " + allowed + " accepted"), std::string::npos) << message;
  EXPECT_NE(message.find("the option " + option + " raises it"), std::string::npos) << message;
}

TEST(AmtRow, R012AHundredStudiesAtATime) {
  World world(classic);
  std::vector<Study> studies;
  for (int i = 0; i < 100; ++i) studies.push_back(world.study(config(), "job" + std::to_string(i)));
  const auto more = [&] { world.study(config(), "more"); };
  EXPECT_NE(refusal(more).find("101 given; at most 100 accepted"), std::string::npos) << refusal(more);
  studies[7].stop();
  EXPECT_EQ(refusal(more), "");
}

TEST(AmtRow, R012AStudyThatIsRunAgainCountsToo) {
  Program program;
  const std::string file = program.path("store.db").string();
  {
    Context free;
    Store store(free, file);
    for (const char* name : {"a", "b"})
      Study::create_json(free, store, config({{"ResourceLimits", {{"MaxNumberOfTrainingJobs", 1}}}}).dump(),
                         name);
  }
  const Options one =
      World::made({{"context.quota.studies", "1"}, {"launch.directory", program.path("t").string()}});
  Context context(one);
  Store store(context, file);
  Study a = Study::open(context, store, "a"), b = Study::open(context, store, "b");
  Launcher launcher(context, {"true"}, one);
  EXPECT_NE(refusal([&] { a.run(launcher); }).find("2 given; at most 1 accepted"), std::string::npos);
  b.stop();
  EXPECT_EQ(refusal([&] { a.run(launcher); }), "");
}

TEST(AmtRow, R013TwentyParameters) {
  expect_quota(classic, reals(20), reals(21), "context.quota.parameters", "20");
}

TEST(AmtRow, R014EachValueOfACategoricalCountsInTheOldQuotas) {
  expect_quota(classic, reals_and_choice(10, 10), reals_and_choice(10, 11), "context.quota.parameters", "20");
  expect_quota({{"context.quotas", "amt-current"}}, reals_and_choice(29, 30), reals_and_choice(1, 31),
               "context.quota.categorical_values", "30");
}

TEST(AmtRow, R015TwentyMetrics) {
  expect_quota(classic, metrics(20), metrics(21), "context.quota.metrics", "20");
}

TEST(AmtRow, R016TenTrialsAtATimeAndMoreWhereItIsRaised) {
  const char* key = "MaxParallelTrainingJobs";
  expect_quota(classic, limit(key, 10), limit(key, 11), "context.quota.parallel", "10");
  expect_quota(with(classic, {{"context.quota.parallel", "20"}}), limit(key, 20), limit(key, 21),
               "context.quota.parallel", "20");
  World world(classic);
  Study unsaid = world.study(config(limit(key, nullptr)));
  EXPECT_EQ(ask_all(unsaid), Answer(1, LODE_WAIT));
}

TEST(AmtRow, R017FiveHundredTrials) {
  const char* key = "MaxNumberOfTrainingJobs";
  expect_quota(classic, limit(key, 500), limit(key, 501), "context.quota.trials", "500");
  World world(with(classic, {{"context.quota.trials", "3"}}));
  Json endless = config(limit(key, nullptr));
  Study study = world.study(endless);
  for (int i = 0; i < 3; ++i) study.tell(study.ask()->number(), 1.0);
  EXPECT_EQ(ask_all(study), Answer(0, LODE_DONE));
}

TEST(AmtRow, R017AGridCountsItsCells) {
  const auto grid = [](int cells) {
    return Json{{"Strategy", "Grid"},
                {"ResourceLimits", {{"MaxNumberOfTrainingJobs", nullptr}}},
                {"ParameterRanges",
                 {{"ContinuousParameterRanges", Json::array()},
                  {"IntegerParameterRanges",
                   {{{"Name", "n"}, {"MinValue", "1"}, {"MaxValue", std::to_string(cells)}}}}}}};
  };
  expect_quota(classic, grid(500), grid(501), "context.quota.trials", "500");
}

TEST(AmtRow, R018ThirtyDays) {
  const char* key = "MaxRuntimeInSeconds";
  expect_quota(classic, limit(key, 30 * 86400), limit(key, 30 * 86400 + 1), "context.quota.run_seconds",
               "2592000");
  World world(classic);
  Study unsaid = world.study(config());
  EXPECT_EQ(plan_of(unsaid)["MaxRuntimeInSeconds"], 30 * 86400);
}

TEST(AmtRow, R020TheLibrarysDefaultHasNone) {
  World world;
  Json large = reals_and_choice(40, 50);
  large["ResourceLimits"] = {
      {"MaxNumberOfTrainingJobs", 20000}, {"MaxParallelTrainingJobs", 500}, {"MaxRuntimeInSeconds", 1e8}};
  large.merge_patch(metrics(50));
  large.merge_patch(statics(120));
  Study study = world.study(config(large));
  EXPECT_FALSE(plan_of(study).contains("Quotas"));
}

TEST(AmtRow, R020EachNumberCanBeRaised) {
  const struct {
    const char* option;
    Json document;
    int given;
  } rows[] = {
      {"context.quota.parameters", reals(31), 31},
      {"context.quota.categorical_values", reals_and_choice(1, 31), 31},
      {"context.quota.hyperparameters", statics(99), 101},  // x, 99 static, AMT's own one
      {"context.quota.metrics", metrics(41), 41},
      {"context.quota.trials", limit("MaxNumberOfTrainingJobs", 751), 751},
      {"context.quota.parallel",
       {{"ResourceLimits", {{"MaxNumberOfTrainingJobs", 400}, {"MaxParallelTrainingJobs", 101}}}},
       101},
      {"context.quota.run_seconds", limit("MaxRuntimeInSeconds", 15768001), 15768001},
  };
  for (const auto& row : rows) {
    World current(Set{{"context.quotas", "amt-current"}});
    std::string message;
    EXPECT_EQ(made(current, config(row.document), &message), LODE_E_LIMIT) << row.option;
    EXPECT_NE(message.find(std::to_string(row.given) + " given"), std::string::npos) << message;
    EXPECT_NE(message.find(row.option), std::string::npos) << message;
    World raised(Set{{"context.quotas", "amt-current"}, {row.option, std::to_string(row.given)}});
    EXPECT_EQ(made(raised, config(row.document), &message), LODE_OK) << message;
    World alone(Set{{row.option, std::to_string(row.given - 1)}});  // a number without a preset
    EXPECT_EQ(made(alone, config(row.document)),
              row.given == 101 && row.document.contains("StaticHyperParameters")
                  ? LODE_OK  // without AMT's own one
                  : LODE_E_LIMIT)
        << row.option;
  }
}

/// A document with a text of so many two-byte characters at one place.
Json with_text(const char* option, std::size_t length) {
  std::string text;
  for (std::size_t i = 0; i < length; ++i) text += "\xC3\xBC";
  const std::string name = option;
  Json document = config();
  if (name == "context.quota.parameter_name_length")
    document["ParameterRanges"]["ContinuousParameterRanges"][0]["Name"] = text;
  if (name == "context.quota.value_length")
    document["ParameterRanges"]["CategoricalParameterRanges"] = {{{"Name", "c"}, {"Values", {"a", text}}}};
  if (name == "context.quota.static_value_length") document["StaticHyperParameters"] = {{"s", text}};
  if (name == "context.quota.metric_name_length")
    document["MetricDefinitions"] = {{{"Name", text}, {"Regex", "(.)"}}};
  if (name == "context.quota.regex_length")
    document["MetricDefinitions"] = {{{"Name", "m"}, {"Regex", "(.)" + text.substr(6)}}};
  if (name == "context.quota.variable_length") document["Environment"] = {{"V", text}};
  return document;
}

TEST(AmtRow, R020LengthsAreAmongThem) {
  const std::pair<const char*, std::size_t> rows[] = {
      {"context.quota.parameter_name_length", 256}, {"context.quota.value_length", 256},
      {"context.quota.static_value_length", 2500},  {"context.quota.metric_name_length", 255},
      {"context.quota.regex_length", 500},          {"context.quota.variable_length", 512}};
  for (const auto& [option, most] : rows) {
    const Json largest = with_text(option, most), more = with_text(option, most + 1);
    expect_quota({{"context.quotas", "amt-current"}}, largest, more, option, std::to_string(most));
    World raised(Set{{"context.quotas", "amt-current"}, {option, std::to_string(most + 1)}});
    EXPECT_EQ(made(raised, more), LODE_OK) << option;
    World free, old(classic);
    EXPECT_EQ(made(free, more), LODE_OK) << option;
    EXPECT_EQ(made(old, more), LODE_OK) << option;
  }
  Json variables = Json::object();
  for (int i = 0; i < 49; ++i) variables["V" + std::to_string(i)] = "x";
  Json fewer = variables;
  fewer.erase("V0");
  expect_quota({{"context.quotas", "amt-current"}}, {{"Environment", fewer}}, {{"Environment", variables}},
               "context.quota.environment", "48");
}

TEST(AmtRow, R020TheStudysNameIsAmongThem) {
  World world(Set{{"context.quotas", "amt-current"}});
  world.study(config(), std::string(32, 'a'));
  const std::string said = refusal([&] { world.study(config(), std::string(33, 'b')); });
  EXPECT_NE(said.find("33 given; at most 32 accepted; the option context.quota.name_length"), said.npos)
      << said;
  World raised(Set{{"context.quotas", "amt-current"}, {"context.quota.name_length", "33"}});
  EXPECT_EQ(refusal([&] { raised.study(config(), std::string(33, 'b')); }), "");
}

TEST(AmtRow, R020TypedStudiesHaveThemToo) {
  World world(classic);
  Space space;
  space.real("x", 0, 1);
  Definition definition;
  definition.name = "typed";
  definition.metric = "loss";
  definition.max_trials = 501;
  EXPECT_NE(refusal([&] {
              Study::create(world.context, world.store, definition, space);
            }).find("context.quota.trials"),
            std::string::npos);
}

/// Neither trials nor a time nor how many at a time are said.
Json without_limits() { return config({{"ResourceLimits", nullptr}}); }

TEST(AmtRow, R020WhatQuotasFillInIsTheStudysOwn) {
  const Json filled = {
      {"MaxNumberOfTrainingJobs", 3}, {"MaxParallelTrainingJobs", 1}, {"MaxRuntimeInSeconds", 30 * 86400}};
  World world(with(classic, {{"context.quota.trials", "3"}}));
  Study study = world.study(without_limits());
  const Json request = Json::parse(study.request_json());
  EXPECT_EQ(request["HyperParameterTuningJobConfig"]["ResourceLimits"], filled);
  const Json description = described(study);
  EXPECT_EQ(description["HyperParameterTuningJobConfig"]["ResourceLimits"], filled);
  EXPECT_FALSE(description["Lode"].contains("ChosenByAutotune"));
  EXPECT_EQ(description["Lode"]["ChosenByQuotas"].size(), 3);
  EXPECT_EQ(description["Lode"]["ChosenByQuotas"][0]["Field"], "ResourceLimits.MaxNumberOfTrainingJobs");
  World elsewhere;  // has no quotas
  Study clone = elsewhere.study(request);
  for (int i = 0; i < 3; ++i) clone.tell(clone.ask()->number(), 1.0);
  EXPECT_EQ(ask_all(clone), Answer(0, LODE_DONE));
  EXPECT_EQ(plan_of(clone)["MaxRuntimeInSeconds"], 30 * 86400);
}

TEST(AmtRow, R020TheSameCommandGoesOnUnderQuotas) {
  Program program;
  program.write("job.json", without_limits().dump());
  const std::string run = "run job.json --store s.db --option context.quota.trials=2 -- sh -c 'echo loss=1'";
  program.lode(run);
  program.lode(run);  // and not: made from another document
  EXPECT_NE(program.read("err").find("Study 'job' has ended already"), std::string::npos)
      << program.read("err");
  EXPECT_EQ(program.lode_json("trials --store s.db --json").size(), 2);
  ASSERT_EQ(program.lode("clone job copy --store s.db"), 0) << program.read("err");
  const Json copied = program.lode_json("describe copy --request --store s.db");
  EXPECT_EQ(copied["HyperParameterTuningJobConfig"]["ResourceLimits"]["MaxNumberOfTrainingJobs"], 2);
}

TEST(AmtRow, C05TwoSetsOfNumbers) {
  const struct {
    const char* option;
    Json then, now;  // null: none
  } rows[] = {
      {"context.quota.parameters", 20, 30},
      {"context.quota.categorical_values", nullptr, 30},
      {"context.quota.hyperparameters", nullptr, 100},
      {"context.quota.metrics", 20, 40},
      {"context.quota.trials", 500, 750},
      {"context.quota.parallel", 10, 100},
      {"context.quota.run_seconds", 2592000, 15768000},
      {"context.quota.studies", 100, 100},
      {"context.quota.name_length", nullptr, 32},
      {"context.quota.parameter_name_length", nullptr, 256},
      {"context.quota.value_length", nullptr, 256},
      {"context.quota.static_value_length", nullptr, 2500},
      {"context.quota.metric_name_length", nullptr, 255},
      {"context.quota.regex_length", nullptr, 500},
      {"context.quota.environment", nullptr, 48},
      {"context.quota.variable_length", nullptr, 512},
  };
  const auto allowed = [](const char* preset) {
    World world(Set{{"context.quotas", preset}});
    Study study = world.study(config());
    Json numbers = Json::object();
    const Json plan = plan_of(study);
    for (const auto& quota : plan["Quotas"]) numbers[quota["Option"].get<std::string>()] = quota["Allowed"];
    EXPECT_EQ(plan["MaxRuntimeInSeconds"], 2592000);  // what is not said ends after 30 days in both
    return numbers;
  };
  const Json then = allowed("amt-classic"), now = allowed("amt-current");
  for (const auto& row : rows) {
    EXPECT_EQ(then.value(row.option, Json()), row.then) << row.option;
    EXPECT_EQ(now.value(row.option, Json()), row.now) << row.option;
  }
  EXPECT_EQ(now.size(), std::size(rows));
}

}  // namespace
}  // namespace lode::rows
