/// \file
/// Search along a scrambled Sobol sequence: fills the unit cube evenly from the first trial on. Each proposal
/// takes the next index of the sequence; its record keeps the index, so trials of other sources in between
/// and repeated asks leave no gap and no repetition.
#pragma once

#include <memory>

#include "strategy/strategy.h"

namespace lode::strategy {

std::unique_ptr<Strategy> make_sobol(const Setup& setup);

}  // namespace lode::strategy
