// The runtime's calls: memory that is known by its address, handles that are counted, and failures on demand.

#include <cstdlib>
#include <limits>
#include <map>
#include <mutex>
#include <set>

#include "shim.h"

struct ShimStream {
  int device;
};
struct ShimPool {
  int device;
};

namespace shim {

cudaError_t run_blocks(dim3 grid, dim3 block, std::size_t shared, const std::function<void()>& thread);

namespace {

struct Allocation {
  std::size_t bytes;
  int device;
};

/// Everything that is there at the moment; guarded by `lock`.
struct World {
  std::mutex lock;
  Properties properties;
  std::map<void*, Allocation> memory;
  std::set<ShimStream*> streams;
  std::set<ShimPool*> pools;
  std::map<const void*, std::size_t> shared_granted;
  std::size_t calls = 0, failing = 0;
  std::string failed;
};

World& world() {
  static World all;
  return all;
}

thread_local int current_device = 0;

constexpr std::size_t granted_without_asking = 48 * 1024;

bool is_device(int device) { return device >= 0 && device < properties().devices; }

std::size_t used_on(int device) {
  std::size_t bytes = 0;
  for (const auto& [address, allocation] : world().memory)
    if (allocation.device == device) bytes += allocation.bytes;
  return bytes;
}

/// Whether a range lies in one allocation.
bool on_device(const void* at, std::size_t bytes) {
  const auto& memory = world().memory;
  auto next = memory.upper_bound(const_cast<void*>(at));
  if (next == memory.begin()) return false;
  const auto& [address, allocation] = *--next;
  const auto offset =
      static_cast<std::size_t>(static_cast<const char*>(at) - static_cast<const char*>(address));
  return offset + bytes <= allocation.bytes;
}

}  // namespace

Properties& properties() { return world().properties; }

void fail_at(std::size_t call) {
  const std::lock_guard lock(world().lock);
  world().failing = call;
  world().calls = 0;
  world().failed.clear();
}

std::size_t calls() { return world().calls; }
std::string failed_call() { return world().failed; }

bool counted(const char* name) {
  const std::lock_guard lock(world().lock);
  if (++world().calls != world().failing) return false;
  world().failed = name;
  return true;
}

std::size_t bytes_in_use() {
  const std::lock_guard lock(world().lock);
  std::size_t bytes = 0;
  for (int device = 0; device < properties().devices; ++device) bytes += used_on(device);
  return bytes;
}

std::size_t library_handles();

std::size_t handles_in_use() {
  const std::lock_guard lock(world().lock);
  return world().streams.size() + world().pools.size() + library_handles();
}

cudaError_t launch(const void* kernel, dim3 grid, dim3 block, std::size_t shared,
                   const std::function<void()>& thread) {
  if (counted("cudaLaunchKernel")) return cudaErrorLaunchFailure;
  {
    const std::lock_guard lock(world().lock);
    const auto granted = world().shared_granted.find(kernel);
    const std::size_t most =
        granted == world().shared_granted.end() ? granted_without_asking : granted->second;
    if (shared > std::max(most, granted_without_asking)) return cudaErrorInvalidValue;
  }
  return run_blocks(grid, block, shared, thread);
}

}  // namespace shim

using shim::counted;
using shim::world;

// Calls that never fail here: they only say what happened, or give back.

const char* cudaGetErrorName(cudaError_t error) {
  switch (error) {
    case cudaErrorInvalidValue:
      return "cudaErrorInvalidValue";
    case cudaErrorMemoryAllocation:
      return "cudaErrorMemoryAllocation";
    case cudaErrorInvalidConfiguration:
      return "cudaErrorInvalidConfiguration";
    case cudaErrorInvalidDevice:
      return "cudaErrorInvalidDevice";
    case cudaErrorNoDevice:
      return "cudaErrorNoDevice";
    case cudaErrorIllegalAddress:
      return "cudaErrorIllegalAddress";
    case cudaErrorLaunchFailure:
      return "cudaErrorLaunchFailure";
    default:
      return "cudaErrorUnknown";
  }
}
const char* cudaGetErrorString(cudaError_t) { return "simulated on the host"; }
cudaError_t cudaGetLastError() { return cudaSuccess; }

cudaError_t cudaDriverGetVersion(int* version) {
  *version = 13000;
  return cudaSuccess;
}
cudaError_t cudaRuntimeGetVersion(int* version) {
  *version = 13000;
  return cudaSuccess;
}

cudaError_t cudaGetDeviceCount(int* count) {
  if (counted(__func__)) return cudaErrorNoDevice;
  *count = shim::properties().devices;
  return *count > 0 ? cudaSuccess : cudaErrorNoDevice;
}

cudaError_t cudaGetDevice(int* device) {
  if (counted(__func__)) return cudaErrorNoDevice;
  *device = shim::current_device;
  return cudaSuccess;
}

cudaError_t cudaSetDevice(int device) {
  if (counted(__func__)) return cudaErrorInvalidDevice;
  if (!shim::is_device(device)) return cudaErrorInvalidDevice;
  shim::current_device = device;
  return cudaSuccess;
}

cudaError_t cudaGetDeviceProperties(cudaDeviceProp* properties, int device) {
  if (counted(__func__) || !shim::is_device(device)) return cudaErrorInvalidDevice;
  *properties = {};
  std::strcpy(properties->name, "host shim");
  properties->totalGlobalMem = shim::properties().memory;
  return cudaSuccess;
}

cudaError_t cudaDeviceGetAttribute(int* value, cudaDeviceAttr attribute, int device) {
  if (counted(__func__) || !shim::is_device(device)) return cudaErrorInvalidDevice;
  switch (attribute) {
    case cudaDevAttrClockRate:
      *value = 1000000;
      break;
    case cudaDevAttrMultiProcessorCount:
      *value = 1;
      break;
    case cudaDevAttrComputeCapabilityMajor:
      *value = 9;
      break;
    case cudaDevAttrComputeCapabilityMinor:
      *value = 0;
      break;
    case cudaDevAttrSingleToDoublePrecisionPerfRatio:
      *value = 2;
      break;
    case cudaDevAttrMaxSharedMemoryPerBlockOptin:
      *value = static_cast<int>(shim::properties().shared_memory);
      break;
  }
  return cudaSuccess;
}

cudaError_t cudaFuncSetAttribute(const void* kernel, cudaFuncAttribute attribute, int value) {
  if (counted(__func__)) return cudaErrorInvalidValue;
  const auto bytes = static_cast<std::size_t>(value);
  if (attribute != cudaFuncAttributeMaxDynamicSharedMemorySize || value < 0 ||
      bytes > shim::properties().shared_memory)
    return cudaErrorInvalidValue;
  const std::lock_guard lock(world().lock);
  world().shared_granted[kernel] = bytes;
  return cudaSuccess;
}

cudaError_t cudaStreamCreateWithFlags(cudaStream_t* stream, unsigned) {
  if (counted(__func__)) return cudaErrorMemoryAllocation;
  const std::lock_guard lock(world().lock);
  *stream = *world().streams.insert(new ShimStream{shim::current_device}).first;
  return cudaSuccess;
}

cudaError_t cudaStreamDestroy(cudaStream_t stream) {
  const std::lock_guard lock(world().lock);
  if (world().streams.erase(stream) == 0) std::abort();  // twice, or never created
  delete stream;
  return cudaSuccess;
}

cudaError_t cudaStreamSynchronize(cudaStream_t) {
  return counted(__func__) ? cudaErrorIllegalAddress : cudaSuccess;
}

cudaError_t cudaMemGetInfo(std::size_t* free_bytes, std::size_t* total) {
  if (counted(__func__)) return cudaErrorInvalidDevice;
  const std::lock_guard lock(world().lock);
  *total = shim::properties().memory;
  *free_bytes = *total - shim::used_on(shim::current_device);
  return cudaSuccess;
}

cudaError_t cudaMemPoolCreate(cudaMemPool_t* pool, const cudaMemPoolProps* properties) {
  if (counted(__func__)) return cudaErrorMemoryAllocation;
  if (!shim::is_device(properties->location.id)) return cudaErrorInvalidDevice;
  const std::lock_guard lock(world().lock);
  *pool = *world().pools.insert(new ShimPool{properties->location.id}).first;
  return cudaSuccess;
}

cudaError_t cudaMemPoolDestroy(cudaMemPool_t pool) {
  const std::lock_guard lock(world().lock);
  if (world().pools.erase(pool) == 0) std::abort();
  delete pool;
  return cudaSuccess;
}

cudaError_t cudaMemPoolTrimTo(cudaMemPool_t, std::size_t) {
  return counted(__func__) ? cudaErrorInvalidValue : cudaSuccess;
}

cudaError_t cudaMemPoolSetAttribute(cudaMemPool_t, cudaMemPoolAttr, void*) {
  return counted(__func__) ? cudaErrorInvalidValue : cudaSuccess;
}

cudaError_t cudaMallocFromPoolAsync(void** memory, std::size_t bytes, cudaMemPool_t pool,
                                    cudaStream_t stream) {
  if (counted(__func__)) return cudaErrorMemoryAllocation;
  const std::lock_guard lock(world().lock);
  if (world().pools.count(pool) == 0 || world().streams.count(stream) == 0) return cudaErrorInvalidValue;
  if (shim::used_on(pool->device) + bytes > shim::properties().memory) return cudaErrorMemoryAllocation;
  *memory = std::malloc(bytes);
  if (*memory == nullptr) return cudaErrorMemoryAllocation;
  std::memset(*memory, 0xff, bytes);  // NaN, whatever the type
  world().memory[*memory] = {bytes, pool->device};
  return cudaSuccess;
}

cudaError_t cudaFreeAsync(void* memory, cudaStream_t stream) {
  const std::lock_guard lock(world().lock);
  if (world().memory.erase(memory) == 0 || world().streams.count(stream) == 0) std::abort();
  std::free(memory);
  return cudaSuccess;
}

cudaError_t cudaMemcpyAsync(void* to, const void* from, std::size_t bytes, cudaMemcpyKind kind,
                            cudaStream_t) {
  if (counted(__func__)) return cudaErrorIllegalAddress;
  const std::lock_guard lock(world().lock);
  if (kind != cudaMemcpyDeviceToHost && !shim::on_device(to, bytes)) return cudaErrorInvalidValue;
  if (kind != cudaMemcpyHostToDevice && !shim::on_device(from, bytes)) return cudaErrorInvalidValue;
  std::memcpy(to, from, bytes);
  return cudaSuccess;
}

cudaError_t cudaMemsetAsync(void* memory, int value, std::size_t bytes, cudaStream_t) {
  if (counted(__func__)) return cudaErrorIllegalAddress;
  const std::lock_guard lock(world().lock);
  if (!shim::on_device(memory, bytes)) return cudaErrorInvalidValue;
  std::memset(memory, value, bytes);
  return cudaSuccess;
}
