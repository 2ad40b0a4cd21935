#include "cli/result.h"

#include <algorithm>  // max
#include <ostream>
#include <set>

#include "cli/text.h"
#include "cli/trial_text.h"

namespace lode::cli {

namespace {

/// How the ended trials of a study without a best one ended.
struct Ends {
  std::size_t failed = 0;
  std::size_t stopped = 0;
  std::set<std::string> stopped_why;
  std::size_t completed = 0;
  std::size_t silent = 0;  ///< of the completed ones: without a value of the objective

  void add(const lode_trial_info& trial) {
    failed += trial.status == LODE_TRIAL_FAILED ? 1 : 0;
    completed += trial.status == LODE_TRIAL_COMPLETED ? 1 : 0;
    silent += trial.status == LODE_TRIAL_COMPLETED && trial.has_objective == 0 ? 1 : 0;
    if (trial.status != LODE_TRIAL_STOPPED) return;
    ++stopped;
    stopped_why.insert(reason_words(trial.reason));
  }
};

std::string stopped_text(const Ends& ends) {
  std::string why;
  for (const auto& words : ends.stopped_why) why += (why.empty() ? "" : ", ") + words;
  return std::to_string(ends.stopped) + " stopped" + (why.empty() ? "" : " (" + why + ")");
}

/// Why a study has no best trial.
std::string excuse(const Ends& ends, const std::string& metric) {
  if (ends.completed + ends.stopped + ends.failed == 0) return "no trial has ended yet";
  if (ends.completed > 0 && ends.silent == ends.completed) {
    return "no completed trial has a value of " + metric +
           "; `lode test-regex` explains a metric's expression";
  }
  if (ends.completed > 0) return "no completed trial has a finite value of " + metric;
  std::string text = "no trial completed: ";
  if (ends.failed > 0) text += std::to_string(ends.failed) + " failed" + (ends.stopped > 0 ? ", " : "");
  if (ends.stopped > 0) text += stopped_text(ends);
  return text + "; `lode trials` shows more";
}

std::string excuse(Study& study, const std::string& metric) {
  const Snapshot snapshot = study.snapshot();
  Ends ends;
  for (std::size_t i = 0; i < snapshot.size(); ++i) ends.add(snapshot[i].info());
  return excuse(ends, metric);
}

}  // namespace

Exit print_best(std::ostream& out, Study& study) {
  const StudyFacts facts(study);
  const auto best = study.best();
  if (!best) {
    out << "No best trial: " << excuse(study, facts.metric) << ".\n";
    return exit_no_result;
  }
  const lode_trial_info info = best->info();
  out << "Best trial: " << info.name << "\n  " << facts.metric << " = " << short_number(info.objective)
      << "\n";
  const auto values = hyperparameters(*best);
  std::size_t columns = 0;
  for (const auto& pair : values) columns = std::max(columns, width(printable(pair.first)));
  for (const auto& [given, value] : values) {
    const std::string name = printable(given);
    out << "    " << name << std::string(columns - width(name), ' ') << "  " << printable(value) << "\n";
  }
  if (info.directory[0] != '\0') out << "Files: " << info.directory << "\n";
  return exit_ok;
}

}  // namespace lode::cli
