// The shim itself: that it sees what a device would not forgive.

#include "shim.h"

#include <cmath>
#include <gtest/gtest.h>

#include "cublas_v2.h"

namespace {

cudaError_t launch(dim3 grid, dim3 block, std::size_t shared, const std::function<void()>& thread) {
  return shim::launch(nullptr, grid, block, shared, thread);
}

TEST(Shim, RunsEveryThreadOfEveryBlockOnce) {
  std::vector<int> runs(2 * 3 * 4 * 32, 0);
  ASSERT_EQ(launch({2, 3, 1}, {32, 4, 1}, 0,
                   [&] {
                     const unsigned block = blockIdx.y * gridDim.x + blockIdx.x;
                     ++runs[block * 128 + threadIdx.y * blockDim.x + threadIdx.x];
                   }),
            cudaSuccess);
  EXPECT_EQ(runs, std::vector<int>(runs.size(), 1));
}

TEST(Shim, ABarrierHoldsAllThreads) {
  bool in_order = true;
  ASSERT_EQ(launch({3, 1, 1}, {96, 1, 1}, 96 * sizeof(double),
                   [&] {
                     auto* shared = static_cast<double*>(shim::shared_memory());
                     shared[threadIdx.x] = threadIdx.x;
                     __syncthreads();
                     for (unsigned round = 0; round < 3; ++round) {
                       const double other = shared[(threadIdx.x + 1) % 96];
                       __syncthreads();
                       shared[threadIdx.x] = other;
                       __syncthreads();
                     }
                     in_order = in_order && shared[threadIdx.x] == (threadIdx.x + 3) % 96;
                   }),
            cudaSuccess);
  EXPECT_TRUE(in_order);
}

TEST(Shim, LanesExchange) {
  bool right = true;
  ASSERT_EQ(launch({1, 1, 1}, {64, 1, 1}, 0,
                   [&] {
                     const double other = __shfl_xor_sync(~0u, threadIdx.x, 5);
                     right = right && other == (threadIdx.x ^ 5u);
                   }),
            cudaSuccess);
  EXPECT_TRUE(right);
}

TEST(Shim, ABarrierThatNotAllReachIsAFailure) {
  EXPECT_EQ(launch({1, 1, 1}, {64, 1, 1}, 0,
                   [] {
                     if (threadIdx.x < 32) __syncthreads();
                   }),
            cudaErrorLaunchFailure);
  EXPECT_EQ(launch({1, 1, 1}, {64, 1, 1}, 0,
                   [] {
                     if (threadIdx.x % 2 == 0) __shfl_xor_sync(~0u, 0, 1);
                   }),
            cudaErrorLaunchFailure);
}

TEST(Shim, ImpossibleLaunchesAreRefused) {
  const auto nothing = [] {};
  EXPECT_EQ(launch({0, 1, 1}, {32, 1, 1}, 0, nothing), cudaErrorInvalidConfiguration);
  EXPECT_EQ(launch({1, 70000, 1}, {32, 1, 1}, 0, nothing), cudaErrorInvalidConfiguration);
  EXPECT_EQ(launch({1, 1, 1}, {1025, 1, 1}, 0, nothing), cudaErrorInvalidConfiguration);
  EXPECT_EQ(launch({1, 1, 1}, {32, 1, 1}, 49 * 1024, nothing), cudaErrorInvalidValue);  // not asked for
  int kernel = 0;
  EXPECT_EQ(cudaFuncSetAttribute(&kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, 100 * 1024),
            cudaErrorInvalidValue);
  EXPECT_EQ(cudaFuncSetAttribute(&kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, 99 * 1024),
            cudaSuccess);
  EXPECT_EQ(shim::launch(&kernel, {1, 1, 1}, {32, 1, 1}, 99 * 1024, nothing), cudaSuccess);
}

TEST(Shim, SharedMemoryIsNotCleared) {
  bool all = true;
  launch({1, 1, 1}, {1, 1, 1}, 10 * sizeof(double), [&] {
    for (int i = 0; i < 10; ++i) all = all && std::isnan(static_cast<double*>(shim::shared_memory())[i]);
  });
  EXPECT_TRUE(all);
}

TEST(Shim, ACopyPastTheEndOfAnArrayIsRefused) {
  cudaStream_t stream = nullptr;
  cudaMemPool_t pool = nullptr;
  cudaMemPoolProps props = {};
  ASSERT_EQ(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking), cudaSuccess);
  ASSERT_EQ(cudaMemPoolCreate(&pool, &props), cudaSuccess);
  void* memory = nullptr;
  ASSERT_EQ(cudaMallocFromPoolAsync(&memory, 64, pool, stream), cudaSuccess);
  double host[9] = {};
  EXPECT_EQ(cudaMemcpyAsync(memory, host, 64, cudaMemcpyHostToDevice, stream), cudaSuccess);
  EXPECT_EQ(cudaMemcpyAsync(memory, host, 72, cudaMemcpyHostToDevice, stream), cudaErrorInvalidValue);
  EXPECT_EQ(cudaMemcpyAsync(host, static_cast<char*>(memory) + 8, 64, cudaMemcpyDeviceToHost, stream),
            cudaErrorInvalidValue);
  EXPECT_EQ(cudaFreeAsync(memory, stream), cudaSuccess);
  cudaMemPoolDestroy(pool);
  cudaStreamDestroy(stream);
  EXPECT_EQ(shim::bytes_in_use(), 0u);
  EXPECT_EQ(shim::handles_in_use(), 0u);
}

TEST(Shim, ProductsCheckTheirArguments) {
  cudaStream_t stream = nullptr;
  cublasHandle_t blas = nullptr;
  ASSERT_EQ(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking), cudaSuccess);
  ASSERT_EQ(cublasCreate(&blas), CUBLAS_STATUS_SUCCESS);
  ASSERT_EQ(cublasSetStream(blas, stream), CUBLAS_STATUS_SUCCESS);
  double A[6] = {1, 2, 3, 4, 5, 6}, C[4] = {};
  const double one = 1, zero = 0;
  const auto product = [&](int m, int lda, int ldc) {
    return cublasDgemmStridedBatched(blas, CUBLAS_OP_N, CUBLAS_OP_T, m, 2, 3, &one, A, lda, 0, A, 2, 0, &zero,
                                     C, ldc, 0, 1);
  };
  EXPECT_EQ(product(2, 2, 2), CUBLAS_STATUS_SUCCESS);
  EXPECT_EQ(C[0], 35);  // 1 + 9 + 25
  EXPECT_EQ(C[1], 44);  // 2 + 12 + 30
  EXPECT_EQ(product(2, 1, 2), CUBLAS_STATUS_INVALID_VALUE);
  EXPECT_EQ(product(2, 2, 1), CUBLAS_STATUS_INVALID_VALUE);
  EXPECT_EQ(product(-1, 2, 2), CUBLAS_STATUS_INVALID_VALUE);
  cublasDestroy(blas);
  cudaStreamDestroy(stream);
}

}  // namespace
