/// \file
/// `lode run`: drives a study with local processes, and shows how it goes.
#include <cstdlib>  // getenv
#include <iostream>
#include <limits>
#include <memory>
#include <unistd.h>  // isatty

#include "cli/command.h"
#include "cli/common.h"
#include "cli/description.h"
#include "cli/drive.h"
#include "cli/progress.h"
#include "cli/result.h"
#include "cli/run_study.h"
#include "cli/text.h"

namespace lode::cli {

namespace {

struct RunArguments {
  std::string job;
  std::string store;
  std::string name;
  std::string directory;
  std::vector<std::string> metrics;
  std::vector<std::string> options;
  std::optional<std::uint64_t> parallel;
  std::optional<std::uint64_t> seed;
  std::string resume_command;
  bool quiet = false;
  bool take_over = false;
};

std::unique_ptr<Progress> make_progress(const StudyFacts& facts, bool quiet) {
  if (quiet) return make_silence();
  const char* terminal = std::getenv("TERM");
  const bool dumb = terminal == nullptr || std::string(terminal) == "dumb";
  return isatty(STDERR_FILENO) == 1 && !dumb ? make_live_table(facts) : make_plain_lines(facts);
}

Options make_options(const RunArguments& arguments) {
  Options options;
  // Beside the store, so that the trials of two stores never meet in one folder.
  if (arguments.store != ":memory:") options.set("launch.directory", arguments.store + "-trials");
  set_options(options, arguments.options);
  if (!arguments.directory.empty()) options.set("launch.directory", arguments.directory);
  if (!arguments.resume_command.empty()) options.set("launch.resume_command", arguments.resume_command);
  return options;
}

std::string how_to_resume(const RunArguments& a, const Trainer& trainer) {
  std::vector<std::string> line = {"lode", "run", a.job, "--store", a.store};
  const auto add = [&](const std::string& option, const std::string& value) {
    if (!value.empty()) line.insert(line.end(), {option, value});
  };
  add("--name", a.name);
  add("--directory", a.directory);
  add("--resume-command", a.resume_command);
  for (const auto& metric : a.metrics) add("--metric", metric);
  for (const auto& option : a.options) add("--option", option);
  if (a.parallel) add("--parallel", std::to_string(*a.parallel));
  if (a.seed) add("--seed", std::to_string(*a.seed));
  line.push_back("--");
  line.insert(line.end(), trainer.begin(), trainer.end());
  return shell_line(line);
}

/// What becomes of the trials in progress: "2 to be started again, 1 to be stopped".
std::string what_is_left(Study& study, bool closing) {
  std::uint64_t again = 0, stopped = 0;
  const Snapshot snapshot = study.snapshot();
  for (std::size_t i = 0; i < snapshot.size(); ++i) {
    const lode_trial_info info = snapshot[i].info();
    const bool never_started = info.status == LODE_TRIAL_IN_PROGRESS && info.started == 0;
    if (info.status == LODE_TRIAL_STOPPING || (closing && never_started))
      ++stopped;
    else if (info.status == LODE_TRIAL_IN_PROGRESS)
      ++again;
  }
  const std::string left = std::to_string(again) + " to be started again";
  if (stopped == 0) return left;
  return (again == 0 ? "" : left + ", ") + std::to_string(stopped) + " to be stopped";
}

void announce(FoundStudy& found, const StudyFacts& facts, const lode_counters& c) {
  const std::uint64_t done = c.completed + c.stopped + c.retryable_error + c.non_retryable_error;
  std::cerr << (found.resumed ? "Going on with study '" : "Study '") << facts.name
            << "': " << (facts.maximize ? "maximize " : "minimize ") << facts.metric;
  if (facts.max_trials > 0) std::cerr << " in " << counted(facts.max_trials, "trial");
  if (found.resumed)
    std::cerr << "; " << done << " done, " << what_is_left(found.study, c.status == LODE_STUDY_STOPPING);
  if (found.resumed && c.paused > 0) std::cerr << ", " << c.paused << " paused";
  std::cerr << std::endl;
}

void warn_of_unread_objective(const Document& document, const std::string& metric) {
  if (document.defines(metric)) return;
  std::cerr << "Warning: no expression reads the objective " << metric
            << " from the log (MetricDefinitions or --metric), so it must come through $LODE_METRICS."
            << std::endl;
}

/// The last lines, and the exit code.
int conclude(Study& study) {
  const lode_counters c = study.counters();
  const std::uint64_t failed = c.retryable_error + c.non_retryable_error;
  std::cout << "Study '" << study.name() << "' is " << study_status_word(c.status) << ": " << c.completed
            << " completed, " << failed << " failed, " << c.stopped << " stopped.\n";
  const std::string by = ended_by(Json::parse(study.describe_json()));
  if (!by.empty()) std::cout << "Ended by " << by << ".\n";
  const Exit best = print_best(std::cout, study);
  return c.status == LODE_STUDY_FAILED ? exit_no_result : best;
}

bool ended(const lode_counters& counters) {
  return counters.status != LODE_STUDY_IN_PROGRESS && counters.status != LODE_STUDY_STOPPING;
}

int run(const RunArguments& arguments, const Trainer& trainer) {
  if (trainer.empty()) throw_missing_trainer();
  Document document(arguments.job);
  document.override_limits(arguments.parallel, arguments.seed);
  document.override_metrics(read_metrics(arguments.metrics));
  const Options options = make_options(arguments);
  const std::string name = arguments.name.empty() ? document.default_name() : arguments.name;
  rehearse_new(arguments.store, document, name, options, trainer);
  LogLines log;
  Session session(arguments.store, options);
  session.context.set_log(arguments.quiet ? LODE_LOG_WARNING : LODE_LOG_INFO,
                          [&log](lode_log_level, const std::string& text) { log.add(text); });
  Launcher launcher(session.context, trainer, options);
  FoundStudy found = create_or_open(session, document, name, options);
  if (arguments.take_over) found.study.take_over();
  const StudyFacts facts(found.study);
  if (ended(found.study.counters())) {
    std::cerr << "Study '" << facts.name << "' has ended already." << std::endl;
    return conclude(found.study);
  }
  announce(found, facts, found.study.counters());
  warn_of_unread_objective(document, facts.metric);
  const auto progress = make_progress(facts, arguments.quiet);
  if (drive(found.study, launcher, log, *progress) == LODE_INTERRUPTED) {
    std::cerr << "Interrupted. To go on:\n  " << how_to_resume(arguments, trainer) << std::endl;
    return exit_interrupted;
  }
  return conclude(found.study);
}

}  // namespace

Action declare_run(Declaration& declared) {
  const auto a = std::make_shared<RunArguments>();
  declared.positional(a->job, "JOB.json", "The tuning job's document; '-' reads stdin");
  declared.store(a->store, "The store: a SQLite file, made where it does not exist");
  declared.text("--name", a->name, "NAME", "The study's name (default: the document's, or the file's name)");
  declared.texts("--metric", a->metrics, "NAME=REGEX",
                 "Read a metric from the trial's output; the expression's first group is its value");
  declared.text("--directory,--dir", a->directory, "DIR",
                "The folder for the trials' folders (default: FILE-trials)");
  declared.text(
      "--resume-command", a->resume_command, "COMMAND",
      "What starts a trial that goes on from where it was paused, in one argument with those of its own "
      "(default: COMMAND ARG...)");
  declared.whole_number("--parallel", a->parallel, {1, std::numeric_limits<std::uint32_t>::max()},
                        "Trials at a time, in place of the document's MaxParallelTrainingJobs");
  declared.whole_number("--seed", a->seed, {0, std::numeric_limits<std::uint64_t>::max()},
                        "The random seed, in place of the document's RandomSeed");
  declared.texts("--option", a->options, "NAME=VALUE", "A setting; `lode options` lists them");
  declared.flag("--take-over", a->take_over, take_over_text);
  declared.flag("--quiet,--no-progress", a->quiet, "Show nothing of the trials while they run");
  return [a](const Trainer& trainer) { return run(*a, trainer); };
}

}  // namespace lode::cli
