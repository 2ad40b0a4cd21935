#include "acquisition/maximise.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "surrogate/lbfgs.h"

namespace lode::acquisition {
namespace {

constexpr std::size_t climbed = 4;   // starts that a stepping phase expands
constexpr int most_steps = 6;        // of one stepping phase
constexpr double worthwhile = 1e-9;  // least gain of a round that earns another

/// The best distinct unseen configurations found so far, best first.
class Pool {
 public:
  Pool(std::size_t capacity, const Seen& seen) : capacity_(capacity), seen_(seen) {}

  /// Offers m x d points with their values; ties go to the earlier one, and to the pool.
  void offer(std::span<const double> points, std::span<const double> values, std::size_t d) {
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return values[a] > values[b]; });
    for (const std::size_t i : order) {
      if (full() && !(values[i] > entries_.back().value)) return;
      consider(points.subspan(i * d, d), values[i]);
    }
  }

  bool empty() const { return entries_.empty(); }
  const Found& best() const { return entries_.front(); }

  /// The units of the first `count` entries, row-major.
  std::vector<double> units(std::size_t count) const {
    std::vector<double> out;
    for (std::size_t i = 0; i < std::min(count, entries_.size()); ++i) {
      out.insert(out.end(), entries_[i].unit.begin(), entries_[i].unit.end());
    }
    return out;
  }

 private:
  bool full() const { return entries_.size() >= capacity_; }

  void consider(std::span<const double> unit, double value) {
    if (std::isnan(value)) return;
    const auto same = [&](const Found& f) { return std::equal(unit.begin(), unit.end(), f.unit.begin()); };
    if (std::any_of(entries_.begin(), entries_.end(), same) || seen_(unit)) return;
    const auto place = std::upper_bound(entries_.begin(), entries_.end(), value,
                                        [](double v, const Found& f) { return v > f.value; });
    entries_.insert(place, {{unit.begin(), unit.end()}, value});
    if (entries_.size() > capacity_) entries_.pop_back();
  }

  std::size_t capacity_;
  const Seen& seen_;
  std::vector<Found> entries_;
};

/// One maximisation.
class Search {
 public:
  Search(const Acquisition& acquisition, const space::Space& space, const Seen& seen,
         const MaximiseOptions& options)
      : acquisition_(acquisition),
        domain_(space),
        options_(options),
        random_(options.candidates.seed, options.candidates.trial, math::Purpose::shuffle),
        pool_(std::max<std::size_t>(1, options.refined), seen) {}

  std::optional<Found> run(std::span<const double> best) {
    offer(make_candidates(domain_, best, options_.candidates));
    if (pool_.empty()) return std::nullopt;
    for (int round = 0; options_.refined > 0 && round < options_.rounds; ++round) {
      const double before = pool_.best().value;
      if (domain_.has_follow()) follow_gradients();
      if (domain_.has_step()) climb();
      if (!domain_.has_follow() || !domain_.has_step()) break;
      if (!(pool_.best().value > before + worthwhile)) break;
    }
    return pool_.best();
  }

 private:
  void offer(const std::vector<double>& points) {
    if (points.empty()) return;
    pool_.offer(points, acquisition_.evaluate(points, false).values, domain_.size());
  }

  void follow_gradients() {
    const std::size_t d = domain_.size();
    const std::vector<double> starts = pool_.units(options_.refined);
    std::vector<double> lower = starts, upper = starts;
    for (std::size_t at = 0; at < starts.size(); at += d) {
      const std::vector<char> used = domain_.active(std::span(starts).subspan(at, d));
      for (std::size_t c = 0; c < d; ++c) {
        if (!used[c] || !domain_.follows(c)) continue;
        lower[at + c] = 0;
        upper[at + c] = 1;
      }
    }
    std::vector<double> ends;
    for (const surrogate::Minimum& minimum : descend(starts, lower, upper)) {
      if (std::isfinite(minimum.value)) domain_.append_snapped(minimum.point, ends);
    }
    offer(ends);
  }

  std::vector<surrogate::Minimum> descend(const std::vector<double>& starts, const std::vector<double>& lower,
                                          const std::vector<double>& upper) const {
    surrogate::LbfgsOptions search;
    search.iterations = 40;
    search.evaluations = 80;
    search.gradient_tolerance = 1e-4;
    search.value_tolerance = 1e-7;
    search.first_step = 0.1;
    const auto negative = [this](std::span<const double> points, std::span<const std::size_t>,
                                 std::span<double> values, std::span<double> gradients) {
      const Scores scores = acquisition_.evaluate(points, true);
      std::transform(scores.values.begin(), scores.values.end(), values.begin(), std::negate<>());
      std::transform(scores.gradients.begin(), scores.gradients.end(), gradients.begin(), std::negate<>());
    };
    return surrogate::minimise(negative, starts, lower, upper, domain_.size(), search);
  }

  void climb() {
    for (int step = 0; step < most_steps; ++step) {
      const double before = pool_.best().value;
      const std::vector<double> starts = pool_.units(climbed);
      std::vector<double> neighbours;
      for (std::size_t at = 0; at < starts.size(); at += domain_.size()) {
        domain_.neighbours(std::span(starts).subspan(at, domain_.size()), random_, neighbours);
      }
      offer(neighbours);
      if (!(pool_.best().value > before + worthwhile)) return;
    }
  }

  const Acquisition& acquisition_;
  Domain domain_;
  MaximiseOptions options_;
  math::Random random_;
  Pool pool_;
};

}  // namespace

std::optional<Found> maximise(const Acquisition& acquisition, const space::Space& space,
                              std::span<const double> best, const Seen& seen,
                              const MaximiseOptions& options) {
  return Search(acquisition, space, seen, options).run(best);
}

}  // namespace lode::acquisition
