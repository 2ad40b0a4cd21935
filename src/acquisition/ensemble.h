/// \file
/// The mean of an acquisition function over several posteriors.
#pragma once

#include <memory>
#include <vector>

#include "acquisition/acquisition.h"

namespace lode::acquisition {

/// The logarithm of the mean of functions given by their logarithms, as of the expected improvement under
/// posteriors that differ in their hyperparameters: log((exp a_1 + ... + exp a_S) / S), without leaving the
/// logarithms' range. Of a single function: that function, to the last bit.
class LogMean final : public Acquisition {
 public:
  /// \pre members is not empty
  explicit LogMean(std::vector<std::unique_ptr<const Acquisition>> members) : members_(std::move(members)) {}

  Scores evaluate(std::span<const double> points, bool with_gradient) const override;

 private:
  std::vector<std::unique_ptr<const Acquisition>> members_;
};

}  // namespace lode::acquisition
