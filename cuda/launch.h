/// \file
/// The one way to start a kernel, and what kernels share. Sources that include this compile with nvcc, and
/// with a host compiler against tests/cuda/shim, where the threads of a block are fibers.
#pragma once

#include <cstddef>
#include <tuple>
#include <type_traits>

#include "runtime.h"

#ifdef LODE_HOST_SHIM
#include "shim.h"
#endif

namespace lode::backend::cuda {

/// The shape of a launch.
struct Shape {
  dim3 blocks;
  dim3 threads;
  std::size_t shared = 0;  ///< bytes of shared memory of each block
};

/// As many blocks as it takes to give `count` threads, `threads` in each.
inline unsigned blocks_for(std::size_t count, unsigned threads) {
  return static_cast<unsigned>((count + threads - 1) / threads);
}

/// Starts a kernel on the device's stream. \param what it computes, for an error's text.
template <typename... Parameters, typename... Arguments>
void launch(const Device& device, const char* what, void (*kernel)(Parameters...), const Shape& shape,
            const Arguments&... arguments) {
  constexpr std::size_t granted = 48 * 1024;  // without asking
  if (shape.shared > granted)
    check(cudaFuncSetAttribute(reinterpret_cast<const void*>(kernel),
                               cudaFuncAttributeMaxDynamicSharedMemorySize, static_cast<int>(shape.shared)),
          what);
#ifdef LODE_HOST_SHIM
  check(shim::launch(reinterpret_cast<const void*>(kernel), shape.blocks, shape.threads, shape.shared,
                     [&] { kernel(static_cast<Parameters>(arguments)...); }),
        what);
#else
  std::tuple<std::remove_cv_t<Parameters>...> values(static_cast<Parameters>(arguments)...);
  std::apply(
      [&](auto&... value) {
        void* pointers[] = {static_cast<void*>(&value)...};
        check(cudaLaunchKernel(reinterpret_cast<const void*>(kernel), shape.blocks, shape.threads, pointers,
                               shape.shared, device.stream()),
              what);
      },
      values);
#endif
  static_cast<void>(device);
}

/// The block's shared memory, as many bytes as its launch asked for.
template <typename T>
__device__ inline T* shared_memory() {
#ifdef LODE_HOST_SHIM
  return static_cast<T*>(shim::shared_memory());
#else
  extern __shared__ __align__(16) unsigned char lode_shared_bytes[];
  return reinterpret_cast<T*>(lode_shared_bytes);
#endif
}

constexpr unsigned warp_threads = 32;
constexpr unsigned every_lane = 0xffffffffu;

/// The thread's number in its block.
__device__ inline unsigned thread_in_block() { return threadIdx.y * blockDim.x + threadIdx.x; }

/// The sum of `value` over the block, to each of its threads; always added in the same order. Every thread
/// of the block must call it; their number is a multiple of 32.
/// \param scratch shared memory of one double for each 32 threads
__device__ inline double block_sum(double value, double* scratch) {
  for (unsigned distance = warp_threads / 2; distance > 0; distance /= 2)
    value += __shfl_xor_sync(every_lane, value, static_cast<int>(distance));
  const unsigned warps = blockDim.x * blockDim.y / warp_threads;
  __syncthreads();  // the scratch of the sum before has been read
  if (thread_in_block() % warp_threads == 0) scratch[thread_in_block() / warp_threads] = value;
  __syncthreads();
  double sum = 0;
  for (unsigned w = 0; w < warps; ++w) sum += scratch[w];
  return sum;
}

}  // namespace lode::backend::cuda
