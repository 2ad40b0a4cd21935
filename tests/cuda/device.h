/// \file
/// The real CUDA device for tests, where there is one.
#pragma once

#include <cstdlib>
#include <dlfcn.h>
#include <memory>

#include "backend/open.h"

namespace lode::backend::device {

/// The first CUDA device through the module of this build, or the one that LODE_CUDA_MODULE names; nothing
/// where there is no driver, no module or no device.
inline std::unique_ptr<Backend> open_if_there() {
  void* driver = dlopen("libcuda.so.1", RTLD_LAZY | RTLD_LOCAL);
  if (driver == nullptr) return nullptr;
  dlclose(driver);
#ifdef LODE_CUDA_MODULE_FILE
  setenv("LODE_CUDA_MODULE", LODE_CUDA_MODULE_FILE, 0);
#endif
  return find_devices().cuda.empty() ? nullptr : open_backend({"cuda", 1, 0});
}

}  // namespace lode::backend::device
