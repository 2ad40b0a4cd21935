// Posterior, scores and their gradients at candidates, a chunk of them at a time.

#include <algorithm>
#include <cmath>

#include "backend/limits.h"
#include "factor.h"
#include "launch.h"
#include "math/score.h"
#include "select.h"

namespace lode::backend::cuda {
namespace {

constexpr unsigned side = 32;     // candidates of a block
constexpr unsigned slices = 16;   // threads that share a candidate's sum
constexpr std::size_t few = 128;  // the narrowest chunk

int to_int(std::size_t value) { return static_cast<int>(value); }

/// Candidates of a chunk: a power of two times `few` that holds all, or as many as keep two of its matrices
/// in the device's cache. Nothing but n and m decides the shape of a product, so that a candidate's result
/// does not depend on where it stands among them.
std::size_t chunk_width(std::size_t order, std::size_t m) {
  constexpr std::size_t cache_bytes = std::size_t{24} << 20, widest = 32768;
  const std::size_t fitting = cache_bytes / (sizeof(double) * std::max<std::size_t>(order, 1));
  const std::size_t most = std::clamp<std::size_t>(fitting / few * few, few, widest);
  std::size_t width = few;
  while (width < m && width < most) width = std::min(2 * width, most);
  return width;
}

/// The sum over the slices of one candidate, to the first of them.
__device__ double slice_sum(double value) {
  double* sums = shared_memory<double>();
  __syncthreads();
  sums[threadIdx.y * side + threadIdx.x] = value;
  __syncthreads();
  double sum = 0;
  if (threadIdx.y == 0)
    for (unsigned s = 0; s < slices; ++s) sum += sums[s * side + threadIdx.x];
  return sum;
}

/// variance = 1 - the sum of squares of a candidate's row of V (width x order); and the constant mean added.
__global__ void moments_kernel(const double* V, int width, int order, double constant, double* mean,
                               double* variance) {
  const std::size_t j = blockIdx.x * side + threadIdx.x, w = static_cast<std::size_t>(width);
  double own = 0;
  for (std::size_t i = threadIdx.y; i < static_cast<std::size_t>(order); i += slices)
    own += V[i * w + j] * V[i * w + j];
  const double explained = slice_sum(own);
  if (threadIdx.y > 0) return;
  const double left = 1 - explained;
  variance[j] = left > smallest_variance ? left : (left <= smallest_variance ? smallest_variance : left);
  mean[j] += constant;
}

__global__ void score_kernel(const double* mean, const double* variance, math::Score score, int count,
                             double* values) {
  const int j = static_cast<int>(blockIdx.x * blockDim.x + threadIdx.x);
  if (j < count) values[j] = math::score_at(score, mean[j], sqrt(variance[j])).value;
}

/// by_mean <- slope * alpha, by_variance <- slope * by_variance: the weights of both gradients.
__global__ void weigh_kernel(const double* slopes, const double* alpha, int width, double* by_mean,
                             double* by_variance) {
  const std::size_t j = blockIdx.x * blockDim.x + threadIdx.x, i = blockIdx.y;
  if (j >= static_cast<std::size_t>(width)) return;
  const std::size_t at = i * static_cast<std::size_t>(width) + j;
  by_mean[at] = slopes[at] * alpha[i];
  by_variance[at] *= slopes[at];
}

/// d/dx of sum_i w_i k_i times `sign`, from dk_i/dx_c = -slope_i (z_c - z_ic) / l_c with z the scaled
/// coordinates: -sign (z_c sum_i w_i slope_i - sum_i w_i slope_i z_ic) / l_c. \param weights width x order:
/// w_i slope_i. \param products width x d: weights times the scaled inputs. \param gradient width x d
__global__ void slope_kernel(InputsView candidates, const double* weights, const double* products, int order,
                             double sign, double* gradient) {
  const std::size_t j = blockIdx.x * side + threadIdx.x, w = static_cast<std::size_t>(candidates.ld);
  double own = 0;
  for (std::size_t i = threadIdx.y; i < static_cast<std::size_t>(order); i += slices)
    own += weights[i * w + j];
  const double total = slice_sum(own);
  if (threadIdx.y > 0) return;
  const std::size_t d = static_cast<std::size_t>(candidates.d);
  for (std::size_t c = 0; c < d; ++c) {
    const bool is_category = candidates.kinds[c] == static_cast<std::int32_t>(ColumnKind::category);
    const double along = candidates.weights[c] * (candidates.values[c * w + j] * total - products[c * w + j]);
    gradient[j * d + c] = is_category ? 0 : -sign * along;
  }
}

/// One chunk of candidates against one factor; all its matrices have a row for each candidate.
class Chunk {
 public:
  Chunk(const CudaFactor& factor, std::size_t width, bool with_gradient)
      : factor_(factor),
        device_(*factor.device),
        width_(width),
        order_(factor.order()),
        d_(factor.columns.size()),
        scaled_(factor.device, d_ * width),
        kernel_(factor.device, width * order_),
        solved_(factor.device, width * order_),
        slopes_(factor.device, with_gradient ? width * order_ : 0),
        weights_(factor.device, with_gradient ? width * order_ : 0),
        products_(factor.device, with_gradient ? width * d_ : 0),
        gradient_(factor.device, with_gradient ? width * d_ : 0),
        mean_(factor.device, width),
        variance_(factor.device, width) {}

  /// \param points on the device, m x d row-major
  void predict(const double* points, std::size_t m) {
    candidates_ = factor_.inputs.scale_like_these(device_, points, m, scaled_.data(), width_);
    fill_cross_kernel(device_, factor_.inputs.view(), candidates_, kernel_.data(), slopes_.data());
    multiply_by_alpha();
    multiply_by_inverse();
    launch(device_, "summing up variances", moments_kernel,
           {{blocks_for(width_, side)}, {side, slices}, slice_shared}, solved_.data(), to_int(width_),
           to_int(order_), factor_.theta.back(), mean_.data(), variance_.data());
  }

  /// After predict(): the mean's gradient, then the variance's.
  void mean_gradient(std::span<double> out) {
    multiply(device_, width_, order_, order_, 1, {solved_.data(), width_}, {factor_.inverse.data(), order_},
             0, weights_.data(), width_);
    if (order_ > 0)
      launch(device_, "weighing slopes", weigh_kernel,
             {{blocks_for(width_, 128), static_cast<unsigned>(order_)}, {128}}, slopes_.data(),
             factor_.alpha.data(), to_int(width_), kernel_.data(), weights_.data());
    gradient_of(kernel_, 1, out);
  }
  void variance_gradient(std::span<double> out) { gradient_of(weights_, -2, out); }

  void score(const math::Score& score, std::size_t m, double* values) {
    launch(device_, "scoring candidates", score_kernel, {{blocks_for(m, 128)}, {128}}, mean_.data(),
           variance_.data(), score, to_int(m), values);
  }

  const Array<double>& mean() const { return mean_; }
  const Array<double>& variance() const { return variance_; }

 private:
  static constexpr std::size_t slice_shared = sizeof(double) * side * slices;

  /// The mean K alpha, but for the constant: 0 without training points, which make no product.
  void multiply_by_alpha() {
    if (order_ == 0) return mean_.zero();
    multiply(device_, width_, 1, order_, 1, {kernel_.data(), width_}, {factor_.alpha.data(), order_}, 0,
             mean_.data(), width_);
  }

  /// V = K W^T, by block columns: the zeros above W's diagonal are skipped, but for those in a block.
  void multiply_by_inverse() {
    const std::size_t block = std::max<std::size_t>(256, (order_ / 8 + tile - 1) / tile * tile);
    for (std::size_t first = 0; first < order_; first += block) {
      const std::size_t columns = std::min(block, order_ - first);
      multiply(device_, width_, columns, first + columns, 1, {kernel_.data(), width_},
               {factor_.inverse.data() + first, order_, 0, true}, 0, solved_.data() + first * width_, width_);
    }
  }

  void gradient_of(const Array<double>& weights, double sign, std::span<double> out) {
    if (order_ == 0) {
      std::fill(out.begin(), out.end(), 0.0);
      return;
    }
    multiply(device_, width_, d_, order_, 1, {weights.data(), width_}, {factor_.inputs.view().values, order_},
             0, products_.data(), width_);
    launch(device_, "differentiating predictions", slope_kernel,
           {{blocks_for(width_, side)}, {side, slices}, slice_shared}, candidates_, weights.data(),
           products_.data(), to_int(order_), sign, gradient_.data());
    gradient_.download_to(out);
  }

  const CudaFactor& factor_;
  const Device& device_;
  std::size_t width_, order_, d_;
  InputsView candidates_ = {};
  Array<double> scaled_;
  Array<double> kernel_;  ///< K, then the weights of the mean's gradient
  Array<double> solved_;  ///< V = K W^T
  Array<double> slopes_;
  Array<double> weights_;  ///< of the variance's gradient
  Array<double> products_, gradient_;
  Array<double> mean_, variance_;
};

/// Calls visit(chunk, first, count) for each chunk of the candidates, predicted.
template <typename Visit>
void for_each_chunk(const CudaFactor& factor, std::span<const double> candidates, bool with_gradient,
                    Visit visit) {
  const std::size_t d = factor.columns.size(), m = candidates.size() / d;
  if (m == 0) return;
  const std::size_t width = chunk_width(factor.order(), m);
  const Array<double> points(factor.device, candidates);
  Chunk chunk(factor, width, with_gradient);
  for (std::size_t first = 0; first < m; first += width) {
    const std::size_t count = std::min(width, m - first);
    chunk.predict(points.data() + first * d, count);
    visit(chunk, first, count);
  }
}

/// The scores of all candidates, on the device.
Array<double> score_on_device(const CudaFactor& factor, const math::Score& score,
                              std::span<const double> candidates) {
  Array<double> values(factor.device, candidates.size() / factor.columns.size());
  for_each_chunk(factor, candidates, false, [&](Chunk& chunk, std::size_t first, std::size_t count) {
    chunk.score(score, count, values.data() + first);
  });
  return values;
}

}  // namespace

Posterior predict_with(const CudaFactor& factor, std::span<const double> candidates, bool with_gradient) {
  const std::size_t d = factor.columns.size(), m = candidates.size() / d;
  Posterior out;
  out.mean.resize(m);
  out.variance.resize(m);
  out.mean_gradient.resize(with_gradient ? m * d : 0);
  out.variance_gradient.resize(with_gradient ? m * d : 0);
  for_each_chunk(factor, candidates, with_gradient, [&](Chunk& chunk, std::size_t first, std::size_t count) {
    chunk.mean().download_to(std::span(out.mean).subspan(first, count));
    chunk.variance().download_to(std::span(out.variance).subspan(first, count));
    if (!with_gradient) return;
    chunk.mean_gradient(std::span(out.mean_gradient).subspan(first * d, count * d));
    chunk.variance_gradient(std::span(out.variance_gradient).subspan(first * d, count * d));
  });
  return out;
}

std::vector<double> score_with(const CudaFactor& factor, const math::Score& score,
                               std::span<const double> candidates) {
  return score_on_device(factor, score, candidates).download();
}

Top top_with(const CudaFactor& factor, const math::Score& score, std::span<const double> candidates,
             std::size_t k) {
  return select_best(factor.device, score_on_device(factor, score, candidates), k);
}

}  // namespace lode::backend::cuda
