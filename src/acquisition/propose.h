/// \file
/// The best q points of an acquisition function, in a box or among given ones.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "acquisition/model_acquisition.h"

namespace lode::acquisition {

/// The best q points in a box, one after the other: each is believed at its mean (surrogate::Model::believe)
/// before the next is looked for, and where `choice` names no best, that mean may be it; thompson has a draw
/// of its own for each instead, stream 0, 1, ... of its seed. All are different configurations.
/// Deterministic. \param lower, upper d natural units each, within the columns' bounds; empty: those bounds.
/// \param seed of the search. \return q x d natural units. \throws Error(Code::argument) naming a bound, or
/// where the box holds fewer than q configurations (of a real: doubles); Error(Code::numeric) where among
/// reals the search finds fewer
std::vector<double> propose(const surrogate::Model& model, const Choice& choice,
                            std::span<const double> lower, std::span<const double> upper, std::size_t q,
                            std::uint64_t seed);

/// The same among m given points, each taken once at most; of equal values the first.
/// \param candidates m x d natural units. \return q indices of candidates.
/// \throws Error(Code::argument) where q > m
std::vector<std::size_t> choose(const surrogate::Model& model, const Choice& choice,
                                std::span<const double> candidates, std::size_t q);

}  // namespace lode::acquisition
