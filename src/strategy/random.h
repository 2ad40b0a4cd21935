/// \file
/// Random search: every configuration drawn by itself, uniformly in the unit cube (so evenly in the scaled
/// range of each parameter). Trial k of a seed depends on seed and k, and on the history only where it would
/// repeat a configuration.
#pragma once

#include <memory>

#include "strategy/strategy.h"

namespace lode::strategy {

std::unique_ptr<Strategy> make_random(const Setup& setup);

}  // namespace lode::strategy
