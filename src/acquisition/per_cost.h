/// \file
/// An acquisition function per what a trial costs.
#pragma once

#include <memory>

#include "acquisition/acquisition.h"
#include "surrogate/gp.h"

namespace lode::acquisition {

/// The logarithm of a gain per expected cost: log a(x) - scale * m(x), where scale * m is the posterior mean
/// of the cost's logarithm, up to a constant (Snoek, Larochelle & Adams 2012, section 3.2: expected
/// improvement per second).
class PerCost final : public Acquisition {
 public:
  /// \param inner log a. \param log_cost the process of the standardised logarithm; over the same columns.
  PerCost(const Acquisition& inner, surrogate::Gp log_cost, double scale)
      : inner_(inner), log_cost_(std::move(log_cost)), scale_(scale) {}

  Scores evaluate(std::span<const double> points, bool with_gradient) const override;

 private:
  const Acquisition& inner_;
  surrogate::Gp log_cost_;
  double scale_;
};

}  // namespace lode::acquisition
