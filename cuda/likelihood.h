/// \file
/// Log marginal likelihood and its gradient for many hyperparameter vectors at a time.
#pragma once

#include <memory>
#include <span>

#include "backend/backend.h"
#include "runtime.h"

namespace lode::backend::cuda {

/// As Backend::likelihood. As many vectors at a time as fit into what memory the device may still use.
Likelihood likelihood_of(const std::shared_ptr<Device>& device, const Columns& columns, const Data& data,
                         std::span<const double> thetas, bool with_gradient);

}  // namespace lode::backend::cuda
