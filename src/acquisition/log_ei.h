/// \file
/// Logarithm of expected improvement under a Gaussian process.
#pragma once

#include "acquisition/acquisition.h"
#include "surrogate/gp.h"

namespace lode::acquisition {

/// log E[max(best - f(x), 0)] for minimisation, of the latent f (see math/log_ei.h).
class LogEi final : public Acquisition {
 public:
  /// \param best smallest target observed, in the units the process was trained in.
  LogEi(surrogate::Gp gp, double best) : gp_(std::move(gp)), best_(best) {}

  Scores evaluate(std::span<const double> points, bool with_gradient) const override;

 private:
  surrogate::Gp gp_;
  double best_;
};

}  // namespace lode::acquisition
