/// \file
/// y's own units and the model's, in which y has mean 0 and variance 1.
#pragma once

#include <limits>
#include <span>

namespace lode::surrogate {

/// Values whose spread is at most this share of the largest of them are equal but for rounding. Differences
/// of doubles so near each other are exact, so their number does not matter: what is rounded is each value,
/// and the mean of them, by up to eps / 2 of their size. At this spread that is an eighth of it.
inline constexpr double rounding_share = 4 * std::numeric_limits<double>::epsilon();

/// z = (y - centre) / deviation.
struct OutputScale {
  double centre = 0;
  double deviation = 1;  ///< > 0

  /// Overflows only where z itself does.
  double to_model(double y) const;
  /// Overflows only where y itself does.
  double from_model(double z) const;
};

/// Mean and standard deviation (divisor n) of y, whatever its size. Where all are equal but for rounding
/// (rounding_share) the deviation is their largest magnitude, so that the model scales with y; 1 where they
/// are 0, or where there are none. At least the smallest normal number. \pre y finite
OutputScale standardising(std::span<const double> y);

}  // namespace lode::surrogate
