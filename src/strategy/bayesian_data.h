/// \file
/// What the Bayesian strategy's model is trained on, taken from a history.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "strategy/strategy.h"

namespace lode::strategy {

/// Matrices are row-major, d columns, unit cube.
struct ModelData {
  std::vector<double> X;        ///< n x d: observed trials by number, then infeasible ones by number
  std::vector<double> targets;  ///< n: see surrogate::training_targets
  std::vector<double> losses;   ///< those of the observed trials
  std::vector<double> pending;  ///< configurations without a result
  std::vector<double> best;     ///< the best observed configurations, best first, at most 5
  double best_target = 0;       ///< smallest of `targets`
  std::size_t left_out = 0;     ///< finished trials past the cap

  std::size_t size() const { return targets.size(); }
};

/// Most training points of the model; the best half of them are kept for their loss, the others for being
/// new.
inline constexpr std::size_t most_training_points = 1500;

/// Whether there is enough for a model: two finished trials, one of them observed.
bool enough_for_model(const History& history);

/// \pre enough_for_model(history). Independent of the order of the trials.
ModelData model_data(const space::Space& space, const History& history);

/// Every so many-th training point, at most `most` of them (X and targets only).
/// \param d columns.
ModelData thinned(const ModelData& data, std::size_t d, std::size_t most);

/// The newest record that holds hyperparameters (finite, `size` of them), if any.
const Past* newest_fit(const History& history, std::size_t size);

}  // namespace lode::strategy
