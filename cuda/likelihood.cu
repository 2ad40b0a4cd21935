#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "base/error.h"
#include "kernel_matrix.h"
#include "launch.h"
#include "likelihood.h"
#include "math/portable.h"
#include "matrix.h"

namespace lode::backend::cuda {
namespace {

constexpr unsigned threads = 256;
constexpr std::size_t sum_shared = threads / warp_threads * sizeof(double);
constexpr int side = 32;  // of a tile of pairs of points

/// residuals[b] = y - mean[b]; 0 for the points that fill up.
__global__ void residual_kernel(const double* y, const double* mean, double* residuals, int n, int order) {
  const int i = static_cast<int>(blockIdx.x * blockDim.x + threadIdx.x);
  if (i >= order) return;
  residuals[blockIdx.y * static_cast<std::size_t>(order) + static_cast<std::size_t>(i)] =
      i < n ? y[i] - mean[blockIdx.y] : 0;
}

/// What one block sums up for its hyperparameter vector.
struct Sums {
  double fit = 0;           ///< (y - mean)^T K^-1 (y - mean)
  double half_log_det = 0;  ///< of K
  double alpha = 0;         ///< sum of alpha
  double square = 0;        ///< alpha^T alpha
  double trace = 0;         ///< of K^-1
};

/// The value (Rasmussen & Williams 2006, eq. 2.30), and of the gradient the entries of the noise and of the
/// mean. \param whitened W (y - mean). \param inverse K^-1, or null: value alone
__global__ void value_kernel(const double* W, const double* whitened, const double* alpha,
                             const double* inverse, const double* noise, int n, int d, int order,
                             double* value, double* gradient) {
  const std::size_t N = static_cast<std::size_t>(order);
  const std::size_t b = blockIdx.x, vector = b * N, matrix = b * N * N;
  Sums sums;
  for (std::size_t i = threadIdx.x; i < static_cast<std::size_t>(n); i += threads) {
    sums.fit += whitened[vector + i] * whitened[vector + i];
    sums.half_log_det -= log(W[matrix + i * (N + 1)]);
    if (inverse == nullptr) continue;
    sums.alpha += alpha[vector + i];
    sums.square += alpha[vector + i] * alpha[vector + i];
    sums.trace += inverse[matrix + i * (N + 1)];
  }
  double* scratch = shared_memory<double>();
  const double fit = block_sum(sums.fit, scratch);
  const double half_log_det = block_sum(sums.half_log_det, scratch);
  if (threadIdx.x == 0) value[b] = -0.5 * fit - half_log_det - n * math::log_sqrt_2pi;
  if (inverse == nullptr) return;
  const double alpha_sum = block_sum(sums.alpha, scratch);
  const double square = block_sum(sums.square, scratch);
  const double trace = block_sum(sums.trace, scratch);
  if (threadIdx.x > 0) return;
  double* own = gradient + b * (static_cast<std::size_t>(d) + 2);
  own[d] = 0.5 * noise[b] * (square - trace);
  own[d + 1] = alpha_sum;
}

/// What a pair of points contributes to the gradient along one column, but for the pair's weight.
__device__ double along(double a, double b, bool is_category, double weight) {
  if (is_category) return a != b ? weight * weight : 0;
  return (a - b) * (a - b);
}

/// Sums over the pairs of one tile (i > j), for each column: (alpha alpha^T - K^-1) o F times the squared
/// difference (eq. 5.9; each pair stands for its two places). \param partial count x tiles x d
__global__ void gradient_tile_kernel(InputsView inputs, const double* alpha, const double* inverse,
                                     const double* slopes, double* partial) {
  constexpr int pairs = side * side / static_cast<int>(threads);
  const int row = static_cast<int>(blockIdx.x), column = static_cast<int>(blockIdx.y);
  if (column > row) return;
  const std::size_t N = static_cast<std::size_t>(inputs.ld), b = blockIdx.z;
  const std::size_t d = static_cast<std::size_t>(inputs.d);
  const int i = row * side + static_cast<int>(threadIdx.x % side);
  const int first = column * side + static_cast<int>(threadIdx.x / side);
  constexpr int step = static_cast<int>(threads) / side;
  double weight[pairs];
  for (int k = 0; k < pairs; ++k) {
    const int j = first + k * step;
    const std::size_t at = b * N * N + static_cast<std::size_t>(j) * N + static_cast<std::size_t>(i);
    const bool counts = i > j && i < inputs.n;
    weight[k] =
        counts ? (alpha[b * N + static_cast<std::size_t>(i)] * alpha[b * N + static_cast<std::size_t>(j)] -
                  inverse[at]) *
                     slopes[at]
               : 0;
  }
  const std::size_t tile_number = static_cast<std::size_t>(row) * (static_cast<std::size_t>(row) + 1) / 2 +
                                  static_cast<std::size_t>(column);
  const std::size_t tiles = static_cast<std::size_t>(gridDim.x) * (gridDim.x + 1) / 2;
  for (std::size_t c = 0; c < d; ++c) {
    const double* x = inputs.values + (b * d + c) * N;
    const bool is_category = inputs.kinds[c] == static_cast<std::int32_t>(ColumnKind::category);
    double sum = 0;
    for (int k = 0; k < pairs; ++k) {
      // Points so far apart that their slope is 0 may be at an infinite distance.
      if (weight[k] != 0)
        sum += weight[k] * along(x[i], x[first + k * step], is_category, inputs.weights[b * d + c]);
    }
    sum = block_sum(sum, shared_memory<double>());
    if (threadIdx.x == 0) partial[(b * tiles + tile_number) * d + c] = sum;
  }
}

/// Adds the tiles up. One block for each column and hyperparameter vector.
__global__ void gradient_sum_kernel(const double* partial, int tiles, int d, double* gradient) {
  const std::size_t c = blockIdx.x, b = blockIdx.y;
  double sum = 0;
  for (std::size_t t = threadIdx.x; t < static_cast<std::size_t>(tiles); t += threads)
    sum += partial[(b * static_cast<std::size_t>(tiles) + t) * static_cast<std::size_t>(d) + c];
  sum = block_sum(sum, shared_memory<double>());
  if (threadIdx.x == 0) gradient[b * (static_cast<std::size_t>(d) + 2) + c] = sum;
}

/// Some hyperparameter vectors on one data set.
class Evaluation {
 public:
  Evaluation(std::shared_ptr<Device> device, const Columns& columns, const Data& data, std::size_t most,
             bool with_gradient)
      : device_(std::move(device)),
        columns_(columns),
        data_(data),
        d_(columns.size()),
        n_(data.y.size()),
        order_(padded(n_)),
        most_(most),
        y_(device_, data.y),
        own_(device_, data.noise),
        noise_(device_, most),
        mean_(device_, most),
        kernel_(device_, most * order_ * order_),
        inverse_(device_, with_gradient ? most * order_ * order_ : 0),
        slopes_(device_, with_gradient ? most * order_ * order_ : 0),
        partial_(device_, with_gradient ? most * pair_tiles() * d_ : 0),
        residuals_(device_, most * order_),
        whitened_(device_, most * order_),
        alpha_(device_, with_gradient ? most * order_ : 0),
        value_(device_, most),
        gradient_(device_, with_gradient ? most * (d_ + 2) : 0) {}

  /// Doubles of device memory for each vector.
  static std::size_t doubles_each(std::size_t d, std::size_t n, bool with_gradient) {
    const std::size_t order = padded(n), matrices = order * order;
    return (with_gradient ? 3 : 1) * matrices + matrices / 4 + 2 * order * tile + order * (d + 4) +
           (with_gradient ? matrices / (side * side) * d + d : 0) + 64;
  }

  /// Writes values, and gradients where there is room for them.
  void run(std::span<const double> thetas, std::span<double> values, std::span<double> gradients) {
    const std::size_t count = values.size();
    Cholesky cholesky(device_, order_, count);
    const Inputs inputs(device_, columns_, data_.X, make_scale(columns_, data_.X, thetas), order_);
    upload_scalars(thetas, count);
    const bool with_gradient = !gradients.empty();
    fill_kernel_matrices(*device_, inputs.view(), count, noise_.data(),
                         data_.noise.empty() ? nullptr : own_.data(), kernel_.data(),
                         with_gradient ? slopes_.data() : nullptr);
    const Batch batch = {kernel_.data(), order_, count};
    cholesky.factorise(batch);
    cholesky.invert(batch);
    solve(batch, with_gradient);
    if (with_gradient) multiply_transposed_self(*device_, batch, inverse_.data());
    sum_up(batch, inputs.view(), with_gradient);
    value_.download_to(values);
    if (with_gradient) gradient_.download_to(gradients);
    refuse_failed(cholesky.failed().download(count), values, gradients);
  }

 private:
  std::size_t pair_tiles() const {
    const std::size_t tiles = order_ / side;
    return tiles * (tiles + 1) / 2;
  }

  void upload_scalars(std::span<const double> thetas, std::size_t count) {
    std::vector<double> noise, mean;
    for (std::size_t b = 0; b < count; ++b) {
      noise.push_back(std::exp(thetas[b * (d_ + 2) + d_]));
      mean.push_back(thetas[b * (d_ + 2) + d_ + 1]);
    }
    noise_.upload(noise);
    mean_.upload(mean);
  }

  /// whitened = W (y - mean), alpha = W^T whitened.
  void solve(const Batch& W, bool with_alpha) {
    const std::size_t N = order_;
    launch(*device_, "taking residuals", residual_kernel,
           {{blocks_for(N, 128), static_cast<unsigned>(W.count)}, {128}}, y_.data(), mean_.data(),
           residuals_.data(), static_cast<int>(n_), static_cast<int>(N));
    multiply(*device_, N, 1, N, 1, {W.data, N, W.stride()}, {residuals_.data(), N, N}, 0, whitened_.data(), N,
             N, W.count);
    if (with_alpha)
      multiply(*device_, N, 1, N, 1, {W.data, N, W.stride(), true}, {whitened_.data(), N, N}, 0,
               alpha_.data(), N, N, W.count);
  }

  void sum_up(const Batch& W, const InputsView& inputs, bool with_gradient) {
    const auto count = static_cast<unsigned>(W.count), tiles = static_cast<unsigned>(order_ / side);
    const int n = static_cast<int>(n_), d = static_cast<int>(d_);
    launch(*device_, "summing up likelihoods", value_kernel, {{count}, {threads}, sum_shared}, W.data,
           whitened_.data(), alpha_.data(), with_gradient ? inverse_.data() : nullptr, noise_.data(), n, d,
           static_cast<int>(order_), value_.data(), gradient_.data());
    if (!with_gradient) return;
    launch(*device_, "differentiating likelihoods", gradient_tile_kernel,
           {{tiles, tiles, count}, {threads}, sum_shared}, inputs, alpha_.data(), inverse_.data(),
           slopes_.data(), partial_.data());
    launch(*device_, "summing up gradients", gradient_sum_kernel,
           {{static_cast<unsigned>(d), count}, {threads}, sum_shared}, partial_.data(),
           static_cast<int>(pair_tiles()), d, gradient_.data());
  }

  /// Where there is no likelihood: -infinity, and a gradient of zeros.
  void refuse_failed(const std::vector<int>& failed, std::span<double> values,
                     std::span<double> gradients) const {
    for (std::size_t b = 0; b < values.size(); ++b) {
      if (failed[b] == 0 && std::isfinite(values[b])) continue;
      values[b] = -math::infinity;
      if (!gradients.empty())
        std::fill_n(gradients.begin() + static_cast<std::ptrdiff_t>(b * (d_ + 2)), d_ + 2, 0.0);
    }
  }

  std::shared_ptr<Device> device_;
  const Columns& columns_;
  Data data_;
  std::size_t d_, n_, order_, most_;
  Array<double> y_, own_;
  Array<double> noise_, mean_;  ///< of each vector
  Array<double> kernel_;        ///< K, then W = L^-1
  Array<double> inverse_;       ///< K^-1, lower
  Array<double> slopes_;        ///< lower
  Array<double> partial_;       ///< of each tile of pairs and column
  Array<double> residuals_, whitened_, alpha_;
  Array<double> value_, gradient_;
};

bool all_finite(std::span<const double> values) {
  return std::all_of(values.begin(), values.end(), [](double v) { return std::isfinite(v); });
}

/// How many vectors at a time: what fits, in a few equal parts.
std::size_t vectors_at_a_time(const Device& device, std::size_t doubles_each, std::size_t count) {
  constexpr std::size_t most = 4096;  // a launch has room for 65535
  const std::size_t room = device.cap() / 10 * 9 / (doubles_each * sizeof(double));
  const std::size_t fitting = std::clamp<std::size_t>(room, 1, most);
  const std::size_t parts = (count + fitting - 1) / fitting;
  return (count + parts - 1) / parts;
}

/// `most` vectors at a time. \param gradients as many as vectors, or none
void evaluate_in_parts(const std::shared_ptr<Device>& device, const Columns& columns, const Data& data,
                       std::span<const double> vectors, std::size_t most, std::span<double> values,
                       std::span<double> gradients) {
  const std::size_t p = columns.size() + 2, b = values.size();
  Evaluation evaluation(device, columns, data, most, !gradients.empty());
  for (std::size_t first = 0; first < b; first += most) {
    const std::size_t count = std::min(most, b - first);
    evaluation.run(vectors.subspan(first * p, count * p), values.subspan(first, count),
                   gradients.empty() ? gradients : gradients.subspan(first * p, count * p));
  }
}

}  // namespace

Likelihood likelihood_of(const std::shared_ptr<Device>& device, const Columns& columns, const Data& data,
                         std::span<const double> thetas, bool with_gradient) {
  const std::size_t p = columns.size() + 2, b = thetas.size() / p;
  Likelihood out;
  out.value.assign(b, -math::infinity);
  out.gradient.assign(with_gradient ? b * p : 0, 0.0);
  std::vector<std::size_t> usable;
  std::vector<double> vectors;
  for (std::size_t i = 0; i < b; ++i) {
    const auto theta = thetas.subspan(i * p, p);
    if (!all_finite(theta)) continue;
    usable.push_back(i);
    vectors.insert(vectors.end(), theta.begin(), theta.end());
  }
  if (usable.empty()) return out;
  const std::size_t each = Evaluation::doubles_each(columns.size(), data.y.size(), with_gradient);
  std::vector<double> values(usable.size()), gradients(with_gradient ? usable.size() * p : 0);
  for (std::size_t most = vectors_at_a_time(*device, each, usable.size());; most = (most + 1) / 2) {
    try {
      evaluate_in_parts(device, columns, data, vectors, most, values, gradients);
      break;
    } catch (const Error& error) {  // others have taken of the device's memory
      if (error.code() != Code::memory || most == 1) throw;
    }
  }
  for (std::size_t i = 0; i < usable.size(); ++i) {
    out.value[usable[i]] = values[i];
    if (with_gradient) std::copy_n(&gradients[i * p], p, &out.gradient[usable[i] * p]);
  }
  return out;
}

}  // namespace lode::backend::cuda
