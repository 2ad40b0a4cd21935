/// \file
/// Priors and bounds of the surrogate's hyperparameters.
///
/// theta is laid out as backend.h says (d ln lengthscales, ln noise variance, mean), for inputs in the unit
/// cube and outputs of mean 0 and variance 1; the kernel's variance is fixed at 1.
///
/// | entry            | prior                                                  | bounds             |
/// |------------------|--------------------------------------------------------|--------------------|
/// | ln lengthscale   | N(ln(0.9 sqrt(D / 4)), 1) on the logarithm             | [ln 0.025, ln 100] |
/// | ln noise variance| log-normal(-4, 1) as a density of the variance itself  | [ln 1e-4, 0]       |
/// | mean             | N(0, 1)                                                | [-5, 5]            |
///
/// The lengthscales grow with sqrt(D), as the distance between points does (Hvarfner, Hellsten & Nardi 2024).
/// The noise prior is a density of the variance, so maximising over its logarithm carries the Jacobian term
/// -ln(noise variance), which puts the mode at ln noise = -5.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "math/philox.h"

namespace lode::surrogate {

/// Independent normal priors on theta's entries, within bounds. Immutable once made.
struct Priors {
  std::vector<double> mean;       ///< p
  std::vector<double> deviation;  ///< p
  std::vector<double> jacobian;   ///< p: 1 where the density is that of exp(entry), else 0
  std::vector<double> lower;      ///< p
  std::vector<double> upper;      ///< p

  std::size_t size() const { return mean.size(); }

  /// ln density up to a constant; adds its gradient to `gradient` unless that is empty.
  double log_density(std::span<const double> theta, std::span<double> gradient) const;

  /// The most probable theta, within the bounds.
  std::vector<double> mode() const;
  /// Where a fit without an earlier one starts.
  std::vector<double> start() const;
  /// A start drawn around start(), within the bounds.
  std::vector<double> draw(math::Random& random) const;
  /// The nearest theta within the bounds.
  std::vector<double> clamp(std::span<const double> theta) const;
};

/// \param columns d. \param dimensions D, the number of parameters that vary (at least 1).
Priors default_priors(std::size_t columns, std::size_t dimensions);

}  // namespace lode::surrogate
