#include "acquisition/ensemble.h"

#include <algorithm>
#include <cmath>

#include "math/elementary.h"

namespace lode::acquisition {
namespace {

/// Point i of the mean's scores; its gradient is the members', weighted by exp(value).
void average(const std::vector<Scores>& parts, std::size_t i, std::size_t d, Scores& whole) {
  double largest = parts.front().values[i];
  for (const Scores& part : parts) largest = std::max(largest, part.values[i]);
  whole.values[i] = largest;
  if (!std::isfinite(largest)) return;
  double sum = 0;
  for (const Scores& part : parts) {
    const double weight = math::exp(part.values[i] - largest);
    sum += weight;
    for (std::size_t c = i * d; c < (i + 1) * d; ++c) whole.gradients[c] += weight * part.gradients[c];
  }
  whole.values[i] += math::log(sum / static_cast<double>(parts.size()));
  for (std::size_t c = i * d; c < (i + 1) * d; ++c) whole.gradients[c] /= sum;
}

}  // namespace

Scores LogMean::evaluate(std::span<const double> points, bool with_gradient) const {
  std::vector<Scores> parts;
  for (const auto& member : members_) parts.push_back(member->evaluate(points, with_gradient));
  if (parts.size() == 1) return std::move(parts.front());
  const std::size_t m = parts.front().values.size();
  Scores whole{std::vector<double>(m), std::vector<double>(parts.front().gradients.size(), 0.0)};
  const std::size_t d = with_gradient && m > 0 ? points.size() / m : 0;
  for (std::size_t i = 0; i < m; ++i) average(parts, i, d, whole);
  return whole;
}

}  // namespace lode::acquisition
