/// \file
/// Log marginal likelihood on the CPU: fused kernel build, one Cholesky factorisation, one inverse, and the
/// derivatives of all lengthscales through one symmetric product.
#pragma once

#include <span>
#include <vector>

#include "backend/backend.h"
#include "backend/cpu/algebra.h"
#include "backend/cpu/kernel_rows.h"
#include "backend/cpu/scratch.h"

namespace lode::backend::cpu {

/// Evaluates theta after theta on the same data, keeping its scratch. Not shared between threads; the spans,
/// columns, algebra and scratch given must outlive it.
class LikelihoodWork {
 public:
  /// \pre the shapes fit each other, and there is at least one point
  LikelihoodWork(const Algebra& algebra, const Columns& columns, const Data& data, Scratch& scratch);
  ~LikelihoodWork();
  LikelihoodWork(const LikelihoodWork&) = delete;
  LikelihoodWork& operator=(const LikelihoodWork&) = delete;

  /// The value at `theta` (d + 2). Where `gradient` is not empty it receives the d + 2 derivatives.
  /// \return -infinity, with a gradient of zeros, where theta is not finite or the matrix not positive
  /// definite.
  double evaluate(std::span<const double> theta, std::span<double> gradient);

 private:
  bool factorise(std::span<const double> theta, bool with_slopes);
  double value_from_factor(double mean, bool with_inverse);
  double fit_by_inverse();
  double fit_by_solving();
  void fill_gradient(double noise, std::span<double> gradient);
  void weigh_slopes_with_inverse();
  void fill_lengthscale_gradient(std::span<double> gradient);
  double category_gradient(std::size_t column);

  const Algebra& algebra_;
  Scratch& scratch_;
  const Columns& columns_;
  Data data_;
  std::size_t n_;
  ScaledInputs inputs_;
  std::vector<double> kernel_;   ///< n x n, lower: the kernel, then L, then L^-1, then K^-1
  std::vector<double> slopes_;   ///< n x n, lower: slopes, then G = (alpha alpha^T - K^-1) o slopes
  std::vector<double> alpha_;    ///< n: K^-1 (y - mean)
  std::vector<double> product_;  ///< n x d: G times inputs
  std::vector<double> row_sum_;  ///< n: G 1
};

}  // namespace lode::backend::cpu
