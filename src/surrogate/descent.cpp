#include "surrogate/descent.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lode::surrogate {
namespace {

constexpr double sufficient_decrease = 1e-4;  // Armijo
constexpr double flat_enough = 0.9;           // curvature condition
constexpr int most_trials = 20;
constexpr int most_lengthenings = 6;
constexpr double least_curvature = 1e-12;

bool usable(double value, std::span<const double> gradient) {
  return std::isfinite(value) &&
         std::all_of(gradient.begin(), gradient.end(), [](double g) { return std::isfinite(g); });
}

}  // namespace

Descent::Descent(std::span<const double> start, std::span<const double> lower, std::span<const double> upper,
                 const LbfgsOptions& options)
    : lower_(lower.begin(), lower.end()),
      upper_(upper.begin(), upper.end()),
      options_(options),
      free_(start.size(), 1),
      direction_(start.size(), 0.0),
      trial_(start.begin(), start.end()) {
  for (std::size_t i = 0; i < trial_.size(); ++i) trial_[i] = std::clamp(trial_[i], lower_[i], upper_[i]);
  current_ = {trial_, std::numeric_limits<double>::infinity(), {}};
}

void Descent::tell(double value, std::span<const double> gradient) {
  ++evaluations_;
  State candidate{trial_, value, {gradient.begin(), gradient.end()}};
  if (!usable(value, gradient)) candidate.value = std::numeric_limits<double>::infinity();
  if (started_) {
    judge(std::move(candidate));
  } else if (std::isfinite(candidate.value)) {
    started_ = true;
    current_ = std::move(candidate);
    begin_step();
  } else {
    done_ = true;
  }
  if (evaluations_ >= options_.evaluations && !done_) {
    if (has_saved_) current_ = saved_;
    done_ = true;
  }
}

void Descent::begin_step() {
  find_free();
  if (iterations_ >= options_.iterations || projected_gradient() <= options_.gradient_tolerance) {
    done_ = true;
    return;
  }
  set_direction();
  place_trial();
}

void Descent::find_free() {
  for (std::size_t i = 0; i < free_.size(); ++i) {
    const double x = current_.x[i], g = current_.gradient[i];
    const bool held = (x <= lower_[i] && g >= 0) || (x >= upper_[i] && g <= 0);
    free_[i] = held || lower_[i] >= upper_[i] ? 0 : 1;
  }
}

double Descent::projected_gradient() const {
  double largest = 0;
  for (std::size_t i = 0; i < free_.size(); ++i) {
    if (free_[i]) largest = std::max(largest, std::fabs(current_.gradient[i]));
  }
  return largest;
}

void Descent::set_direction() {
  trials_ = 0;
  has_saved_ = false;
  if (pairs_.empty()) return steepest_direction();
  quasi_newton_direction();
  length_ = 1;
  const double slope = dot_free(direction_, current_.gradient);
  if (slope < 0 && std::isfinite(slope)) return;
  pairs_.clear();
  steepest_direction();
}

void Descent::steepest_direction() {
  for (std::size_t i = 0; i < free_.size(); ++i) direction_[i] = free_[i] ? -current_.gradient[i] : 0.0;
  const double norm = std::sqrt(dot_free(direction_, direction_));
  length_ = std::min(1.0, options_.first_step / norm);
}

/// The two-loop recursion (Nocedal & Wright, algorithm 7.4) on the free coordinates.
void Descent::quasi_newton_direction() {
  std::vector<double> q = current_.gradient;
  std::vector<double> share(pairs_.size());
  for (std::size_t k = pairs_.size(); k-- > 0;) {
    const Pair& pair = pairs_[k];
    const double curvature = dot_free(pair.step, pair.change);
    share[k] = curvature > 0 ? dot_free(pair.step, q) / curvature : 0.0;
    for (std::size_t i = 0; i < q.size(); ++i) q[i] -= share[k] * pair.change[i];
  }
  const Pair& last = pairs_.back();
  const double square = dot_free(last.change, last.change), curvature = dot_free(last.step, last.change);
  const double scale = square > 0 && curvature > 0 ? curvature / square : 1.0;
  for (double& value : q) value *= scale;
  for (std::size_t k = 0; k < pairs_.size(); ++k) {
    const Pair& pair = pairs_[k];
    const double own = dot_free(pair.step, pair.change);
    if (!(own > 0)) continue;
    const double correction = share[k] - dot_free(pair.change, q) / own;
    for (std::size_t i = 0; i < q.size(); ++i) q[i] += correction * pair.step[i];
  }
  for (std::size_t i = 0; i < q.size(); ++i) direction_[i] = free_[i] ? -q[i] : 0.0;
}

/// Moves along the direction, projected onto the bounds; drops a direction that the projection leaves without
/// descent.
void Descent::place_trial() {
  for (std::size_t i = 0; i < trial_.size(); ++i) {
    trial_[i] = std::clamp(current_.x[i] + length_ * direction_[i], lower_[i], upper_[i]);
  }
  if (!(slope_to(current_, trial_) < 0)) give_up_direction();
}

void Descent::judge(State candidate) {
  ++trials_;
  const double promised = slope_to(current_, candidate.x);
  const bool decreases = candidate.value <= current_.value + sufficient_decrease * promised;
  if (has_saved_ && !(decreases && candidate.value < saved_.value)) return accept(std::move(saved_));
  if (!decreases) return backtrack(candidate);
  if (!worth_lengthening(candidate)) return accept(std::move(candidate));
  saved_ = std::move(candidate);
  has_saved_ = true;
  length_ *= 2;
  place_trial();
}

/// Whether the function still falls so steeply at the new point that the step was far too short.
bool Descent::worth_lengthening(const State& candidate) const {
  if (trials_ > most_lengthenings || (trials_ > 1 && !has_saved_)) return false;
  double here = 0, there = 0;
  bool room = false;
  for (std::size_t i = 0; i < trial_.size(); ++i) {
    const double step = candidate.x[i] - current_.x[i];
    here += current_.gradient[i] * step;
    there += candidate.gradient[i] * step;
    room = room || (step != 0 && candidate.x[i] > lower_[i] && candidate.x[i] < upper_[i]);
  }
  return room && there < flat_enough * here;
}

/// The minimum of the parabola through both values and the slope, within [0.1, 0.5] of the step.
void Descent::backtrack(const State& candidate) {
  const double promised = slope_to(current_, candidate.x);
  const double excess = candidate.value - current_.value - promised;
  const double share = std::isfinite(excess) && excess > 0 ? -promised / (2 * excess) : 0.1;
  length_ *= std::clamp(share, 0.1, 0.5);
  if (trials_ >= most_trials) return give_up_direction();
  place_trial();
}

void Descent::give_up_direction() {
  if (has_saved_) return accept(std::move(saved_));
  if (pairs_.empty()) {
    done_ = true;
    return;
  }
  pairs_.clear();
  begin_step();
}

void Descent::accept(State next) {
  remember(next);
  const double decrease = current_.value - next.value;
  const double size = std::max({1.0, std::fabs(current_.value), std::fabs(next.value)});
  current_ = std::move(next);
  has_saved_ = false;
  ++iterations_;
  if (decrease <= options_.value_tolerance * size) {
    done_ = true;
    return;
  }
  begin_step();
}

void Descent::remember(const State& next) {
  Pair pair{next.x, next.gradient};
  double curvature = 0, square = 0;
  for (std::size_t i = 0; i < next.x.size(); ++i) {
    pair.step[i] -= current_.x[i];
    pair.change[i] -= current_.gradient[i];
    curvature += pair.step[i] * pair.change[i];
    square += pair.change[i] * pair.change[i];
  }
  if (!(curvature > least_curvature * square)) return;
  pairs_.push_back(std::move(pair));
  if (pairs_.size() > options_.memory) pairs_.pop_front();
}

double Descent::dot_free(std::span<const double> a, std::span<const double> b) const {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += free_[i] ? a[i] * b[i] : 0.0;
  return sum;
}

double Descent::slope_to(const State& from, const std::vector<double>& to) const {
  double sum = 0;
  for (std::size_t i = 0; i < to.size(); ++i) sum += from.gradient[i] * (to[i] - from.x[i]);
  return sum;
}

}  // namespace lode::surrogate
