/// \file
/// What liblode_cuda.so hands to liblode.so, which opens it at run time and so needs no CUDA itself. C++
/// objects cross, so both must be of the same build of Lode: the table's first two fields say so.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "backend/backend.h"

namespace lode::backend {

/// One device.
struct DeviceInfo {
  std::string name;               ///< "cuda:0", as open_backend() takes it
  std::string model;              ///< as its maker calls it
  int major = 0, minor = 0;       ///< compute capability
  std::size_t memory = 0;         ///< bytes
  std::size_t shared_memory = 0;  ///< bytes that a block may have
  int processors = 0;             ///< streaming multiprocessors
  double double_rate = 0;         ///< FP64 operations a second at most, without tensor cores
};

/// Everything that the module can do.
struct CudaModule {
  std::uint32_t size;                    ///< sizeof(CudaModule)
  const char* release;                   ///< Lode's release number
  std::vector<DeviceInfo> (*devices)();  ///< \throws Error(Code::device) where CUDA itself does not work
  /// \throws Error(Code::device) where there is no such device
  std::unique_ptr<Backend> (*open)(int index, std::size_t memory_cap);
};

/// The module's one symbol, `lode_cuda_module`.
using CudaModuleFunction = const CudaModule* (*)();

}  // namespace lode::backend
