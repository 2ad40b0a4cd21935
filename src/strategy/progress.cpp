#include "strategy/progress.h"

#include <algorithm>  // upper_bound
#include <cmath>
#include <limits>

#include "math/elementary.h"
#include "math/median.h"

namespace lode::strategy {

namespace {

/// The highest level at or below the resource; \pre there is one.
std::size_t level_of(const std::vector<std::uint64_t>& levels, std::uint64_t resource) {
  const auto above = std::upper_bound(levels.begin(), levels.end(), resource);
  return static_cast<std::size_t>(above - levels.begin()) - 1;
}

/// A trial's loss at each level, NaN where it has none: the first at it or above.
std::vector<double> losses_at(const Past& past, const std::vector<std::uint64_t>& levels) {
  std::vector<double> losses(levels.size(), std::numeric_limits<double>::quiet_NaN());
  for (const Measurement& at : past.curve) {
    if (at.resource < levels.front()) continue;
    double& loss = losses[level_of(levels, at.resource)];
    if (std::isnan(loss)) loss = at.loss;
  }
  return losses;
}

}  // namespace

Progress::Progress(const History& history, const std::vector<std::uint64_t>& levels) : levels_(levels) {
  if (levels.empty()) return;
  std::vector<std::vector<double>> gains(levels.size());
  for (const Past& past : history.trials) {
    if (past.outcome == Outcome::infeasible) continue;
    const std::vector<double> losses = losses_at(past, levels);
    for (std::size_t k = 0; k + 1 < levels.size(); ++k) {
      const double gain = losses[k] - losses[k + 1];
      if (std::isfinite(gain)) gains[k].push_back(gain);
    }
  }
  left_.assign(levels.size(), 0);
  for (std::size_t k = levels.size() - 1; k-- > 0;)
    left_[k] = left_[k + 1] + (gains[k].empty() ? 0 : math::median(gains[k]));
}

double Progress::left(std::uint64_t resource) const {
  if (levels_.empty() || resource >= levels_.back()) return 0;
  if (resource <= levels_.front()) return left_.front();
  const std::size_t k = level_of(levels_, resource);
  const auto logarithm = [](std::uint64_t value) { return math::log(static_cast<double>(value)); };
  const double from = logarithm(levels_[k]), to = logarithm(levels_[k + 1]);
  return left_[k] + (left_[k + 1] - left_[k]) * (logarithm(resource) - from) / (to - from);
}

}  // namespace lode::strategy
