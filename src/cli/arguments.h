/// \file
/// From the command line to a command and its options.
#pragma once

#include <string>
#include <vector>

#include "cli/command.h"

namespace lode::cli {

/// Runs the command that the arguments (without the program's name) ask for. \return the program's exit code
/// \throws Failure for bad arguments; whatever the command throws
int run_command(const std::vector<std::string>& arguments);

}  // namespace lode::cli
