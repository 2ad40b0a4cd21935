#include "surrogate/slice.h"

#include "surrogate/slice_chain.h"

namespace lode::surrogate {
namespace {

/// The trial points of all unfinished chains, one after the other.
struct Round {
  std::vector<SliceChain*> chains;
  std::vector<double> points;
};

Round gather(std::vector<SliceChain>& chains) {
  Round round;
  for (SliceChain& chain : chains) {
    if (chain.done()) continue;
    round.chains.push_back(&chain);
    round.points.insert(round.points.end(), chain.trial().begin(), chain.trial().end());
  }
  return round;
}

}  // namespace

SliceSamples slice_sample(const LogDensity& density, std::span<const double> starts,
                          const SliceDomain& domain, const SliceOptions& options) {
  const std::size_t p = domain.lower.size();
  std::vector<SliceChain> chains;
  for (std::size_t at = 0; at + p <= starts.size(); at += p)
    chains.emplace_back(starts.subspan(at, p), domain, options, options.first_chain + chains.size());
  for (Round round = gather(chains); !round.chains.empty(); round = gather(chains)) {
    std::vector<double> values(round.chains.size());
    density(round.points, values);
    for (std::size_t k = 0; k < values.size(); ++k) round.chains[k]->tell(values[k]);
  }
  SliceSamples samples;
  for (const SliceChain& chain : chains) {
    samples.points.insert(samples.points.end(), chain.points().begin(), chain.points().end());
    samples.values.insert(samples.values.end(), chain.values().begin(), chain.values().end());
    samples.evaluations += chain.evaluations();
  }
  return samples;
}

}  // namespace lode::surrogate
