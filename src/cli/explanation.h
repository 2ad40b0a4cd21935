/// \file
/// What a regular expression finds in a log, in words.
#pragma once

#include <iosfwd>

#include "cli/json.h"

namespace lode::cli {

/// explain_metric() as JSON, with the metric's name as "metric" where it has one. \throws Error
Json explain(const std::string& regex, const std::string& log, const std::string& metric);

/// Prints the JSON of explain_metric() for a person.
void print_explanation(std::ostream& out, const Json& explanation);

/// Whether the expression gave at least one number.
bool has_values(const Json& explanation);

}  // namespace lode::cli
