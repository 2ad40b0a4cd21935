#include "study/boundary.h"

#include <algorithm>  // count_if, max, min, stable_sort
#include <cmath>
#include <utility>

#include "math/scaling.h"
#include "surrogate/output_transform.h"

namespace lode::study {

namespace {

using space::Kind;
using space::Parameter;

constexpr std::size_t fewest_trials = 10, trials_per_parameter = 3;
constexpr double at_end = 0.02, near_end = 0.1;
constexpr std::size_t best_few = 5, most_of_them = 3;
constexpr double least_falls = 3;         ///< in standard errors
constexpr std::size_t least_freedom = 3;  ///< trials that the fit leaves over, to know its errors by
constexpr double few_widen = 3.5;         ///< what makes 3 of many trials Student's quantile of few, nearly
constexpr double ridge = 1e-6;            ///< keeps columns that the trials cannot tell apart solvable

/// A trial that counts, in the unit cube; NaN where a parameter is inactive, a choice's index as it is.
struct Point {
  std::vector<double> at;
  double loss = 0;
};

double position(const Parameter& p, double value) {
  if (p.kind == Kind::categorical) return value;
  const auto scale = p.resolved == space::Scaling::logarithmic           ? math::Scale::logarithmic
                     : p.resolved == space::Scaling::reverse_logarithmic ? math::Scale::reverse_logarithmic
                                                                         : math::Scale::linear;
  return math::to_unit(scale, value, p.low, p.high);
}

/// The trials that may be the best one, best first.
std::vector<Point> points_of(const State& state) {
  const double sign = state.objective().goal == Goal::maximize ? -1 : 1;
  std::vector<Point> points;
  for (const auto& trial : state.trials()) {
    if (!trial->measured()) continue;
    if (trial->status != TrialStatus::completed && !state.definition().objective_rule.count_stopped) continue;
    Point point{{}, sign * *trial->objective};
    for (std::size_t i = 0; i < trial->row.size(); ++i)
      point.at.push_back(position(state.space()[i], trial->row[i]));
    points.push_back(std::move(point));
  }
  std::ranges::stable_sort(points, {}, &Point::loss);
  return points;
}

/// Of sorted points, whether the best ones lie at that end of a parameter's range.
bool best_lie_at(const std::vector<Point>& points, std::size_t parameter, bool upper) {
  const auto within = [&](const Point& point, double distance) {
    const double u = point.at[parameter];
    return (upper ? 1 - u : u) <= distance;  // false where it is inactive
  };
  const auto few = points.begin() + static_cast<std::ptrdiff_t>(std::min(best_few, points.size()));
  const auto near = std::count_if(points.begin(), few, [&](const Point& p) { return within(p, near_end); });
  return within(points.front(), at_end) && near >= static_cast<std::ptrdiff_t>(most_of_them);
}

using Column = std::vector<double>;

template <class Value>
Column column(const std::vector<Point>& points, const Value& value) {
  Column made;
  for (const auto& point : points) made.push_back(value(point));
  return made;
}

/// What a parameter may add to the loss: of a choice a number each, of a number a parabola, and whether it is
/// active.
void add_effects(const Parameter& p, std::size_t i, const std::vector<Point>& points,
                 std::vector<Column>& columns) {
  if (p.kind == Kind::categorical) {
    for (double choice = 1; choice <= p.high; ++choice)
      columns.push_back(column(points, [&](const Point& q) { return q.at[i] == choice ? 1.0 : 0.0; }));
  } else {
    const auto centred = [i](const Point& q) { return std::isnan(q.at[i]) ? 0.0 : q.at[i] - 0.5; };
    columns.push_back(column(points, centred));
    columns.push_back(column(points, [&](const Point& q) { return centred(q) * centred(q); }));
  }
  if (p.condition)
    columns.push_back(column(points, [i](const Point& q) { return std::isnan(q.at[i]) ? 0.0 : 1.0; }));
}

/// The fit's columns: 1, the effects of all other parameters, then this one's line.
std::vector<Column> columns_for(const space::Space& space, const std::vector<Point>& points,
                                std::size_t parameter) {
  std::vector<Column> columns = {Column(points.size(), 1.0)};
  for (std::size_t i = 0; i < space.size(); ++i)
    if (i != parameter && !space[i].constant()) add_effects(space[i], i, points, columns);
  columns.push_back(column(points, [&](const Point& q) { return q.at[parameter] - 0.5; }));
  return columns;
}

double dot(const Column& a, const Column& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

/// The last row of the Cholesky factor of the columns' products: of the least-squares fit of the last column
/// by the others its last entry is the root of the squared errors' sum, and each before it is the entry's
/// part.
Column last_row_of_factor(const std::vector<Column>& columns) {
  const std::size_t n = columns.size();
  const double lift = ridge * static_cast<double>(columns.front().size());
  std::vector<Column> factor(n, Column(n));
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      double left = dot(columns[i], columns[j]) + (i == j ? lift : 0);
      for (std::size_t k = 0; k < j; ++k) left -= factor[i][k] * factor[j][k];
      factor[i][j] = i == j ? std::sqrt(std::max(left, 0.5 * lift)) : left / factor[j][j];
    }
  }
  return factor.back();
}

/// By how many standard errors the loss rises with the parameter; fewer where few trials are left to know
/// them by. \pre sorted points, in all of which it is
/// active
double rise(const space::Space& space, const std::vector<Point>& points, std::size_t parameter) {
  std::vector<Column> columns = columns_for(space, points, parameter);
  if (points.size() < columns.size() + least_freedom) return 0;
  const Column losses = column(points, [](const Point& q) { return q.loss; });
  const double freedom = static_cast<double>(points.size() - columns.size());
  columns.push_back(surrogate::training_targets(losses, 0));  // outliers hide nothing
  const Column row = last_row_of_factor(columns);
  return row[row.size() - 2] / (row.back() / std::sqrt(freedom)) / (1 + few_widen / freedom);
}

std::vector<Point> active_ones(const std::vector<Point>& points, std::size_t parameter) {
  std::vector<Point> active;
  std::ranges::copy_if(points, std::back_inserter(active),
                       [&](const Point& p) { return !std::isnan(p.at[parameter]); });
  return active;
}

}  // namespace

std::vector<Boundary> best_at_boundary(const State& state) {
  const auto& space = state.space();
  const auto searched = static_cast<std::size_t>(
      std::ranges::count_if(space.parameters(), [](const Parameter& p) { return !p.constant(); }));
  const auto points = points_of(state);
  std::vector<Boundary> found;
  if (points.size() < std::max(fewest_trials, trials_per_parameter * searched)) return found;
  for (std::size_t i = 0; i < space.size(); ++i) {
    if (space[i].kind == Kind::categorical || space.levels(i) < 3) continue;  // of 0 and 1 there is no beyond
    for (const bool upper : {false, true}) {
      if (!best_lie_at(points, i, upper)) continue;
      const double falls = rise(space, active_ones(points, i), i) * (upper ? -1 : 1);
      if (falls > least_falls) found.push_back({i, upper});
    }
  }
  return found;
}

}  // namespace lode::study
