#include "backend/cpu/kernel_rows.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

#include "backend/cpu/wide.h"
#include "math/elementary.h"

namespace lode::backend::cpu {
namespace {

/// Beyond this s the kernel is 0 for every purpose (below 1e-298); stopping there keeps s^2 exp(-s) finite
/// for any distance.
constexpr double farthest = 700.0;

/// exp(-s) for 0 <= s <= farthest, to about one unit in the last place: -s = k ln 2 + r, a Taylor polynomial
/// of degree 13 in r, and k added to the exponent. Plain arithmetic, so that loops around it vectorise, which
/// a call of the C library would not.
[[gnu::always_inline]] inline double decay_of(double s) {
  constexpr double shifter = 6755399441055744.0;  // 1.5 * 2^52: adding it rounds to an integer
  const double shifted = shifter - s * 1.4426950408889634074;
  const double k = shifted - shifter;
  const double r = (-s - k * 6.93147180369123816490e-01) - k * 1.90821492927058770002e-10;
  double p = 1.6059043836821614599e-10;  // 1/13!
  p = p * r + 2.0876756987868098979e-09;
  p = p * r + 2.5052108385441718775e-08;
  p = p * r + 2.7557319223985890653e-07;
  p = p * r + 2.7557319223985890653e-06;
  p = p * r + 2.4801587301587301587e-05;
  p = p * r + 1.9841269841269841270e-04;
  p = p * r + 1.3888888888888888889e-03;
  p = p * r + 8.3333333333333333333e-03;
  p = p * r + 4.1666666666666666667e-02;
  p = p * r + 1.6666666666666666667e-01;
  p = p * r + 0.5;
  p = p * r + 1.0;
  p = p * r + 1.0;
  const std::uint64_t exponent = std::bit_cast<std::uint64_t>(shifted) << 52;
  return std::bit_cast<double>(std::bit_cast<std::uint64_t>(p) + exponent);
}

[[gnu::always_inline]] inline double scaled_radius(double squared_distance) {
  const double s = std::sqrt(5.0 * squared_distance);
  return s < farthest ? s : farthest;
}

[[gnu::always_inline]] inline void add_column(const ScaledInputs& inputs, std::size_t c, std::size_t first,
                                              std::size_t count, double own, double* __restrict distance) {
  const double* x = inputs.column(c) + first;
  if (inputs.kinds[c] == ColumnKind::category) {
    const double cost = inputs.weight[c] * inputs.weight[c];
    for (std::size_t i = 0; i < count; ++i) distance[i] += x[i] != own ? cost : 0.0;
    return;
  }
  for (std::size_t i = 0; i < count; ++i) {
    const double difference = x[i] - own;
    distance[i] += difference * difference;
  }
}

}  // namespace

ScaledInputs scale_inputs(const Columns& columns, std::span<const double> X, std::span<const double> theta) {
  ScaledInputs inputs;
  const std::size_t d = columns.size();
  const std::size_t n = d == 0 ? 0 : X.size() / d;
  inputs.n = n;
  inputs.kinds = columns.kinds;
  inputs.weight.resize(d);
  inputs.centre.assign(d, 0.0);
  inputs.values.resize(n * d);
  for (std::size_t c = 0; c < d; ++c) {
    inputs.weight[c] = math::exp(-theta[c]);
    if (columns.kinds[c] != ColumnKind::category && n > 0) {
      double sum = 0;
      for (std::size_t i = 0; i < n; ++i) sum += X[i * d + c];
      inputs.centre[c] = sum / static_cast<double>(n);
    }
    for (std::size_t i = 0; i < n; ++i) inputs.values[c * n + i] = inputs.scaled(c, X[i * d + c]);
  }
  return inputs;
}

LODE_WIDE void squared_distances(const ScaledInputs& inputs, const double* point, std::size_t first,
                                 double* distance) {
  // So many sums stay in registers while the columns pass.
  constexpr std::size_t block = 32;
  std::size_t i = first;
  for (; i + block <= inputs.n; i += block) {
    double sums[block] = {};
    for (std::size_t c = 0; c < inputs.columns(); ++c) add_column(inputs, c, i, block, point[c], sums);
    std::copy_n(sums, block, distance + i);
  }
  std::fill(distance + i, distance + inputs.n, 0.0);
  for (std::size_t c = 0; c < inputs.columns(); ++c)
    add_column(inputs, c, i, inputs.n - i, point[c], distance + i);
}

LODE_WIDE void matern_with_slope(std::size_t count, double* __restrict k, double* __restrict slope) {
  for (std::size_t i = 0; i < count; ++i) {
    const double s = scaled_radius(k[i]);
    const double decay = decay_of(s);
    k[i] = decay * (1.0 + s * (1.0 + s * (1.0 / 3.0)));
    slope[i] = decay * ((5.0 / 3.0) * (1.0 + s));
  }
}

LODE_WIDE void matern(std::size_t count, double* k) {
  for (std::size_t i = 0; i < count; ++i) {
    const double s = scaled_radius(k[i]);
    k[i] = decay_of(s) * (1.0 + s * (1.0 + s * (1.0 / 3.0)));
  }
}

LODE_WIDE double weighted_sum(std::size_t count, const double* weights, const double* values) {
  constexpr std::size_t lanes = 16;
  double sums[lanes] = {};
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    for (std::size_t k = 0; k < lanes; ++k) sums[k] += weights[i + k] * values[i + k];
  }
  for (; i < count; ++i) sums[i % lanes] += weights[i] * values[i];
  for (std::size_t half = lanes / 2; half > 0; half /= 2) {
    for (std::size_t k = 0; k < half; ++k) sums[k] += sums[k + half];
  }
  return sums[0];
}

double sum_of_squares(std::size_t count, const double* values) { return weighted_sum(count, values, values); }

LODE_WIDE void weigh_slopes(std::size_t count, const double* __restrict alpha, double pivot,
                            const double* __restrict inverse, double* __restrict slope) {
  for (std::size_t i = 0; i < count; ++i) slope[i] *= alpha[i] * pivot - inverse[i];
}

LODE_WIDE void add_where_different(std::size_t count, const double* __restrict code, double own,
                                   const double* __restrict slope, double* __restrict total) {
  for (std::size_t i = 0; i < count; ++i) total[i] += code[i] != own ? slope[i] : 0.0;
}

}  // namespace lode::backend::cpu
