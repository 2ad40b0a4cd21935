/// \file
/// The median of numbers.
#pragma once

#include <algorithm>  // max_element, nth_element
#include <cstddef>
#include <vector>

namespace lode::math {

/// The middle one; of an even number the mean of the middle two. Infinite values are as good as others.
/// \pre there is one, and none is NaN
inline double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  const double below = *std::max_element(values.begin(), middle);
  return below == *middle ? below : below / 2 + *middle / 2;  // halves: the sum may be too large
}

}  // namespace lode::math
