/// \file
/// What trials have cost, as a model of the cost learns it.
#pragma once

#include <optional>

#include "study/state.h"

namespace lode::study {

/// What a step of a trial cost in the attempt that has just ended; without rungs, what the whole trial did.
/// Nothing where that is not known: study.cost is none, nothing was reported, the attempt failed or was
/// cut off, or its work was shared with one that was lost.
/// \param seconds that the attempt ran
std::optional<double> cost_of(const State& state, const Trial& trial, const Ending& ending, double seconds);

}  // namespace lode::study
