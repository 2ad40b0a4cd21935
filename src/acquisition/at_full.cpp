#include "acquisition/at_full.h"

namespace lode::acquisition {

std::vector<double> AtFull::extended(std::span<const double> points) const {
  std::vector<double> extended;
  extended.reserve(points.size() / d_ * (d_ + 1));
  for (std::size_t at = 0; at < points.size(); at += d_) {
    const auto point = points.subspan(at, d_);
    extended.insert(extended.end(), point.begin(), point.end());
    extended.push_back(1);
  }
  return extended;
}

Scores AtFull::evaluate(std::span<const double> points, bool with_gradient) const {
  Scores scores = inner_->evaluate(extended(points), with_gradient);
  if (!with_gradient) return scores;
  std::vector<double> gradients;
  gradients.reserve(points.size());
  for (std::size_t at = 0; at < scores.gradients.size(); at += d_ + 1) {
    const auto row = std::span(scores.gradients).subspan(at, d_);
    gradients.insert(gradients.end(), row.begin(), row.end());
  }
  scores.gradients = std::move(gradients);
  return scores;
}

std::optional<std::size_t> AtFull::best(std::span<const double> points) const {
  return inner_->best(extended(points));
}

}  // namespace lode::acquisition
