#include "acquisition/per_cost.h"

namespace lode::acquisition {

Scores PerCost::evaluate(std::span<const double> points, bool with_gradient) const {
  Scores scores = inner_.evaluate(points, with_gradient);
  const backend::Posterior cost = log_cost_.posterior(points, with_gradient);
  for (std::size_t i = 0; i < scores.values.size(); ++i) scores.values[i] -= scale_ * cost.mean[i];
  for (std::size_t i = 0; i < scores.gradients.size(); ++i)
    scores.gradients[i] -= scale_ * cost.mean_gradient[i];
  return scores;
}

}  // namespace lode::acquisition
