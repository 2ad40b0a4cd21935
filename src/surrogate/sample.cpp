#include "surrogate/sample.h"

namespace lode::surrogate {
namespace {

/// Of an interval, in deviations of the prior. Widths of 2 and 4 need the fewest evaluations for a sample
/// that does not depend on the one before, over 2 to 20 columns and 10 to 60 points; 1 up to twice as many.
constexpr double prior_deviations = 4;

}  // namespace

SliceSamples sample_hyperparameters(const backend::Backend& backend, const backend::Columns& columns,
                                    const backend::Data& data, const Priors& priors,
                                    std::span<const double> starts, const SliceOptions& options) {
  const std::size_t p = priors.size();
  const auto log_posterior = [&](std::span<const double> thetas, std::span<double> values) {
    const backend::Likelihood likelihood = backend.likelihood(columns, data, thetas, false);
    for (std::size_t k = 0; k < values.size(); ++k)
      values[k] = likelihood.value[k] + priors.log_density(thetas.subspan(k * p, p), {});
  };
  SliceDomain domain{priors.lower, priors.upper, priors.deviation};
  for (double& width : domain.widths) width *= prior_deviations;
  return slice_sample(log_posterior, starts, domain, options);
}

}  // namespace lode::surrogate
