/// \file
/// `lode stop`: ends a study, whoever drives it.
#include <iostream>
#include <memory>

#include "cli/command.h"
#include "cli/common.h"
#include "cli/json.h"
#include "cli/trial_text.h"

namespace lode::cli {

namespace {

struct StopArguments : StudyArguments {
  bool take_over = false;
};

int stop(const StopArguments& arguments) {
  Session session(arguments.store);
  Study study = session.open(arguments.name);
  if (arguments.take_over) study.take_over();
  study.stop();
  const lode_counters counters = study.counters();
  const char* status = study_status_word(counters.status);
  if (arguments.json) {
    print_json(Json::object(
        {{"HyperParameterTuningJobName", study.name()}, {"HyperParameterTuningJobStatus", status}}));
    return exit_ok;
  }
  std::cout << "Study '" << study.name() << "' is " << status;
  if (counters.status == LODE_STUDY_STOPPING)
    std::cout << ": its driver ends " << counters.in_progress << " running";
  std::cout << '\n';
  return exit_ok;
}

}  // namespace

Action declare_stop(Declaration& declared) {
  const auto arguments = std::make_shared<StopArguments>();
  add_study_options(declared, *arguments);
  declared.flag("--take-over", arguments->take_over, take_over_text);
  return [arguments](const Trainer&) { return stop(*arguments); };
}

}  // namespace lode::cli
