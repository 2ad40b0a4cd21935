/// \file
/// What a document left open and the library chose, for people.
#pragma once

#include <iosfwd>

#include "cli/json.h"

namespace lode::cli {

/// The choices, each with its field, value and rule; an empty array where there are none. \param description
/// of Study::describe_json()
Json chosen_of(const Json& description);

/// "Chosen by Autotune:" and a line for each choice; nothing where there are none.
void print_chosen(std::ostream& out, const Json& description);

}  // namespace lode::cli
