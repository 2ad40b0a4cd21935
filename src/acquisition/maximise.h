/// \file
/// The point of a search space with the largest acquisition value that is still worth a trial.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "acquisition/acquisition.h"
#include "acquisition/candidates.h"

namespace lode::acquisition {

struct MaximiseOptions {
  CandidateOptions candidates;
  std::size_t refined = 8;  ///< best candidates that are refined
  int rounds = 4;           ///< gradient and stepping phases, alternating, at most
};

/// Whether a configuration (snapped, unit cube) has been tried or is as good as one that has.
using Seen = std::function<bool(std::span<const double> unit)>;

struct Found {
  std::vector<double> unit;  ///< d, snapped
  double value = 0;
};

/// Scores the raw candidates, then improves the best by projected L-BFGS along the coordinates that follow a
/// gradient (all starts together; a start's inactive coordinates are held) in turn with hill climbing over
/// one-coordinate changes of the others. Never returns a seen configuration.
/// \param best k x d row-major: the best points so far, best first.
/// \return nothing where every configuration that was looked at has been seen. Deterministic.
std::optional<Found> maximise(const Acquisition& acquisition, const space::Space& space,
                              std::span<const double> best, const Seen& seen,
                              const MaximiseOptions& options = {});

}  // namespace lode::acquisition
