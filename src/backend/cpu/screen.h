/// \file
/// Upper bounds of scores, of which most cost a small part of the score: the posterior mean from a sum in
/// single precision (rough_rows.h), the variance from a few training points (partial_variance.h).
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "backend/cpu/factor.h"
#include "backend/cpu/partial_variance.h"
#include "backend/cpu/rough_rows.h"

namespace lode::backend::cpu {

/// For one factor and one score; the factor is borrowed.
class Screen {
 public:
  /// \param m about how many candidates there are. \pre math::rises_with_deviation(score.kind)
  Screen(const CpuFactor& factor, const math::Score& score, std::size_t m);

  struct Bounds {
    std::vector<double> score;      ///< m: no score_with of these candidates is larger; never NaN
    std::vector<double> deviation;  ///< m: nor their posterior standard deviation
  };

  /// \param candidates m x d row-major.
  Bounds evaluate(std::span<const double> candidates, const Pool& pool) const;

  /// Lowers some candidates' bounds, by their posterior means in double precision.
  /// \param which indices of candidates.
  void sharpen(std::span<const double> candidates, std::span<const std::size_t> which, const Pool& pool,
               Bounds& bounds) const;

 private:
  void evaluate_tile(const double* candidates, std::size_t m, double* score, double* deviation) const;
  double bound(double mean, double error, double deviation) const;

  const CpuFactor& factor_;
  math::Score score_;
  PartialVariance variance_;
  RoughSum mean_;
};

}  // namespace lode::backend::cpu
