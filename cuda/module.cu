// What the module exports, and the list of devices.

#include "backend/cuda_module.h"
#include "cuda_backend.h"
#include "runtime.h"

namespace lode::backend::cuda {
namespace {

int attribute_of(int index, cudaDeviceAttr attribute) {
  int value = 0;
  check(cudaDeviceGetAttribute(&value, attribute, index), "asking for a device's attribute");
  return value;
}

/// FP32 units of a multiprocessor: what the ratio of the two precisions refers to.
int single_units(int major, int minor) {
  const bool narrow = major == 8 && minor == 0;  // A100
  return narrow || major < 8 ? 64 : 128;
}

DeviceInfo describe(int index) {
  cudaDeviceProp properties;
  check(cudaGetDeviceProperties(&properties, index), "asking for a device's properties");
  DeviceInfo info;
  info.name = "cuda:" + std::to_string(index);
  info.model = properties.name;
  info.major = attribute_of(index, cudaDevAttrComputeCapabilityMajor);
  info.minor = attribute_of(index, cudaDevAttrComputeCapabilityMinor);
  info.memory = properties.totalGlobalMem;
  info.shared_memory = static_cast<std::size_t>(attribute_of(index, cudaDevAttrMaxSharedMemoryPerBlockOptin));
  info.processors = attribute_of(index, cudaDevAttrMultiProcessorCount);
  const double kilohertz = attribute_of(index, cudaDevAttrClockRate);
  const double ratio = attribute_of(index, cudaDevAttrSingleToDoublePrecisionPerfRatio);
  info.double_rate =
      2e3 * kilohertz * info.processors * single_units(info.major, info.minor) / (ratio > 0 ? ratio : 1);
  return info;
}

std::vector<DeviceInfo> devices() {
  int count = 0;
  const cudaError_t status = cudaGetDeviceCount(&count);
  if (status == cudaErrorNoDevice) {
    cudaGetLastError();
    return {};
  }
  check(status, "counting devices");
  std::vector<DeviceInfo> all;
  for (int index = 0; index < count; ++index) all.push_back(describe(index));
  return all;
}

constexpr CudaModule table = {sizeof(CudaModule), LODE_RELEASE, &devices, &make_cuda_backend};

}  // namespace
}  // namespace lode::backend::cuda

extern "C" __attribute__((visibility("default"))) const lode::backend::CudaModule* lode_cuda_module() {
  return &lode::backend::cuda::table;
}
