/// \file
/// Which configurations a study has not tried yet.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <unordered_set>

#include "math/philox.h"
#include "strategy/strategy.h"

namespace lode::strategy {

/// The configurations of a history, and draws from the others. Its memory grows with the history, never with
/// the space. Borrows the space, which must outlive it. Const members may be called by several threads.
class Unseen {
 public:
  Unseen(const space::Space& space, const History& history);

  /// Whether this configuration has not been seen. `row` must have passed Space::check or come from
  /// Space::decode.
  bool is_new(const space::Row& row) const;
  /// Marks a configuration as seen.
  void add(const space::Row& row);
  /// Number of different configurations seen.
  std::size_t seen() const { return keys_.size(); }

  /// A configuration that has not been seen, or nothing where none is left.
  ///
  /// Finite spaces (up to 2^53 configurations): each unseen one is equally likely. While at least a quarter
  /// is unseen, indices are drawn until one is new; otherwise the space is enumerated, which then costs at
  /// most 4/3 times the history. Larger and continuous spaces: points drawn uniformly in the unit cube;
  /// nothing where 4,096 of them in a row were seen before (a real range of a few adjacent doubles).
  std::optional<space::Row> draw(math::Random& random) const;

  /// The first new one of up to `tries` points of the unit cube that `next_point` gives; nothing where all
  /// were seen before. `next_point` returns Space::size() coordinates.
  std::optional<space::Row> first_new(std::size_t tries,
                                      const std::function<std::vector<double>()>& next_point) const;

 private:
  std::optional<space::Row> draw_index(std::uint64_t count, math::Random& random) const;
  std::optional<space::Row> draw_by_enumeration(std::uint64_t count, math::Random& random) const;

  const space::Space& space_;
  std::unordered_set<std::string> keys_;
};

/// A point drawn uniformly in the unit cube of a space.
std::vector<double> uniform_point(const space::Space& space, math::Random& random);

}  // namespace lode::strategy
