/// \file
/// `lode purge`: deletes a study's record.
#include <iostream>
#include <memory>
#include <unistd.h>  // isatty

#include "cli/command.h"
#include "cli/common.h"
#include "cli/json.h"
#include "cli/text.h"

namespace lode::cli {

namespace {

struct PurgeArguments {
  StudyArguments study;
  bool yes = false;
  bool take_over = false;
};

bool confirmed(const std::string& name, std::size_t trials) {
  if (isatty(STDIN_FILENO) != 1) {
    throw Failure(exit_usage, "--yes: missing, and nobody can be asked whether to delete study '" + name +
                                  "' for good; accepted: --yes");
  }
  std::cerr << "Delete study '" << name << "' with " << counted(trials, "trial") << " for good? [y/N] ";
  std::string answer;
  std::getline(std::cin, answer);
  return answer == "y" || answer == "Y" || answer == "yes";
}

int purge(const PurgeArguments& arguments) {
  Session session(arguments.study.store);
  std::string name;
  {
    Study study = session.open(arguments.study.name);
    name = study.name();
    if (!arguments.yes && !confirmed(name, study.snapshot().size())) {
      std::cerr << "Nothing was deleted." << std::endl;
      return exit_no_result;
    }
    if (arguments.take_over) study.take_over();
  }
  session.store.purge(name);
  if (arguments.study.json) {
    print_json(Json::object({{"HyperParameterTuningJobName", name}, {"Purged", true}}));
  } else {
    std::cout << "Study '" << name << "' is deleted. The files of its trials are left where they are.\n";
  }
  return exit_ok;
}

}  // namespace

Action declare_purge(Declaration& declared) {
  const auto arguments = std::make_shared<PurgeArguments>();
  declared.positional(arguments->study.name, "NAME", "The study");
  add_store_options(declared, arguments->study);
  declared.flag("--yes", arguments->yes, "Do not ask");
  declared.flag("--take-over", arguments->take_over, take_over_text);
  return [arguments](const Trainer&) { return purge(*arguments); };
}

}  // namespace lode::cli
