#include "cli/arguments.h"

#include <algorithm>  // find
#include <iostream>
#include <stdexcept>

#include "cli/common.h"
#include "cli/table.h"
#include "cli/text.h"

namespace lode::cli {

namespace {

constexpr const char* exit_codes = R"(Exit codes:
    0  done
    1  no usable result: the study failed or has no best trial; the trial or the expression gave no value
    2  bad arguments, options or documents
    3  the store could not be read or written
    4  no such store or study, or the name is taken
    5  the study's state forbids it: another driver runs it, or it has ended
    6  anything else that could not be done
  130  interrupted; the same command goes on where it was left
)";

void print_help() {
  std::cout << "Lode " << lode_version() << ": hyperparameter tuning.\n\nUsage: lode COMMAND ...\n\n";
  Table table({"Command", ""});
  for (const auto& command : commands()) table.add({std::string("  ") + command.name, command.summary});
  table.print(std::cout);
  std::cout << "\n`lode COMMAND --help` shows a command's options.\n\n" << exit_codes;
}

const Command* find_command(const std::string& name) {
  for (const auto& command : commands()) {
    if (name == command.name) return &command;
  }
  return nullptr;
}

[[noreturn]] void refuse_command(const std::string& what) {
  std::vector<std::string> names;
  for (const auto& command : commands()) names.emplace_back(command.name);
  throw Failure(exit_usage, what + "; accepted: " + quoted_list(names));
}

/// CLI11 would complain of what is missing before it complained of what is misspelt.
void check_option_names(const Declaration& declared, const std::vector<std::string>& arguments) {
  const std::vector<std::string> names = declared.option_names();
  for (const auto& argument : arguments) {
    if (argument.rfind("--", 0) != 0) continue;
    const std::string name = argument.substr(0, argument.find('='));
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    throw Failure(exit_usage, "unknown option '" + name + "'; accepted: " + quoted_list(names));
  }
}

int parse_and_run(const Command& command, const std::vector<std::string>& own, const Trainer& trainer) {
  const std::string name = std::string("lode ") + command.name;
  Declaration declared(name + " " + command.usage, command.summary, exit_codes);
  const Action action = command.declare(declared);
  check_option_names(declared, own);
  try {
    if (!declared.read(own)) {
      std::cout << declared.help();
      return exit_ok;
    }
  } catch (const std::invalid_argument& error) {
    throw Failure(exit_usage, std::string(error.what()) + "; `" + name + " --help` shows the usage");
  }
  return action(trainer);
}

void check_trainer(const Command& command, bool separated, const Trainer& trainer) {
  if (separated && !command.takes_trainer) {
    throw Failure(exit_usage, std::string("`lode ") + command.name +
                                  "` takes no command after '--'; given: '" +
                                  (trainer.empty() ? "" : trainer.front()) + "'; accepted: options only");
  }
  if (separated && trainer.empty()) throw_missing_trainer();
}

int dispatch(const Command& command, const std::vector<std::string>& arguments) {
  const auto separator = std::find(arguments.begin() + 1, arguments.end(), "--");
  const bool separated = separator != arguments.end();
  const Trainer trainer(separated ? separator + 1 : arguments.end(), arguments.end());
  check_trainer(command, separated, trainer);
  return parse_and_run(command, {arguments.begin() + 1, separator}, trainer);
}

}  // namespace

int run_command(const std::vector<std::string>& arguments) {
  const std::string first = arguments.empty() ? "" : arguments.front();
  if (first == "--version" || first == "-V") return run_command({"version"});
  if (first == "help" && arguments.size() == 2) return run_command({arguments[1], "--help"});
  if (first == "--help" || first == "-h" || first == "help") {
    print_help();
    return exit_ok;
  }
  if (first.empty()) refuse_command("command: missing");
  const Command* command = find_command(first);
  if (command == nullptr) refuse_command("unknown command '" + first + "'");
  return dispatch(*command, arguments);
}

}  // namespace lode::cli
