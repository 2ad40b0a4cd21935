#include <algorithm>

#include "factor.h"
#include "launch.h"
#include "math/matern.h"

namespace lode::backend::cuda {
namespace {

constexpr unsigned threads = 128;
constexpr std::size_t most_together = 4096;  // candidates of one launch
constexpr auto category = static_cast<std::int32_t>(ColumnKind::category);

__device__ double squared_distance(const InputsView& inputs, std::size_t i, const InputsView& candidates,
                                   std::size_t j) {
  double r2 = 0;
  for (std::size_t c = 0; c < static_cast<std::size_t>(inputs.d); ++c) {
    const double a = inputs.values[c * static_cast<std::size_t>(inputs.ld) + i];
    const double b = candidates.values[c * static_cast<std::size_t>(candidates.ld) + j];
    const double weight = inputs.weights[c];
    r2 += inputs.kinds[c] == category ? (a != b ? weight * weight : 0) : (a - b) * (a - b);
  }
  return r2;
}

/// One block a candidate, always adding in the same order, so that a candidate's result does not depend on
/// the others. \param scratch blocks x n: weighted slopes. \param gradient blocks x d, or null
__global__ void kernel_sum_kernel(InputsView inputs, InputsView candidates, const double* weights,
                                  double* scratch, double* value, double* gradient) {
  const std::size_t j = blockIdx.x, n = static_cast<std::size_t>(inputs.n);
  double* sums = shared_memory<double>();
  double* weighted = scratch + j * n;
  double own = 0;
  for (std::size_t i = threadIdx.x; i < n; i += threads) {
    const math::ValueSlope k = math::matern52_both(squared_distance(inputs, i, candidates, j));
    own += weights[i] * k.value;
    if (gradient != nullptr) weighted[i] = weights[i] * -2 * k.slope;
  }
  const double sum = block_sum(own, sums);
  if (threadIdx.x == 0) value[j] = sum;
  if (gradient == nullptr) return;
  for (std::size_t c = 0; c < static_cast<std::size_t>(inputs.d); ++c) {
    const double* x = inputs.values + c * static_cast<std::size_t>(inputs.ld);
    const double z = candidates.values[c * static_cast<std::size_t>(candidates.ld) + j];
    double along = 0;
    // Each thread reads what it wrote itself.
    for (std::size_t i = threadIdx.x; i < n; i += threads) along += weighted[i] * (z - x[i]);
    const double total = block_sum(along, sums);
    if (threadIdx.x == 0)
      gradient[j * static_cast<std::size_t>(inputs.d) + c] =
          inputs.kinds[c] == category ? 0 : -inputs.weights[c] * total;
  }
}

}  // namespace

KernelSum kernel_sum_with(const CudaFactor& factor, std::span<const double> weights,
                          std::span<const double> candidates, bool with_gradient) {
  const std::size_t d = factor.columns.size(), m = candidates.size() / d, n = factor.size();
  const std::size_t together = std::min(m, most_together), width = padded(together);
  KernelSum out;
  out.value.resize(m);
  out.gradient.resize(with_gradient ? m * d : 0);
  const std::shared_ptr<Device>& device = factor.device;
  const Array<double> points(device, candidates), own(device, weights);
  Array<double> scaled(device, d * width), scratch(device, with_gradient ? together * n : 0),
      value(device, together), gradient(device, with_gradient ? together * d : 0);
  for (std::size_t first = 0; first < m; first += together) {
    const std::size_t count = std::min(together, m - first);
    const InputsView view =
        factor.inputs.scale_like_these(*device, points.data() + first * d, count, scaled.data(), width);
    launch(*device, "summing up kernel values", kernel_sum_kernel,
           {{static_cast<unsigned>(count)}, {threads}, threads / warp_threads * sizeof(double)},
           factor.inputs.view(), view, own.data(), scratch.data(), value.data(), gradient.data());
    value.download_to(std::span(out.value).subspan(first, count));
    if (with_gradient) gradient.download_to(std::span(out.gradient).subspan(first * d, count * d));
  }
  return out;
}

}  // namespace lode::backend::cuda
