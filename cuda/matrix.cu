#include <algorithm>
#include <cmath>

#include "launch.h"
#include "math/portable.h"
#include "matrix.h"

namespace lode::backend::cuda {
namespace {

constexpr int edge = static_cast<int>(tile);
constexpr int pitch = edge + 1;  // rows of a tile in shared memory begin in different banks
constexpr unsigned tile_threads = 256;
constexpr std::size_t tile_shared = 2 * sizeof(double) * edge * pitch;
/// One matrix of at least this order is the library's to factorise: it keeps a whole device busy with one.
constexpr std::size_t library_order = 512;

int to_int(std::size_t value) { return static_cast<int>(value); }

/// panel (rows x tile, leading dimension `order`) <- the block column of A from the diagonal tile `first` on.
__global__ void copy_panel_kernel(const double* A, double* panel, int order, int first) {
  const int row = static_cast<int>(blockIdx.x * blockDim.x + threadIdx.x);
  if (row >= order - first) return;
  const std::size_t n = static_cast<std::size_t>(order);
  const double* from = A + blockIdx.y * n * n + static_cast<std::size_t>(first) * (n + 1);
  double* to = panel + blockIdx.y * n * tile;
  for (std::size_t c = 0; c < tile; ++c) to[c * n + row] = from[c * n + row];
}

/// Subtracts what row k contributes from the rows below it: of T, right of column k, and of W, its inverse in
/// the making, up to column k. Neither column k of T nor row k of W changes, so one barrier a step is enough;
/// what is still to be divided by the pivots' roots is divided at the end.
template <bool of_T>
__device__ void eliminate(double* T, double* W, int k, double over_pivot) {
  const int elements = (edge - 1 - k) * edge;
  for (int e = static_cast<int>(threadIdx.x); e < elements; e += static_cast<int>(tile_threads)) {
    const int r = k + 1 + e / edge, c = e % edge;
    const double factor = T[r * pitch + k] * over_pivot;
    if (c <= k) {
      W[r * pitch + c] -= factor * W[k * pitch + c];
    } else if (of_T && c <= r) {
      T[r * pitch + c] -= factor * T[c * pitch + k];
    }
  }
}

/// T <- the lower triangle of a tile with leading dimension n, W <- the identity.
__device__ void load_tile(const double* from, std::size_t n, double* T, double* W) {
  for (int e = static_cast<int>(threadIdx.x); e < edge * edge; e += static_cast<int>(tile_threads)) {
    const int r = e % edge, c = e / edge;
    T[r * pitch + c] = c <= r ? from[static_cast<std::size_t>(c) * n + static_cast<std::size_t>(r)] : 0;
    W[r * pitch + c] = r == c ? 1 : 0;
  }
  __syncthreads();
}

/// to <- the lower triangle of a tile, each element through `value`; zeros above.
template <typename Value>
__device__ void store_tile(double* to, std::size_t n, Value value) {
  for (int e = static_cast<int>(threadIdx.x); e < edge * edge; e += static_cast<int>(tile_threads)) {
    const int r = e % edge, c = e / edge;
    to[static_cast<std::size_t>(c) * n + static_cast<std::size_t>(r)] = c <= r ? value(r, c) : 0;
  }
}

/// Factorises the tile at the head of each panel, T = L L^T: L to its place in A, its inverse to `inverses`.
/// One block a matrix.
__global__ void factorise_tile_kernel(const double* panel, double* A, double* inverses, int* failed,
                                      int order, int first) {
  double* T = shared_memory<double>();
  double* W = T + edge * pitch;
  const std::size_t n = static_cast<std::size_t>(order);
  load_tile(panel + blockIdx.x * n * tile, n, T, W);
  bool sound = true;
  for (int k = 0; k < edge; ++k) {
    const double pivot = T[k * pitch + k];
    const bool usable = pivot > 0 && pivot < math::infinity;
    sound = sound && usable;
    eliminate<true>(T, W, k, usable ? 1 / pivot : 1);
    __syncthreads();
  }
  store_tile(A + blockIdx.x * n * n + static_cast<std::size_t>(first) * (n + 1), n, [=](int r, int c) {
    return r == c ? sqrt(T[r * pitch + r]) : T[r * pitch + c] / sqrt(T[c * pitch + c]);
  });
  store_tile(inverses + (blockIdx.x * (n / tile) + static_cast<std::size_t>(first) / tile) * tile * tile,
             tile, [=](int r, int c) { return W[r * pitch + c] / sqrt(T[r * pitch + r]); });
  if (!sound && threadIdx.x == 0) failed[blockIdx.x] = 1;
}

/// Inverts the tiles on the diagonal of L. One block a tile.
__global__ void invert_tiles_kernel(const double* L, double* inverses, int order) {
  double* T = shared_memory<double>();
  double* W = T + edge * pitch;
  const std::size_t n = static_cast<std::size_t>(order);
  load_tile(L + blockIdx.x * tile * (n + 1), n, T, W);
  for (int k = 0; k < edge; ++k) {
    eliminate<false>(T, W, k, 1 / T[k * pitch + k]);
    __syncthreads();
  }
  store_tile(inverses + blockIdx.x * tile * tile, tile,
             [=](int r, int c) { return W[r * pitch + c] / T[r * pitch + r]; });
}

/// What is above the diagonal: a library may leave anything there.
__global__ void clear_upper_kernel(double* A, int order) {
  const int i = static_cast<int>(blockIdx.x * blockDim.x + threadIdx.x), j = static_cast<int>(blockIdx.y);
  if (i < j)
    A[static_cast<std::size_t>(j) * static_cast<std::size_t>(order) + static_cast<std::size_t>(i)] = 0;
}

/// Puts the inverses in the place of the tiles on the diagonal.
__global__ void place_tiles_kernel(const double* inverses, double* L, int order) {
  const std::size_t n = static_cast<std::size_t>(order);
  const double* from = inverses + (blockIdx.y * (n / tile) + blockIdx.x) * tile * tile;
  double* to = L + blockIdx.y * n * n + blockIdx.x * tile * (n + 1);
  for (int e = static_cast<int>(threadIdx.x); e < edge * edge; e += static_cast<int>(blockDim.x))
    to[static_cast<std::size_t>(e / edge) * n + static_cast<std::size_t>(e % edge)] = from[e];
}

}  // namespace

void multiply(const Device& device, std::size_t m, std::size_t n, std::size_t k, double alpha,
              const Operand& A, const Operand& B, double beta, double* C, std::size_t ldc, std::size_t stride,
              std::size_t count) {
  if (m == 0 || n == 0 || count == 0) return;
  const auto op = [](const Operand& operand) { return operand.transposed ? CUBLAS_OP_T : CUBLAS_OP_N; };
  const auto step = [](std::size_t value) { return static_cast<long long>(value); };
  check(cublasDgemmStridedBatched(device.blas(), op(A), op(B), to_int(m), to_int(n), to_int(k), &alpha,
                                  A.data, to_int(A.ld), step(A.stride), B.data, to_int(B.ld), step(B.stride),
                                  &beta, C, to_int(ldc), step(stride), to_int(count)),
        "multiplying matrices");
}

Cholesky::Cholesky(std::shared_ptr<Device> device, std::size_t order, std::size_t count)
    : device_(std::move(device)),
      order_(order),
      count_(count),
      panel_(device_, count * order * tile),
      tiles_(device_, count * order * tile),
      product_(device_, count * order * order / 4),
      failed_(device_, count) {}

void Cholesky::factorise(const Batch& A) {
  failed_.zero();
  if (order_ == 0 || count_ == 0) return;
  if (count_ == 1 && order_ >= library_order) return factorise_one(A);
  factorise_in_panels(A);
}

/// Left-looking: each block column takes what the columns to its left contribute, in one product, before it
/// is factorised itself.
void Cholesky::factorise_in_panels(const Batch& A) {
  const std::size_t n = order_, stride = A.stride(), panel_stride = n * tile;
  const auto batch = static_cast<unsigned>(count_);
  for (std::size_t first = 0; first < n; first += tile) {
    const std::size_t rows = n - first;
    launch(*device_, "copying a panel", copy_panel_kernel, {{blocks_for(rows, 128), batch}, {128}}, A.data,
           panel_.data(), to_int(n), to_int(first));
    if (first > 0)
      multiply(*device_, rows, tile, first, -1, {A.data + first, n, stride},
               {A.data + first, n, stride, true}, 1, panel_.data(), n, panel_stride, count_);
    launch(*device_, "factorising a tile", factorise_tile_kernel, {{batch}, {tile_threads}, tile_shared},
           panel_.data(), A.data, tiles_.data(), failed_.data(), to_int(n), to_int(first));
    multiply(*device_, rows - tile, tile, tile, 1, {panel_.data() + tile, n, panel_stride},
             {tiles_.data() + first * tile, tile, n * tile, true}, 0, A.data + first * n + first + tile, n,
             stride, count_);
  }
}

void Cholesky::factorise_one(const Batch& A) {
  const int n = to_int(order_);
  int length = 0;
  check(cusolverDnDpotrf_bufferSize(device_->solver(), CUBLAS_FILL_MODE_LOWER, n, A.data, n, &length),
        "preparing a factorisation");
  Array<double> work(device_, static_cast<std::size_t>(length));
  check(cusolverDnDpotrf(device_->solver(), CUBLAS_FILL_MODE_LOWER, n, A.data, n, work.data(), length,
                         failed_.data()),
        "factorising a matrix");
  launch(*device_, "clearing a triangle", clear_upper_kernel,
         {{blocks_for(order_, 256), static_cast<unsigned>(order_)}, {256}}, A.data, n);
  launch(*device_, "inverting tiles", invert_tiles_kernel,
         {{static_cast<unsigned>(order_ / tile)}, {tile_threads}, tile_shared}, A.data, tiles_.data(), n);
}

/// From the diagonal tiles' inverses outwards: the inverse of [A 0; B C] is [A^-1 0; -C^-1 B A^-1 C^-1].
void Cholesky::invert(const Batch& L) {
  if (order_ == 0 || count_ == 0) return;
  launch(*device_, "placing tiles", place_tiles_kernel,
         {{static_cast<unsigned>(order_ / tile), static_cast<unsigned>(count_)}, {256}}, tiles_.data(),
         L.data, to_int(order_));
  for (std::size_t half = tile; half < order_; half *= 2) {
    const std::size_t whole = order_ / (2 * half), done = whole * 2 * half;
    merge(L, 0, half, half, whole);
    if (order_ - done > half) merge(L, done, half, order_ - done - half, 1);
  }
}

/// `nodes` pairs of neighbours on the diagonal of each matrix, the first of them at `start`, of orders `half`
/// and `rest`. One call goes over the pairs, or over the matrices, whatever there are more of.
void Cholesky::merge(const Batch& L, std::size_t start, std::size_t half, std::size_t rest,
                     std::size_t nodes) {
  const std::size_t n = order_, between_nodes = 2 * half * (n + 1), between_matrices = L.stride();
  const std::size_t product_nodes = half * half, product_matrices = n * n / 4;
  const bool over_nodes = nodes > count_;
  const std::size_t calls = over_nodes ? count_ : nodes, together = over_nodes ? nodes : count_;
  const std::size_t call_step = over_nodes ? between_matrices : between_nodes;
  const std::size_t step = over_nodes ? between_nodes : between_matrices;
  const std::size_t call_product = over_nodes ? product_matrices : product_nodes;
  const std::size_t product_step = over_nodes ? product_nodes : product_matrices;
  for (std::size_t call = 0; call < calls; ++call) {
    double* A = L.data + start * (n + 1) + call * call_step;
    double* B = A + half;
    double* C = A + half * (n + 1);
    double* product = product_.data() + call * call_product;
    multiply(*device_, rest, half, half, 1, {B, n, step}, {A, n, step}, 0, product, rest, product_step,
             together);
    multiply(*device_, rest, half, rest, -1, {C, n, step}, {product, rest, product_step}, 0, B, n, step,
             together);
  }
}

/// By block columns: below the diagonal only the rows of W from the column on contribute.
void multiply_transposed_self(const Device& device, const Batch& W, double* C) {
  constexpr std::size_t widest = 256;
  const std::size_t n = W.order;
  for (std::size_t first = 0; first < n; first += widest) {
    const std::size_t width = std::min(widest, n - first), rest = n - first;
    const double* from = W.data + first * (n + 1);
    multiply(device, rest, width, rest, 1, {from, n, W.stride(), true}, {from, n, W.stride()}, 0,
             C + first * (n + 1), n, W.stride(), W.count);
  }
}

}  // namespace lode::backend::cuda
