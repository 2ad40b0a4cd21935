/// \file
/// The fit of a Model's hyperparameters, on standardised data.
#pragma once

#include <vector>

#include "surrogate/model.h"

namespace lode::surrogate {

struct FittedTheta {
  std::vector<double> theta;  ///< d + 2, as backend.h lays it out
  int evaluations = 0;        ///< of the likelihood
};

/// Maximum a posteriori, or the prior's mode without data. \param data unit cube, standardised.
FittedTheta fit_theta(const backend::Backend& backend, const space::Space& space, const backend::Data& data,
                      const ModelOptions& options);

/// What theta means in y's units.
Hyperparameters to_hyperparameters(const std::vector<double>& theta, const OutputScale& scale);

}  // namespace lode::surrogate
