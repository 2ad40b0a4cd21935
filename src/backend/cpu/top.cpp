// The best candidates, without scoring the others: all get an upper bound of their score (screen.h), and are
// scored in falling order of it until no bound reaches the k-th best score so far. As scores do not depend on
// what is scored together, and candidates are passed over only for a bound strictly below, the result is that
// of scoring all.

#include <algorithm>
#include <cmath>
#include <numeric>

#include "backend/cpu/factor.h"
#include "backend/cpu/screen.h"

namespace lode::backend::cpu {
namespace {

/// Candidates scored before there is a threshold, at least. Later rounds are larger by a quarter of what has
/// been scored: they should not overshoot the last one needed by much, and be large enough for all threads.
constexpr std::size_t first_round = 48;
constexpr std::size_t later_round = 120;
/// Candidates whose bounds are sharpened to see whether that is worth its time for all.
constexpr std::size_t sample_size = 120;

/// The best candidates scored so far.
class Best {
 public:
  explicit Best(std::size_t k) : k_(k) {}

  void add(std::span<const std::size_t> index, std::span<const double> value) {
    for (std::size_t i = 0; i < index.size(); ++i)
      if (!std::isnan(value[i])) scored_.push_back({value[i], index[i]});
    const std::size_t kept = std::min(k_, scored_.size());
    std::partial_sort(scored_.begin(), scored_.begin() + static_cast<std::ptrdiff_t>(kept), scored_.end());
    scored_.resize(kept);
  }

  /// Whether a candidate of this bound may be among the best.
  bool admits(double bound) const { return scored_.size() < k_ || !(bound < scored_.back().value); }

  Top top() const {
    Top top;
    for (const Scored& s : scored_) {
      top.index.push_back(s.index);
      top.value.push_back(s.value);
    }
    return top;
  }

 private:
  struct Scored {
    double value;
    std::size_t index;
    bool operator<(const Scored& other) const {
      return value > other.value || (value == other.value && index < other.index);
    }
  };

  std::size_t k_;
  std::vector<Scored> scored_;  ///< best first
};

/// One question.
class Search {
 public:
  Search(const CpuFactor& factor, const math::Score& score, std::span<const double> candidates, std::size_t k,
         const Pool& pool)
      : factor_(factor), score_(score), candidates_(candidates), best_(k), pool_(pool) {}

  Top score_all() {
    std::vector<std::size_t> all(candidates_.size() / factor_.columns.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    best_.add(all, score_with(factor_, score_, candidates_, pool_));
    effort.scores += all.size();
    return best_.top();
  }

  Top search(std::size_t k) {
    const Screen screen(factor_, score_, candidates_.size() / factor_.columns.size());
    Screen::Bounds bounds = screen.evaluate(candidates_, pool_);
    const auto higher = [&](std::size_t a, std::size_t b) { return bounds.score[a] > bounds.score[b]; };
    std::vector<std::size_t> left(bounds.score.size());
    std::iota(left.begin(), left.end(), std::size_t{0});
    const std::size_t first = std::min(left.size(), (k + first_round - 1) / first_round * first_round);
    const auto rest = left.begin() + static_cast<std::ptrdiff_t>(first);
    std::nth_element(left.begin(), rest - 1, left.end(), higher);
    score(std::span(left).first(first));
    left.erase(left.begin(), rest);
    drop(left, bounds);
    sharpen(screen, left, bounds);
    std::sort(left.begin(), left.end(), higher);
    for (std::size_t at = 0, round = 0; at < left.size(); at += round) {
      if (!best_.admits(bounds.score[left[at]])) break;
      round = std::min(later_round + effort.scores / 4, left.size() - at);
      score(std::span(left).subspan(at, round));
    }
    return best_.top();
  }

  Effort effort;

 private:
  void drop(std::vector<std::size_t>& left, const Screen::Bounds& bounds) const {
    std::erase_if(left, [&](std::size_t i) { return !best_.admits(bounds.score[i]); });
  }

  /// Lowers the bounds of what is left, where a sample of it shows that this drops half.
  void sharpen(const Screen& screen, std::vector<std::size_t>& left, Screen::Bounds& bounds) {
    std::vector<std::size_t> sample;
    for (std::size_t i = 0; i < sample_size && left.size() > sample_size; ++i)
      sample.push_back(left[i * left.size() / sample_size]);
    screen.sharpen(candidates_, sample, pool_, bounds);
    effort.means += sample.size();
    const std::size_t before = sample.size();
    drop(sample, bounds);
    if (sample.size() * 2 <= before) {
      screen.sharpen(candidates_, left, pool_, bounds);
      effort.means += left.size();
    }
    drop(left, bounds);
  }

  void score(std::span<const std::size_t> which) {
    const std::size_t d = factor_.columns.size();
    std::vector<double> points(which.size() * d);
    for (std::size_t i = 0; i < which.size(); ++i)
      std::copy_n(candidates_.begin() + static_cast<std::ptrdiff_t>(which[i] * d), d,
                  points.begin() + static_cast<std::ptrdiff_t>(i * d));
    best_.add(which, score_with(factor_, score_, points, pool_));
    effort.scores += which.size();
  }

  const CpuFactor& factor_;
  const math::Score& score_;
  std::span<const double> candidates_;
  Best best_;
  const Pool& pool_;
};

/// Whether bounds hold, and are worth their time (bench/NOTES.md). Of the deviation they are too far off to
/// pass anything over: it is largest where the points that they take are far away.
bool worth_screening(const CpuFactor& factor, const math::Score& score, std::size_t m, std::size_t k) {
  const bool bounded = math::rises_with_deviation(score.kind) && std::isfinite(score.best) && score.beta >= 0;
  if (!bounded || score.kind == math::ScoreKind::deviation) return false;
  const std::size_t n = factor.size();
  return n >= 80 && m >= 384 && n * m >= 100000 && k <= m / 4;
}

}  // namespace

Top top_with(const CpuFactor& factor, const math::Score& score, std::span<const double> candidates,
             std::size_t k, const Pool& pool, Effort* effort) {
  if (k == 0) return {};
  Search search(factor, score, candidates, k, pool);
  const std::size_t m = candidates.size() / factor.columns.size();
  const Top top = worth_screening(factor, score, m, k) ? search.search(k) : search.score_all();
  if (effort != nullptr) *effort = search.effort;
  return top;
}

}  // namespace lode::backend::cpu
