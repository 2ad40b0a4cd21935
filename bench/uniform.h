/// \file
/// The same numbers in every run of a benchmark.
#pragma once

#include <cstddef>
#include <random>
#include <vector>

namespace lode::bench {

/// In [0, 1).
inline std::vector<double> uniform(std::size_t count, unsigned seed = 1) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> draw;
  std::vector<double> values(count);
  for (double& v : values) v = draw(random);
  return values;
}

}  // namespace lode::bench
