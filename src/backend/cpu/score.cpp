// Scores of candidates.

#include <cmath>

#include "backend/cpu/factor.h"

namespace lode::backend::cpu {

std::vector<double> score_with(const CpuFactor& factor, const math::Score& score,
                               std::span<const double> candidates, const Pool& pool) {
  const Posterior posterior = predict_with(factor, candidates, false, pool);
  std::vector<double> values(posterior.mean.size());
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = math::score_at(score, posterior.mean[i], std::sqrt(posterior.variance[i])).value;
  return values;
}

}  // namespace lode::backend::cpu
