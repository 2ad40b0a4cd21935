// What concerns candidates together: their covariance, and samples of all of them at once.

#include <algorithm>

#include "backend/cpu/factor.h"
#include "backend/limits.h"
#include "base/error.h"

namespace lode::backend::cpu {
namespace {

/// The candidates as inputs of their own, on the centre and scale of the training points.
ScaledInputs candidate_inputs(const CpuFactor& factor, std::span<const double> candidates) {
  const std::size_t d = factor.inputs.columns();
  ScaledInputs inputs;
  inputs.n = candidates.size() / d;
  inputs.kinds = factor.inputs.kinds;
  inputs.weight = factor.inputs.weight;
  inputs.centre = factor.inputs.centre;
  inputs.values.resize(candidates.size());
  for (std::size_t j = 0; j < inputs.n; ++j) {
    for (std::size_t c = 0; c < d; ++c)
      inputs.values[c * inputs.n + j] = inputs.scaled(c, candidates[j * d + c]);
  }
  return inputs;
}

/// Kernel values of each candidate with all of `with`: a column of with.n values per candidate.
std::vector<double> kernel_columns(const ScaledInputs& with, const ScaledInputs& candidates) {
  std::vector<double> k(with.n * candidates.n);
  std::vector<double> point(candidates.columns());
  for (std::size_t j = 0; j < candidates.n; ++j) {
    for (std::size_t c = 0; c < point.size(); ++c) point[c] = candidates.column(c)[j];
    squared_distances(with, point.data(), 0, k.data() + j * with.n);
    matern(with.n, k.data() + j * with.n);
  }
  return k;
}

bool factorise_with(const Algebra& algebra, const std::vector<double>& covariance, std::size_t m,
                    double jitter, std::vector<double>& L) {
  L = covariance;
  for (std::size_t i = 0; i < m; ++i) L[i * m + i] += jitter;
  return algebra.cholesky_lower(m, L.data(), m) == 0;
}

/// x <- L x for each x of m numbers.
void multiply_each(const Algebra& algebra, const std::vector<double>& L, std::size_t m,
                   std::vector<double>& samples) {
  std::vector<double> together(samples_together * m);
  for (std::size_t at = 0; at < samples.size(); at += together.size()) {
    const std::size_t taken = std::min(together.size(), samples.size() - at);
    double* first = samples.data() + at;
    std::fill(std::copy_n(first, taken, together.begin()), together.end(), 0.0);
    algebra.multiply_triangular(m, samples_together, L.data(), m, together.data(), m, false);
    std::copy_n(together.begin(), taken, first);
  }
}

}  // namespace

std::vector<double> covariance_with(const CpuFactor& factor, std::span<const double> candidates) {
  const ScaledInputs points = candidate_inputs(factor, candidates);
  const std::size_t n = factor.size(), m = points.n;
  std::vector<double> explained = kernel_columns(factor.inputs, points);
  factor.algebra->multiply_triangular(n, m, factor.inverse.data(), n, explained.data(), n, false);
  std::vector<double> product(m * m);
  factor.algebra->multiply_transposed(n, m, m, explained.data(), n, explained.data(), n, product.data(), m);
  std::vector<double> covariance = kernel_columns(points, points);
  for (std::size_t j = 0; j < m; ++j) {
    for (std::size_t i = j; i < m; ++i) {
      const double left = covariance[j * m + i] - product[j * m + i];
      covariance[j * m + i] = covariance[i * m + j] = i == j ? std::max(left, smallest_variance) : left;
    }
  }
  return covariance;
}

std::vector<double> sample_with(const CpuFactor& factor, std::span<const double> candidates,
                                std::span<const double> normals, const Pool& pool) {
  const std::vector<double> covariance = covariance_with(factor, candidates);
  const std::vector<double> mean = predict_with(factor, candidates, false, pool).mean;
  const std::size_t m = mean.size();
  std::vector<double> L;
  const bool found = std::any_of(sampling_jitters.begin(), sampling_jitters.end(), [&](double jitter) {
    return factorise_with(*factor.algebra, covariance, m, jitter, L);
  });
  if (!found) throw Error(Code::numeric, "the posterior covariance of the candidates has no factorisation");
  std::vector<double> samples(normals.begin(), normals.end());
  multiply_each(*factor.algebra, L, m, samples);
  for (std::size_t i = 0; i < samples.size(); ++i) samples[i] += mean[i % m];
  return samples;
}

}  // namespace lode::backend::cpu
