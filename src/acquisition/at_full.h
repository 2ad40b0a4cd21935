/// \file
/// An acquisition function of a model over configuration and resource, as one of the configuration alone:
/// what it would be worth with the full resource.
#pragma once

#include <memory>

#include "acquisition/acquisition.h"

namespace lode::acquisition {

/// The function at points whose last coordinate is 1.
class AtFull final : public Acquisition {
 public:
  /// \param inner over d + 1 columns. \param d of the points that this one is given
  AtFull(std::unique_ptr<const Acquisition> inner, std::size_t d) : inner_(std::move(inner)), d_(d) {}

  Scores evaluate(std::span<const double> points, bool with_gradient) const override;
  std::optional<std::size_t> best(std::span<const double> points) const override;

 private:
  std::vector<double> extended(std::span<const double> points) const;

  std::unique_ptr<const Acquisition> inner_;
  std::size_t d_;
};

}  // namespace lode::acquisition
