/// \file
/// The training data that a factor keeps, and the end of what it tries to factorise them.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "backend/backend.h"

namespace lode::backend {

/// Data that are kept rather than borrowed.
struct TrainingSet {
  std::vector<double> X;      ///< n x d row-major, as given
  std::vector<double> y;      ///< n, as given
  std::vector<double> noise;  ///< n, as given; empty: none

  TrainingSet() = default;
  explicit TrainingSet(const Data& data);

  std::size_t size() const { return y.size(); }
  Data view() const { return {X, y, noise}; }

  /// With one point more. \param own its noise: with the first that is not 0, the points before get one of 0.
  TrainingSet with(std::span<const double> x, double target, double own) const;
};

/// For n points whose matrix is not definite at the end of the jitter ladder. \throws Error(Code::numeric)
[[noreturn]] void refuse_indefinite(std::size_t n);

}  // namespace lode::backend
