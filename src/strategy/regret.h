/// \file
/// How far the best trial may still be from the best configuration there is, by a model of the history: the
/// bound on the simple regret of Makarova et al., "Automatic Termination for Hyperparameter Optimization"
/// (AutoML 2022). Where it is below the noise of an evaluation, further trials can find nothing that the
/// noise would not hide.
///
/// Works for the history of any strategy. The model is the one of the Bayesian strategy (bayesian_data.h):
/// fitted to all finished trials, infeasible ones at the worst target, the bad half of the losses tamed.
#pragma once

#include <cstdint>
#include <memory>

#include "backend/backend.h"
#include "space/space.h"
#include "strategy/strategy.h"

namespace lode::strategy {

/// In units of the loss.
struct Regret {
  double bound = 0;  ///< min over the trials of mean + w s, less min over the space of mean - w s
  double noise = 0;  ///< standard deviation of an evaluation
};

struct RegretOptions {
  double width = 0;        ///< w; 0: regret_width()
  std::uint64_t seed = 0;  ///< with the history's next number, the key of all random numbers
};

/// The w of the paper: sqrt(beta / 5) with beta = 2 ln(D t^2 pi^2 / (6 delta)), delta = 0.1.
/// \param dimensions D, at least 1. \param trials t, at least 1.
double regret_width(std::size_t dimensions, std::size_t trials);

/// A function of its arguments alone.
/// \throws Error(Code::numeric) where no model can be fitted: fewer than two finished trials, say
Regret bound_regret(const space::Space& space, const History& history, const RegretOptions& options,
                    std::shared_ptr<const backend::Backend> backend = backend::make_cpu_backend());

}  // namespace lode::strategy
