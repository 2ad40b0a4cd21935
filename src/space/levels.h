/// \file
/// The values of a discrete parameter, counted from 0: level k of a range is low + k * step, of a category
/// its choice k. Every other part of space/ asks here, so that a level is the same double wherever it comes
/// from.
#pragma once

#include <cstdint>
#include <optional>

#include "space/parameter.h"

namespace lode::space {

/// Whether the parameter has finitely many values that are counted as levels: an integer, a category, a real
/// with a step, or a constant.
bool discrete(const Parameter& parameter);

/// Distance between neighbouring levels: the declared step, or 1.
double spacing(const Parameter& parameter);

/// Number of levels, at least 1. \pre discrete(parameter) and the parameter is checked
std::uint64_t level_count(const Parameter& parameter);

/// The value of level k. A real step is added in decimal: the result has no more decimals than `low` and
/// `step` have, so [0, 1] by 0.1 gives 0.3 and not 0.30000000000000004. \pre k < level_count(parameter)
double level_value(const Parameter& parameter, std::uint64_t k);

/// The level nearest to `value`, which may lie anywhere. \pre value is not NaN
std::uint64_t nearest_level(const Parameter& parameter, double value);

/// The level that `value` stands for, if any. A real may be off by a few units in the last place, as it is
/// where a host computed low + k * step by itself; integers and choices must be exact.
std::optional<std::uint64_t> level_of(const Parameter& parameter, double value);

/// `value` itself, or the exact value of the level it stands for. -0.0 becomes 0.0.
double canonical(const Parameter& parameter, double value);

}  // namespace lode::space
