/// \file
/// The CUDA backend as the module hands it out.
#pragma once

#include <cstddef>
#include <memory>

#include "backend/backend.h"

namespace lode::backend::cuda {

/// Thread-safe: one operation at a time. Leaves the calling thread's current device as it was.
/// \param memory_cap bytes of device memory in use at a time; 0: what is free on it when it is opened.
/// \throws Error(Code::device) where there is no such device or it cannot be opened
std::unique_ptr<Backend> make_cuda_backend(int index, std::size_t memory_cap);

}  // namespace lode::backend::cuda
