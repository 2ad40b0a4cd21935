#include <cmath>

#include "backend/limits.h"
#include "factor.h"
#include "launch.h"
#include "math/portable.h"

namespace lode::backend::cuda {
namespace {

int to_int(std::size_t value) { return static_cast<int>(value); }

/// to[i] <- from[i * stride]
__global__ void strided_copy_kernel(const double* from, std::size_t stride, int n, double* to) {
  const int i = static_cast<int>(blockIdx.x * blockDim.x + threadIdx.x);
  if (i < n) to[i] = from[static_cast<std::size_t>(i) * stride];
}

/// W of one point more: the old W, the new row -u / pivot with 1 / pivot at its end, and the identity where
/// that fills up. \param old null where n is 0
__global__ void border_kernel(const double* old, int old_order, const double* u, double pivot, int n,
                              double* W, int order) {
  const int i = static_cast<int>(blockIdx.x * blockDim.x + threadIdx.x), j = static_cast<int>(blockIdx.y);
  if (i >= order) return;
  double value = i == j ? 1 : 0;
  if (i == n) value = j < n ? -u[j] / pivot : (j == n ? 1 / pivot : 0);
  if (i < n && j < n)
    value =
        old[static_cast<std::size_t>(j) * static_cast<std::size_t>(old_order) + static_cast<std::size_t>(i)];
  W[static_cast<std::size_t>(j) * static_cast<std::size_t>(order) + static_cast<std::size_t>(i)] = value;
}

std::vector<double> diagonal_of(const CudaFactor& factor) {
  const std::size_t n = factor.size();
  if (n == 0) return {};
  Array<double> diagonal(factor.device, n);
  launch(*factor.device, "reading a diagonal", strided_copy_kernel, {{blocks_for(n, 128)}, {128}},
         factor.inverse.data(), factor.order() + 1, to_int(n), diagonal.data());
  return diagonal.download();
}

double noise_of(const CudaFactor& factor) { return std::exp(factor.theta[factor.theta.size() - 2]); }

double added_at(const CudaFactor& factor, std::size_t i) {
  return noise_of(factor) + factor.added + (factor.data.noise.empty() ? 0 : factor.data.noise[i]);
}

/// Whether every pivot kept digits: a factorisation may succeed by rounding alone.
/// \param diagonal of W: the inverses of L's
bool pivots_sound(const CudaFactor& factor, const std::vector<double>& diagonal) {
  for (std::size_t i = 0; i < diagonal.size(); ++i) {
    const double pivot = 1 / (diagonal[i] * diagonal[i]);
    if (!(pivot > smallest_pivot_share * (1.0 + added_at(factor, i)))) return false;
  }
  return true;
}

/// W v, or W^T v where `transposed`, for a vector on the device of the factor's order.
Array<double> times_inverse(const CudaFactor& factor, const Array<double>& v, bool transposed) {
  const std::size_t N = factor.order();
  Array<double> product(factor.device, N);
  multiply(*factor.device, N, 1, N, 1, {factor.inverse.data(), N, 0, transposed}, {v.data(), N}, 0,
           product.data(), N);
  return product;
}

/// n numbers on the device, filled up with zeros.
Array<double> upload_padded(const std::shared_ptr<Device>& device, std::vector<double> values) {
  values.resize(padded(values.size()), 0.0);
  return {device, values};
}

/// Sets alpha and the likelihood (Rasmussen & Williams 2006, eq. 2.30, with -ln det W for the half of ln det
/// K).
void finish(CudaFactor& factor, const std::vector<double>& diagonal) {
  std::vector<double> residuals = factor.data.y;
  for (double& v : residuals) v -= factor.theta.back();
  const Array<double> whitened = times_inverse(factor, upload_padded(factor.device, residuals), false);
  factor.alpha = times_inverse(factor, whitened, true);
  double fit = 0, half_log_det = 0;
  for (const double v : whitened.download(factor.size())) fit += v * v;
  for (const double v : diagonal) half_log_det -= std::log(v);
  factor.likelihood = -0.5 * fit - half_log_det - static_cast<double>(factor.size()) * math::log_sqrt_2pi;
}

/// Data and inputs, without W.
std::unique_ptr<CudaFactor> start_factor(const std::shared_ptr<Device>& device, const Columns& columns,
                                         const Data& data, std::span<const double> theta, Scale scale) {
  auto factor = std::make_unique<CudaFactor>();
  factor->device = device;
  factor->columns = columns;
  factor->theta.assign(theta.begin(), theta.end());
  factor->data = TrainingSet(data);
  factor->scale = std::move(scale);
  factor->inputs = Inputs(device, columns, data.X, factor->scale, factor->order());
  return factor;
}

/// L^-1 of K + (noise + jitter), in factor.inverse. \return the diagonal; nothing where K has none
std::vector<double> try_inverse_factor(CudaFactor& factor, const Array<double>& own, Cholesky& cholesky) {
  const double common = noise_of(factor) + factor.added;
  const Array<double> noise(factor.device, std::span(&common, 1));
  fill_kernel_matrices(*factor.device, factor.inputs.view(), 1, noise.data(),
                       factor.data.noise.empty() ? nullptr : own.data(), factor.inverse.data(), nullptr);
  const Batch K = {factor.inverse.data(), factor.order(), 1};
  cholesky.factorise(K);
  if (cholesky.failed().download().front() != 0) return {};
  cholesky.invert(K);
  std::vector<double> diagonal = diagonal_of(factor);
  if (!pivots_sound(factor, diagonal)) diagonal.clear();
  return diagonal;
}

}  // namespace

std::unique_ptr<CudaFactor> make_factor(const std::shared_ptr<Device>& device, const Columns& columns,
                                        const Data& data, std::span<const double> theta,
                                        double first_jitter) {
  auto factor = start_factor(device, columns, data, theta, make_scale(columns, data.X, theta));
  factor->inverse = Array<double>(device, factor->order() * factor->order());
  const Array<double> own(device, factor->data.noise);
  Cholesky cholesky(device, factor->order(), 1);
  for (const double jitter : jitter_ladder) {
    if (jitter < first_jitter) continue;
    factor->added = jitter;
    const std::vector<double> diagonal = try_inverse_factor(*factor, own, cholesky);
    if (diagonal.size() < factor->size()) continue;
    finish(*factor, diagonal);
    return factor;
  }
  refuse_indefinite(data.y.size());
}

std::unique_ptr<CudaFactor> append_point(const CudaFactor& factor, std::span<const double> x, double y,
                                         double noise) {
  const std::size_t n = factor.size();
  const TrainingSet data = factor.data.with(x, y, noise);

  // v = W k and u = W^T v for the kernel values k of the new point; 32 candidates are the fewest.
  constexpr std::size_t width = 32;
  const std::size_t d = factor.columns.size(), N = factor.order();
  Array<double> scaled(factor.device, d * width), cross(factor.device, width * N), k(factor.device, N);
  const Array<double> point(factor.device, x);
  fill_cross_kernel(*factor.device, factor.inputs.view(),
                    factor.inputs.scale_like_these(*factor.device, point.data(), 1, scaled.data(), width),
                    cross.data(), nullptr);
  if (N > 0)
    launch(*factor.device, "reading kernel values", strided_copy_kernel, {{blocks_for(N, 128)}, {128}},
           cross.data(), width, to_int(N), k.data());
  const Array<double> v = times_inverse(factor, k, false), u = times_inverse(factor, v, true);
  double square = 1.0 + noise_of(factor) + factor.added + noise;
  const double kappa = square;
  for (const double e : v.download(n)) square -= e * e;
  if (!(square > smallest_pivot_share * kappa))
    return make_factor(factor.device, factor.columns, data.view(), factor.theta, factor.added);

  auto longer = start_factor(factor.device, factor.columns, data.view(), factor.theta, factor.scale);
  longer->added = factor.added;
  longer->inverse = Array<double>(factor.device, longer->order() * longer->order());
  launch(*factor.device, "appending a point", border_kernel,
         {{blocks_for(longer->order(), 128), static_cast<unsigned>(longer->order())}, {128}},
         factor.inverse.data(), to_int(N), u.data(), std::sqrt(square), to_int(n), longer->inverse.data(),
         to_int(longer->order()));
  finish(*longer, diagonal_of(*longer));
  return longer;
}

std::vector<double> solve_with(const CudaFactor& factor, std::span<const double> b) {
  if (b.empty()) return {};
  const Array<double> whitened =
      times_inverse(factor, upload_padded(factor.device, {b.begin(), b.end()}), false);
  return times_inverse(factor, whitened, true).download(factor.size());
}

}  // namespace lode::backend::cuda
