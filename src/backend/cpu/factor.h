/// \file
/// The factorised training set of the CPU backend, and prediction from it.
#pragma once

#include <span>
#include <vector>

#include "backend/backend.h"
#include "backend/cpu/algebra.h"
#include "backend/cpu/kernel_rows.h"
#include "backend/training_set.h"
#include "base/pool.h"

namespace lode::backend::cpu {

/// Holds W = L^-1 rather than L: prediction is then products only, W k for the variance and W^T W k for its
/// gradient, and a sum of squares cannot come out negative.
class CpuFactor final : public Factor {
 public:
  std::size_t size() const override { return inputs.n; }
  double jitter() const override { return added; }
  double log_likelihood() const override;

  const Algebra* algebra = &library_algebra();  ///< of all that is computed from it
  Columns columns;
  std::vector<double> theta;  ///< d + 2
  double added = 0;           ///< jitter
  TrainingSet data;
  ScaledInputs inputs;          ///< X divided by lengthscales
  std::vector<double> inverse;  ///< W, n x n column-major, lower triangle
  std::vector<double> alpha;    ///< n: K^-1 (y - mean)
};

/// Climbs the jitter ladder from `first_jitter` on. \throws Error(Code::numeric) past its end.
std::unique_ptr<CpuFactor> make_factor(const Columns& columns, const Data& data,
                                       std::span<const double> theta, double first_jitter,
                                       const Algebra& algebra = library_algebra());

/// One more row of W; a new factorisation where the new pivot has drowned in rounding.
std::unique_ptr<CpuFactor> append_point(const CpuFactor& factor, std::span<const double> x, double y,
                                        double noise);

/// (K + noise)^-1 b.
std::vector<double> solve_with(const CpuFactor& factor, std::span<const double> b);

/// Posterior at m x d row-major candidates. Without gradients a candidate's result does not depend on the
/// others given with it, to the last bit.
Posterior predict_with(const CpuFactor& factor, std::span<const double> candidates, bool with_gradient,
                       const Pool& pool);

/// The posterior mean at one candidate, to the bit predict_with's.
/// \param scaled its d scaled coordinates. \param k room for n kernel values.
double mean_at(const CpuFactor& factor, const double* scaled, double* k);

/// The score of each of m x d row-major candidates.
std::vector<double> score_with(const CpuFactor& factor, const math::Score& score,
                               std::span<const double> candidates, const Pool& pool);

/// How many of the candidates needed more than a bound.
struct Effort {
  std::size_t means = 0;   ///< a posterior mean in double precision
  std::size_t scores = 0;  ///< a score
};

/// The k best of m x d row-major candidates. \param effort what it took; may be null.
Top top_with(const CpuFactor& factor, const math::Score& score, std::span<const double> candidates,
             std::size_t k, const Pool& pool, Effort* effort = nullptr);

/// The sum of n weighted kernel functions at m x d row-major candidates.
KernelSum kernel_sum_with(const CpuFactor& factor, std::span<const double> weights,
                          std::span<const double> candidates, bool with_gradient);

/// Posterior covariance among m x d row-major candidates: m x m.
std::vector<double> covariance_with(const CpuFactor& factor, std::span<const double> candidates);

/// Joint samples at m x d row-major candidates from c x m standard normal numbers: c x m.
std::vector<double> sample_with(const CpuFactor& factor, std::span<const double> candidates,
                                std::span<const double> normals, const Pool& pool);

}  // namespace lode::backend::cpu
