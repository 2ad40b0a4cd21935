/// \file
/// What a trial of a configuration would cost, learned from those that have run.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "backend/backend.h"
#include "strategy/strategy.h"
#include "surrogate/gp.h"

namespace lode::strategy {

/// A Gaussian process of the cost's logarithm over the configuration: costs are positive, and differ by
/// factors (Snoek, Larochelle & Adams 2012, section 3.2).
class CostModel {
 public:
  /// Nothing where fewer than three trials have a cost, or all have the same one. Independent of the order of
  /// the trials. \throws Error(Code::numeric) where no covariance matrix is definite
  static std::optional<CostModel> fit(const std::shared_ptr<const backend::Backend>& backend,
                                      const space::Space& space, const History& history, std::uint64_t seed);

  /// Standardised: ln cost = a constant + scale() times it.
  const surrogate::Gp& process() const { return process_; }
  double scale() const { return scale_; }
  /// The median cost expected at each of m x d points.
  std::vector<double> costs(std::span<const double> points) const;

 private:
  CostModel(surrogate::Gp process, double mean, double scale)
      : process_(std::move(process)), mean_(mean), scale_(scale) {}

  surrogate::Gp process_;
  double mean_, scale_;
};

}  // namespace lode::strategy
