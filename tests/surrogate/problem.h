/// \file
/// Data that the tests of fitting and of sampling share.
#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

#include "backend/backend.h"
#include "math/philox.h"
#include "surrogate/output_transform.h"

namespace lode::surrogate {

inline backend::Columns real_columns(std::size_t d) {
  return {std::vector<backend::ColumnKind>(d, backend::ColumnKind::real)};
}

/// A target that depends on the first of two columns only.
struct Problem {
  explicit Problem(std::size_t n) {
    math::Random random(1, n, math::Purpose::test);
    for (std::size_t i = 0; i < n; ++i) {
      X.push_back(random.uniform());
      X.push_back(random.uniform());
      y.push_back(std::sin(9 * X[2 * i]));
    }
    standardise(y);
  }
  std::vector<double> X, y;
};

}  // namespace lode::surrogate
