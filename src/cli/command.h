/// \file
/// What a command of the program is.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

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
  Action (*declare)(CLI::App& app);
};

/// Every command, in the order of the help.
const std::vector<Command>& commands();

// One declaration per file of this folder.
Action declare_run(CLI::App& app);
Action declare_validate(CLI::App& app);
Action declare_test_regex(CLI::App& app);
Action declare_list(CLI::App& app);
Action declare_describe(CLI::App& app);
Action declare_trials(CLI::App& app);
Action declare_best(CLI::App& app);
Action declare_stop(CLI::App& app);
Action declare_clone(CLI::App& app);
Action declare_purge(CLI::App& app);
Action declare_options(CLI::App& app);
Action declare_version(CLI::App& app);

}  // namespace lode::cli
