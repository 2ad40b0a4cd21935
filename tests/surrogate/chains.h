/// \file
/// Expectations from chains, with their standard errors.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <gtest/gtest.h>
#include <span>
#include <vector>

#include "surrogate/slice.h"

namespace lode::surrogate {

struct Expectation {
  double mean;
  double error;  ///< standard error of `mean`
};

/// Of one series a chain. The error is that of as many independent values as the series are worth: their
/// number divided by the autocorrelation time, which is summed as long as pairs of neighbouring
/// autocovariances are positive (Geyer, "Practical Markov chain Monte Carlo", 1992).
inline Expectation expectation(const std::vector<std::vector<double>>& chains) {
  double sum = 0, count = 0;
  for (const auto& chain : chains) {
    for (const double v : chain) sum += v;
    count += static_cast<double>(chain.size());
  }
  const double mean = sum / count;
  const auto covariance = [&](std::size_t lag) {
    double total = 0;
    for (const auto& chain : chains)
      for (std::size_t i = 0; i + lag < chain.size(); ++i)
        total += (chain[i] - mean) * (chain[i + lag] - mean);
    return total / count;
  };
  double time = -covariance(0);
  for (std::size_t lag = 0; lag + 1 < chains.front().size(); lag += 2) {
    const double pair = covariance(lag) + covariance(lag + 1);
    if (pair <= 0) break;
    time += 2 * pair;
  }
  return {mean, std::sqrt(time / count)};
}

/// Of a function of the point.
inline Expectation expectation(const SliceSamples& samples, std::size_t p, std::size_t chains,
                               const std::function<double(std::span<const double>)>& function) {
  std::vector<std::vector<double>> values(chains);
  const std::size_t count = samples.values.size();
  for (std::size_t i = 0; i < count; ++i)
    values[i * chains / count].push_back(function(std::span(samples.points).subspan(i * p, p)));
  return expectation(values);
}

/// Within four standard errors, which have to be small beside the quantity's own deviation: for an honest
/// sampler 6 in 100,000 expectations lie outside.
inline void expect_mean(const SliceSamples& samples, std::size_t p, std::size_t chains,
                        const std::function<double(std::span<const double>)>& function, double want,
                        double most_error) {
  const Expectation got = expectation(samples, p, chains, function);
  EXPECT_NEAR(got.mean, want, 4 * got.error);
  EXPECT_LT(got.error, most_error);
}

}  // namespace lode::surrogate
