/// \file
/// Random training sets for the tests of the CUDA sources.
#pragma once

#include <cmath>
#include <vector>

#include "backend/backend.h"
#include "math/philox.h"

namespace lode::backend {

/// n points of d columns, every third of which is a category of three levels and every third an integer, with
/// a smooth target and a noise of each point's own.
struct CudaProblem {
  CudaProblem(std::size_t n, std::size_t d, double noise_variance = 1e-3, std::uint64_t trial = 1)
      : X(n * d), y(n), noise(n), theta(d + 2, std::log(0.6)) {
    math::Random random(7, trial, math::Purpose::test);
    for (std::size_t c = 0; c < d; ++c) columns.kinds.push_back(static_cast<ColumnKind>(c % 3));
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t c = 0; c < d; ++c) {
        double x = random.uniform();
        if (columns.kinds[c] == ColumnKind::category) x = (std::floor(3 * x) + 0.5) / 3;
        X[i * d + c] = x;
        y[i] += std::sin(5 * x + static_cast<double>(c));
      }
      noise[i] = noise_variance * random.uniform();
    }
    for (std::size_t c = 0; c < d; ++c) theta[c] += 0.3 * static_cast<double>(c % 4);
    theta[d] = std::log(noise_variance);
    theta[d + 1] = 0.1;
  }

  Data data() const { return {X, y, noise}; }

  Columns columns;
  std::vector<double> X, y, noise, theta;
};

}  // namespace lode::backend
