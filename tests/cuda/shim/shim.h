/// \file
/// The controls of the host shim: how a kernel runs, what there is of a device, and which call is to fail.
///
/// A block's threads are fibers on one host thread: a thread runs until it waits at a barrier or ends. Blocks
/// run one after the other. Shared memory is an allocation of exactly the size that the launch asked for,
/// filled with NaN, and device memory likewise, so that AddressSanitizer sees a step outside, and a result
/// made from what was never written is NaN.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "cuda_runtime.h"

namespace shim {

/// One simulated device.
struct Properties {
  int devices = 2;
  std::size_t memory = std::size_t{1} << 30;  ///< bytes on each
  std::size_t shared_memory =
      99 * std::size_t{1024};  ///< that a block may ask for: the smallest of those supported
  bool backwards = false;  ///< threads of a block run from the last to the first: races show as other results
};

/// May be changed between operations.
Properties& properties();

/// The call (of any function of the three libraries, launches among them) that fails, counted from now; 0:
/// none.
void fail_at(std::size_t call);
/// Calls since fail_at().
std::size_t calls();
/// The name of the function that was made to fail; empty: none yet.
std::string failed_call();

/// Bytes of device memory, streams, pools and handles that have not been given back.
std::size_t bytes_in_use();
std::size_t handles_in_use();

/// Runs `thread` for every thread of every block.
cudaError_t launch(const void* kernel, dim3 grid, dim3 block, std::size_t shared,
                   const std::function<void()>& thread);
/// Of the block that runs.
void* shared_memory();

/// Counts a call by its name. \return whether it is the one that is to fail
bool counted(const char* name);

}  // namespace shim
