/// \file
/// What makes a declared parameter valid.
#pragma once

#include <vector>

#include "space/parameter.h"

namespace lode::space {

/// The largest magnitude of an integer parameter: every integer up to it is one double.
inline constexpr double largest_integer = 9007199254740992.0;  // 2^53

/// Checks `parameter` against itself and against the parameters declared before it, and fills what follows
/// from the declaration: bounds of a category, the resolved scaling, the condition's values as the parent has
/// them. \throws Error(Code::argument) naming the parameter, the field, what was given and what is accepted.
Parameter checked(Parameter parameter, const std::vector<Parameter>& earlier);

}  // namespace lode::space
