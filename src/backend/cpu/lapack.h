/// \file
/// The BLAS and LAPACK routines that the CPU backend calls, behind plain C++ names. Matrices are column-major
/// with leading dimension `ld`; "lower" routines read and write the lower triangle only. Private to this
/// folder, so that no other room sees the library.
#pragma once

#include <cstddef>

namespace lode::backend::cpu {

/// A = L L^T in place. \return 0, or the order of the first minor that is not positive definite.
int cholesky_lower(std::size_t n, double* A, std::size_t ld);

/// L <- L^-1 in place (lower, non-unit diagonal). \return 0, or 1 + the index of a zero on the diagonal.
int invert_lower(std::size_t n, double* L, std::size_t ld);

/// L <- L^T L in place (lower triangle of the product). After invert_lower: the inverse of the matrix.
void multiply_lower_transposed_self(std::size_t n, double* L, std::size_t ld);

/// x <- W x, or x <- W^T x where `transposed`, with W lower triangular.
void multiply_triangular(std::size_t n, const double* W, std::size_t ld, double* x, bool transposed);

/// x <- L^-1 x with L lower triangular, no zero on its diagonal.
void solve_triangular(std::size_t n, const double* L, std::size_t ld, double* x);

/// B <- W B, or W^T B where `transposed`, with W (n x n) lower triangular and B n x m.
void multiply_triangular(std::size_t n, std::size_t m, const double* W, std::size_t ldw, double* B,
                         std::size_t ldb, bool transposed);

/// C <- A B with A (n x n) symmetric, stored in its lower triangle, B and C n x m.
void multiply_symmetric(std::size_t n, std::size_t m, const double* A, std::size_t lda, const double* B,
                        std::size_t ldb, double* C, std::size_t ldc);

/// y <- A x with A (n x n) symmetric, stored in its lower triangle.
void multiply_symmetric(std::size_t n, const double* A, std::size_t lda, const double* x, double* y);

/// C (p x m) <- A^T B with A n x p and B n x m.
void multiply_transposed(std::size_t n, std::size_t p, std::size_t m, const double* A, std::size_t lda,
                         const double* B, std::size_t ldb, double* C, std::size_t ldc);

}  // namespace lode::backend::cpu
