#include "surrogate/slice_chain.h"

#include <algorithm>
#include <cmath>

#include "math/elementary.h"

namespace lode::surrogate {

SliceChain::SliceChain(std::span<const double> start, const SliceDomain& domain, const SliceOptions& options,
                       std::size_t number)
    : domain_(domain),
      options_(options),
      random_(options.seed, options.trial * most_chains + number, math::Purpose::slice),
      point_(start.begin(), start.end()) {
  for (std::size_t c = 0; c < point_.size(); ++c) {
    point_[c] = std::clamp(point_[c], domain_.lower[c], domain_.upper[c]);
    if (domain_.lower[c] < domain_.upper[c]) free_.push_back(c);
  }
  trial_ = point_;
}

void SliceChain::tell(double value) {
  ++evaluations_;
  judge(value);
  if (!done() && evaluations_ >= options_.evaluations) stay();
}

void SliceChain::judge(double value) {
  if (phase_ == Phase::start) {
    value_ = value;
    if (!std::isfinite(value) || free_.empty()) return stay();
    keep_if_due();
    return done() ? void() : begin_update();
  }
  const bool inside = value >= level_;  // never for NaN
  if (phase_ == Phase::left_end) {
    if (!inside) return look_right();
    left_ -= domain_.widths[coordinate()];
    --left_steps_;
    return look_left();
  }
  if (phase_ == Phase::right_end) {
    if (!inside) return draw();
    right_ += domain_.widths[coordinate()];
    --right_steps_;
    return look_right();
  }
  if (inside) return accept(value);
  const double drawn = trial_[coordinate()];
  (drawn < point_[coordinate()] ? left_ : right_) = drawn;
  draw();
}

/// The lengthenings are divided at random between the ends beforehand: otherwise the interval could not have
/// been found from its other points as probably as from this one (Neal, section 4.1).
void SliceChain::begin_update() {
  const double width = domain_.widths[coordinate()];
  level_ = value_ + math::log1p(-random_.uniform());
  left_ = point_[coordinate()] - width * random_.uniform();
  right_ = left_ + width;
  left_steps_ = static_cast<int>(random_.below(static_cast<std::uint64_t>(options_.lengthenings) + 1));
  right_steps_ = options_.lengthenings - left_steps_;
  look_left();
}

/// Outside the bounds the density is 0: an end there need not be evaluated.
void SliceChain::look_left() {
  if (left_steps_ == 0 || left_ <= domain_.lower[coordinate()]) return look_right();
  ask(Phase::left_end, left_);
}

void SliceChain::look_right() {
  if (right_steps_ == 0 || right_ >= domain_.upper[coordinate()]) return draw();
  ask(Phase::right_end, right_);
}

void SliceChain::draw() {
  left_ = std::max(left_, domain_.lower[coordinate()]);
  right_ = std::min(right_, domain_.upper[coordinate()]);
  ask(Phase::draw, std::min(left_ + (right_ - left_) * random_.uniform(), right_));
}

void SliceChain::ask(Phase phase, double coordinate_value) {
  phase_ = phase;
  trial_ = point_;
  trial_[coordinate()] = coordinate_value;
}

void SliceChain::accept(double value) {
  point_ = trial_;
  value_ = value;
  ++updates_;
  keep_if_due();
  if (!done()) begin_update();
}

void SliceChain::keep_if_due() {
  if (updates_ % free_.size() != 0) return;
  const std::size_t sweeps = updates_ / free_.size();
  if (sweeps >= options_.burn_in && (sweeps - options_.burn_in) % options_.thin == 0) keep();
}

void SliceChain::keep() {
  points_.insert(points_.end(), point_.begin(), point_.end());
  values_.push_back(value_);
  if (values_.size() >= options_.samples) phase_ = Phase::done;
}

void SliceChain::stay() {
  while (!done()) keep();
}

}  // namespace lode::surrogate
