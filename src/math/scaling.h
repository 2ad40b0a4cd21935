/// \file
/// How the values of a numeric range are spread over [0, 1].
#pragma once

#include "math/elementary.h"

namespace lode::math {

enum class Scale : int {
  linear,              ///< evenly
  logarithmic,         ///< evenly in log(x); needs low > 0
  reverse_logarithmic  ///< evenly in -log(1 - x), dense near 1; needs 0 <= low and high < 1
};

/// log(high / low) without overflow, and without cancellation where the two are close. \pre 0 < low <= high
LODE_HD inline double log_ratio(double low, double high) {
  return high < 2 * low ? log1p((high - low) / low) : log(high) - log(low);
}

/// log((1 - low) / (1 - high)), without cancellation. \pre low <= high < 1
LODE_HD inline double log_ratio_to_one(double low, double high) { return log1p((high - low) / (1 - high)); }

/// to_unit for Scale::linear; halves first where high - low would overflow.
LODE_HD inline double to_unit_linear(double x, double low, double high) {
  const double width = high - low;
  if (width < infinity) return (x - low) / width;
  return (0.5 * x - 0.5 * low) / (0.5 * high - 0.5 * low);
}

/// from_unit for Scale::linear; measures from the nearer end, so that both ends are exact and symmetric.
LODE_HD inline double from_unit_linear(double u, double low, double high) {
  const double width = high - low;
  if (width < infinity) return u < 0.5 ? low + u * width : high - (1 - u) * width;
  return (1 - u) * low + u * high;
}

/// Position of x in [low, high] under a scale, clamped to [0, 1]; 0.5 where low == high. NaN stays NaN.
LODE_HD inline double to_unit(Scale scale, double x, double low, double high) {
  if (std::isnan(x)) return x;
  if (!(low < high)) return 0.5;
  if (x <= low) return 0;
  if (x >= high) return 1;
  double u = 0;
  if (scale == Scale::linear) u = to_unit_linear(x, low, high);
  if (scale == Scale::logarithmic) u = log_ratio(low, x) / log_ratio(low, high);
  if (scale == Scale::reverse_logarithmic) u = log_ratio_to_one(low, x) / log_ratio_to_one(low, high);
  return u < 0 ? 0 : u > 1 ? 1 : u;
}

/// The inverse of to_unit: exactly low at u <= 0, exactly high at u >= 1, never outside [low, high]. NaN
/// stays NaN.
LODE_HD inline double from_unit(Scale scale, double u, double low, double high) {
  if (std::isnan(u)) return u;
  if (u <= 0 || !(low < high)) return low;
  if (u >= 1) return high;
  double x = low;
  if (scale == Scale::linear) x = from_unit_linear(u, low, high);
  if (scale == Scale::logarithmic) {
    // Measured from the nearer end, where exp() keeps all its digits; in two steps, so that it cannot
    // overflow; and lifted where a step would pass through the subnormal numbers, which have few digits.
    const double range = log_ratio(low, high);
    const double half = u < 0.5 ? exp(0.5 * u * range) : exp(-0.5 * (1 - u) * range);
    const double lift = low < 1e-290 ? 0x1p60 : 1;
    x = u < 0.5 ? low * lift * half * half / lift : high * half * half;
  }
  if (scale == Scale::reverse_logarithmic) x = low - (1 - low) * expm1(-u * log_ratio_to_one(low, high));
  return x < low ? low : x > high ? high : x;
}

/// d to_unit / dx inside [low, high]; 0 where low == high. May overflow to infinity where the range is
/// narrow.
LODE_HD inline double unit_slope(Scale scale, double x, double low, double high) {
  if (!(low < high)) return 0;
  if (scale == Scale::logarithmic) return 1 / x / log_ratio(low, high);
  if (scale == Scale::reverse_logarithmic) return 1 / (1 - x) / log_ratio_to_one(low, high);
  const double width = high - low;
  return width < infinity ? 1 / width : 0.5 / (0.5 * high - 0.5 * low);
}

}  // namespace lode::math
