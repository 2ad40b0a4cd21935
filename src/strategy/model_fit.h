/// \file
/// How the hyperparameters of the Bayesian strategy's model are fitted within a proposal's time.
#pragma once

#include <cstddef>

#include "backend/backend.h"
#include "strategy/bayesian_data.h"
#include "surrogate/fit.h"

namespace lode::strategy {

/// Training points up to which every fit has random starts.
inline constexpr std::size_t always_restarted = 200;

/// The most probable hyperparameters. Past `always_restarted` points the random starts see a part of them,
/// and past 500 the fit to all is cut short. \param restart whether it has random starts (options.restarts)
surrogate::FitResult fit_model(const backend::Backend& backend, const backend::Columns& columns,
                               const surrogate::Priors& priors, const ModelData& data, bool restart,
                               surrogate::FitOptions options);

}  // namespace lode::strategy
