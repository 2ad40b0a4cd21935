/// \file
/// The advice of a study's description, as text.
#pragma once

#include <iosfwd>

#include "cli/json.h"

namespace lode::cli {

/// All of it; an empty array where there is none.
Json advice_of(const Json& description);

/// A line each: "Advice (TooParallel): ..."
void print_advice(std::ostream& out, const Json& description);

}  // namespace lode::cli
