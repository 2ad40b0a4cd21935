/// \file
/// ParameterRanges to parameters.
#pragma once

#include <vector>

#include "amt/node.h"
#include "amt/profile.h"
#include "space/parameter.h"

namespace lode::amt {

/// The parameters of a validated ParameterRanges, checked, in the order of a trial's row: ParameterOrder's,
/// else categorical, continuous, integer, each as listed, with a parent moved before its children. The order
/// of keys in an object never matters.
/// \throws Error(Code::argument) with the path of what is wrong.
std::vector<space::Parameter> read_ranges(const Node& ranges);

/// The inverse: a ParameterRanges that read_ranges turns into the same parameters.
Json write_ranges(const std::vector<space::Parameter>& parameters);

}  // namespace lode::amt
