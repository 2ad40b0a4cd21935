/// \file
/// The logarithm of expected improvement, usable where the improvement itself underflows (Ament, Daulton,
/// Eriksson, Balandat & Bakshy, "Unexpected improvements to expected improvement", NeurIPS 2023).
///
/// EI = sd h(u) with u = (best - mean) / sd and h(u) = phi(u) + u Phi(u). Below u = -1 all is written with
/// the Mills ratio r = Phi(u) / phi(u): h = phi (1 - |u| r), and far out 1 - |u| r by its asymptotic series,
/// since there the difference would cancel.
#pragma once

#include "math/normal.h"

namespace lode::math {

/// log h(u) and its first derivative, with phi(u) / h(u), which derivatives of EI need too.
struct LogH {
  double value;          ///< log h(u)
  double slope;          ///< Phi(u) / h(u) = d value / du
  double density_ratio;  ///< phi(u) / h(u)
};

/// u^2 (1 - |u| r(u)) for |u| >= 12: sum over k of (-1)^k (2k+1)!! / u^(2k). The first neglected term is
/// 2e-16.
LODE_HD inline double log_h_tail_series(double u) {
  const double t = 1 / (u * u);
  double sum = 1;
  for (int k = 16; k > 0; --k) sum = 1 - (2 * k + 1) * t * sum;
  return sum;
}

/// log h for u < -12. Finite down to u = -1e154.
LODE_HD inline LogH log_h_far(double u) {
  const double series = log_h_tail_series(u);
  const double small = series / u / u;  // 1 - |u| r
  const double value = -0.5 * u * u - log_sqrt_2pi - 2 * log(-u) + log(series);
  return {value, -u * (1 - small) / series, u / series * u};
}

/// log h and its derivatives, for every u that is not NaN.
LODE_HD inline LogH log_h(double u) {
  if (u < -12) return log_h_far(u);
  if (u < -1) {
    const double mills = sqrt_half_pi * erfcx_positive(-u * inv_sqrt_2);
    const double gap = 1 + u * mills;
    return {-0.5 * u * u - log_sqrt_2pi + log(gap), mills / gap, 1 / gap};
  }
  const double density = normal_pdf(u);
  const double probability = normal_cdf(u);
  const double h = density + u * probability;
  return {log(h), probability / h, density / h};
}

/// A value and its derivatives with respect to the posterior mean and standard deviation.
struct MeanDeviationGradient {
  double value;
  double mean;       ///< d value / d mean
  double deviation;  ///< d value / d sd
};

/// log EI for minimisation: log E[max(best - Y, 0)], Y ~ N(mean, sd^2). Where it is -infinity (no improvement
/// that a double can express even as a logarithm, or sd == 0 and mean >= best) both derivatives are 0.
/// \pre sd >= 0; arguments finite
LODE_HD inline MeanDeviationGradient log_ei(double mean, double sd, double best) {
  const double gain = best - mean;
  // Beyond 40 standard deviations the improvement is certain to all digits; sd may be 0 here.
  if (gain > 40 * sd) return {log(gain), -1 / gain, 0};
  const double u = gain / sd;
  if (!(u > -1e154)) return {-infinity, 0, 0};
  const LogH h = log_h(u);
  return {h.value + log(sd), -h.slope / sd, h.density_ratio / sd};
}

}  // namespace lode::math
