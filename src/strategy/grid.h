/// \file
/// Every configuration of a finite space once, in row-major order: the last parameter changes fastest. A
/// configuration that was tried otherwise (enqueued, added) is left out.
#pragma once

#include <memory>

#include "strategy/strategy.h"

namespace lode::strategy {

/// \throws Error(Code::argument) naming the first real parameter without a step, or where the space has more
/// than 2^53 configurations.
std::unique_ptr<Strategy> make_grid(const Setup& setup);

}  // namespace lode::strategy
