/// \file
/// Whether a point is as good as one that is known already.
#pragma once

#include <cmath>
#include <cstddef>
#include <span>

namespace lode::acquisition {

/// Points of the unit cube nearer than this in every coordinate teach nothing new.
inline constexpr double nearest_real = 1e-5;

/// Whether one of the k x d points lies within `reach` of `point` in every coordinate.
inline bool near_any(std::span<const double> points, std::span<const double> point, double reach) {
  const std::size_t d = point.size();
  for (std::size_t at = 0; at < points.size(); at += d) {
    std::size_t c = 0;
    while (c < d && std::fabs(points[at + c] - point[c]) <= reach) ++c;
    if (c == d) return true;
  }
  return false;
}

}  // namespace lode::acquisition
