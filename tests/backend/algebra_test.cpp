// Both kinds of linear algebra against sums written out.

#include "backend/cpu/algebra.h"

#include <cmath>
#include <functional>
#include <gtest/gtest.h>
#include <vector>

#include "math/philox.h"

namespace lode::backend::cpu {
namespace {

constexpr std::size_t sizes[] = {0, 1, 2, 3, 6, 7, 8, 9, 15, 16, 17, 24, 25, 31, 33, 48, 64, 100, 129, 250};

/// Lower triangle, column-major, with NaN above and below: nothing may read it.
std::vector<double> lower(std::size_t n, std::size_t ld) {
  math::Random random(1, n, math::Purpose::test);
  std::vector<double> L(ld * n, std::nan(""));
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t i = j; i < n; ++i)
      L[j * ld + i] = i == j ? 1 + random.uniform() : random.uniform() - 0.5;
  }
  return L;
}

/// n x m with NaN below.
std::vector<double> full(std::size_t n, std::size_t m, std::size_t ld) {
  math::Random random(2, n + 1000 * m, math::Purpose::test);
  std::vector<double> B(ld * m, std::nan(""));
  for (std::size_t j = 0; j < m; ++j) {
    for (std::size_t i = 0; i < n; ++i) B[j * ld + i] = random.uniform() - 0.5;
  }
  return B;
}

/// An element of an operand.
using Element = std::function<double(std::size_t i, std::size_t k)>;

Element triangle(const std::vector<double>& L, std::size_t ld, bool transposed = false) {
  return [&L, ld, transposed](std::size_t i, std::size_t k) {
    if (transposed) std::swap(i, k);
    return i >= k ? L[k * ld + i] : 0.0;
  };
}

Element symmetric(const std::vector<double>& A, std::size_t ld) {
  return [&A, ld](std::size_t i, std::size_t k) { return A[std::min(i, k) * ld + std::max(i, k)]; };
}

Element all_of(const std::vector<double>& B, std::size_t ld, bool transposed = false) {
  return [&B, ld, transposed](std::size_t i, std::size_t k) {
    return transposed ? B[i * ld + k] : B[k * ld + i];
  };
}

/// Holds elements [first(j), rows) of each column j to sum_k a(i, k) b(k, j), relative to what is summed, and
/// all else to NaN.
void expect_product(const std::vector<double>& got, std::size_t ld, std::size_t rows, std::size_t inner,
                    std::size_t columns, const Element& a, const Element& b, bool triangular = false) {
  for (std::size_t j = 0; j < columns; ++j) {
    for (std::size_t i = triangular ? j : 0; i < rows; ++i) {
      double sum = 0, size = 0;
      for (std::size_t k = 0; k < inner; ++k) {
        sum += a(i, k) * b(k, j);
        size += std::fabs(a(i, k) * b(k, j));
      }
      EXPECT_NEAR(got[j * ld + i], sum, 1e-14 * size) << i << ' ' << j << ' ' << rows;
    }
    for (std::size_t i = 0; i < ld; ++i)
      EXPECT_EQ(std::isnan(got[j * ld + i]), i >= rows || (triangular && i < j)) << i << ' ' << j;
  }
}

class AlgebraTest : public testing::TestWithParam<const Algebra* (*)()> {
 protected:
  const Algebra& algebra = *GetParam()();
};

TEST_P(AlgebraTest, FactorisesPositiveDefiniteMatrices) {
  for (const std::size_t n : sizes) {
    const std::size_t ld = n + 3;
    const std::vector<double> L = lower(n, ld);
    std::vector<double> A = L;
    for (std::size_t j = 0; j < n; ++j) {
      for (std::size_t i = j; i < n; ++i) {
        A[j * ld + i] = 0;
        for (std::size_t k = 0; k <= j; ++k) A[j * ld + i] += L[k * ld + i] * L[k * ld + j];
      }
    }
    const std::vector<double> given = A;
    EXPECT_EQ(algebra.cholesky_lower(n, A.data(), ld), 0);
    for (std::size_t j = 0; j < n; ++j) {
      for (std::size_t i = j; i < n; ++i) {
        double sum = 0;
        for (std::size_t k = 0; k <= j; ++k) sum += A[k * ld + i] * A[k * ld + j];
        EXPECT_NEAR(sum, given[j * ld + i], 1e-14 * std::sqrt(given[j * ld + j] * given[i * ld + i])) << n;
      }
      for (std::size_t i = 0; i < ld; ++i) EXPECT_EQ(std::isnan(A[j * ld + i]), i < j || i >= n);
    }
  }
}

TEST_P(AlgebraTest, TellsWhichMinorIsNotPositiveDefinite) {
  for (const std::size_t bad : {0, 5, 23, 24, 30, 63, 64, 99}) {
    for (const double pivot : {0.0, -1.0}) {
      std::vector<double> A(100 * 100);
      for (std::size_t i = 0; i < 100; ++i) A[i * 100 + i] = i == bad ? pivot : 1 + static_cast<double>(i);
      EXPECT_EQ(algebra.cholesky_lower(100, A.data(), 100), static_cast<int>(bad + 1)) << pivot;
    }
  }
}

TEST_P(AlgebraTest, InvertsLowerTriangles) {
  for (const std::size_t n : sizes) {
    const std::size_t ld = n + 3;
    const std::vector<double> L = lower(n, ld);
    std::vector<double> W = L;
    EXPECT_EQ(algebra.invert_lower(n, W.data(), ld), 0);
    for (std::size_t j = 0; j < n; ++j) {
      for (std::size_t i = j; i < n; ++i) {
        double sum = i == j ? -1 : 0, size = 0;
        for (std::size_t k = j; k <= i; ++k) {
          sum += W[k * ld + i] * L[j * ld + k];
          size += std::fabs(W[k * ld + i] * L[j * ld + k]);
        }
        EXPECT_NEAR(sum, 0, 1e-14 * size) << n;
      }
      for (std::size_t i = 0; i < ld; ++i) EXPECT_EQ(std::isnan(W[j * ld + i]), i < j || i >= n);
    }
  }
}

TEST_P(AlgebraTest, ASingularTriangleIsTold) {
  std::vector<double> L = lower(40, 40);
  L[20 * 40 + 20] = 0;
  EXPECT_EQ(algebra.invert_lower(40, L.data(), 40), 21);
}

TEST_P(AlgebraTest, MultipliesATriangleWithItself) {
  for (const std::size_t n : sizes) {
    const std::size_t ld = n + 3;
    const std::vector<double> L = lower(n, ld);
    std::vector<double> A = L;
    algebra.multiply_lower_transposed_self(n, A.data(), ld);
    expect_product(A, ld, n, n, n, triangle(L, ld, true), triangle(L, ld), true);
  }
}

TEST_P(AlgebraTest, MultipliesVectorsWithATriangle) {
  for (const std::size_t n : sizes) {
    const std::size_t ld = n + 3;
    const std::vector<double> W = lower(n, ld), x = full(n, 1, n);
    for (const bool transposed : {false, true}) {
      std::vector<double> y = x;
      algebra.multiply_triangular(n, W.data(), ld, y.data(), transposed);
      expect_product(y, n, n, n, 1, triangle(W, ld, transposed), all_of(x, n));
    }
  }
}

TEST_P(AlgebraTest, SolvesWithATriangle) {
  for (const std::size_t n : sizes) {
    const std::size_t ld = n + 3;
    const std::vector<double> L = lower(n, ld), b = full(n, 1, n);
    std::vector<double> x = b;
    algebra.solve_triangular(n, L.data(), ld, x.data());
    for (std::size_t i = 0; i < n; ++i) {
      double sum = 0, size = std::fabs(b[i]);
      for (std::size_t k = 0; k <= i; ++k) {
        sum += L[k * ld + i] * x[k];
        size += std::fabs(L[k * ld + i] * x[k]);
      }
      EXPECT_NEAR(sum, b[i], 1e-14 * size) << n;
    }
  }
}

TEST_P(AlgebraTest, MultipliesMatricesWithATriangle) {
  for (const std::size_t n : sizes) {
    for (const std::size_t m : {0, 1, 5, 6, 7, 24, 50}) {
      const std::size_t ld = n + 3;
      const std::vector<double> W = lower(n, ld), B = full(n, m, n + 1);
      for (const bool transposed : {false, true}) {
        std::vector<double> C = B;
        algebra.multiply_triangular(n, m, W.data(), ld, C.data(), n + 1, transposed);
        expect_product(C, n + 1, n, n, m, triangle(W, ld, transposed), all_of(B, n + 1));
      }
    }
  }
}

TEST_P(AlgebraTest, MultipliesSymmetricMatrices) {
  for (const std::size_t n : sizes) {
    const std::size_t ld = n + 3;
    const std::vector<double> A = lower(n, ld);
    for (const std::size_t m : {1, 5, 6, 20}) {
      const std::vector<double> B = full(n, m, n + 1);
      std::vector<double> C((n + 2) * m, std::nan(""));
      algebra.multiply_symmetric(n, m, A.data(), ld, B.data(), n + 1, C.data(), n + 2);
      expect_product(C, n + 2, n, n, m, symmetric(A, ld), all_of(B, n + 1));
    }
    const std::vector<double> x = full(n, 1, n);
    std::vector<double> y(n, std::nan(""));
    algebra.multiply_symmetric(n, A.data(), ld, x.data(), y.data());
    expect_product(y, n, n, n, 1, symmetric(A, ld), all_of(x, n));
  }
}

TEST_P(AlgebraTest, MultipliesTransposedMatrices) {
  for (const std::size_t n : sizes) {
    for (const std::size_t p : {1, 6, 8, 13, 70}) {
      const std::size_t m = (n + p) % 31 + 1;
      const std::vector<double> A = full(n, p, n + 1), B = full(n, m, n + 2);
      std::vector<double> C((p + 1) * m, std::nan(""));
      algebra.multiply_transposed(n, p, m, A.data(), n + 1, B.data(), n + 2, C.data(), p + 1);
      expect_product(C, p + 1, p, n, m, all_of(A, n + 1, true), all_of(B, n + 2));
    }
  }
}

const Algebra* library() { return &library_algebra(); }
const Algebra* portable() { return &portable_algebra(); }

/// In the place of a pointer's value, which is another in every run.
std::string named(const testing::TestParamInfo<const Algebra* (*)()>&) { return "one"; }

INSTANTIATE_TEST_SUITE_P(Library, AlgebraTest, testing::Values(&library), named);
INSTANTIATE_TEST_SUITE_P(Portable, AlgebraTest, testing::Values(&portable), named);

}  // namespace
}  // namespace lode::backend::cpu
