/// \file
/// Acquisition functions that are formulas of the posterior mean and deviation at a point.
#pragma once

#include "acquisition/acquisition.h"
#include "math/score.h"
#include "surrogate/gp.h"

namespace lode::acquisition {

/// A formula of the latent f's posterior, over the unit cube.
class ClosedForm : public Acquisition {
 public:
  /// \param score in the units the process was trained in.
  ClosedForm(surrogate::Gp gp, const math::Score& score) : gp_(std::move(gp)), score_(score) {}

  Scores evaluate(std::span<const double> points, bool with_gradient) const override;
  /// Without scoring all of them.
  std::optional<std::size_t> best(std::span<const double> points) const override;

 private:
  surrogate::Gp gp_;
  math::Score score_;
};

}  // namespace lode::acquisition
