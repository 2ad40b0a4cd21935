// The triangular inverse, which is our own over the library's products.

#include "backend/cpu/lapack.h"

#include <cmath>
#include <gtest/gtest.h>
#include <vector>

#include "math/philox.h"

namespace lode::backend::cpu {
namespace {

/// Lower triangle, column-major, with NaN above: nothing may read it.
std::vector<double> lower(std::size_t n, std::size_t ld) {
  math::Random random(1, n, math::Purpose::test);
  std::vector<double> L(ld * n, std::nan(""));
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t i = j; i < n; ++i)
      L[j * ld + i] = i == j ? 1 + random.uniform() : random.uniform() - 0.5;
  }
  return L;
}

/// Larger than any |(W L - 1)_ij|, relative to what is summed.
double residual(std::size_t n, std::size_t ld, const std::vector<double>& W, const std::vector<double>& L) {
  double worst = 0;
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t i = j; i < n; ++i) {
      double sum = i == j ? -1 : 0, size = 0;
      for (std::size_t k = j; k <= i; ++k) {
        sum += W[k * ld + i] * L[j * ld + k];
        size += std::fabs(W[k * ld + i] * L[j * ld + k]);
      }
      worst = std::max(worst, std::fabs(sum) / size);
    }
  }
  return worst;
}

TEST(Lapack, InvertsLowerTriangles) {
  for (const std::size_t n : {0, 1, 2, 3, 7, 8, 15, 16, 17, 31, 32, 33, 64, 100, 129, 250}) {
    const std::size_t ld = n + 3;
    const std::vector<double> L = lower(n, ld);
    std::vector<double> W = L;
    EXPECT_EQ(invert_lower(n, W.data(), ld), 0);
    EXPECT_LE(residual(n, ld, W, L), 1e-14) << n;
    for (std::size_t j = 0; j < n; ++j) {
      for (std::size_t i = 0; i < ld; ++i)
        EXPECT_EQ(std::isnan(W[j * ld + i]), i < j || i >= n) << i << ' ' << j;
    }
  }
}

TEST(Lapack, ASingularTriangleIsTold) {
  std::vector<double> L = lower(40, 40);
  L[20 * 40 + 20] = 0;
  EXPECT_EQ(invert_lower(40, L.data(), 40), 21);
}

}  // namespace
}  // namespace lode::backend::cpu
