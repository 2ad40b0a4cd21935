#include <cmath>

#include "kernel_matrix.h"
#include "launch.h"
#include "math/matern.h"

namespace lode::backend::cuda {
namespace {

constexpr int side = 32;          // of a tile of kernel values
constexpr int rows_together = 8;  // threads of a block: side x rows_together
constexpr int per_thread = side / rows_together;
constexpr int columns_together = 16;  // inputs held in shared memory at a time
constexpr std::size_t tile_inputs_shared = 2 * sizeof(double) * columns_together * side;
constexpr auto category = static_cast<std::int32_t>(ColumnKind::category);

/// Values of one thread's elements of a tile of squared distances: row threadIdx.x, columns threadIdx.y,
/// threadIdx.y + 8, ...
struct Distances {
  double of[per_thread];
};

/// Copies `count` columns of 32 points to shared memory.
__device__ void load_points(const double* values, int ld, int first, int count, double* to) {
  for (int c = static_cast<int>(threadIdx.y); c < count; c += rows_together)
    to[c * side + static_cast<int>(threadIdx.x)] =
        values[static_cast<std::size_t>(c) * static_cast<std::size_t>(ld) +
               static_cast<std::size_t>(first + static_cast<int>(threadIdx.x))];
}

__device__ double squared_difference(double a, double b, bool is_category, double cost) {
  if (is_category) return a != b ? cost : 0;
  return (a - b) * (a - b);
}

/// Squared distances between points `row` on of `rows` and `column` on of `columns`, both scaled with the
/// hyperparameter vector blockIdx.z.
__device__ Distances tile_distances(const InputsView& rows, int row, const InputsView& columns, int column) {
  double* a = shared_memory<double>();
  double* b = a + columns_together * side;
  const std::size_t of_rows =
      blockIdx.z * static_cast<std::size_t>(rows.d) * static_cast<std::size_t>(rows.ld);
  const std::size_t of_columns =
      blockIdx.z * static_cast<std::size_t>(columns.d) * static_cast<std::size_t>(columns.ld);
  const double* weights = rows.weights + blockIdx.z * static_cast<std::size_t>(rows.d);
  Distances r2 = {};
  for (int first = 0; first < rows.d; first += columns_together) {
    const int count = min(columns_together, rows.d - first);
    __syncthreads();  // the columns before have been used
    load_points(rows.values + of_rows + static_cast<std::size_t>(first) * static_cast<std::size_t>(rows.ld),
                rows.ld, row, count, a);
    load_points(
        columns.values + of_columns + static_cast<std::size_t>(first) * static_cast<std::size_t>(columns.ld),
        columns.ld, column, count, b);
    __syncthreads();
    for (int c = 0; c < count; ++c) {
      const bool is_category = rows.kinds[first + c] == category;
      const double weight = weights[first + c], own = a[c * side + static_cast<int>(threadIdx.x)];
      for (int k = 0; k < per_thread; ++k)
        r2.of[k] += squared_difference(own, b[c * side + static_cast<int>(threadIdx.y) + k * rows_together],
                                       is_category, weight * weight);
    }
  }
  return r2;
}

__global__ void scale_kernel(const double* X, const double* centre, const double* weights,
                             const std::int32_t* kinds, double* values, int n, int d, int ld) {
  const int i = static_cast<int>(blockIdx.x * blockDim.x + threadIdx.x);
  const int c = static_cast<int>(blockIdx.y);
  if (i >= ld) return;
  const std::size_t vector = blockIdx.z * static_cast<std::size_t>(d) + static_cast<std::size_t>(c);
  double value = 0;
  if (i < n) {
    const double x =
        X[static_cast<std::size_t>(i) * static_cast<std::size_t>(d) + static_cast<std::size_t>(c)];
    value = kinds[c] == category ? x : (x - centre[c]) * weights[vector];
  }
  values[vector * static_cast<std::size_t>(ld) + static_cast<std::size_t>(i)] = value;
}

/// The value and slope of one element, on and beside the diagonal and in the part that fills up.
__device__ math::ValueSlope element_of(int i, int j, int n, double r2, double diagonal) {
  if (i >= n || j >= n) return {i == j ? 1.0 : 0.0, 0};
  if (i == j) return {1 + diagonal, 0};
  const math::ValueSlope at = math::matern52_both(r2);
  return {at.value, -2 * at.slope};
}

/// One tile of K, and of F where that is not null, for one hyperparameter vector.
__global__ void kernel_matrix_kernel(InputsView inputs, const double* noise, const double* own, double* K,
                                     double* F) {
  const int row = static_cast<int>(blockIdx.x) * side, column = static_cast<int>(blockIdx.y) * side;
  const std::size_t order = static_cast<std::size_t>(inputs.ld);
  const std::size_t matrix = blockIdx.z * order * order;
  const int i = row + static_cast<int>(threadIdx.x);
  const bool above = column > row;  // the same for the whole block
  Distances r2 = {};
  if (!above) r2 = tile_distances(inputs, row, inputs, column);
  for (int k = 0; k < per_thread; ++k) {
    const int j = column + static_cast<int>(threadIdx.y) + k * rows_together;
    const std::size_t at = matrix + static_cast<std::size_t>(j) * order + static_cast<std::size_t>(i);
    if (j > i) {
      K[at] = 0;
      if (!above && F != nullptr) F[at] = 0;
      continue;
    }
    const double diagonal = i == j && i < inputs.n ? noise[blockIdx.z] + (own == nullptr ? 0 : own[i]) : 0;
    const math::ValueSlope element = element_of(i, j, inputs.n, r2.of[k], diagonal);
    K[at] = element.value;
    if (F != nullptr) F[at] = element.slope;
  }
}

/// One tile of the candidates' kernel values, and of their slopes where F is not null: candidates along x.
__global__ void cross_kernel_kernel(InputsView inputs, InputsView candidates, double* K, double* F) {
  const int row = static_cast<int>(blockIdx.x) * side, column = static_cast<int>(blockIdx.y) * side;
  const Distances r2 = tile_distances(candidates, row, inputs, column);
  const std::size_t j = static_cast<std::size_t>(row) + threadIdx.x;
  for (int k = 0; k < per_thread; ++k) {
    const int i = column + static_cast<int>(threadIdx.y) + k * rows_together;
    const std::size_t at = static_cast<std::size_t>(i) * static_cast<std::size_t>(candidates.ld) + j;
    const math::ValueSlope value = i < inputs.n ? math::matern52_both(r2.of[k]) : math::ValueSlope{0, 0};
    K[at] = value.value;
    if (F != nullptr) F[at] = -2 * value.slope;
  }
}

}  // namespace

Scale make_scale(const Columns& columns, std::span<const double> X, std::span<const double> thetas) {
  const std::size_t d = columns.size(), n = X.size() / d, p = d + 2;
  Scale scale;
  scale.centre.assign(d, 0.0);
  for (std::size_t c = 0; c < d && n > 0; ++c) {
    if (columns.kinds[c] == ColumnKind::category) continue;
    double sum = 0;
    for (std::size_t i = 0; i < n; ++i) sum += X[i * d + c];
    scale.centre[c] = sum / static_cast<double>(n);
  }
  for (std::size_t b = 0; b < thetas.size() / p; ++b)
    for (std::size_t c = 0; c < d; ++c) scale.weights.push_back(std::exp(-thetas[b * p + c]));
  return scale;
}

Inputs::Inputs(const std::shared_ptr<Device>& device, const Columns& columns, std::span<const double> X,
               const Scale& scale, std::size_t ld)
    : d_(columns.size()),
      n_(X.size() / columns.size()),
      ld_(ld),
      values_(device, scale.weights.size() * ld),
      weights_(device, scale.weights),
      centre_(device, scale.centre),
      kinds_(device, columns.size()) {
  std::vector<std::int32_t> kinds;
  for (const ColumnKind kind : columns.kinds) kinds.push_back(static_cast<std::int32_t>(kind));
  kinds_.upload(kinds);
  if (ld == 0) return;
  const Array<double> points(device, X);
  launch(*device, "scaling points", scale_kernel,
         {{blocks_for(ld, 128), static_cast<unsigned>(d_), static_cast<unsigned>(scale.weights.size() / d_)},
          {128}},
         points.data(), centre_.data(), weights_.data(), kinds_.data(), values_.data(), static_cast<int>(n_),
         static_cast<int>(d_), static_cast<int>(ld));
}

InputsView Inputs::scale_like_these(const Device& device, const double* points, std::size_t m, double* values,
                                    std::size_t width) const {
  launch(device, "scaling candidates", scale_kernel,
         {{blocks_for(width, 128), static_cast<unsigned>(d_), 1}, {128}}, points, centre_.data(),
         weights_.data(), kinds_.data(), values, static_cast<int>(m), static_cast<int>(d_),
         static_cast<int>(width));
  return {values,
          weights_.data(),
          kinds_.data(),
          static_cast<int>(d_),
          static_cast<int>(m),
          static_cast<int>(width)};
}

InputsView Inputs::view() const {
  return {values_.data(),       weights_.data(),      kinds_.data(),
          static_cast<int>(d_), static_cast<int>(n_), static_cast<int>(ld_)};
}

void fill_kernel_matrices(const Device& device, const InputsView& inputs, std::size_t count,
                          const double* noise, const double* own, double* K, double* F) {
  const auto tiles = static_cast<unsigned>(inputs.ld / side);
  if (tiles == 0 || count == 0) return;
  launch(device, "filling kernel matrices", kernel_matrix_kernel,
         {{tiles, tiles, static_cast<unsigned>(count)}, {side, rows_together}, tile_inputs_shared}, inputs,
         noise, own, K, F);
}

void fill_cross_kernel(const Device& device, const InputsView& inputs, const InputsView& candidates,
                       double* K, double* F) {
  const auto rows = static_cast<unsigned>(candidates.ld / side),
             columns = static_cast<unsigned>(inputs.ld / side);
  if (rows == 0 || columns == 0) return;
  launch(device, "filling candidates' kernel values", cross_kernel_kernel,
         {{rows, columns, 1}, {side, rows_together}, tile_inputs_shared}, inputs, candidates, K, F);
}

}  // namespace lode::backend::cuda
