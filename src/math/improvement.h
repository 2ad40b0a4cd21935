/// \file
/// Expected improvement and the probability of improvement, with derivatives, accurate in relative terms as
/// far out as a double holds them. For minimisation: Y ~ N(mean, sd^2), and improvement is max(best - Y, 0).
#pragma once

#include "math/log_ei.h"

namespace lode::math {

/// Past so many standard deviations an improvement is certain in double precision.
inline constexpr double certain_deviations = 40;
/// Past so many, an improvement is 0 in every unit that a double can have.
inline constexpr double hopeless_deviations = 60;

/// phi(u) * factor, without underflow on the way where the product has none. \pre |u| <= hopeless_deviations
LODE_HD inline double scaled_density(double u, double factor) {
  const double root = exp_of_square(u, -0.25);
  return root * (inv_sqrt_2pi * factor * root);
}

/// E[max(best - Y, 0)] = sd h(u), u = (best - mean) / sd. In the lower tail h is phi / (phi / h), whose
/// denominator log_h has without cancellation. \pre sd >= 0; arguments finite
LODE_HD inline MeanDeviationGradient expected_improvement(double mean, double sd, double best) {
  const double gain = best - mean;
  if (gain > certain_deviations * sd) return {gain, -1, 0};
  if (!(gain > -hopeless_deviations * sd)) return {0, 0, 0};
  const double u = gain / sd;
  const double probability = normal_cdf(u);
  const double density = scaled_density(u, sd);
  const double value = u < -1 ? density / log_h(u).density_ratio : density + gain * probability;
  return {value, -probability, scaled_density(u, 1)};
}

/// P(Y < best) = Phi(u). \pre sd >= 0; arguments finite
LODE_HD inline MeanDeviationGradient probability_of_improvement(double mean, double sd, double best) {
  const double gain = best - mean;
  if (gain > certain_deviations * sd) return {1, 0, 0};
  if (!(gain > -hopeless_deviations * sd)) return {0, 0, 0};
  const double u = gain / sd;
  const double density = scaled_density(u, 1 / sd);
  return {normal_cdf(u), -density, -u * density};
}

}  // namespace lode::math
