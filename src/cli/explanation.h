/// \file
/// What a regular expression finds in a log, in words.
#pragma once

#include <iosfwd>

#include "cli/common.h"

namespace lode::cli {

/// Prints the JSON of explain_metric() for a person.
void print_explanation(std::ostream& out, const Json& explanation);

/// Whether the expression gave at least one number.
bool has_values(const Json& explanation);

}  // namespace lode::cli
