#include "acquisition/closed_form.h"

#include <cmath>

namespace lode::acquisition {

Scores ClosedForm::evaluate(std::span<const double> points, bool with_gradient) const {
  const backend::Posterior posterior = gp_.posterior(points, with_gradient);
  const std::size_t m = posterior.mean.size(), d = gp_.columns();
  Scores scores;
  scores.values.resize(m);
  scores.gradients.resize(with_gradient ? m * d : 0);
  for (std::size_t i = 0; i < m; ++i) {
    const double deviation = std::sqrt(posterior.variance[i]);
    const math::MeanDeviationGradient at = math::score_at(score_, posterior.mean[i], deviation);
    scores.values[i] = at.value;
    if (!with_gradient) continue;
    const double by_variance = at.deviation / (2 * deviation);
    for (std::size_t c = i * d; c < (i + 1) * d; ++c) {
      scores.gradients[c] =
          at.mean * posterior.mean_gradient[c] + by_variance * posterior.variance_gradient[c];
    }
  }
  return scores;
}

std::optional<std::size_t> ClosedForm::best(std::span<const double> points) const {
  const std::vector<std::size_t> index = gp_.backend().top(gp_.factor(), score_, points, 1).index;
  return index.empty() ? std::nullopt : std::optional(index.front());
}

}  // namespace lode::acquisition
