/// \file
/// Batches of matrices on the device and the dense linear algebra on them. All matrices are column-major.
#pragma once

#include <cstddef>
#include <memory>

#include "runtime.h"

namespace lode::backend::cuda {

/// Orders are rounded up to a multiple of this, filled up with the identity: one shape of tile, and one
/// order of summation.
inline constexpr std::size_t tile = 64;

inline constexpr std::size_t padded(std::size_t n) { return (n + tile - 1) / tile * tile; }

/// `count` square matrices of order N, a multiple of `tile`, one after the other.
struct Batch {
  double* data;
  std::size_t order;
  std::size_t count;

  std::size_t stride() const { return order * order; }
};

/// One operand of a product: where the first matrix of the batch begins, and how far apart they are.
struct Operand {
  const double* data;
  std::size_t ld;
  std::size_t stride = 0;
  bool transposed = false;
};

/// C (m x n) <- alpha op(A) op(B) + beta C for `count` triples; op(A) is m x k. Nothing where one of m, n,
/// count is 0; a scaling of C where k is 0.
void multiply(const Device& device, std::size_t m, std::size_t n, std::size_t k, double alpha,
              const Operand& A, const Operand& B, double beta, double* C, std::size_t ldc,
              std::size_t stride = 0, std::size_t count = 1);

/// Cholesky factorisation and inversion of a batch, with the scratch that they need.
class Cholesky {
 public:
  Cholesky(std::shared_ptr<Device> device, std::size_t order, std::size_t count);

  /// A = L L^T in place: reads and writes the lower triangle; what is above the diagonal inside the tiles on
  /// it becomes 0. A matrix that is not positive definite is marked in failed() and left in pieces.
  void factorise(const Batch& A);
  /// L <- L^-1 in place. \pre factorise() gave L; the tiles above the diagonal are 0
  void invert(const Batch& L);
  /// Per matrix: not 0 where a pivot was not positive.
  const Array<int>& failed() const { return failed_; }

 private:
  void factorise_in_panels(const Batch& A);
  void factorise_one(const Batch& A);
  void merge(const Batch& L, std::size_t start, std::size_t half, std::size_t rest, std::size_t nodes);

  std::shared_ptr<Device> device_;
  std::size_t order_;
  std::size_t count_;
  Array<double> panel_;    ///< count x (order x tile)
  Array<double> tiles_;    ///< count x (order / tile) x (tile x tile): inverses of L's diagonal tiles
  Array<double> product_;  ///< count x order^2 / 4, for invert()
  Array<int> failed_;      ///< count
};

/// C <- W^T W for each matrix of a batch: the lower triangle. \pre W is lower triangular
void multiply_transposed_self(const Device& device, const Batch& W, double* C);

}  // namespace lode::backend::cuda
