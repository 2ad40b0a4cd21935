#include "surrogate/output_scale.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lode::surrogate {
namespace {

double largest_magnitude(std::span<const double> y) {
  double size = 0;
  for (const double v : y) size = std::max(size, std::fabs(v));
  return size;
}

}  // namespace

double OutputScale::to_model(double y) const {
  const double difference = y - centre;
  if (std::isfinite(difference)) return difference / deviation;
  return (0.5 * y - 0.5 * centre) / (0.5 * deviation);
}

double OutputScale::from_model(double z) const { return std::fma(deviation, z, centre); }

/// All is first divided by a power of two, so that no sum and no square overflows or underflows. What is
/// summed are the differences to one of the values, which are exact where y varies little.
OutputScale standardising(std::span<const double> y) {
  const double size = largest_magnitude(y);
  if (size == 0) return {};
  const int exponent = std::ilogb(size) + 1;
  const double n = static_cast<double>(y.size());
  const double first = std::ldexp(y.front(), -exponent);
  const auto difference = [&](double v) { return std::ldexp(v, -exponent) - first; };
  double mean = 0, square = 0;
  for (const double v : y) mean += difference(v) / n;
  for (const double v : y) square += (difference(v) - mean) * (difference(v) - mean) / n;
  const double spread = std::sqrt(square);
  const bool equal = spread <= rounding_share * std::ldexp(size, -exponent);
  const double deviation = equal ? size : std::ldexp(spread, exponent);
  return {std::ldexp(first + mean, exponent), std::max(deviation, std::numeric_limits<double>::min())};
}

}  // namespace lode::surrogate
