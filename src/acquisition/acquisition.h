/// \file
/// What every acquisition function is: a batch of points in, values and gradients out.
#pragma once

#include <cmath>
#include <cstddef>
#include <optional>
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

  /// Which of the points has the largest score, as evaluate() gives it; the first of equal ones, nothing
  /// where no score is a number.
  virtual std::optional<std::size_t> best(std::span<const double> points) const {
    const std::vector<double> values = evaluate(points, false).values;
    std::optional<std::size_t> best;
    for (std::size_t i = 0; i < values.size(); ++i)
      if (!std::isnan(values[i]) && (!best || values[i] > values[*best])) best = i;
    return best;
  }
};

}  // namespace lode::acquisition
