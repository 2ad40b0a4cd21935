/// \file
/// What several Gaussian processes expect together.
#pragma once

#include <span>

#include "surrogate/gp.h"

namespace lode::surrogate {

/// Mean and variance at m x d points of the mixture of the processes in equal parts, without derivatives: the
/// mean of their means; the mean of their variances plus the variance of their means.
/// \pre gps is not empty
backend::Posterior mixture(std::span<const Gp> gps, std::span<const double> points);

}  // namespace lode::surrogate
