/// \file
/// What a command of the program is.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "cli/declaration.h"

namespace lode::cli {

/// What was written after "--" on the command line: the trainer's program and its arguments.
using Trainer = std::vector<std::string>;

/// Does a command's work once its options were read, and returns the program's exit code. Errors are thrown.
using Action = std::function<int(const Trainer& trainer)>;

/// A row of the table in commands.cpp.
struct Command {
  const char* name;
  const char* usage;    ///< what follows the name, for example "JOB.json --store FILE -- COMMAND ARG..."
  const char* summary;  ///< one line
  bool takes_trainer;   ///< whether it wants a command after "--"
  /// Declares the options; they are kept alive by the action.
  Action (*declare)(Declaration& declared);
};

/// Every command, in the order of the help.
const std::vector<Command>& commands();

// One declaration per file of this folder.
Action declare_run(Declaration& declared);
Action declare_validate(Declaration& declared);
Action declare_plan(Declaration& declared);
Action declare_test_regex(Declaration& declared);
Action declare_list(Declaration& declared);
Action declare_describe(Declaration& declared);
Action declare_trials(Declaration& declared);
Action declare_best(Declaration& declared);
Action declare_stop(Declaration& declared);
Action declare_clone(Declaration& declared);
Action declare_purge(Declaration& declared);
Action declare_devices(Declaration& declared);
Action declare_options(Declaration& declared);
Action declare_version(Declaration& declared);

}  // namespace lode::cli
