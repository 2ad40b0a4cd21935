/// \file
/// Slice sampling within bounds (Neal, "Slice sampling", Annals of Statistics 31, 2003) by many chains at
/// once: every round evaluates one point of each unfinished chain in a single batch.
///
/// An update of one coordinate draws a level below the density at the chain's point, puts an interval of one
/// width around the point, its place drawn, steps out (lengthens the interval by a width at a time while its
/// ends are above the level), and draws from it, shrinking it to the point's side of every draw that is below
/// the level. A sweep updates every coordinate once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace lode::surrogate {

/// Chains of one (seed, trial) that have random numbers of their own.
inline constexpr std::size_t most_chains = 1024;

struct SliceOptions {
  std::size_t burn_in = 10;          ///< sweeps of each chain before its first sample
  std::size_t thin = 1;              ///< sweeps from one sample to the next; at least 1
  std::size_t samples = 1;           ///< of each chain
  int lengthenings = 8;              ///< of an interval, at most, both ends together
  std::size_t evaluations = 100000;  ///< of each chain; one that has spent them stays where it is
  std::uint64_t seed = 0;            ///< with `trial` and the chain's number, the key of its random numbers
  std::uint64_t trial = 0;
  std::size_t first_chain = 0;  ///< number of the first start's chain, the others follow; below most_chains
};

/// Where chains move.
struct SliceDomain {
  std::vector<double> lower;   ///< p
  std::vector<double> upper;   ///< p; a coordinate of equal bounds is held
  std::vector<double> widths;  ///< p, above 0: about as long as the density is wide
};

/// Evaluates the logarithm of a density, up to a constant, at k points of dimension p.
/// \param points k x p row-major. \param values k, to be written; -infinity or NaN: the density is 0 there.
using LogDensity = std::function<void(std::span<const double> points, std::span<double> values)>;

struct SliceSamples {
  std::vector<double> points;   ///< chains x samples x p
  std::vector<double> values;   ///< chains x samples: the logarithm of the density there
  std::size_t evaluations = 0;  ///< of all chains together
};

/// \param starts chains x p, moved into the bounds; a chain whose start has a density of 0 stays there.
/// Deterministic: a chain depends on its start, its number and the density's values alone.
SliceSamples slice_sample(const LogDensity& density, std::span<const double> starts,
                          const SliceDomain& domain, const SliceOptions& options = {});

}  // namespace lode::surrogate
