#include "surrogate/output_transform.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include "math/normal.h"
#include "surrogate/output_scale.h"

namespace lode::surrogate {
namespace {

std::vector<std::size_t> ascending_order(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  return order;
}

/// Ranks 0 ... n - 1; equal values share the mean of theirs.
std::vector<double> mean_ranks(std::span<const double> values, const std::vector<std::size_t>& order) {
  std::vector<double> ranks(values.size());
  for (std::size_t first = 0, last = 0; first < order.size(); first = last) {
    while (last < order.size() && values[order[last]] == values[order[first]]) ++last;
    const double shared = 0.5 * static_cast<double>(first + last - 1);
    for (std::size_t i = first; i < last; ++i) ranks[order[i]] = shared;
  }
  return ranks;
}

double median_of(std::span<const double> values, const std::vector<std::size_t>& order) {
  const std::size_t n = order.size();
  const double upper = values[order[n / 2]];
  return n % 2 == 1 ? upper : 0.5 * values[order[n / 2 - 1]] + 0.5 * upper;
}

/// (y - median) / rms of the values up to the median, or nothing but zeros where these are equal but for
/// rounding (rounding_share).
/// All is first divided by a power of two, so that no difference and no square overflows or underflows.
void scale_good_half(std::span<const double> losses, double median, std::vector<double>& out) {
  double size = std::fabs(median), farthest = 0;
  for (const double y : losses) {
    if (y <= median) size = std::max(size, std::fabs(y));
  }
  if (size == 0) return;
  const int exponent = std::ilogb(size) + 1;
  const auto distance = [&](double y) { return std::ldexp(y, -exponent) - std::ldexp(median, -exponent); };
  for (const double y : losses) {
    if (y <= median) farthest = std::max(farthest, -distance(y));
  }
  if (farthest <= rounding_share * std::ldexp(size, -exponent)) return;
  double sum = 0;
  std::size_t count = 0;
  for (const double y : losses) {
    if (y > median) continue;
    const double share = distance(y) / farthest;
    sum += share * share;
    ++count;
  }
  const double rms = std::sqrt(sum / static_cast<double>(count));
  for (std::size_t i = 0; i < losses.size(); ++i) {
    if (losses[i] <= median) out[i] = distance(losses[i]) / farthest / rms;
  }
}

}  // namespace

std::vector<double> half_rank(std::span<const double> losses) {
  const std::vector<std::size_t> order = ascending_order(losses);
  std::vector<double> warped(losses.size(), 0.0);
  if (losses[order.front()] == losses[order.back()]) return warped;
  const double median = median_of(losses, order);
  const std::vector<double> ranks = mean_ranks(losses, order);
  scale_good_half(losses, median, warped);
  for (std::size_t i = 0; i < losses.size(); ++i) {
    if (losses[i] <= median) continue;
    warped[i] = math::normal_quantile((ranks[i] + 0.5) / static_cast<double>(losses.size()));
  }
  return warped;
}

void standardise(std::span<double> values) {
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  if (*least == *most) return std::fill(values.begin(), values.end(), 0.0);
  const double n = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  double square = 0;
  for (double& v : values) {
    v -= mean;
    square += v * v;
  }
  const double deviation = std::sqrt(square / n);
  for (double& v : values) v /= deviation;
}

std::vector<double> training_targets(std::span<const double> losses, std::size_t infeasible) {
  std::vector<double> targets = half_rank(losses);
  standardise(targets);
  if (infeasible == 0) return targets;
  const auto [best, worst] = std::minmax_element(targets.begin(), targets.end());
  const double value = *best == *worst ? *worst + 1.0 : *worst;
  targets.insert(targets.end(), infeasible, value);
  standardise(targets);
  return targets;
}

double loss_at(double target, std::span<const double> losses, std::span<const double> targets) {
  const std::vector<std::size_t> order = ascending_order(losses);
  const auto upper = std::find_if(order.begin(), order.end(), [&](std::size_t i) {
    return targets[i] >= target && targets[i] > targets[order.front()];
  });
  if (upper == order.end()) return losses[order.back()];
  const std::size_t high = *upper;
  const std::size_t low = target < targets[order.front()] ? order.front() : *(upper - 1);
  const double share = (target - targets[low]) / (targets[high] - targets[low]);
  return losses[low] + share * (losses[high] - losses[low]);
}

double loss_per_target(std::span<const double> losses, std::span<const double> targets) {
  const std::vector<std::size_t> order = ascending_order(losses);
  const std::size_t best = order.front();
  const double median = median_of(losses, order);
  std::optional<std::size_t> other;  // the farthest of the good half; else the nearest beyond
  for (const std::size_t i : order) {
    if (targets[i] > targets[best] && (!other || losses[i] <= median)) other = i;
  }
  if (!other) return standardising(losses).deviation;
  // Halves, as the difference of two finite losses need not be finite.
  return 2 * ((0.5 * losses[*other] - 0.5 * losses[best]) / (targets[*other] - targets[best]));
}

}  // namespace lode::surrogate
