// cuBLAS and cuSOLVER: the host's libraries behind the checks that the device's documentation promises.

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <limits>

#include "cusolverDn.h"
#include "shim.h"

extern "C" {
void dgemm_(const char* transa, const char* transb, const int* m, const int* n, const int* k,
            const double* alpha, const double* a, const int* lda, const double* b, const int* ldb,
            const double* beta, double* c, const int* ldc);
void dpotrf_(const char* uplo, const int* n, double* a, const int* lda, int* info);
}

struct ShimBlas {
  cudaStream_t stream = nullptr;
};
struct ShimSolver {
  cudaStream_t stream = nullptr;
};

namespace shim {
namespace {

std::atomic<std::size_t> handles{0};
constexpr int workspace = 8;  // doubles that a factorisation asks for

/// Whether a matrix of these rows can have this leading dimension.
bool leads(int ld, int rows) { return ld >= std::max(1, rows); }

// What the handles of both libraries go through, with either's words for what happened. A handle has to be
// given a stream before anything is asked of it.

template <typename Handle, typename Status>
Status create(const char* name, Handle** handle, Status success, Status refused) {
  if (counted(name)) return refused;
  *handle = new Handle;
  ++handles;
  return success;
}

template <typename Handle, typename Status>
Status destroy(Handle* handle, Status success) {
  delete handle;
  --handles;
  return success;
}

template <typename Handle, typename Status>
Status set_stream(const char* name, Handle* handle, cudaStream_t stream, Status success, Status refused) {
  if (counted(name)) return refused;
  handle->stream = stream;
  return success;
}

}  // namespace

std::size_t library_handles() { return handles; }

}  // namespace shim

using shim::counted;

const char* cublasGetStatusName(cublasStatus_t) { return "CUBLAS_STATUS"; }
const char* cublasGetStatusString(cublasStatus_t) { return "simulated on the host"; }

cublasStatus_t cublasCreate(cublasHandle_t* handle) {
  return shim::create(__func__, handle, CUBLAS_STATUS_SUCCESS, CUBLAS_STATUS_ALLOC_FAILED);
}

cublasStatus_t cublasDestroy(cublasHandle_t handle) { return shim::destroy(handle, CUBLAS_STATUS_SUCCESS); }

cublasStatus_t cublasSetStream(cublasHandle_t handle, cudaStream_t stream) {
  return shim::set_stream(__func__, handle, stream, CUBLAS_STATUS_SUCCESS, CUBLAS_STATUS_NOT_INITIALIZED);
}

cublasStatus_t cublasDgemmStridedBatched(cublasHandle_t handle, cublasOperation_t transa,
                                         cublasOperation_t transb, int m, int n, int k, const double* alpha,
                                         const double* A, int lda, long long strideA, const double* B,
                                         int ldb, long long strideB, const double* beta, double* C, int ldc,
                                         long long strideC, int batchCount) {
  if (counted(__func__)) return CUBLAS_STATUS_EXECUTION_FAILED;
  const bool across_a = transa == CUBLAS_OP_T, across_b = transb == CUBLAS_OP_T;
  if (handle == nullptr || handle->stream == nullptr) return CUBLAS_STATUS_NOT_INITIALIZED;
  if (m < 0 || n < 0 || k < 0 || batchCount < 0 || !shim::leads(lda, across_a ? k : m) ||
      !shim::leads(ldb, across_b ? n : k) || !shim::leads(ldc, m))
    return CUBLAS_STATUS_INVALID_VALUE;
  // Results of one batch may not lie on one another.
  if (batchCount > 1 && strideC < static_cast<long long>(ldc) * (n - 1) + m && strideC < m)
    return CUBLAS_STATUS_INVALID_VALUE;
  for (int b = 0; b < batchCount; ++b)
    dgemm_(across_a ? "T" : "N", across_b ? "T" : "N", &m, &n, &k, alpha, A + b * strideA, &lda,
           B + b * strideB, &ldb, beta, C + b * strideC, &ldc);
  return CUBLAS_STATUS_SUCCESS;
}

cusolverStatus_t cusolverDnCreate(cusolverDnHandle_t* handle) {
  return shim::create(__func__, handle, CUSOLVER_STATUS_SUCCESS, CUSOLVER_STATUS_ALLOC_FAILED);
}

cusolverStatus_t cusolverDnDestroy(cusolverDnHandle_t handle) {
  return shim::destroy(handle, CUSOLVER_STATUS_SUCCESS);
}

cusolverStatus_t cusolverDnSetStream(cusolverDnHandle_t handle, cudaStream_t stream) {
  return shim::set_stream(__func__, handle, stream, CUSOLVER_STATUS_SUCCESS, CUSOLVER_STATUS_NOT_INITIALIZED);
}

cusolverStatus_t cusolverDnDpotrf_bufferSize(cusolverDnHandle_t handle, cublasFillMode_t, int n, double*,
                                             int lda, int* length) {
  if (counted(__func__)) return CUSOLVER_STATUS_EXECUTION_FAILED;
  if (handle->stream == nullptr) return CUSOLVER_STATUS_NOT_INITIALIZED;
  if (n < 0 || !shim::leads(lda, n)) return CUSOLVER_STATUS_INVALID_VALUE;
  *length = shim::workspace;
  return CUSOLVER_STATUS_SUCCESS;
}

cusolverStatus_t cusolverDnDpotrf(cusolverDnHandle_t handle, cublasFillMode_t uplo, int n, double* A, int lda,
                                  double* work, int length, int* info) {
  if (counted(__func__)) return CUSOLVER_STATUS_EXECUTION_FAILED;
  if (handle->stream == nullptr) return CUSOLVER_STATUS_NOT_INITIALIZED;
  if (n < 0 || !shim::leads(lda, n) || length < shim::workspace) return CUSOLVER_STATUS_INVALID_VALUE;
  std::fill_n(work, length, std::numeric_limits<double>::quiet_NaN());
  dpotrf_(uplo == CUBLAS_FILL_MODE_LOWER ? "L" : "U", &n, A, &lda, info);
  return CUSOLVER_STATUS_SUCCESS;
}
