/// \file
/// The best of many scores on the device.
#pragma once

#include <memory>

#include "backend/backend.h"
#include "runtime.h"

namespace lode::backend::cuda {

/// The k largest values, best first; equal ones by index; what is not a number is left out.
Top select_best(const std::shared_ptr<Device>& device, const Array<double>& values, std::size_t k);

}  // namespace lode::backend::cuda
