#include "backend/cpu/algebra.h"

// The Fortran symbols of BLAS and LAPACK: every argument by address, integers of 32 bits.
extern "C" {
void dpotrf_(const char* uplo, const int* n, double* a, const int* lda, int* info);
void dlauum_(const char* uplo, const int* n, double* a, const int* lda, int* info);
void dtrmv_(const char* uplo, const char* trans, const char* diag, const int* n, const double* a,
            const int* lda, double* x, const int* incx);
void dtrsv_(const char* uplo, const char* trans, const char* diag, const int* n, const double* a,
            const int* lda, double* x, const int* incx);
void dtrmm_(const char* side, const char* uplo, const char* trans, const char* diag, const int* m,
            const int* n, const double* alpha, const double* a, const int* lda, double* b, const int* ldb);
void dsymm_(const char* side, const char* uplo, const int* m, const int* n, const double* alpha,
            const double* a, const int* lda, const double* b, const int* ldb, const double* beta, double* c,
            const int* ldc);
void dsymv_(const char* uplo, const int* n, const double* alpha, const double* a, const int* lda,
            const double* x, const int* incx, const double* beta, double* y, const int* incy);
void dgemm_(const char* transa, const char* transb, const int* m, const int* n, const int* k,
            const double* alpha, const double* a, const int* lda, const double* b, const int* ldb,
            const double* beta, double* c, const int* ldc);
}

namespace lode::backend::cpu {
namespace {

constexpr double one = 1;
constexpr double minus_one = -1;
constexpr double zero = 0;
constexpr int unit_stride = 1;

int to_int(std::size_t value) { return static_cast<int>(value); }

/// A leading dimension: the routines refuse 0, also for a matrix without rows.
int leading(std::size_t ld) { return ld == 0 ? 1 : to_int(ld); }

class LibraryAlgebra final : public Algebra {
 public:
  bool portable() const override { return false; }

  int cholesky_lower(std::size_t n, double* A, std::size_t ld) const override {
    const int order = to_int(n), lda = leading(ld);
    int info = 0;
    dpotrf_("L", &order, A, &lda, &info);
    return info;
  }

  void multiply_lower_transposed_self(std::size_t n, double* L, std::size_t ld) const override {
    const int order = to_int(n), lda = leading(ld);
    int info = 0;
    dlauum_("L", &order, L, &lda, &info);
  }

  void multiply_triangular(std::size_t n, const double* W, std::size_t ld, double* x,
                           bool transposed) const override {
    const int order = to_int(n), lda = leading(ld);
    dtrmv_("L", transposed ? "T" : "N", "N", &order, W, &lda, x, &unit_stride);
  }

  void solve_triangular(std::size_t n, const double* L, std::size_t ld, double* x) const override {
    const int order = to_int(n), lda = leading(ld);
    dtrsv_("L", "N", "N", &order, L, &lda, x, &unit_stride);
  }

  void multiply_triangular(std::size_t n, std::size_t m, const double* W, std::size_t ldw, double* B,
                           std::size_t ldb, bool transposed) const override {
    const int rows = to_int(n), columns = to_int(m), lda = leading(ldw), ldb_ = leading(ldb);
    dtrmm_("L", "L", transposed ? "T" : "N", "N", &rows, &columns, &one, W, &lda, B, &ldb_);
  }

  void multiply_symmetric(std::size_t n, std::size_t m, const double* A, std::size_t lda, const double* B,
                          std::size_t ldb, double* C, std::size_t ldc) const override {
    const int rows = to_int(n), columns = to_int(m), lda_ = leading(lda), ldb_ = leading(ldb),
              ldc_ = leading(ldc);
    dsymm_("L", "L", &rows, &columns, &one, A, &lda_, B, &ldb_, &zero, C, &ldc_);
  }

  void multiply_symmetric(std::size_t n, const double* A, std::size_t lda, const double* x,
                          double* y) const override {
    const int order = to_int(n), lda_ = leading(lda);
    dsymv_("L", &order, &one, A, &lda_, x, &unit_stride, &zero, y, &unit_stride);
  }

  void multiply_transposed(std::size_t n, std::size_t p, std::size_t m, const double* A, std::size_t lda,
                           const double* B, std::size_t ldb, double* C, std::size_t ldc) const override {
    const int rows = to_int(p), columns = to_int(m), inner = to_int(n);
    const int lda_ = leading(lda), ldb_ = leading(ldb), ldc_ = leading(ldc);
    dgemm_("T", "N", &rows, &columns, &inner, &one, A, &lda_, B, &ldb_, &zero, C, &ldc_);
  }

 private:
  void couple(std::size_t m, std::size_t n, const double* C, const double* A, double* B,
              std::size_t ld) const override {
    const int rows = to_int(m), columns = to_int(n), lda = leading(ld);
    dtrmm_("L", "L", "N", "N", &rows, &columns, &minus_one, C, &lda, B, &lda);
    dtrmm_("R", "L", "N", "N", &rows, &columns, &one, A, &lda, B, &lda);
  }
};

}  // namespace

const Algebra& library_algebra() {
  static const LibraryAlgebra algebra;
  return algebra;
}

}  // namespace lode::backend::cpu
