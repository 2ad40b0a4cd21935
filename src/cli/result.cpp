#include "cli/result.h"

#include <algorithm>  // max
#include <ostream>

#include "cli/text.h"
#include "cli/trial_text.h"

namespace lode::cli {

namespace {

/// Why a study has no best trial.
std::string excuse(const lode_counters& c) {
  const std::uint64_t failed = c.retryable_error + c.non_retryable_error;
  if (c.completed + c.stopped + failed == 0) return "no trial has ended yet";
  if (failed > 0 && c.completed == 0) return "no trial completed; `lode trials` shows why they failed";
  return "no trial completed with a usable objective; `lode test-regex` explains a metric's expression";
}

}  // namespace

Exit print_best(std::ostream& out, Study& study) {
  const auto best = study.best();
  if (!best) {
    out << "No best trial: " << excuse(study.counters()) << ".\n";
    return exit_no_result;
  }
  const StudyFacts facts(study);
  const lode_trial_info info = best->info();
  out << "Best trial: " << info.name << "\n  " << facts.metric << " = " << short_number(info.objective)
      << "\n";
  const auto values = hyperparameters(*best);
  std::size_t columns = 0;
  for (const auto& pair : values) columns = std::max(columns, width(pair.first));
  for (const auto& [name, value] : values) {
    out << "    " << name << std::string(columns - width(name), ' ') << "  " << value << "\n";
  }
  if (info.directory[0] != '\0') out << "Files: " << info.directory << "\n";
  return exit_ok;
}

}  // namespace lode::cli
