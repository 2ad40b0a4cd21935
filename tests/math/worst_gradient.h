/// \file
/// The largest errors of a function of mean and deviation, and of its two derivatives.
#pragma once

#include <string>

#include "math/improvement.h"
#include "reference/worst.h"

namespace lode::math {

/// Three reference::Worst: NAME.value, NAME.by_mean, NAME.by_deviation.
class WorstGradient {
 public:
  WorstGradient(const std::string& name, double tolerance)
      : value_(name + ".value", tolerance),
        by_mean_(name + ".by_mean", tolerance),
        by_deviation_(name + ".by_deviation", tolerance) {}

  /// \param u the best value's distance from the mean in deviations
  void add(const MeanDeviationGradient& got, double value, double by_mean, double by_deviation, double u) {
    value_.add(got.value, value, u);
    by_mean_.add(got.mean, by_mean, u);
    by_deviation_.add(got.deviation, by_deviation, u);
  }

 private:
  reference::Worst value_, by_mean_, by_deviation_;
};

}  // namespace lode::math
