#include "surrogate/lbfgs.h"

#include "surrogate/descent.h"

namespace lode::surrogate {
namespace {

/// The trial points of all unfinished descents, one after the other.
struct Round {
  std::vector<std::size_t> starts;
  std::vector<double> points;
};

Round gather(const std::vector<Descent>& descents) {
  Round round;
  for (std::size_t s = 0; s < descents.size(); ++s) {
    if (descents[s].done()) continue;
    round.starts.push_back(s);
    round.points.insert(round.points.end(), descents[s].trial().begin(), descents[s].trial().end());
  }
  return round;
}

}  // namespace

std::vector<Minimum> minimise(const BatchFunction& function, std::span<const double> starts,
                              std::span<const double> lower, std::span<const double> upper, std::size_t d,
                              const LbfgsOptions& options) {
  std::vector<Descent> descents;
  for (std::size_t at = 0; at + d <= starts.size(); at += d) {
    descents.emplace_back(starts.subspan(at, d), lower.subspan(at, d), upper.subspan(at, d), options);
  }
  for (Round round = gather(descents); !round.starts.empty(); round = gather(descents)) {
    std::vector<double> values(round.starts.size()), gradients(round.points.size());
    function(round.points, round.starts, values, gradients);
    for (std::size_t k = 0; k < round.starts.size(); ++k) {
      descents[round.starts[k]].tell(values[k], std::span<const double>(gradients).subspan(k * d, d));
    }
  }
  std::vector<Minimum> results;
  for (const Descent& descent : descents) results.push_back(descent.result());
  return results;
}

}  // namespace lode::surrogate
