/// \file
/// Hyperparameters drawn from their posterior by slice sampling, where fit.h looks for the most probable
/// ones (Murray & Adams, "Slice sampling covariance hyperparameters of latent Gaussian models", NIPS 2010).
#pragma once

#include <span>

#include "backend/backend.h"
#include "surrogate/priors.h"
#include "surrogate/slice.h"

namespace lode::surrogate {

/// Chains that start at given thetas, all of them advancing together: each round is one call of
/// Backend::likelihood. From the most probable theta on, five sweeps reach the whole of a posterior with one
/// peak; a rare second one takes tens.
/// \param data as for a fit. \param starts chains x p.
/// \return thetas, and their log posterior up to the priors' constant.
SliceSamples sample_hyperparameters(const backend::Backend& backend, const backend::Columns& columns,
                                    const backend::Data& data, const Priors& priors,
                                    std::span<const double> starts, const SliceOptions& options = {});

}  // namespace lode::surrogate
