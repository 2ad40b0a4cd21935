// By halves down to blocks that a loop over vectors does well: nearly all of the work is in products.

#include <algorithm>
#include <cmath>

#include "backend/cpu/algebra.h"
#include "backend/cpu/kernel_rows.h"
#include "backend/cpu/product.h"
#include "backend/cpu/wide.h"

namespace lode::backend::cpu {
namespace {

using Shape = Operand::Shape;
using Write = Target::Write;

constexpr std::size_t small = 24;

/// Where a matrix is divided: whole strips of products before it.
std::size_t half_of(std::size_t n) { return (n / 2 + 7) / 8 * 8; }

LODE_WIDE void add_scaled(std::size_t count, double factor, const double* __restrict x,
                          double* __restrict y) {
  for (std::size_t i = 0; i < count; ++i) y[i] += factor * x[i];
}

LODE_WIDE int cholesky_small(std::size_t n, double* A, std::size_t ld) {
  for (std::size_t j = 0; j < n; ++j) {
    double* __restrict column = A + j * ld;
    if (!(column[j] > 0)) return static_cast<int>(j + 1);
    column[j] = std::sqrt(column[j]);
    const double inverse = 1 / column[j];
    for (std::size_t i = j + 1; i < n; ++i) column[i] *= inverse;
    for (std::size_t k = j + 1; k < n; ++k) {
      double* __restrict later = A + k * ld;
      const double factor = column[k];
      for (std::size_t i = k; i < n; ++i) later[i] -= factor * column[i];
    }
  }
  return 0;
}

/// B <- B L^-T with B m x n.
LODE_WIDE void divide_small(std::size_t m, std::size_t n, const double* L, double* B, std::size_t ld) {
  for (std::size_t j = 0; j < n; ++j) {
    double* __restrict column = B + j * ld;
    for (std::size_t k = 0; k < j; ++k) {
      const double* __restrict before = B + k * ld;
      const double factor = L[k * ld + j];
      for (std::size_t i = 0; i < m; ++i) column[i] -= factor * before[i];
    }
    const double inverse = 1 / L[j * ld + j];
    for (std::size_t i = 0; i < m; ++i) column[i] *= inverse;
  }
}

void divide(std::size_t m, std::size_t n, const double* L, double* B, std::size_t ld) {
  if (n <= small) return divide_small(m, n, L, B, ld);
  const std::size_t half = half_of(n), rest = n - half;
  divide(m, half, L, B, ld);
  multiply(m, half, rest, {B, ld}, {L + half, ld, Shape::full, true}, {B + half * ld, ld, Write::subtract});
  divide(m, rest, L + half * ld + half, B + half * ld, ld);
}

/// L <- L^T L. \pre n <= small
LODE_WIDE void square_small(std::size_t n, double* L, std::size_t ld) {
  double transposed[small * small];
  for (std::size_t k = 0; k < n; ++k) {
    for (std::size_t i = 0; i <= k; ++i) transposed[k * small + i] = L[i * ld + k];
  }
  for (std::size_t j = 0; j < n; ++j) {
    double sums[small] = {};
    for (std::size_t k = j; k < n; ++k) {
      const double factor = L[j * ld + k];
      for (std::size_t i = j; i <= k; ++i) sums[i] += factor * transposed[k * small + i];
    }
    for (std::size_t i = j; i < n; ++i) L[j * ld + i] = sums[i];
  }
}

class PortableAlgebra final : public Algebra {
 public:
  bool portable() const override { return true; }

  /// [A; B C] = [L; M N] [L; M N]^T: L L^T = A, M = B L^-T, N N^T = C - M M^T.
  int cholesky_lower(std::size_t n, double* A, std::size_t ld) const override {
    if (n <= small) return cholesky_small(n, A, ld);
    const std::size_t half = half_of(n), rest = n - half;
    double* below = A + half;
    double* corner = A + half * ld + half;
    if (const int failed = cholesky_lower(half, A, ld); failed != 0) return failed;
    divide(rest, half, A, below, ld);
    multiply(rest, half, rest, {below, ld}, {below, ld, Shape::full, true},
             {corner, ld, Write::subtract, true});
    const int failed = cholesky_lower(rest, corner, ld);
    return failed == 0 ? 0 : failed + static_cast<int>(half);
  }

  /// [A; B C]^T [A; B C] = [A^T A + B^T B; C^T B, C^T C].
  void multiply_lower_transposed_self(std::size_t n, double* L, std::size_t ld) const override {
    if (n <= small) return square_small(n, L, ld);
    const std::size_t half = half_of(n), rest = n - half;
    double* below = L + half;
    double* corner = L + half * ld + half;
    multiply_lower_transposed_self(half, L, ld);
    multiply(half, rest, half, {below, ld, Shape::full, true}, {below, ld}, {L, ld, Write::add, true});
    multiply_triangular(rest, half, corner, ld, below, ld, true);
    multiply_lower_transposed_self(rest, corner, ld);
  }

  void multiply_triangular(std::size_t n, const double* W, std::size_t ld, double* x,
                           bool transposed) const override {
    if (transposed) {
      for (std::size_t j = 0; j < n; ++j) x[j] = weighted_sum(n - j, W + j * ld + j, x + j);
      return;
    }
    for (std::size_t j = n; j-- > 0;) {
      add_scaled(n - j - 1, x[j], W + j * ld + j + 1, x + j + 1);
      x[j] *= W[j * ld + j];
    }
  }

  void solve_triangular(std::size_t n, const double* L, std::size_t ld, double* x) const override {
    for (std::size_t j = 0; j < n; ++j) {
      x[j] /= L[j * ld + j];
      add_scaled(n - j - 1, -x[j], L + j * ld + j + 1, x + j + 1);
    }
  }

  void multiply_triangular(std::size_t n, std::size_t m, const double* W, std::size_t ldw, double* B,
                           std::size_t ldb, bool transposed) const override {
    multiply(n, n, m, {W, ldw, Shape::lower, transposed}, {B, ldb}, {B, ldb});
  }

  void multiply_symmetric(std::size_t n, std::size_t m, const double* A, std::size_t lda, const double* B,
                          std::size_t ldb, double* C, std::size_t ldc) const override {
    multiply(n, n, m, {A, lda, Shape::symmetric}, {B, ldb}, {C, ldc});
  }

  void multiply_symmetric(std::size_t n, const double* A, std::size_t lda, const double* x,
                          double* y) const override {
    std::fill_n(y, n, 0.0);
    for (std::size_t j = 0; j < n; ++j) {
      const double* below = A + j * lda + j + 1;
      y[j] += A[j * lda + j] * x[j] + weighted_sum(n - j - 1, below, x + j + 1);
      add_scaled(n - j - 1, x[j], below, y + j + 1);
    }
  }

  void multiply_transposed(std::size_t n, std::size_t p, std::size_t m, const double* A, std::size_t lda,
                           const double* B, std::size_t ldb, double* C, std::size_t ldc) const override {
    multiply(p, n, m, {A, lda, Shape::full, true}, {B, ldb}, {C, ldc});
  }

 private:
  void couple(std::size_t m, std::size_t n, const double* C, const double* A, double* B,
              std::size_t ld) const override {
    multiply(m, m, n, {C, ld, Shape::lower}, {B, ld}, {B, ld, Write::negative});
    multiply(m, n, n, {B, ld}, {A, ld, Shape::lower}, {B, ld});
  }
};

}  // namespace

const Algebra& portable_algebra() {
  static const PortableAlgebra algebra;
  return algebra;
}

}  // namespace lode::backend::cpu
