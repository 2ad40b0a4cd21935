#include "strategy/bayesian_data.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "math/elementary.h"
#include "strategy/progress.h"
#include "surrogate/output_transform.h"

namespace lode::strategy {
namespace {

constexpr std::size_t most_best = 5;

/// One training point.
struct Point {
  const Past* past = nullptr;
  std::uint64_t resource = 0;
  double loss = 0;  ///< NaN: infeasible
};

using Points = std::vector<Point>;

bool older(const Point& a, const Point& b) {
  return a.past->number != b.past->number ? a.past->number < b.past->number : a.resource < b.resource;
}
bool better(const Point& a, const Point& b) { return a.loss != b.loss ? a.loss < b.loss : older(a, b); }

struct Sorted {
  Points observed, infeasible;         ///< by number
  std::vector<const Past*> pending{};  ///< likewise
};

void add(Sorted& points, const Past& past, std::uint64_t resource, double loss) {
  const bool finite = std::isfinite(loss);
  (finite ? points.observed : points.infeasible)
      .push_back({&past, resource, finite ? loss : std::numeric_limits<double>::quiet_NaN()});
}

Sorted sort(const History& history, const ResourceColumn& resource) {
  Sorted points;
  const Progress progress(history, resource.levels());
  std::vector<const Past*> pasts;
  for (const Past& past : history.trials) pasts.push_back(&past);
  std::sort(pasts.begin(), pasts.end(), [](const Past* a, const Past* b) { return a->number < b->number; });
  for (const Past* past : pasts) {
    bool measured = false;
    for (const Measurement& at : past->curve) {
      // Whatever it reported before: with all of the resource there is no value.
      if (past->outcome == Outcome::infeasible) break;
      if (!resource.on() || !resource.holds(at.resource)) continue;
      add(points, *past, at.resource, at.loss - progress.left(at.resource));
      measured = true;
    }
    if (past->outcome == Outcome::pending) {
      if (!past->paused || !measured) points.pending.push_back(past);
    } else if (!measured) {  // known as a whole: added, or failed
      const double none = std::numeric_limits<double>::quiet_NaN();
      add(points, *past, ResourceColumn::full, past->outcome == Outcome::observed ? past->loss : none);
    }
  }
  return points;
}

/// Drops points past the cap: neither among the best nor among the newest of the others.
std::size_t apply_cap(Points& observed, Points& infeasible, std::size_t most) {
  const std::size_t total = observed.size() + infeasible.size();
  if (total <= most) return 0;
  std::sort(observed.begin(), observed.end(), better);
  const std::size_t kept_best = std::min(observed.size(), most / 2);
  Points others(observed.begin() + static_cast<std::ptrdiff_t>(kept_best), observed.end());
  others.insert(others.end(), infeasible.begin(), infeasible.end());
  std::sort(others.begin(), others.end(), older);
  const std::size_t dropped = total - most;
  observed.resize(kept_best);
  infeasible.clear();
  for (std::size_t i = dropped; i < others.size(); ++i)
    (std::isfinite(others[i].loss) ? observed : infeasible).push_back(others[i]);
  std::sort(observed.begin(), observed.end(), older);
  return dropped;
}

void append_encoded(const space::Space& space, const Past& past, std::vector<double>& out) {
  const std::vector<double> unit = space.encode(past.row);
  out.insert(out.end(), unit.begin(), unit.end());
}

void append_points(const space::Space& space, const Points& points, const ResourceColumn& resource,
                   ModelData& data) {
  const Past* before = nullptr;
  for (const Point& point : points) {
    append_encoded(space, *point.past, data.X);
    if (resource.on()) data.X.push_back(resource.coordinate(point.resource));
    if (point.past != before) append_encoded(space, *point.past, data.tried);
    before = point.past;
  }
}

/// The best configurations, each once.
std::vector<double> best_of(const space::Space& space, Points observed) {
  std::vector<double> best;
  std::vector<const Past*> chosen;
  std::sort(observed.begin(), observed.end(), better);
  for (const Point& point : observed) {
    if (chosen.size() == most_best) break;
    if (std::find(chosen.begin(), chosen.end(), point.past) != chosen.end()) continue;
    chosen.push_back(point.past);
    append_encoded(space, *point.past, best);
  }
  return best;
}

}  // namespace

ResourceColumn::ResourceColumn(const Hyperband& hyperband) : levels_(rung_levels(hyperband)) {
  if (!levels_.empty()) {
    lowest_ = levels_.front();
    highest_ = levels_.back();
  }
}

double ResourceColumn::coordinate(std::uint64_t resource) const {
  if (lowest_ == highest_ || resource >= highest_) return 1;
  const auto logarithm = [](std::uint64_t value) { return math::log(static_cast<double>(value)); };
  return (logarithm(resource) - logarithm(lowest_)) / (logarithm(highest_) - logarithm(lowest_));
}

std::vector<double> ResourceColumn::at_full(std::span<const double> configurations, std::size_t d) const {
  std::vector<double> points;
  for (std::size_t at = 0; at < configurations.size(); at += d) {
    const auto row = configurations.subspan(at, d);
    points.insert(points.end(), row.begin(), row.end());
    if (on()) points.push_back(1);
  }
  return points;
}

bool enough_for_model(const History& history, const ResourceColumn& resource) {
  const Sorted points = sort(history, resource);
  return !points.observed.empty() && points.observed.size() + points.infeasible.size() >= 2;
}

ModelData model_data(const space::Space& space, const History& history, const ResourceColumn& resource) {
  Sorted points = sort(history, resource);
  ModelData data;
  data.left_out = apply_cap(points.observed, points.infeasible,
                            resource.on() ? most_points_at_rungs : most_training_points);
  append_points(space, points.observed, resource, data);
  append_points(space, points.infeasible, resource, data);
  for (const Past* past : points.pending) append_encoded(space, *past, data.pending);
  for (const Point& point : points.observed) data.losses.push_back(point.loss);
  data.targets = surrogate::training_targets(data.losses, points.infeasible.size());
  data.best_target = *std::min_element(data.targets.begin(), data.targets.end());
  data.best = best_of(space, points.observed);
  return data;
}

ModelData thinned(const ModelData& data, std::size_t columns, std::size_t most) {
  ModelData thin;
  const std::size_t n = data.size(), kept = std::min(n, most);
  for (std::size_t i = 0; i < kept; ++i) {
    const std::size_t at = i * n / kept;
    const auto first = data.X.begin() + static_cast<std::ptrdiff_t>(at * columns);
    thin.X.insert(thin.X.end(), first, first + static_cast<std::ptrdiff_t>(columns));
    thin.targets.push_back(data.targets[at]);
  }
  return thin;
}

const Past* newest_fit(const History& history, std::size_t size) {
  const Past* newest = nullptr;
  for (const Past& past : history.trials) {
    const std::vector<double>& theta = past.record.hyperparameters;
    const bool usable = theta.size() == size &&
                        std::all_of(theta.begin(), theta.end(), [](double v) { return std::isfinite(v); });
    if (usable && (newest == nullptr || past.number > newest->number)) newest = &past;
  }
  return newest;
}

}  // namespace lode::strategy
