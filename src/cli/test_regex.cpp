/// \file
/// `lode test-regex`: what a metric's regular expression finds in a log, and why not.
#include <iostream>
#include <memory>

#include "cli/command.h"
#include "cli/common.h"
#include "cli/document.h"
#include "cli/explanation.h"
#include "cli/json.h"

namespace lode::cli {

namespace {

struct RegexArguments {
  std::string first;   ///< REGEX, or LOG
  std::string second;  ///< LOG, or empty
  std::string job;
  bool json = false;

  const std::string& log() const { return second.empty() ? first : second; }
};

constexpr const char* both_ways = "; accepted: REGEX and LOG, or --job JOB.json and LOG";

/// What is to be tested: the one expression, or those of a document.
std::vector<Metric> metrics_of(const RegexArguments& arguments) {
  if (arguments.log().empty()) throw Failure(exit_usage, std::string("LOG: missing") + both_ways);
  if (arguments.job.empty()) {
    if (!arguments.second.empty()) return {{"", arguments.first}};
    throw Failure(exit_usage, std::string("REGEX or LOG: missing") + both_ways);
  }
  if (!arguments.second.empty()) {
    throw Failure(exit_usage, "REGEX: '" + arguments.first + "' given beside --job '" + arguments.job +
                                  "'; accepted: one of the two");
  }
  auto metrics = Document(arguments.job).metrics();
  if (metrics.empty())
    throw Failure(exit_usage, "--job: '" + arguments.job +
                                  "' has no MetricDefinitions; accepted: a tuning job's JSON document with "
                                  "some");
  return metrics;
}

Json explained(const Metric& metric, const std::string& log) {
  try {
    return explain(metric.second, log, metric.first);
  } catch (const Error& error) {
    throw Failure(exit_usage, (metric.first.empty() ? "" : "metric '" + metric.first + "': ") + error.what());
  }
}

int test_regex(const RegexArguments& arguments) {
  const auto metrics = metrics_of(arguments);
  const std::string log = read_input("LOG", arguments.log());
  bool all = true;
  std::vector<Json> list;
  for (const auto& metric : metrics) {
    list.push_back(explained(metric, log));
    all = all && has_values(list.back());
  }
  if (arguments.json) {
    print_json(arguments.job.empty() ? list.front() : Json::array(list));
    return all ? exit_ok : exit_no_result;
  }
  for (const auto& explanation : list) {
    if (&explanation != &list.front()) std::cout << '\n';
    if (!explanation["metric"].is_null()) std::cout << "Metric: " << explanation["metric"].text() << '\n';
    print_explanation(std::cout, explanation);
  }
  return all ? exit_ok : exit_no_result;
}

}  // namespace

Action declare_test_regex(Declaration& declared) {
  const auto a = std::make_shared<RegexArguments>();
  declared.positional(a->first, "REGEX", "The expression (RE2 syntax; its first group is the value)", false);
  declared.positional(a->second, "LOG", "The log; '-' reads stdin", false);
  declared.text("--job", a->job, "JOB.json", "Test all MetricDefinitions of this document instead of REGEX");
  declared.json(a->json);
  return [a](const Trainer&) { return test_regex(*a); };
}

}  // namespace lode::cli
