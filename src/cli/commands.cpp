#include "cli/command.h"

namespace lode::cli {

const std::vector<Command>& commands() {
  static const std::vector<Command> table = {
      {"run", "JOB.json --store FILE [OPTIONS] -- COMMAND ARG...",
       "run a tuning job: start a process per trial, or go on where an earlier run left", true, declare_run},
      {"validate", "JOB.json [OPTIONS] -- COMMAND ARG...",
       "run one trial, keep nothing, and say what is wrong with the document or the trainer", true,
       declare_validate},
      {"plan", "JOB.json [OPTIONS]",
       "show what a document asks for before anything runs: limits, the most compute, quotas, advice", false,
       declare_plan},
      {"test-regex", "REGEX LOG | --job JOB.json LOG",
       "explain what a metric's regular expression finds in a log", false, declare_test_regex},
      {"list", "--store FILE", "list the studies of a store", false, declare_list},
      {"describe", "[NAME] --store FILE", "show a study: state, limits, parameters, best trial", false,
       declare_describe},
      {"trials", "[NAME] --store FILE", "show a study's trials", false, declare_trials},
      {"best", "[NAME] --store FILE", "show a study's best trial and where its files are", false,
       declare_best},
      {"stop", "[NAME] --store FILE", "end a study: its driver, if one runs, ends the running trials", false,
       declare_stop},
      {"clone", "[NAME] NEW --store FILE", "make the same study again under another name, without trials",
       false, declare_clone},
      {"purge", "NAME --store FILE [--yes]", "delete a study's record for good", false, declare_purge},
      {"devices", "", "list what models can be computed on, and what is missing", false, declare_devices},
      {"options", "", "list the settings that --option takes", false, declare_options},
      {"version", "", "show the version and how the library was built", false, declare_version},
  };
  return table;
}

}  // namespace lode::cli
