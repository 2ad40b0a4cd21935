/// \file
/// What every acquisition function is: a batch of points in, values and gradients out.
#pragma once

#include <span>
#include <vector>

namespace lode::acquisition {

struct Scores {
  std::vector<double> values;     ///< m; larger is better; -infinity where nothing is to be gained
  std::vector<double> gradients;  ///< m x d with respect to the points; empty where not asked for
};

/// Immutable, so any number of threads may evaluate one.
class Acquisition {
 public:
  virtual ~Acquisition() = default;
  /// \param points m x d row-major, unit cube, snapped where a coordinate is discrete.
  virtual Scores evaluate(std::span<const double> points, bool with_gradient) const = 0;
};

}  // namespace lode::acquisition
