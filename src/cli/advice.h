/// \file
/// The advice of a study's description, as text.
#pragma once

#include <iosfwd>

#include "cli/json.h"

namespace lode::cli {

/// A line each: "Advice (TooParallel): ..."
void print_advice(std::ostream& out, const Json& description);

}  // namespace lode::cli
