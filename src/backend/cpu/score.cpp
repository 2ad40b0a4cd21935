// Scores of candidates, and the best of them.

#include <algorithm>
#include <cmath>
#include <numeric>

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

Top top_with(const CpuFactor& factor, const math::Score& score, std::span<const double> candidates,
             std::size_t k, const Pool& pool) {
  const std::vector<double> values = score_with(factor, score, candidates, pool);
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (!std::isnan(values[i])) order.push_back(i);
  k = std::min(k, order.size());
  const auto better = [&](std::size_t a, std::size_t b) {
    return values[a] > values[b] || (values[a] == values[b] && a < b);
  };
  std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(k), order.end(), better);
  order.resize(k);
  Top top{order, {}};
  for (const std::size_t i : order) top.value.push_back(values[i]);
  return top;
}

}  // namespace lode::backend::cpu
