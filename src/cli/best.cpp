/// \file
/// `lode best`: a study's best trial.
#include <iostream>
#include <memory>

#include "cli/command.h"
#include "cli/common.h"
#include "cli/json.h"
#include "cli/result.h"

namespace lode::cli {

namespace {

int best(const StudyArguments& arguments) {
  Session session(arguments.store);
  Study study = session.open(arguments.name);
  if (!arguments.json) return print_best(std::cout, study);
  const Json best = at_path(Json::parse(study.describe_json()), {"BestTrainingJob"});
  print_json(best);
  return best.is_null() ? exit_no_result : exit_ok;
}

}  // namespace

Action declare_best(Declaration& declared) {
  const auto arguments = std::make_shared<StudyArguments>();
  add_study_options(declared, *arguments);
  return [arguments](const Trainer&) { return best(*arguments); };
}

}  // namespace lode::cli
