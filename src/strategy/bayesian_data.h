/// \file
/// What the Bayesian strategy's model is trained on, taken from a history.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "strategy/strategy.h"

namespace lode::strategy {

/// The resource as a column of a model that learns from trials that were given different amounts of it:
/// logarithmic, 0 at the lowest rung and 1 at the highest. Without rungs a model has no such column.
class ResourceColumn {
 public:
  static constexpr std::uint64_t full = ~std::uint64_t{0};  ///< all there is, or more

  ResourceColumn() = default;
  explicit ResourceColumn(const Hyperband& hyperband);

  bool on() const { return highest_ > 0; }
  std::size_t columns() const { return on() ? 1 : 0; }
  /// Whether trials are compared at that much resource: below the lowest rung nothing is learned.
  bool holds(std::uint64_t resource) const { return resource >= lowest_; }
  double coordinate(std::uint64_t resource) const;
  /// m x d configurations to m x (d + 1) points, all at the full resource; as they are without the column.
  std::vector<double> at_full(std::span<const double> configurations, std::size_t d) const;

  const std::vector<std::uint64_t>& levels() const { return levels_; }

 private:
  std::vector<std::uint64_t> levels_;
  std::uint64_t lowest_ = 0, highest_ = 0;
};

/// Matrices are row-major, in the unit cube: d columns, and those of the model, which are d, or d + 1 with
/// the resource.
struct ModelData {
  std::vector<double> X;        ///< of the model, n: observations by number, then infeasible ones by number
  std::vector<double> targets;  ///< n: see surrogate::training_targets
  std::vector<double> losses;   ///< those of the observations
  std::vector<double> tried;    ///< configurations that X is about (with the resource: each once)
  std::vector<double> pending;  ///< configurations without a final result
  std::vector<double> best;     ///< the best observed configurations, best first, at most 5
  double best_target = 0;       ///< smallest of `targets`
  std::size_t left_out = 0;     ///< of X's kind past the cap

  std::size_t size() const { return targets.size(); }
};

/// Most training points of the model; the best half of them are kept for their loss, the others for being
/// new.
inline constexpr std::size_t most_training_points = 1500;
/// The same with the resource, where a trial gives a point at every rung, and most trials are many and short.
inline constexpr std::size_t most_points_at_rungs = 400;

/// Whether there is enough for a model: two finished trials, one of them observed. With the resource: two
/// trials with a measurement at a rung.
bool enough_for_model(const History& history, const ResourceColumn& resource = {});

/// An observation is a finished trial's objective; with the resource column, a trial's measurement at each
/// rung and the newest one, whether it has finished or not. \pre enough_for_model(history, resource).
/// Independent of the order of the trials.
ModelData model_data(const space::Space& space, const History& history, const ResourceColumn& resource = {});

/// Every so many-th training point, at most `most` of them (X and targets only).
/// \param columns of the model.
ModelData thinned(const ModelData& data, std::size_t columns, std::size_t most);

/// The newest record that holds hyperparameters (finite, `size` of them), if any.
const Past* newest_fit(const History& history, std::size_t size);

}  // namespace lode::strategy
