/// \file
/// What every operation of the CUDA backend stands on: errors as exceptions, the device with its stream,
/// libraries and memory, and arrays on it.
#pragma once

#include <atomic>
#include <cstddef>
#include <cublas_v2.h>
#include <cuda_runtime.h>
#include <cusolverDn.h>
#include <memory>
#include <mutex>
#include <new>
#include <span>
#include <string>
#include <vector>

namespace lode::backend::cuda {

/// \throws Error(Code::memory) where the device ran out of it, Error(Code::device) on any other failure;
/// the text says what was attempted, and CUDA's name for the failure with its explanation.
void check(cudaError_t status, const char* attempted);
void check(cublasStatus_t status, const char* attempted);
void check(cusolverStatus_t status, const char* attempted);

/// Makes a device the calling thread's current one, and puts the caller's own back at the end. Where it is
/// the current one already nothing is set: to set a device gives it a context, and memory with that.
class CurrentDevice {
 public:
  explicit CurrentDevice(int index);
  /// For destructors: usable() says whether CUDA can be called at all, which ends before the process does.
  CurrentDevice(int index, std::nothrow_t) noexcept;
  ~CurrentDevice();
  CurrentDevice(const CurrentDevice&) = delete;
  CurrentDevice& operator=(const CurrentDevice&) = delete;
  bool usable() const { return usable_; }

 private:
  int before_ = 0;
  bool usable_ = true;
  bool changed_ = false;
};

/// One device as one backend uses it: a stream on which everything happens in order, the handles of the
/// libraries, and a pool of memory of its own, which keeps what is freed for the next operation.
class Device {
 public:
  /// \param memory_cap bytes that may be in use at a time; 0: what is free on the device now.
  Device(int index, std::size_t memory_cap);
  ~Device();
  Device(const Device&) = delete;
  Device& operator=(const Device&) = delete;

  int index() const { return index_; }
  cudaStream_t stream() const { return stream_; }
  cublasHandle_t blas() const { return blas_; }
  cusolverDnHandle_t solver() const { return solver_; }

  /// Bytes of shared memory that a block may ask for.
  std::size_t shared_memory() const { return shared_memory_; }
  /// Bytes that may be in use at a time: what plans are made by, so that they do not depend on what else is.
  std::size_t cap() const { return cap_; }

  void* allocate(std::size_t bytes);
  void free(void* memory, std::size_t bytes) noexcept;

  /// Waits until all that was asked for has happened.
  void synchronise() const;

  /// Held by one operation at a time: the stream's order and the libraries' handles are not shared.
  std::mutex& busy() const { return busy_; }

 private:
  void open();
  void close() noexcept;
  cudaError_t take(void** memory, std::size_t bytes);

  int index_;
  std::size_t cap_;
  std::size_t shared_memory_ = 0;
  std::atomic<std::size_t> used_{0};
  cudaStream_t stream_ = nullptr;
  cudaMemPool_t pool_ = nullptr;
  cublasHandle_t blas_ = nullptr;
  cusolverDnHandle_t solver_ = nullptr;
  mutable std::mutex busy_;
};

/// The device made current and held, for as long as one operation lasts. At the end nothing of the operation
/// is still under way, however it ended.
class Session {
 public:
  explicit Session(const Device& device) : device_(device), lock_(device.busy()), current_(device.index()) {}
  ~Session() { cudaStreamSynchronize(device_.stream()); }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

 private:
  const Device& device_;
  std::lock_guard<std::mutex> lock_;
  CurrentDevice current_;
};

/// count elements of device memory, not set. Movable; freed in the stream's order.
template <typename T>
class Array {
 public:
  Array() = default;
  Array(std::shared_ptr<Device> device, std::size_t count)
      : device_(std::move(device)), count_(count), data_(static_cast<T*>(device_->allocate(bytes()))) {}
  /// A copy of what lies on the host.
  Array(std::shared_ptr<Device> device, std::span<const T> values) : Array(std::move(device), values.size()) {
    upload(values);
  }
  ~Array() {
    if (data_ != nullptr) device_->free(data_, bytes());
  }
  Array(Array&& other) noexcept { swap(other); }
  Array& operator=(Array&& other) noexcept {
    swap(other);
    return *this;
  }

  T* data() { return data_; }
  const T* data() const { return data_; }
  std::size_t size() const { return count_; }

  /// Copies to the beginning of the array. The values may go as soon as the call returns.
  void upload(std::span<const T> values) {
    if (values.empty()) return;
    check(
        cudaMemcpyAsync(data_, values.data(), values.size_bytes(), cudaMemcpyHostToDevice, device_->stream()),
        "copying to the device");
    device_->synchronise();
  }

  /// The first `count` elements, once all that was asked for before has happened.
  std::vector<T> download(std::size_t count) const {
    std::vector<T> values(count);
    download_to(values);
    return values;
  }
  std::vector<T> download() const { return download(count_); }

  /// As many elements as `values` has, from element `first` on.
  void download_to(std::span<T> values, std::size_t first = 0) const {
    if (!values.empty())
      check(cudaMemcpyAsync(values.data(), data_ + first, values.size_bytes(), cudaMemcpyDeviceToHost,
                            device_->stream()),
            "copying from the device");
    device_->synchronise();
  }

  void zero() {
    if (count_ > 0) check(cudaMemsetAsync(data_, 0, bytes(), device_->stream()), "clearing device memory");
  }

 private:
  std::size_t bytes() const { return count_ * sizeof(T); }
  void swap(Array& other) noexcept {
    std::swap(device_, other.device_);
    std::swap(count_, other.count_);
    std::swap(data_, other.data_);
  }

  std::shared_ptr<Device> device_;
  std::size_t count_ = 0;
  T* data_ = nullptr;
};

}  // namespace lode::backend::cuda
