/// \file
/// Where a range seems to end too early: the best values found lie at an end of it, and the results improve
/// towards that end.
#pragma once

#include <cstddef>
#include <vector>

#include "study/state.h"

namespace lode::study {

/// An end of a parameter's range at which the best trials lie.
struct Boundary {
  std::size_t parameter = 0;
  bool upper = false;
};

/// The ends at which the best trials lie, by what the trials showed alone, whatever proposed them. An end is
/// one where, on the parameter's scale,
/// - there are 10 trials with an objective, and three a searched parameter;
/// - the best one lies within 2 % of the end, and of the best five three lie within 10 %;
/// - the objectives improve towards it: in a least-squares fit to all trials, of a line in this parameter and
///   a parabola in each other one, the line falls by three standard errors, and by more where few trials are
///   left to know them by (Student's). A parameter without an effect has the best trials anywhere, or where a
///   model's search went first; its line does not fall.
std::vector<Boundary> best_at_boundary(const State& state);

}  // namespace lode::study
