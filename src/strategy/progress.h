/// \file
/// How trials typically get on from rung to rung. A model of the objective over configuration and resource
/// would need a short lengthscale along the resource to follow the descent that all curves share, and could
/// then say little of the end from the beginning; with the shared part taken away, what is left of a curve
/// tells configurations apart from its first rung on.
#pragma once

#include <cstdint>
#include <vector>

#include "strategy/strategy.h"

namespace lode::strategy {

/// The typical loss at each resource, relative to that at the full one. Between two rungs it is the sum of
/// the medians, over the trials that have got to both of them, of how far they got from one to the next:
/// paired, so that it makes no difference that only the better ones get on. Between rungs it is interpolated
/// along the logarithm of the resource. Where no trial has got on from a rung, nothing is expected from there
/// on.
class Progress {
 public:
  Progress() = default;
  Progress(const History& history, const std::vector<std::uint64_t>& levels);

  /// What is still to be gained, typically: to be taken from a loss at that resource, so as to compare it
  /// with one at the full resource.
  double left(std::uint64_t resource) const;

 private:
  std::vector<std::uint64_t> levels_;
  std::vector<double> left_;  ///< at each level
};

}  // namespace lode::strategy
