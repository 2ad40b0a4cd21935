/// \file
/// A search space as the maximisation of an acquisition function sees it: which coordinates it may follow
/// along a gradient, and which it must step through.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "math/philox.h"
#include "space/space.h"

namespace lode::acquisition {

/// How one coordinate is moved.
enum class Move {
  fixed,   ///< a constant
  follow,  ///< a real: along the gradient
  both,    ///< a number with many levels: along the gradient, then to the nearest level, then by steps
  step     ///< a category, or a number with few levels: by steps only
};

/// Immutable; keeps a reference to the space, which must outlive it.
class Domain {
 public:
  /// Up to so many levels all values of a coordinate are tried; past it, neighbours and a few random ones.
  static constexpr std::uint64_t few_levels = 32;

  explicit Domain(const space::Space& space);

  const space::Space& space() const { return space_; }
  std::size_t size() const { return moves_.size(); }
  Move move(std::size_t i) const { return moves_[i]; }
  bool has_follow() const { return has_follow_; }  ///< any coordinate follows gradients
  bool has_step() const { return has_step_; }      ///< any coordinate moves by steps

  /// Whether a gradient may move coordinate i.
  bool follows(std::size_t i) const { return moves_[i] == Move::follow || moves_[i] == Move::both; }
  /// Whether coordinate i moves by steps.
  bool steps(std::size_t i) const { return moves_[i] == Move::step || moves_[i] == Move::both; }

  /// For each coordinate, whether the configuration at `unit` uses it.
  std::vector<char> active(std::span<const double> unit) const;

  /// Appends the snapped points that differ from `unit` in one stepping coordinate: every other value where
  /// there are few, else the nearest two on either side and a few random ones.
  void neighbours(std::span<const double> unit, math::Random& random, std::vector<double>& out) const;

  /// Appends `unit`, snapped where anything but a free real is in the space.
  void append_snapped(std::span<const double> unit, std::vector<double>& out) const;

 private:
  std::vector<std::uint64_t> other_levels(std::size_t i, std::uint64_t own, math::Random& random) const;

  const space::Space& space_;
  std::vector<Move> moves_;
  bool has_follow_ = false;
  bool has_step_ = false;
  bool plain_ = true;  ///< only unconditional reals: snapping would change nothing but rounding
};

}  // namespace lode::acquisition
