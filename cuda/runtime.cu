#include <algorithm>

#include "base/error.h"
#include "runtime.h"

namespace lode::backend::cuda {
namespace {

[[noreturn]] void fail(Code code, const char* attempted, const std::string& reason) {
  throw Error(code, std::string("CUDA: ") + attempted + " failed: " + reason);
}

std::string megabytes(std::size_t bytes) { return std::to_string((bytes + 999999) / 1000000) + " MB"; }

}  // namespace

void check(cudaError_t status, const char* attempted) {
  if (status == cudaSuccess) return;
  // A failed launch is also remembered by the runtime, for whoever asks next: that would blame the host's
  // call.
  cudaGetLastError();
  fail(status == cudaErrorMemoryAllocation ? Code::memory : Code::device, attempted,
       std::string(cudaGetErrorName(status)) + ": " + cudaGetErrorString(status));
}

void check(cublasStatus_t status, const char* attempted) {
  if (status == CUBLAS_STATUS_SUCCESS) return;
  fail(status == CUBLAS_STATUS_ALLOC_FAILED ? Code::memory : Code::device, attempted,
       std::string(cublasGetStatusName(status)) + ": " + cublasGetStatusString(status));
}

void check(cusolverStatus_t status, const char* attempted) {
  if (status == CUSOLVER_STATUS_SUCCESS) return;
  fail(status == CUSOLVER_STATUS_ALLOC_FAILED ? Code::memory : Code::device, attempted,
       "cuSOLVER's status " + std::to_string(static_cast<int>(status)));
}

CurrentDevice::CurrentDevice(int index) {
  check(cudaGetDevice(&before_), "asking for the current device");
  if (before_ == index) return;
  check(cudaSetDevice(index), "choosing the device");
  changed_ = true;
}

CurrentDevice::CurrentDevice(int index, std::nothrow_t) noexcept {
  const cudaError_t status = cudaGetDevice(&before_);
  usable_ = status != cudaErrorCudartUnloading;
  if (status == cudaSuccess && before_ != index) changed_ = cudaSetDevice(index) == cudaSuccess;
}

CurrentDevice::~CurrentDevice() {
  if (changed_) cudaSetDevice(before_);
}

Device::Device(int index, std::size_t memory_cap) : index_(index), cap_(memory_cap) {
  const CurrentDevice current(index_);
  try {
    open();
  } catch (...) {
    close();
    throw;
  }
}

Device::~Device() {
  const CurrentDevice current(index_, std::nothrow);
  if (current.usable()) close();
}

void Device::open() {
  int shared = 0;
  check(cudaDeviceGetAttribute(&shared, cudaDevAttrMaxSharedMemoryPerBlockOptin, index_),
        "asking for the device's shared memory");
  shared_memory_ = static_cast<std::size_t>(shared);
  if (cap_ == 0) {
    std::size_t free_bytes = 0, total = 0;
    check(cudaMemGetInfo(&free_bytes, &total), "asking for the device's memory");
    cap_ = free_bytes;
  }
  check(cudaStreamCreateWithFlags(&stream_, cudaStreamNonBlocking), "creating a stream");
  cudaMemPoolProps props = {};
  props.allocType = cudaMemAllocationTypePinned;
  props.location.type = cudaMemLocationTypeDevice;
  props.location.id = index_;
  check(cudaMemPoolCreate(&pool_, &props), "creating a memory pool");
  std::uint64_t kept = std::uint64_t{512} << 20;  // from one operation to the next; the rest is the trainers'
  check(cudaMemPoolSetAttribute(pool_, cudaMemPoolAttrReleaseThreshold, &kept), "setting up a memory pool");
  check(cublasCreate(&blas_), "opening cuBLAS");
  check(cublasSetStream(blas_, stream_), "setting up cuBLAS");
  check(cusolverDnCreate(&solver_), "opening cuSOLVER");
  check(cusolverDnSetStream(solver_, stream_), "setting up cuSOLVER");
}

void Device::close() noexcept {
  if (stream_ != nullptr) cudaStreamSynchronize(stream_);
  if (solver_ != nullptr) cusolverDnDestroy(solver_);
  if (blas_ != nullptr) cublasDestroy(blas_);
  if (pool_ != nullptr) cudaMemPoolDestroy(pool_);
  if (stream_ != nullptr) cudaStreamDestroy(stream_);
}

/// Once more where the pool holds what is free in pieces that do not fit.
cudaError_t Device::take(void** memory, std::size_t bytes) {
  const cudaError_t status = cudaMallocFromPoolAsync(memory, bytes, pool_, stream_);
  if (status != cudaErrorMemoryAllocation) return status;
  cudaGetLastError();
  cudaStreamSynchronize(stream_);
  cudaMemPoolTrimTo(pool_, 0);
  return cudaMallocFromPoolAsync(memory, bytes, pool_, stream_);
}

void* Device::allocate(std::size_t bytes) {
  if (bytes == 0) return nullptr;
  if (used_.fetch_add(bytes) + bytes > cap_) {
    used_ -= bytes;
    throw Error(Code::memory, "CUDA: " + megabytes(bytes) + " of device memory are needed beside " +
                                  megabytes(used_) + " in use; at most " + megabytes(cap_) + " are allowed");
  }
  void* memory = nullptr;
  const cudaError_t status = take(&memory, bytes);
  if (status != cudaSuccess) used_ -= bytes;
  check(status, "taking device memory");
  return memory;
}

/// A factor may be freed by any thread, outside of a Session.
void Device::free(void* memory, std::size_t bytes) noexcept {
  const CurrentDevice current(index_, std::nothrow);
  if (current.usable()) cudaFreeAsync(memory, stream_);
  used_ -= bytes;
}

void Device::synchronise() const { check(cudaStreamSynchronize(stream_), "a computation on the device"); }

}  // namespace lode::backend::cuda
