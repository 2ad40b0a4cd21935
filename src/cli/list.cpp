/// \file
/// `lode list`: the studies of a store.
#include <iostream>
#include <memory>

#include "cli/command.h"
#include "cli/common.h"
#include "cli/json.h"
#include "cli/table.h"
#include "cli/text.h"

namespace lode::cli {

namespace {

std::string trials_of(const Json& study) {
  const Json counters = at_path(study, {"TrainingJobStatusCounters"});
  double all = 0;
  for (const auto& counter : counters.elements()) all += counter.number();
  const std::string limit = text_at(study, {"ResourceLimits", "MaxNumberOfTrainingJobs"});
  return short_number(all) + (limit.empty() ? "" : "/" + limit);
}

int list(const StudyArguments& arguments) {
  Session session(arguments.store);
  const Json studies = Json::parse(session.store.list_json());
  if (arguments.json) {
    print_json(studies);
    return exit_ok;
  }
  Table table({"Name", "Status", "Strategy", ">Trials", ">Completed", "Created"});
  for (const auto& study : studies.elements()) {
    table.add({text_at(study, {"HyperParameterTuningJobName"}),
               text_at(study, {"HyperParameterTuningJobStatus"}), text_at(study, {"Strategy"}),
               trials_of(study), text_at(study, {"TrainingJobStatusCounters", "Completed"}),
               date_time(number_at(study, {"CreationTime"}))});
  }
  table.print(std::cout);
  return exit_ok;
}

}  // namespace

Action declare_list(Declaration& declared) {
  const auto arguments = std::make_shared<StudyArguments>();
  add_store_options(declared, *arguments);
  return [arguments](const Trainer&) { return list(*arguments); };
}

}  // namespace lode::cli
