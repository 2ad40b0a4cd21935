/// \file
/// Acquisition functions that are formulas of the posterior mean and deviation at a point.
#pragma once

#include "acquisition/acquisition.h"
#include "math/log_ei.h"
#include "surrogate/gp.h"

namespace lode::acquisition {

/// A formula for minimisation: its value and derivatives at a posterior of this mean and deviation.
/// \param best the value to improve on. \param beta weight of the deviation, where the formula has one.
using Formula = math::MeanDeviationGradient (*)(double mean, double deviation, double best, double beta);

/// A formula of the latent f, or of -f where the objective is maximised, over the unit cube.
class ClosedForm : public Acquisition {
 public:
  /// \param best in the units the process was trained in, negated where `maximised`.
  ClosedForm(surrogate::Gp gp, Formula formula, double best, double beta = 0, bool maximised = false)
      : gp_(std::move(gp)), formula_(formula), best_(best), beta_(beta), sign_(maximised ? -1 : 1) {}

  Scores evaluate(std::span<const double> points, bool with_gradient) const override;

 private:
  surrogate::Gp gp_;
  Formula formula_;
  double best_;
  double beta_;
  double sign_;  ///< of f, so that smaller is better
};

}  // namespace lode::acquisition
