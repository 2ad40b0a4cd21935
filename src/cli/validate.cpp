/// \file
/// `lode validate`: one trial in a study that is not kept, and what it shows.
#include <cmath>
#include <cstdlib>  // mkdtemp
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <utility>

#include "cli/advice.h"
#include "cli/chosen.h"
#include "cli/command.h"
#include "cli/common.h"
#include "cli/description.h"
#include "cli/document.h"
#include "cli/explanation.h"
#include "cli/json.h"
#include "cli/one_trial.h"
#include "cli/text.h"
#include "cli/trial_text.h"

namespace lode::cli {

namespace {

struct ValidateArguments {
  std::string job;
  std::string directory;
  std::vector<std::string> metrics;
  std::vector<std::string> options;
  bool json = false;
};

/// A folder for the trial's files: the one given, or a temporary one that is removed unless it is kept.
class Folder {
 public:
  explicit Folder(const std::string& given) : path_(given), temporary_(given.empty()) {
    if (!temporary_) return;
    path_ = (std::filesystem::temp_directory_path() / "lode-validate-XXXXXX").string();
    if (mkdtemp(path_.data()) == nullptr) throw Failure(exit_internal, "no temporary folder could be made");
  }
  ~Folder() {
    std::error_code ignored;
    if (temporary_) std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const std::string& path() const { return path_; }
  void keep() { temporary_ = false; }

 private:
  std::string path_;
  bool temporary_;
};

/// What a metric reported.
struct Seen {
  std::size_t count = 0;
  double last = 0;
};

/// All that the trial showed.
struct Findings {
  Json description;  ///< of the document's study
  lode_trial_info info = LODE_TRIAL_INFO_INIT;
  std::string metric;                ///< the objective's
  std::map<std::string, Seen> seen;  ///< by metric
  std::vector<Json> explanations;    ///< of expressions that gave no value
  std::vector<std::string> problems;
};

std::string log_of(const lode_trial_info& info) {
  std::ifstream file(std::filesystem::path(info.directory) / "log.txt", std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

void find_end_problems(Findings& findings) {
  const lode_trial_info& info = findings.info;
  if (info.status == LODE_TRIAL_COMPLETED) return;
  std::string text = std::string("the trial is ") + status_word(info.status);
  const std::string why = info.message[0] != '\0' ? info.message : reason_words(info.reason);
  findings.problems.push_back(why.empty() ? text : text + ": " + why);
}

void find_objective_problems(Findings& findings, const Document& document) {
  const auto objective = findings.seen.find(findings.metric);
  if (objective != findings.seen.end()) {
    if (!std::isfinite(objective->second.last)) {
      findings.problems.push_back("the objective " + findings.metric + " is " +
                                  short_number(objective->second.last));
    }
    return;
  }
  findings.problems.push_back(
      "the objective " + findings.metric + " was not reported" +
      (document.defines(findings.metric)
           ? ": its expression gave no value"
           : ": no expression reads it from the log (MetricDefinitions or --metric), and $LODE_METRICS has "
             "no line of it"));
}

void explain_silent_metrics(Findings& findings, const Document& document) {
  const std::string log = log_of(findings.info);
  for (const auto& [name, regex] : document.metrics()) {
    if (findings.seen.count(name) > 0) continue;
    findings.explanations.push_back(explain(regex, log, name));
  }
}

Findings examine(const Trial& trial, const std::string& objective, const Document& document) {
  Findings findings;
  findings.info = trial.info();
  findings.metric = objective;
  for (const auto& report : trial.reports()) {
    Seen& seen = findings.seen[report.metric];
    ++seen.count;
    seen.last = report.value;
  }
  find_end_problems(findings);
  find_objective_problems(findings, document);
  explain_silent_metrics(findings, document);
  return findings;
}

Json json_of(const Findings& findings, const Trial& trial) {
  std::vector<Json::Member> metrics;
  for (const auto& [name, seen] : findings.seen) {
    const Json last = std::isfinite(seen.last) ? Json(seen.last) : Json(short_number(seen.last));
    metrics.emplace_back(name, Json::object({{"Count", seen.count}, {"Last", last}}));
  }
  return Json::object({{"Valid", findings.problems.empty()},
                       {"ChosenByAutotune", chosen_of(findings.description)},
                       {"TrainingJobStatus", status_word(findings.info.status)},
                       {"HyperParameters", Json::parse(trial.json())},
                       {"Metrics", Json::object(metrics)},
                       {"Objective", findings.metric},
                       {"Problems", Json::array({findings.problems.begin(), findings.problems.end()})},
                       {"Explanations", Json::array(findings.explanations)},
                       {"Advice", advice_of(findings.description)}});
}

void print_findings(const Findings& findings, const Trial& trial) {
  print_chosen(std::cout, findings.description);
  std::cout << "The document is valid. One trial was run:\n";
  for (const auto& [name, value] : hyperparameters(trial))
    std::cout << "    " << name << " = " << value << '\n';
  std::cout << "It is " << status_word(findings.info.status) << " after "
            << duration(findings.info.ended - findings.info.started) << ".\n";
  for (const auto& [name, seen] : findings.seen) {
    std::cout << "Metric " << name << ": " << counted(seen.count, "value") << ", the last is "
              << short_number(seen.last) << (name == findings.metric ? " (the objective)" : "") << '\n';
  }
  for (const auto& explanation : findings.explanations) {
    std::cout << "\nMetric " << text_at(explanation, {"metric"}) << " was not found.\n";
    print_explanation(std::cout, explanation);
  }
  for (const auto& problem : findings.problems) std::cout << "\nProblem: " << problem << '\n';
  if (findings.problems.empty()) std::cout << "All is well: `lode run` can start.\n";
}

/// The document as it stands: the one that is run is lowered to one trial at a time. \return its description
Json check_document(Session& session, const Document& document, const Options& options) {
  Store store(session.context, ":memory:");
  Study study = document.create(session.context, store, document.default_name(), options);
  return description_of(study);
}

int validate(const ValidateArguments& arguments, const Trainer& trainer) {
  if (trainer.empty()) throw_missing_trainer();
  Document document(arguments.job);
  document.override_metrics(read_metrics(arguments.metrics));
  Folder folder(arguments.directory);
  Options options;
  set_options(options, arguments.options);
  options.set("launch.directory", folder.path());
  Session session(":memory:", options);
  session.context.set_log(LODE_LOG_WARNING,
                          [](lode_log_level, const std::string& text) { std::cerr << text << std::endl; });
  Launcher launcher(session.context, trainer, options);
  Json description = check_document(session, document, options);
  document.override_limits(1, std::nullopt);
  // Nobody is there that the trial could wait for: it is trained with all of the resource.
  options.set("study.halving", "stopping");
  options.set("study.resource_restarts", "false");
  Study study = document.create(session.context, session.store, document.default_name(), options);
  const Trial trial = run_one_trial(study, launcher);
  Findings findings = examine(trial, StudyFacts(study).metric, document);
  findings.description = std::move(description);
  if (arguments.json) {
    print_json(json_of(findings, trial));
  } else {
    print_findings(findings, trial);
    print_advice(std::cout, findings.description);
  }
  if (findings.problems.empty()) return exit_ok;
  if (findings.info.directory[0] != '\0') {  // else it was not started, and there is nothing to see
    folder.keep();
    std::cerr << "The trial's files are in " << findings.info.directory << std::endl;
  }
  return exit_no_result;
}

}  // namespace

Action declare_validate(Declaration& declared) {
  const auto a = std::make_shared<ValidateArguments>();
  declared.positional(a->job, "JOB.json", "The tuning job's document; '-' reads stdin");
  declared.texts("--metric", a->metrics, "NAME=REGEX", "Read a metric from the trial's output");
  declared.text("--directory,--dir", a->directory, "DIR",
                "The folder for the trial's files (default: a temporary one, kept where something is wrong)");
  declared.texts("--option", a->options, "NAME=VALUE", "A setting; `lode options` lists them");
  declared.json(a->json);
  return [a](const Trainer& trainer) { return validate(*a, trainer); };
}

}  // namespace lode::cli
