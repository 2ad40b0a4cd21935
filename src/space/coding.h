/// \file
/// One parameter's value to its coordinate in [0, 1] and back.
#pragma once

#include "space/parameter.h"

namespace lode::space {

/// Coordinate of `value`; a constant is at 0.5.
/// - Real: its position under the resolved scaling.
/// - Discrete with linear scaling, and categories: the middle of its cell, [k / levels, (k + 1) / levels).
/// - Discrete with another scaling: its own position under that scaling, between edges half a step beyond the
///   first and the last level (but not below half the first one, where a logarithm would have no room).
/// \pre value is not NaN
double to_coordinate(const Parameter& parameter, double value);

/// The value at coordinate u, which is clamped to [0, 1]; always one of the parameter's values. The inverse
/// of to_coordinate for every discrete value, while neighbouring cells are wide enough to tell apart in a
/// double (2^50 levels with linear scaling, 2^40 with logarithmic). \pre u is not NaN
double from_coordinate(const Parameter& parameter, double u);

/// d coordinate / d value at `value`, for an integer or a step of the scale between the levels (the straight
/// or curved line that to_coordinate() takes its levels from); 0 for a category and for a constant. May
/// overflow to infinity where a range is narrow. \pre value is one of the parameter's values
double coordinate_slope(const Parameter& parameter, double value);

}  // namespace lode::space
