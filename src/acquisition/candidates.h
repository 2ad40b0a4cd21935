/// \file
/// The raw candidates at which an acquisition function is first scored.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "acquisition/domain.h"

namespace lode::acquisition {

struct CandidateOptions {
  std::size_t spread = 1024;  ///< scrambled Sobol points
  std::size_t local = 512;    ///< perturbations of the best points
  std::uint64_t seed = 0;     ///< with `trial`, the key of all random numbers
  std::uint64_t trial = 0;
};

/// Sobol points scrambled for this trial; around the best points Gaussian steps of width 0.01 to 0.2 in one,
/// half or all coordinates, reflected at the borders (a category is drawn anew instead); and every
/// one-coordinate change of a best point.
/// \param best k x d row-major, best first; may be empty. \return m x d row-major, snapped.
std::vector<double> make_candidates(const Domain& domain, std::span<const double> best,
                                    const CandidateOptions& options);

}  // namespace lode::acquisition
