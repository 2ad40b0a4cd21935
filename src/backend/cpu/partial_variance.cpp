#include "backend/cpu/partial_variance.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "backend/limits.h"
#include "math/elementary.h"

namespace lode::backend::cpu {
namespace {

/// g(n) of partial_variance.h; what underflows is less than the rest of 1.01 leaves.
double product_error(std::size_t n) { return 1.01 * static_cast<double>(n + 1) * 0x1p-53; }

double norm(const std::vector<double>& values) {
  return std::sqrt(sum_of_squares(values.size(), values.data()));
}

/// What is added to the kernel's diagonal at a training point.
double diagonal(const CpuFactor& factor, std::size_t i) {
  const double common = math::exp(factor.theta[factor.theta.size() - 2]) + factor.added;
  return factor.data.noise.empty() ? common : common + factor.data.noise[i];
}

/// Of a lower triangle, n x n column-major.
std::vector<double> absolute_row_sums(const std::vector<double>& matrix, std::size_t n) {
  std::vector<double> sums(n);
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t i = j; i < n; ++i) sums[i] += std::fabs(matrix[j * n + i]);
  }
  return sums;
}

ScaledInputs chosen(const ScaledInputs& inputs, std::span<const std::size_t> points) {
  ScaledInputs part = inputs;
  part.n = points.size();
  part.values.clear();
  for (std::size_t c = 0; c < inputs.columns(); ++c) {
    for (const std::size_t i : points) part.values.push_back(inputs.column(c)[i]);
  }
  return part;
}

/// The kernel values of some points with each of n others, p x n column-major.
std::vector<double> kernel_columns(const ScaledInputs& points, const ScaledInputs& others) {
  std::vector<double> k(points.n * others.n), at(others.columns());
  for (std::size_t j = 0; j < others.n; ++j) {
    for (std::size_t c = 0; c < at.size(); ++c) at[c] = others.column(c)[j];
    squared_distances(points, at.data(), 0, k.data() + j * points.n);
    matern(points.n, k.data() + j * points.n);
  }
  return k;
}

/// The training point of the best posterior mean, which there is y - noise * alpha, as (K + noise) alpha = y.
std::size_t best_point(const CpuFactor& factor, const math::Score& score) {
  std::size_t best = 0;
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < factor.size(); ++i) {
    const double mean = factor.data.y[i] - diagonal(factor, i) * factor.alpha[i];
    const double loss = score.maximised ? -mean : mean;
    if (!(loss < least)) continue;
    least = loss;
    best = i;
  }
  return best;
}

/// The `count` training points (all, where there are fewer) nearest to one of them, nearest first.
std::vector<std::size_t> nearest_to(const CpuFactor& factor, std::size_t point, std::size_t count) {
  const std::size_t n = factor.size();
  std::vector<double> at(factor.inputs.columns()), distance(n);
  for (std::size_t c = 0; c < at.size(); ++c) at[c] = factor.inputs.column(c)[point];
  squared_distances(factor.inputs, at.data(), 0, distance.data());
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return distance[a] < distance[b]; });
  order.resize(std::min(count, n));
  return order;
}

/// The first p pivots of the Cholesky factorisation that takes the largest variance left first, beginning
/// with the first point. \param noise added to the diagonal.
std::vector<std::size_t> pivots(const ScaledInputs& inputs, const std::vector<double>& noise, std::size_t p) {
  const std::size_t n = inputs.n;
  const std::vector<double> covariance = kernel_columns(inputs, inputs);
  std::vector<double> left(n), L(n * p);
  for (std::size_t i = 0; i < n; ++i) left[i] = 1 + noise[i];
  left[0] = std::numeric_limits<double>::infinity();
  std::vector<std::size_t> picked;
  while (picked.size() < p) {
    const auto pick = static_cast<std::size_t>(std::max_element(left.begin(), left.end()) - left.begin());
    double* column = L.data() + picked.size() * n;
    std::copy_n(covariance.begin() + static_cast<std::ptrdiff_t>(pick * n), n, column);
    column[pick] += noise[pick];
    for (std::size_t k = 0; k < picked.size(); ++k) {
      const double* before = L.data() + k * n;
      const double weight = before[pick];
      for (std::size_t i = 0; i < n; ++i) column[i] -= weight * before[i];
    }
    const double pivot = std::sqrt(std::max(column[pick], 1e-14));
    for (std::size_t i = 0; i < n; ++i) {
      column[i] /= pivot;
      left[i] -= column[i] * column[i];
    }
    left[pick] = -std::numeric_limits<double>::infinity();
    picked.push_back(pick);
  }
  return picked;
}

}  // namespace

PartialVariance::PartialVariance(const CpuFactor& factor, std::span<const std::size_t> points)
    : algebra_(*factor.algebra), inputs_(chosen(factor.inputs, points)) {
  if (points.empty() || !factorise(factor, points)) {
    inputs_.n = 0;
    return;
  }
  measure(factor, points);
}

bool PartialVariance::factorise(const CpuFactor& factor, std::span<const std::size_t> points) {
  const std::size_t p = points.size();
  inverse_ = kernel_columns(inputs_, inputs_);
  for (std::size_t i = 0; i < p; ++i) inverse_[i * p + i] += diagonal(factor, points[i]);
  if (algebra_.cholesky_lower(p, inverse_.data(), p) != 0 ||
      algebra_.invert_lower(p, inverse_.data(), p) != 0)
    return false;
  for (std::size_t j = 0; j < p; ++j)
    std::fill_n(inverse_.begin() + static_cast<std::ptrdiff_t>(j * p), j, 0.0);
  return true;
}

void PartialVariance::measure(const CpuFactor& factor, std::span<const std::size_t> points) {
  const std::size_t n = factor.size(), p = points.size();
  std::vector<double> covariance = kernel_columns(inputs_, factor.inputs);  // p x n
  for (std::size_t i = 0; i < p; ++i) covariance[points[i] * p + i] += diagonal(factor, points[i]);
  std::vector<double> transposed(p * p);  // V^T
  for (std::size_t j = 0; j < p; ++j) {
    for (std::size_t i = 0; i < p; ++i) transposed[i * p + j] = inverse_[j * p + i];
  }
  std::vector<double> Q(n * p);  // transposed, as is B
  algebra_.multiply_transposed(p, n, p, covariance.data(), p, transposed.data(), p, Q.data(), n);
  algebra_.multiply_triangular(n, p, factor.inverse.data(), n, Q.data(), n, false);
  std::vector<double> skew(p * p);
  algebra_.multiply_transposed(n, p, p, Q.data(), n, Q.data(), n, skew.data(), p);
  for (std::size_t i = 0; i < p; ++i) skew[i * p + i] -= 1;
  const double count = static_cast<double>(p);
  stretch_ = std::sqrt(1 + norm(skew) + 2 * count * product_error(n)) * (1 + 1e-14);

  std::vector<double>& B = Q;
  algebra_.multiply_triangular(n, p, factor.inverse.data(), n, B.data(), n, true);
  std::vector<double> difference(p);
  for (std::size_t i = 0; i < p; ++i) {
    for (std::size_t j = 0; j < p; ++j) B[i * n + points[j]] -= inverse_[j * p + i];
    for (std::size_t j = 0; j < n; ++j) difference[i] += std::fabs(B[i * n + j]);
  }
  const double all = norm(absolute_row_sums(factor.inverse, n));
  const double own = norm(absolute_row_sums(inverse_, p));
  slack_ = 1.01 * (norm(difference) + product_error(n) * all * stretch_ * (std::sqrt(count) + 1) +
                   product_error(p) * own);
}

void PartialVariance::evaluate(const double* scaled, std::size_t m, double* variance) const {
  const std::size_t p = inputs_.n, d = inputs_.columns();
  std::vector<double> k(p * m);
  for (std::size_t j = 0; j < m; ++j) {
    squared_distances(inputs_, scaled + j * d, 0, k.data() + j * p);
    matern(p, k.data() + j * p);
  }
  algebra_.multiply_triangular(p, m, inverse_.data(), p, k.data(), p, false);
  for (std::size_t j = 0; j < m; ++j) {
    const double length = std::sqrt(sum_of_squares(p, k.data() + j * p));
    const double least = std::max(0.0, (length - slack_) / stretch_);
    // The prediction's own sum of n squares, and the roundings of these lines.
    variance[j] = std::max(1 - least * least * (1 - 1e-11), smallest_variance);
  }
}

std::vector<std::size_t> choose_points(const CpuFactor& factor, const math::Score& score, std::size_t p) {
  const std::size_t n = factor.size();
  p = std::min(p, n);
  std::vector<std::size_t> near = nearest_to(factor, best_point(factor, score), std::max(2 * p, n / 8));
  const ScaledInputs inputs = chosen(factor.inputs, near);
  std::vector<double> noise;
  for (const std::size_t i : near) noise.push_back(diagonal(factor, i));
  std::vector<std::size_t> points;
  for (const std::size_t i : pivots(inputs, noise, p)) points.push_back(near[i]);
  return points;
}

}  // namespace lode::backend::cpu
