/// \file
/// Backends by name, and what devices there are.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "backend/backend.h"
#include "backend/cuda_module.h"

namespace lode::backend {

/// Which backend, and what it may use.
struct BackendChoice {
  std::string device = "cpu";  ///< "cpu"; "cuda", the first device; "cuda:1"; "auto"
  int threads = 1;             ///< of the CPU
  std::size_t memory_cap = 0;  ///< bytes of device memory in use; 0: what is free when opened
  bool portable = false;       ///< the same results, to the last bit, on every processor; "cpu" alone
};

/// What there is to compute on besides the CPU.
struct Devices {
  std::vector<DeviceInfo> cuda;
  std::string module;   ///< file of the CUDA module; empty: none was opened
  std::string missing;  ///< why there is no device; empty where there is one
};

/// Opens the CUDA module where there is one. Never throws for the lack of anything: `missing` says it.
Devices find_devices();

/// "auto" takes the device for what it is expected to be faster at, and the CPU for the rest, always in the
/// same way (auto.h); without a device it is the CPU. \throws Error(Code::argument) for a name of another
/// form and for a portable device, Error(Code::device) where a device that was asked for is not there or
/// cannot be opened
std::unique_ptr<Backend> open_backend(const BackendChoice& choice);

}  // namespace lode::backend
