/// \file
/// The best trial in words: the end of `lode run`, and `lode best`.
#pragma once

#include <iosfwd>

#include "cli/common.h"

namespace lode::cli {

/// Prints the study's best trial: its objective, its hyperparameters, where its files are.
/// \return exit_ok; exit_no_result where there is none, saying why
Exit print_best(std::ostream& out, Study& study);

}  // namespace lode::cli
