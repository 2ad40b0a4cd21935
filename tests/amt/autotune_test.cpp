// What becomes of hints, and of a request that leaves things open: the tables of docs/autotune.md, run.

#include <algorithm>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

#include "amt/request.h"
#include "base/error.h"
#include "base/text.h"
#include "documents.h"
#include "space/space.h"

namespace lode::amt {
namespace {

using study::Definition;

/// A request over `fixed`, a choice, and what else is given, as a configuration alone.
Json config(const Json& more = Json::object()) {
  Json json = {
      {"HyperParameterTuningJobObjective", {{"Type", "Minimize"}, {"MetricName", "loss"}}},
      {"ParameterRanges", {{"CategoricalParameterRanges", {{{"Name", "fixed"}, {"Values", {"a", "b"}}}}}}}};
  json.merge_patch(more);
  return json;
}

Definition parsed(const Json& document) { return parse_request(document.dump(), Profile::lode, "study"); }

Json hinted(const std::string& name, const Json& hint) {
  return config({{"ParameterRanges", {{"AutoParameters", {{{"Name", name}, {"ValueHint", hint}}}}}}});
}

/// What a hint became, as docs/autotune.md writes it.
std::string became(const std::string& name, const std::string& hint) {
  const Definition d = parsed(hinted(name, hint));
  for (const auto& [key, value] : d.static_parameters) {
    if (key == name && value == hint) return "kept";
  }
  const auto at = std::ranges::find(d.parameters, name, &space::Parameter::name);
  if (at == d.parameters.end()) return "nothing";
  if (at->kind != space::Kind::categorical) {
    const std::string kind = at->kind == space::Kind::real ? "continuous " : "integer ";
    return kind + to_text(at->low) + " to " + to_text(at->high) + ", " + space::name_of(at->scaling);
  }
  std::string text;
  for (const auto& choice : at->choices) text += (text.empty() ? "one of " : ", ") + choice;
  return text;
}

std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells;
  std::istringstream stream(line);
  for (std::string cell; std::getline(stream, cell, '|');) {
    const auto begin = cell.find_first_not_of(' ');
    if (begin != std::string::npos)
      cells.push_back(cell.substr(begin, cell.find_last_not_of(' ') + 1 - begin));
  }
  return cells;
}

/// The names between backticks; one with '*' also as the end of a longer one.
std::vector<std::string> names_in(const std::string& cell) {
  std::vector<std::string> names;
  std::istringstream stream(cell);
  for (std::string word; stream >> word;) {
    const std::string name = word.substr(1, word.size() - 2);
    names.push_back(name.substr(name.starts_with('*') ? 1 : 0));
    if (name.starts_with('*')) names.push_back("My-" + name.substr(1));
  }
  return names;
}

TEST(Autotune, HintsBecomeWhatTheDocumentSays) {
  std::ifstream document(LODE_AUTOTUNE_FILE);
  std::size_t rows = 0;
  bool inside = false;
  for (std::string line; std::getline(document, line);) {
    if (line.starts_with("| names |")) inside = true;
    if (line.empty()) inside = false;
    if (!inside || !line.starts_with("| `")) continue;
    const auto cells = cells_of(line);
    ASSERT_EQ(cells.size(), 4U) << line;
    for (const auto& name : names_in(cells[0])) EXPECT_EQ(became(name, cells[2]), cells[3]) << name;
    ++rows;
  }
  EXPECT_EQ(rows, 36U);
}

/// The largest and smallest numbers of each sign, and those at the edges of the rules.
TEST(Autotune, AnyNumberGivesARangeWithItOrStays) {
  for (const std::string name :
       {"any", "lr", "l2", "dropout", "subsample", "momentum", "max_depth", "units"}) {
    for (const std::string hint :
         {"5e-324", "2.2250738585072014e-308", "1e-300", "0.99999999999999989", "1.0", "1.0000000000000002",
          "3", "1e300", "1.7976931348623157e308", "9007199254740992", "9007199254740993", "0", "-0.0", "-5",
          "1e999", "NaN", "", " 3", "18446744073709551617"}) {
      try {
        const Definition d = parsed(hinted(name, hint));
        const auto at = std::ranges::find(d.parameters, name, &space::Parameter::name);
        if (at == d.parameters.end()) continue;
        EXPECT_LT(at->low, at->high) << name << " " << hint;
        EXPECT_LE(at->low, *parse_number(hint)) << name << " " << hint;
        EXPECT_GE(at->high, *parse_number(hint)) << name << " " << hint;
        space::Space(d.parameters);
      } catch (const Error& e) {
        EXPECT_TRUE(std::string(e.what()).starts_with("$.ParameterRanges.AutoParameters[0].ValueHint: given"))
            << e.what();
      }
    }
  }
}

/// What the refusal says of a hint; "" where it is none.
std::string refused(const std::string& name, const std::string& hint) {
  try {
    parsed(hinted(name, hint));
  } catch (const Error& e) {
    return e.what();
  }
  return "";
}

TEST(Autotune, AnIntegerBeyondTheExactOnesIsNoRangeWithoutIt) {
  EXPECT_EQ(became("any", "9007199254740993"), "kept");  // the nearest double is 2^53
  EXPECT_EQ(became("num_leaves_", "009007199254740993"), "kept");
  EXPECT_NE(became("any", "9007199254740992"), "kept");
  EXPECT_NE(became("any", "0009007199254740992"), "kept");
  EXPECT_NE(refused("batch_size", "9007199254740993").find("at most 2^53"), std::string::npos);
  EXPECT_NE(refused("max_delta_step", "9007199254740993").find("at most 2^53"), std::string::npos);
}

TEST(Autotune, ACountIsAWholeNumber) {
  for (const char* name : {"batch_size", "num_layers", "max_depth"}) {
    for (const char* hint : {"32.5", "0.5", "-1.5", "1e300"}) {
      EXPECT_EQ(refused(name, hint), std::string("$.ParameterRanges.AutoParameters[0].ValueHint: given \"") +
                                         hint + "\"; accepted: a whole number of at most 2^53 for '" + name +
                                         "'");
    }
    EXPECT_EQ(refused(name, "6.0"), "");
  }
  EXPECT_NE(refused("max_delta_step", "0.7").find("a whole number of at least 0 and at most 2^53 for 'max_d"),
            std::string::npos);
  EXPECT_EQ(became("batch_size", "0.0"), "kept");
  EXPECT_EQ(became("max_depth", "0"), "kept");
}

TEST(Autotune, NearOneTheDistanceFromOneCounts) {
  for (const char* hint : {"0.9999999999999999", "0.9999999999999", "0.9999999"}) {
    const Definition d = parsed(hinted("momentum", hint));
    const auto& momentum = *std::ranges::find(d.parameters, "momentum", &space::Parameter::name);
    const double rest = 1 - *parse_number(hint);
    EXPECT_NEAR(1 - momentum.low, 10 * rest, 0x1p-53 + 1e-6 * rest) << hint;
    EXPECT_NEAR(1 - momentum.high, std::max(0.1 * rest, 0x1p-53), 0x1p-53 + 1e-6 * rest) << hint;
  }
}

TEST(Autotune, AHintIsTakenToTheLastDigit) {
  Json document = config();
  std::string text = document.dump();
  const std::string list =
      R"("ParameterRanges":{"AutoParameters":[{"Name":"n","ValueHint":36893488147419103233}],)";
  text.replace(text.find(R"("ParameterRanges":{)"), std::string(R"("ParameterRanges":{)").size(), list);
  text.insert(1, R"("StaticHyperParameters":{"m":36893488147419103235},)");
  const Definition d = parse_request(text, Profile::lode, "study");
  const std::vector<std::pair<std::string, std::string>> expected = {{"m", "36893488147419103235"},
                                                                     {"n", "36893488147419103233"}};
  EXPECT_EQ(d.static_parameters, expected);
}

TEST(Autotune, ThirtyAreTuned) {
  Json hints = Json::array();
  for (int i = 0; i < 40; ++i) hints.push_back({{"Name", "p" + std::to_string(i)}, {"ValueHint", "0.5"}});
  const Definition d = parsed(config({{"ParameterRanges", {{"AutoParameters", hints}}}}));
  EXPECT_EQ(d.parameters.size(), 30U);
  EXPECT_EQ(d.static_parameters.size(), 11U);
  EXPECT_EQ(d.static_parameters.front().first, "p29");
}

/// The choices by field, without those of hints.
std::map<std::string, std::string> choices(const Definition& d) {
  std::map<std::string, std::string> found;
  for (const auto& choice : d.choices) found[choice.field] = choice.value;
  return found;
}

TEST(Autotune, FewChoicesAreTriedAll) {
  const Definition d = parsed(config({{"Autotune", {{"Mode", "Enabled"}}}}));
  const std::map<std::string, std::string> expected = {{"Strategy", "\"Grid\""},
                                                       {"ResourceLimits.MaxNumberOfTrainingJobs", "2"},
                                                       {"ResourceLimits.MaxParallelTrainingJobs", "1"},
                                                       {"TrainingJobEarlyStoppingType", "\"Off\""},
                                                       {"StoppingCondition.MaxRuntimeInSeconds", "86400"},
                                                       {"RetryStrategy.MaximumRetryAttempts", "2"}};
  EXPECT_EQ(choices(d), expected);
  EXPECT_EQ(d.strategy, "Grid");
  EXPECT_EQ(d.limits.max_trials, 2U);
  EXPECT_EQ(d.limits.max_attempts, 3U);
  EXPECT_EQ(d.limits.trial_max_runtime, 86400);
}

TEST(Autotune, TheRestIsBayesianWithTenTrialsForEachParameter) {
  Json document = hinted("lr", "0.1");
  document["Autotune"]["Mode"] = "Enabled";
  const Definition d = parsed(document);
  EXPECT_EQ(d.strategy, "Bayesian");
  EXPECT_EQ(d.limits.max_trials, 30U);  // two parameters
  EXPECT_TRUE(d.convergence.complete);
}

TEST(Autotune, TrialsAreStoppedEarlyWhereEachNeedNotHaveItsResult) {
  Json document = hinted("lr", "0.1");
  document["Autotune"]["Mode"] = "Enabled";
  for (const char* strategy : {"Bayesian", "Random", "Sobol"}) {
    document["Strategy"] = strategy;
    EXPECT_EQ(parsed(document).early_stopping.rule, study::StoppingRule::median) << strategy;
  }
  document.erase("Strategy");
  document["StrategyConfig"]["HyperbandStrategyConfig"]["MaxResource"] = 9;
  const Definition halved = parsed(document);
  EXPECT_EQ(halved.strategy, "Hyperband");
  EXPECT_EQ(halved.early_stopping.rule, study::StoppingRule::off);
  EXPECT_NO_THROW(check_resources(halved));
}

TEST(Autotune, NoMoreTrialsThanConfigurations) {
  Json document = hinted("optimizer", "adam");
  document["Autotune"]["Mode"] = "Enabled";
  document["Strategy"] = "Random";
  EXPECT_EQ(parsed(document).limits.max_trials, 6U);
  EXPECT_EQ(parsed(document).completion.not_improving, 0U);  // AMT's Autotune chooses convergence alone
  EXPECT_FALSE(parsed(document).convergence.complete);       // six trials end before a bound is due
}

TEST(Autotune, ConvergenceIsChosenWhereItCanBeMet) {
  const auto convergence = [](const char* most, int jobs, const Json& options) {
    Json document = hinted("lr", "0.1");
    document["Autotune"]["Mode"] = "Enabled";
    if (jobs > 0) document["ResourceLimits"]["MaxNumberOfTrainingJobs"] = jobs;
    if (!options.is_null()) document["LodeOptions"] = options;
    const Definition d = parsed(document);
    EXPECT_EQ(choices(d).at("TuningJobCompletionCriteria.ConvergenceDetected.CompleteOnConvergence"),
              d.convergence.complete ? "\"Enabled\"" : "\"Disabled\"")
        << most;
    return d.convergence.complete;
  };
  EXPECT_FALSE(convergence("20", 20, nullptr));  // the first bound is due at the 21st
  EXPECT_TRUE(convergence("21", 21, nullptr));
  EXPECT_TRUE(convergence("20, earlier", 20, {{"study.convergence_start", 10}}));
  EXPECT_FALSE(convergence("30, later", 0, {{"study.convergence_start", 30}}));
}

TEST(Autotune, WhatIsGivenIsKept) {
  const Json given = {
      {"Autotune", {{"Mode", "Enabled"}}},
      {"Strategy", "Sobol"},
      {"ResourceLimits", {{"MaxNumberOfTrainingJobs", 7}, {"MaxParallelTrainingJobs", 3}}},
      {"TrainingJobEarlyStoppingType", "Off"},
      {"TuningJobCompletionCriteria", {{"ConvergenceDetected", {{"CompleteOnConvergence", "Disabled"}}}}},
      {"StoppingCondition", {{"MaxRuntimeInSeconds", 5}}},
      {"RetryStrategy", {{"MaximumRetryAttempts", 0}}}};
  const Definition d = parsed(config(given));
  EXPECT_TRUE(d.choices.empty());
  EXPECT_EQ(d.limits.max_attempts, 1U);
  EXPECT_FALSE(d.convergence.complete);
  Json seven = config(given);
  seven.erase("Strategy");
  EXPECT_EQ(parsed(seven).strategy, "Bayesian");  // a grid of two cells has no seven trials
  seven["ResourceLimits"]["MaxNumberOfTrainingJobs"] = 2;
  EXPECT_EQ(parsed(seven).strategy, "Grid");
}

/// The form of a study without its request, as text.
std::string without_request(Definition d) {
  d.request.clear();
  d.choices.clear();
  return full_document(d).dump();
}

TEST(Autotune, TheDocumentThatComesBackMakesTheSameStudy) {
  Json bare = hinted("lr", "0.1");
  bare["ParameterRanges"]["AutoParameters"].push_back({{"Name", "objective"}, {"ValueHint", "mse"}});
  bare["Autotune"]["Mode"] = "Enabled";
  Json full = {{"HyperParameterTuningJobName", "study"}, {"Autotune", bare["Autotune"]}};
  full["TrainingJobDefinitions"] = {{{"HyperParameterRanges", bare["ParameterRanges"]},
                                     {"TuningObjective", bare["HyperParameterTuningJobObjective"]}}};
  full["HyperParameterTuningJobConfig"] = Json::object();
  for (const Json& document : {bare, full}) {
    const Definition first = parsed(document);
    EXPECT_EQ(first.choices.size(), 9U);
    const std::string text = write_request(first, "study");
    for (const char* key : {"Autotune", "AutoParameters"}) EXPECT_EQ(text.find(key), text.npos) << text;
    const Definition again = parse_request(text, Profile::lode, "");
    EXPECT_TRUE(again.choices.empty());
    EXPECT_EQ(without_request(again), without_request(first));
    EXPECT_EQ(first.request, document.dump());
    EXPECT_TRUE(full_document(first).contains("Autotune"));
  }
}

/// What is chosen where so many trials are allowed.
std::string trials_within(const std::string& strategy, double quota, Profile profile = Profile::lode) {
  Json document = {{"HyperParameterTuningJobObjective", {{"Type", "Minimize"}, {"MetricName", "loss"}}},
                   {"ResourceLimits", {{"MaxParallelTrainingJobs", 1}}},
                   {"Autotune", {{"Mode", "Enabled"}}},
                   {"ParameterRanges",
                    {{"CategoricalParameterRanges", {{{"Name", "c"}, {"Values", {"a", "b", "c", "d"}}}}}}}};
  if (!strategy.empty()) document["Strategy"] = strategy;
  if (profile == Profile::amt) {
    document.erase("Autotune");
    document = {{"HyperParameterTuningJobName", "study"},
                {"HyperParameterTuningJobConfig", Json(document)},
                {"TrainingJobDefinition",
                 {{"AlgorithmSpecification", {{"AlgorithmName", "a"}, {"TrainingInputMode", "File"}}},
                  {"RoleArn", "arn:aws:iam::123456789012:role/MyRole"},
                  {"OutputDataConfig", {{"S3OutputPath", "s3://bucket/path"}}},
                  {"StoppingCondition", {{"MaxRuntimeInSeconds", 600}}}}},
                {"Autotune", {{"Mode", "Enabled"}}}};
  }
  const study::Quotas quotas(study::QuotaPreset::none, {{study::quota_of_trials, quota}});
  const Definition d = parse_request(document.dump(), profile, "study", quotas);
  return d.strategy + " " + std::to_string(d.limits.max_trials);
}

TEST(Autotune, KeepsToTheQuotaOfTrials) {
  EXPECT_EQ(trials_within("", 4), "Grid 4");
  EXPECT_EQ(trials_within("", 3), "Bayesian 3");  // not each cell can be tried
  EXPECT_EQ(trials_within("", 0), "Grid 4");
  EXPECT_EQ(trials_within("Grid", 3), "Grid 3");
  EXPECT_EQ(trials_within("Grid", 3, Profile::amt), "Grid 4");  // AMT takes no part of a grid: refused later
  EXPECT_EQ(trials_within("Random", 3), "Random 3");
  EXPECT_EQ(trials_within("Random", 5), "Random 4");
}

std::string refusal(const Json& document) {
  try {
    parsed(document);
  } catch (const Error& e) {
    return e.what();
  }
  return "";
}

TEST(Autotune, AProfileOfAmtsRulesTakesItToo) {
  Json document = parse_json(testing::base_text("full"));
  document["Autotune"]["Mode"] = "Enabled";
  document["HyperParameterTuningJobConfig"]["ParameterRanges"]["AutoParameters"] = {
      {{"Name", "subsample"}, {"ValueHint", "0.8"}}, {{"Name", "tree_method"}, {"ValueHint", "hist"}}};
  const Definition d = parse_request(document.dump(), Profile::amt, "");
  EXPECT_EQ(std::ranges::count(d.parameters, "subsample", &space::Parameter::name), 1);
  EXPECT_EQ(d.static_parameters.back(), std::pair(std::string("tree_method"), std::string("hist")));
  EXPECT_EQ(d.limits.max_attempts, 3U);
  document["HyperParameterTuningJobConfig"].erase("Strategy");  // AMT requires it all the same
  EXPECT_THROW(parse_request(document.dump(), Profile::amt, ""), Error);
}

TEST(Autotune, RefusalsNameTheHint) {
  EXPECT_EQ(
      refusal(hinted("momentum", "1")),
      "$.ParameterRanges.AutoParameters[0].ValueHint: given \"1\"; accepted: a number of at least 0 and "
      "less than 1 for 'momentum'");
  EXPECT_EQ(
      refusal(hinted("fixed", "1")),
      "$.ParameterRanges.AutoParameters[0].Name: given \"fixed\"; accepted: a name used once, among the "
      "ranges, the static hyperparameters and the hints");
  Json nothing = hinted("seed", "1");
  nothing["ParameterRanges"].erase("CategoricalParameterRanges");
  EXPECT_EQ(refusal(nothing),
            "$.ParameterRanges.AutoParameters: given [{\"Name\":\"seed\",\"ValueHint\":\"1\"}]; accepted: at "
            "least one hint that becomes a range, as docs/autotune.md says, or a range");
  Json open = config({{"Autotune", {{"Mode", "Enabled"}}}});
  open.erase("ParameterRanges");
  EXPECT_TRUE(refusal(open).starts_with("$.ParameterRanges: missing; accepted: ")) << refusal(open);
}

}  // namespace
}  // namespace lode::amt
