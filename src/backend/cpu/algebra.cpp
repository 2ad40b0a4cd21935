#include "backend/cpu/algebra.h"

namespace lode::backend::cpu {
namespace {

/// Column by column: each is solved for from its diagonal downwards.
void invert_small(std::size_t n, double* L, std::size_t ld) {
  for (std::size_t j = n; j-- > 0;) {
    double* column = L + j * ld;
    const double pivot = 1 / column[j];
    column[j] = pivot;
    // column = -pivot * (inverse of the block below the diagonal) * column, from the last row up.
    for (std::size_t i = n; i-- > j + 1;) {
      double sum = 0;
      for (std::size_t k = j + 1; k <= i; ++k) sum += L[k * ld + i] * column[k];
      column[i] = -pivot * sum;
    }
  }
}

}  // namespace

/// By halves: the inverse of [A 0; B C] is [A^-1 0; -C^-1 B A^-1 C^-1]. Nearly all of the work is in matrix
/// products, where LAPACK's dtrtri spends much of it on vectors.
void Algebra::invert_nonsingular(std::size_t n, double* L, std::size_t ld) const {
  constexpr std::size_t small = 16;
  if (n <= small) return invert_small(n, L, ld);
  const std::size_t half = (n / 2 + 7) / 8 * 8, rest = n - half;
  double* corner = L + half * ld + half;
  invert_nonsingular(half, L, ld);
  invert_nonsingular(rest, corner, ld);
  couple(rest, half, corner, L, L + half, ld);
}

int Algebra::invert_lower(std::size_t n, double* L, std::size_t ld) const {
  for (std::size_t i = 0; i < n; ++i) {
    if (L[i * ld + i] == 0) return static_cast<int>(i + 1);
  }
  invert_nonsingular(n, L, ld);
  return 0;
}

}  // namespace lode::backend::cpu
