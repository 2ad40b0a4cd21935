/// \file
/// Logarithm of expected improvement under a Gaussian process.
#pragma once

#include "acquisition/closed_form.h"

namespace lode::acquisition {

/// log E[max(best - f(x), 0)] for minimisation, of the latent f (see math/log_ei.h).
class LogEi final : public ClosedForm {
 public:
  /// \param best smallest target observed, in the units the process was trained in.
  LogEi(surrogate::Gp gp, double best)
      : ClosedForm(std::move(gp), {math::ScoreKind::log_ei, best, 0, false}) {}
};

}  // namespace lode::acquisition
