#include "backend/cpu/screen.h"

#include <algorithm>
#include <cmath>

namespace lode::backend::cpu {
namespace {

/// Training points of the partial variance: more where a score takes longer, and where there are many to pass
/// over.
std::size_t points_for(std::size_t n, std::size_t m) { return n < 800 || m < 4096 ? 32 : 64; }

/// Tiles that one part of a job takes.
constexpr std::size_t part_size = 4 * rough_tile;

std::size_t parts(std::size_t m) { return (m + part_size - 1) / part_size; }

}  // namespace

Screen::Screen(const CpuFactor& factor, const math::Score& score, std::size_t m)
    : factor_(factor),
      score_(score),
      variance_(factor, choose_points(factor, score, points_for(factor.size(), m))),
      mean_(factor.inputs, factor.alpha) {}

Screen::Bounds Screen::evaluate(std::span<const double> candidates, const Pool& pool) const {
  const std::size_t d = factor_.columns.size(), m = candidates.size() / d;
  Bounds bounds{std::vector<double>(m), std::vector<double>(m)};
  pool.run(parts(m), [&](std::size_t part, std::size_t) {
    const std::size_t last = std::min(m, (part + 1) * part_size);
    for (std::size_t i = part * part_size; i < last; i += rough_tile)
      evaluate_tile(candidates.data() + i * d, std::min(rough_tile, last - i), bounds.score.data() + i,
                    bounds.deviation.data() + i);
  });
  return bounds;
}

void Screen::evaluate_tile(const double* candidates, std::size_t m, double* score, double* deviation) const {
  const std::size_t d = factor_.columns.size();
  std::vector<double> scaled(m * d);
  for (std::size_t j = 0; j < m; ++j) {
    for (std::size_t c = 0; c < d; ++c) scaled[j * d + c] = factor_.inputs.scaled(c, candidates[j * d + c]);
  }
  RoughSum::Tile sums;
  mean_.evaluate(scaled.data(), m, sums);
  variance_.evaluate(scaled.data(), m, deviation);
  for (std::size_t j = 0; j < m; ++j) {
    deviation[j] = std::sqrt(deviation[j]);
    // Two additions of theta's mean, this one's and the prediction's.
    const double mean = sums.value[j] + factor_.theta.back();
    const double rounding = 0x1p-51 * (std::fabs(sums.value[j]) + std::fabs(factor_.theta.back()));
    score[j] = bound(mean, sums.error[j] + rounding, deviation[j]);
  }
}

double Screen::bound(double mean, double error, double deviation) const {
  return math::score_bound(score_, score_.maximised ? mean + error : mean - error, deviation);
}

void Screen::sharpen(std::span<const double> candidates, std::span<const std::size_t> which, const Pool& pool,
                     Bounds& bounds) const {
  const std::size_t d = factor_.columns.size();
  pool.run(parts(which.size()), [&](std::size_t part, std::size_t) {
    std::vector<double> point(d), k(factor_.size());
    const std::size_t last = std::min(which.size(), (part + 1) * part_size);
    for (std::size_t i = part * part_size; i < last; ++i) {
      const double* x = candidates.data() + which[i] * d;
      for (std::size_t c = 0; c < d; ++c) point[c] = factor_.inputs.scaled(c, x[c]);
      const double mean = mean_at(factor_, point.data(), k.data());
      double& score = bounds.score[which[i]];
      score = std::min(score, bound(mean, 0, bounds.deviation[which[i]]));
    }
  });
}

}  // namespace lode::backend::cpu
