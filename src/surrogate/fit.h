/// \file
/// Maximum a posteriori hyperparameters: the likelihood of the backend plus the priors, climbed from several
/// starts at once.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "backend/backend.h"
#include "surrogate/lbfgs.h"
#include "surrogate/priors.h"

namespace lode::surrogate {

/// What a fit starts from.
struct FitOptions {
  std::vector<double> warm_start;  ///< theta of an earlier fit; empty: Priors::start()
  int restarts = 2;                ///< further starts, drawn by Random(seed, trial, Purpose::start_points)
  std::uint64_t seed = 0;
  std::uint64_t trial = 0;
  int iterations = 60;  ///< of L-BFGS, per start
};

struct FitResult {
  std::vector<double> theta;  ///< d + 2
  double log_posterior = 0;   ///< up to the priors' constant; -infinity where no start could be evaluated
  int evaluations = 0;        ///< of the likelihood, over all starts
};

/// The best of all starts; ties go to the earlier one. Where nothing can be evaluated (which the noise floor
/// rules out for finite data) the first start is returned with log_posterior = -infinity.
/// \param data at least one point; y standardised, and noise in units of its variance.
FitResult fit_hyperparameters(const backend::Backend& backend, const backend::Columns& columns,
                              const backend::Data& data, const Priors& priors, const FitOptions& options);

}  // namespace lode::surrogate
