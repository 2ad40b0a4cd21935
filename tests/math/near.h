/// \file
/// Relative closeness, for values that span hundreds of orders of magnitude.
#pragma once

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>

namespace lode::math {

/// |got - want| / |scale|, but absolute below the smallest normal number (where a double has fewer digits).
inline double relative_error(double got, double want, double scale) {
  if (got == want) return 0;
  return std::fabs(got - want) / std::max(std::fabs(scale), std::numeric_limits<double>::min());
}

/// The same, relative to what is wanted.
inline double relative_error(double got, double want) { return relative_error(got, want, want); }

}  // namespace lode::math

/// Fails unless `got` is within `tolerance` of `want`, relatively; `at` names the argument in the message.
#define EXPECT_CLOSE(got, want, tolerance, at)                        \
  EXPECT_LE(::lode::math::relative_error((got), (want)), (tolerance)) \
      << "at " << (at) << ": " << (got) << " != " << (want)
