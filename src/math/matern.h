/// \file
/// The Matern-5/2 correlation as a function of the squared scaled distance r2 = sum_d ((x_d - y_d) / l_d)^2
/// (Rasmussen & Williams 2006, eq. 4.17). Taking r2, not r, keeps every derivative finite at r2 = 0.
#pragma once

#include "math/elementary.h"

namespace lode::math {

/// A value and its first derivative.
struct ValueSlope {
  double value;
  double slope;
};

/// Above this sqrt(5 r2), exp(-s) is 0 in double precision, and s^2 * 0 must not become NaN.
inline constexpr double matern52_reach = 760;

/// k(r2) = (1 + s + s^2 / 3) exp(-s), s = sqrt(5 r2). \pre r2 >= 0 (a larger r2 than a double holds gives 0)
LODE_HD inline double matern52(double r2) {
  const double s = std::sqrt(5 * r2);
  if (s > matern52_reach) return 0;
  return (1 + s + s * s / 3) * exp(-s);
}

/// dk/d(r2) = -(5/6) (1 + s) exp(-s); -5/6 at r2 = 0. \pre r2 >= 0
LODE_HD inline double matern52_slope(double r2) {
  const double s = std::sqrt(5 * r2);
  if (s > matern52_reach) return 0;
  return -(5.0 / 6.0) * (1 + s) * exp(-s);
}

/// Both at the price of one exponential.
LODE_HD inline ValueSlope matern52_both(double r2) {
  const double s = std::sqrt(5 * r2);
  if (s > matern52_reach) return {0, 0};
  const double e = exp(-s);
  return {(1 + s + s * s / 3) * e, -(5.0 / 6.0) * (1 + s) * e};
}

}  // namespace lode::math
