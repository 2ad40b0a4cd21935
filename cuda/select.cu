#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <thrust/device_ptr.h>
#include <thrust/execution_policy.h>
#include <thrust/gather.h>
#include <thrust/sequence.h>
#include <thrust/sort.h>
#include <thrust/system_error.h>
#include <thrust/transform.h>

#include "base/error.h"
#include "launch.h"
#include "select.h"

namespace lode::backend::cuda {
namespace {

/// Lets Thrust take its scratch from the device's own pool, in the stream's order.
class Scratch {
 public:
  using value_type = char;

  explicit Scratch(Device& device) : device_(&device) {}
  char* allocate(std::ptrdiff_t bytes) {
    return static_cast<char*>(device_->allocate(static_cast<std::size_t>(bytes)));
  }
  void deallocate(char* memory, std::size_t bytes) { device_->free(memory, bytes); }

 private:
  Device* device_;
};

auto policy(Scratch& scratch, [[maybe_unused]] const Device& device) {
#ifdef LODE_HOST_SHIM
  return thrust::cpp::par(scratch);
#else
  return thrust::cuda::par_nosync(scratch).on(device.stream());
#endif
}

/// A number that is smaller the better a score is, and largest for what is not a number.
struct RankOf {
  LODE_HD std::uint64_t operator()(double score) const {
    if (score != score) return ~std::uint64_t{0};
    const double value = score + 0.0;  // -0 and 0 are one score
    std::uint64_t bits = 0;
    memcpy(&bits, &value, sizeof bits);
    const bool negative = bits >> 63 != 0;
    return negative ? bits : ~(bits | std::uint64_t{1} << 63);
  }
};

/// Thrust's failures as ours.
template <typename Work>
void guarded(const Work& work) {
  try {
    work();
  } catch (const thrust::system_error& error) {
    cudaGetLastError();
    throw Error(Code::device, std::string("CUDA: sorting scores failed: ") + error.what());
  }
}

}  // namespace

Top select_best(const std::shared_ptr<Device>& device, const Array<double>& values, std::size_t k) {
  const std::size_t m = values.size();
  Top top;
  k = std::min(k, m);
  if (k == 0) return top;
  Array<std::uint64_t> ranks(device, m);
  Array<std::uint32_t> indices(device, m);
  Array<double> best(device, k);
  Scratch scratch(*device);
  guarded([&] {
    const auto on = policy(scratch, *device);
    const auto score = thrust::device_pointer_cast(values.data());
    const auto rank = thrust::device_pointer_cast(ranks.data());
    const auto index = thrust::device_pointer_cast(indices.data());
    thrust::transform(on, score, score + static_cast<std::ptrdiff_t>(m), rank, RankOf());
    thrust::sequence(on, index, index + static_cast<std::ptrdiff_t>(m));
    thrust::stable_sort_by_key(on, rank, rank + static_cast<std::ptrdiff_t>(m), index);
    thrust::gather(on, index, index + static_cast<std::ptrdiff_t>(k), score,
                   thrust::device_pointer_cast(best.data()));
  });
  top.value = best.download();
  const auto end = std::find_if(top.value.begin(), top.value.end(), [](double v) { return std::isnan(v); });
  top.value.erase(end, top.value.end());
  const std::vector<std::uint32_t> order = indices.download(top.value.size());
  top.index.assign(order.begin(), order.end());
  return top;
}

}  // namespace lode::backend::cuda
