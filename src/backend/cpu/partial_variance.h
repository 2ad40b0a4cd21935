/// \file
/// Upper bounds of the posterior variance from p of the n training points.
///
/// The variance is 1 - |W k|^2, with W the factor's n x n matrix and k the n kernel values. A projection only
/// shortens: |W k| >= |Q W k| for any p x n matrix Q of orthonormal rows. With S the p points and M M^T their
/// covariance, noise included, V = M^-1 and Q = V E_S K W^T, Q W k is V k_S: it takes the p kernel values
/// alone, and is what the p points explain by themselves.
///
/// In floating point W is not exactly an inverse factor, nor Q orthonormal, by as much as the condition of K
/// tells. So both are measured, and the bound holds for the W that there is. With B = Q W, computed:
///
/// - |Q k|^2 <= (1 + |Q Q^T - I|_F) |k|^2, the square of `stretch`;
/// - B differs from V, zeros elsewhere, by D; kernel values are at most 1 + 1e-14, so |D k| <= the norm of
/// D's
///   row sums of absolute values;
/// - a product of n terms errs by at most g(n) = 1.01 n 2^-53 times the sum of the terms' absolute values,
///   in whatever order: with R the row sums of |W|, B by g(n) sqrt(p) |R| at most in |B k|, the W k that is
///   predicted from by g(n) |R|, V k_S by g(p) times the norm of V's row sums.
///
/// So |V k_S| - slack <= stretch |W k| as predict.cpp computes them, with slack the sum of these.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "backend/cpu/factor.h"

namespace lode::backend::cpu {

class PartialVariance {
 public:
  /// \param points indices of training points, all different. Without any, or where their covariance has no
  /// factorisation in double precision, the bound is the prior's variance.
  PartialVariance(const CpuFactor& factor, std::span<const std::size_t> points);

  /// Variances which those of predict_with do not exceed.
  /// \param scaled m x d row-major scaled coordinates (ScaledInputs::scaled). \param variance m
  void evaluate(const double* scaled, std::size_t m, double* variance) const;

 private:
  bool factorise(const CpuFactor& factor, std::span<const std::size_t> points);
  void measure(const CpuFactor& factor, std::span<const std::size_t> points);

  const Algebra& algebra_;
  ScaledInputs inputs_;          ///< of the points
  std::vector<double> inverse_;  ///< V, p x p column-major, lower triangle, zeros above
  double stretch_ = 1;
  double slack_ = 0;
};

/// The p training points (all, where there are fewer) that leave little variance where scores are high: of
/// the max(2 p, n / 8) nearest to the one of the best posterior mean, those of the largest variance given the
/// ones before.
std::vector<std::size_t> choose_points(const CpuFactor& factor, const math::Score& score, std::size_t p);

}  // namespace lode::backend::cpu
