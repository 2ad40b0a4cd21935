/// \file
/// A training set of every kind of column, for the tests of a backend.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "backend/backend.h"
#include "math/philox.h"

namespace lode::backend {

inline const Columns mixed_columns = {{ColumnKind::real, ColumnKind::category, ColumnKind::integer}};

inline std::vector<double> uniform(std::size_t count, std::uint64_t trial) {
  math::Random random(1, trial, math::Purpose::test);
  std::vector<double> values(count);
  for (double& v : values) v = random.uniform();
  return values;
}

/// n points of two reals and a category with three levels, a smooth target, and a theta.
struct Problem {
  explicit Problem(std::size_t n, std::uint64_t trial = 1) : X(uniform(n * 3, trial)) {
    for (std::size_t i = 0; i < n; ++i) {
      X[i * 3 + 1] = (std::floor(X[i * 3 + 1] * 3) + 0.5) / 3;
      y.push_back(std::sin(6 * X[i * 3]) + X[i * 3 + 1] - X[i * 3 + 2]);
    }
  }
  std::vector<double> X, y;
  std::vector<double> theta = {std::log(0.4), std::log(1.3), std::log(0.9), std::log(1e-3), 0.2};
};

}  // namespace lode::backend
