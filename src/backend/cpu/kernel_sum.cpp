#include "backend/cpu/factor.h"

namespace lode::backend::cpu {
namespace {

/// Sums by plain loops rather than by BLAS, whose order of summation depends on the batch.
double weighted_sum(std::span<const double> weights, const double* k) {
  double sum = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) sum += weights[i] * k[i];
  return sum;
}

/// d/dx_c of sum_i w_i k_i, from dk_i/dx_c = -slope_i (z_c - z_ic) / l_c with z the scaled coordinates.
double slope_along(const ScaledInputs& inputs, std::size_t c, double z, const std::vector<double>& weighted) {
  if (inputs.kinds[c] == ColumnKind::category) return 0;
  const double* column = inputs.column(c);
  double sum = 0;
  for (std::size_t i = 0; i < inputs.n; ++i) sum += weighted[i] * (z - column[i]);
  return -inputs.weight[c] * sum;
}

}  // namespace

KernelSum kernel_sum_with(const CpuFactor& factor, std::span<const double> weights,
                          std::span<const double> candidates, bool with_gradient) {
  const ScaledInputs& inputs = factor.inputs;
  const std::size_t n = inputs.n, d = inputs.columns(), m = candidates.size() / d;
  KernelSum out;
  out.value.resize(m);
  out.gradient.resize(with_gradient ? m * d : 0);
  std::vector<double> point(d), k(n), slope(n);
  for (std::size_t j = 0; j < m; ++j) {
    for (std::size_t c = 0; c < d; ++c) point[c] = inputs.scaled(c, candidates[j * d + c]);
    squared_distances(inputs, point.data(), 0, k.data());
    matern_with_slope(n, k.data(), slope.data());
    out.value[j] = weighted_sum(weights, k.data());
    if (!with_gradient) continue;
    for (std::size_t i = 0; i < n; ++i) slope[i] *= weights[i];
    for (std::size_t c = 0; c < d; ++c) out.gradient[j * d + c] = slope_along(inputs, c, point[c], slope);
  }
  return out;
}

}  // namespace lode::backend::cpu
