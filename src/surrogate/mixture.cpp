#include "surrogate/mixture.h"

#include <vector>

namespace lode::surrogate {

backend::Posterior mixture(std::span<const Gp> gps, std::span<const double> points) {
  std::vector<backend::Posterior> parts;
  for (const Gp& gp : gps) parts.push_back(gp.posterior(points));
  const auto count = static_cast<double>(parts.size());
  backend::Posterior whole;
  for (std::size_t i = 0; i < parts.front().mean.size(); ++i) {
    double mean = 0, variance = 0;
    for (const backend::Posterior& part : parts) mean += part.mean[i] / count;
    for (const backend::Posterior& part : parts) {
      const double apart = part.mean[i] - mean;
      variance += (part.variance[i] + apart * apart) / count;
    }
    whole.mean.push_back(mean);
    whole.variance.push_back(variance);
  }
  return whole;
}

}  // namespace lode::surrogate
