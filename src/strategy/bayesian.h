/// \file
/// Bayesian optimization with a Gaussian process: the default strategy.
///
/// 1. The first trials are the centre of the space (every coordinate 0.5), then a scrambled Sobol sequence:
///    max(5, D) in all, D being the number of parameters that can vary. Trials of any source count.
/// 2. Then each proposal fits the model (half-rank warp and standardised losses, Matern-5/2 with a
///    lengthscale per parameter, maximum a posteriori) and maximises log expected improvement.
///
/// Pending trials: hyperparameters are fitted to finished trials only; the process is then conditioned on its
/// own mean at each pending configuration (surrogate::Gp::believe), which takes the uncertainty away there
/// and invents no improvement.
///
/// Infeasible trials are training points at the worst target of the observed ones. While nothing has been
/// observed at all, or only a single trial has finished, the Sobol sequence goes on.
///
/// Fits start from the hyperparameters in the newest record that has some, and from `restarts` random starts:
/// always up to 200 training points; past that only once every n / 10 trials, on 250 of the n training
/// points, and the best of them is then refined on all. Record::cold_start is the trial number of the last
/// fit that had random starts.
///
/// With `posteriors` above 1, so many hyperparameter vectors are drawn from their posterior by chains of
/// slice sampling that start at the fitted one (surrogate/sample.h), and the expected improvement is averaged
/// over their processes, each of which believes its own means at pending trials. The prediction is then the
/// mixture's. Chains make five sweeps up to 200 training points and fewer in proportion beyond, one from
/// 1,000 on, so that the ensemble then keeps closer to the fit than its posterior is wide. The record holds
/// the fitted vector alone: the draws are a function of it, of the seed and of the trial.
///
/// Past 1,500 finished trials the model sees the best 750 and the newest of the others, 1,500 in all, so that
/// the time of an ask stays bounded.
///
/// With rungs (Setup::hyperband) the model is one over configuration and resource, the resource being a real
/// column more: it learns from every trial at every rung, and from how far each has got since. Proposals
/// maximise the expected improvement at the full resource on the best that the model believes of any trial
/// there.
///
/// A numeric failure is no error: the proposal then comes from the Sobol sequence and its note says why.
#pragma once

#include <memory>

#include "strategy/strategy.h"

namespace lode::strategy {

/// \throws Error(Code::argument) naming an option (see options.h) that is out of bounds.
std::unique_ptr<Strategy> make_bayesian(const Setup& setup);

}  // namespace lode::strategy
