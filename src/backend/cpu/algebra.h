/// \file
/// The linear algebra that the CPU backend is made of, behind plain C++ names. Matrices are column-major with
/// leading dimension `ld`; "lower" routines read and write the lower triangle only. Private to this folder,
/// so that no other room sees the library.
#pragma once

#include <cstddef>

namespace lode::backend::cpu {

/// Without state: one of each kind serves all threads.
class Algebra {
 public:
  virtual ~Algebra() = default;

  /// Whether results are the same, to the last bit, on every processor.
  virtual bool portable() const = 0;

  /// A = L L^T in place. \return 0, or the order of the first minor that is not positive definite.
  virtual int cholesky_lower(std::size_t n, double* A, std::size_t ld) const = 0;

  /// L <- L^-1 in place (lower, non-unit diagonal). \return 0, or 1 + the index of a zero on the diagonal.
  int invert_lower(std::size_t n, double* L, std::size_t ld) const;

  /// L <- L^T L in place (lower triangle of the product). After invert_lower: the inverse of the matrix.
  virtual void multiply_lower_transposed_self(std::size_t n, double* L, std::size_t ld) const = 0;

  /// x <- W x, or x <- W^T x where `transposed`, with W lower triangular.
  virtual void multiply_triangular(std::size_t n, const double* W, std::size_t ld, double* x,
                                   bool transposed) const = 0;

  /// x <- L^-1 x with L lower triangular, no zero on its diagonal.
  virtual void solve_triangular(std::size_t n, const double* L, std::size_t ld, double* x) const = 0;

  /// B <- W B, or W^T B where `transposed`, with W (n x n) lower triangular and B n x m.
  virtual void multiply_triangular(std::size_t n, std::size_t m, const double* W, std::size_t ldw, double* B,
                                   std::size_t ldb, bool transposed) const = 0;

  /// C <- A B with A (n x n) symmetric, stored in its lower triangle, B and C n x m.
  virtual void multiply_symmetric(std::size_t n, std::size_t m, const double* A, std::size_t lda,
                                  const double* B, std::size_t ldb, double* C, std::size_t ldc) const = 0;

  /// y <- A x with A (n x n) symmetric, stored in its lower triangle.
  virtual void multiply_symmetric(std::size_t n, const double* A, std::size_t lda, const double* x,
                                  double* y) const = 0;

  /// C (p x m) <- A^T B with A n x p and B n x m.
  virtual void multiply_transposed(std::size_t n, std::size_t p, std::size_t m, const double* A,
                                   std::size_t lda, const double* B, std::size_t ldb, double* C,
                                   std::size_t ldc) const = 0;

 protected:
  /// B <- -C B A with A (n x n) and C (m x m) lower triangular, B m x n: what couples the halves of a
  /// triangle's inverse.
  virtual void couple(std::size_t m, std::size_t n, const double* C, const double* A, double* B,
                      std::size_t ld) const = 0;

 private:
  void invert_nonsingular(std::size_t n, double* L, std::size_t ld) const;
};

/// OpenBLAS, which chooses its kernels by the processor: the fastest there is.
const Algebra& library_algebra();

/// Additions and multiplications in an order that depends on the sizes alone, none of them fused.
const Algebra& portable_algebra();

}  // namespace lode::backend::cpu
