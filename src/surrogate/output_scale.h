/// \file
/// y's own units and the model's, in which y has mean 0 and variance 1.
#pragma once

#include <span>

namespace lode::surrogate {

/// Spreads below this share of the values' size are rounding.
inline constexpr double rounding_share = 1e-12;

/// z = (y - centre) / deviation.
struct OutputScale {
  double centre = 0;
  double deviation = 1;  ///< > 0

  /// Overflows only where z itself does.
  double to_model(double y) const;
  /// Overflows only where y itself does.
  double from_model(double z) const;
};

/// Mean and standard deviation (divisor n) of y, whatever its size. Where all are equal to 12 digits the
/// deviation is their magnitude, so that the model scales with y; 1 where they are 0, or where there are
/// none. At least the smallest normal number. \pre y finite
OutputScale standardising(std::span<const double> y);

}  // namespace lode::surrogate
