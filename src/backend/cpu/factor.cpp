#include "backend/cpu/factor.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "backend/cpu/lapack.h"
#include "base/error.h"
#include "base/text.h"

namespace lode::backend::cpu {
namespace {

constexpr std::array<double, 7> jitter_ladder = {0.0, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4};
/// A pivot below this share of the diagonal has no correct digits left.
constexpr double smallest_pivot_share = 1e-14;

/// Kernel values between all training points and one scaled point.
void kernel_row(const ScaledInputs& inputs, const double* point, std::size_t first, double* k) {
  squared_distances(inputs, point, first, k);
  matern(inputs.n - first, k + first);
}

void scale_point(const ScaledInputs& inputs, const double* x, double* point) {
  for (std::size_t c = 0; c < inputs.columns(); ++c) point[c] = inputs.scaled(c, x[c]);
}

/// Fills the lower triangle of K + (noise + jitter) I.
void build_kernel(const ScaledInputs& inputs, double diagonal, std::vector<double>& K) {
  const std::size_t n = inputs.n;
  std::vector<double> point(inputs.columns());
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t c = 0; c < point.size(); ++c) point[c] = inputs.column(c)[j];
    kernel_row(inputs, point.data(), j, K.data() + j * n);
    K[j * n + j] += diagonal;
  }
}

/// Whether every pivot of L kept digits: a factorisation may succeed by rounding alone.
bool pivots_sound(const std::vector<double>& L, std::size_t n, double diagonal) {
  for (std::size_t i = 0; i < n; ++i) {
    const double pivot = L[i * n + i] * L[i * n + i];
    if (!(pivot > smallest_pivot_share * (1.0 + diagonal))) return false;
  }
  return true;
}

bool try_inverse_factor(const ScaledInputs& inputs, double diagonal, std::vector<double>& W) {
  const std::size_t n = inputs.n;
  build_kernel(inputs, diagonal, W);
  return cholesky_lower(n, W.data(), n) == 0 && pivots_sound(W, n, diagonal) &&
         invert_lower(n, W.data(), n) == 0;
}

double noise_of(const CpuFactor& factor) { return std::exp(factor.theta[factor.theta.size() - 2]); }

void solve_alpha(CpuFactor& factor) {
  const std::size_t n = factor.size();
  factor.alpha.resize(n);
  for (std::size_t i = 0; i < n; ++i) factor.alpha[i] = factor.y[i] - factor.theta.back();
  multiply_triangular(n, factor.inverse.data(), n, factor.alpha.data(), false);
  multiply_triangular(n, factor.inverse.data(), n, factor.alpha.data(), true);
}

/// The scaled inputs with one point more, kept on the same centre.
ScaledInputs extend(const ScaledInputs& old, const std::vector<double>& point) {
  ScaledInputs inputs = old;
  inputs.n = old.n + 1;
  inputs.values.resize(inputs.n * inputs.columns());
  for (std::size_t c = 0; c < inputs.columns(); ++c) {
    double* column = inputs.values.data() + c * inputs.n;
    std::copy_n(old.column(c), old.n, column);
    column[old.n] = point[c];
  }
  return inputs;
}

/// W of the bordered matrix [K k; k^T kappa]: the last row is (-(W^T v)^T, 1) / pivot with v = W k and
/// pivot^2 = kappa - v^T v. \return false where that difference kept no digits.
bool border(const CpuFactor& old, std::vector<double> k, double kappa, std::vector<double>& W) {
  const std::size_t n = old.size();
  multiply_triangular(n, old.inverse.data(), n, k.data(), false);
  double square = kappa;
  for (const double v : k) square -= v * v;
  if (!(square > smallest_pivot_share * kappa)) return false;
  multiply_triangular(n, old.inverse.data(), n, k.data(), true);
  const double pivot = std::sqrt(square);
  W.assign((n + 1) * (n + 1), 0.0);
  for (std::size_t j = 0; j < n; ++j) {
    std::copy(old.inverse.begin() + static_cast<std::ptrdiff_t>(j * n + j),
              old.inverse.begin() + static_cast<std::ptrdiff_t>(j * n + n),
              W.begin() + static_cast<std::ptrdiff_t>(j * (n + 1) + j));
    W[j * (n + 1) + n] = -k[j] / pivot;
  }
  W[n * (n + 1) + n] = 1.0 / pivot;
  return true;
}

}  // namespace

std::unique_ptr<CpuFactor> make_factor(const Columns& columns, std::span<const double> X,
                                       std::span<const double> y, std::span<const double> theta,
                                       double first_jitter) {
  auto factor = std::make_unique<CpuFactor>();
  factor->columns = columns;
  factor->theta.assign(theta.begin(), theta.end());
  factor->X.assign(X.begin(), X.end());
  factor->y.assign(y.begin(), y.end());
  factor->inputs = scale_inputs(columns, X, theta);
  factor->inverse.resize(y.size() * y.size());
  for (const double jitter : jitter_ladder) {
    if (jitter < first_jitter) continue;
    if (!try_inverse_factor(factor->inputs, noise_of(*factor) + jitter, factor->inverse)) continue;
    factor->added = jitter;
    solve_alpha(*factor);
    return factor;
  }
  throw Error(Code::numeric, "the covariance matrix of " + std::to_string(y.size()) +
                                 " points is not positive definite, even with " +
                                 to_text(jitter_ladder.back()) + " added to its diagonal");
}

std::unique_ptr<CpuFactor> append_point(const CpuFactor& factor, std::span<const double> x, double y) {
  std::vector<double> X = factor.X, targets = factor.y;
  X.insert(X.end(), x.begin(), x.end());
  targets.push_back(y);

  std::vector<double> point(factor.inputs.columns());
  scale_point(factor.inputs, x.data(), point.data());
  std::vector<double> k(factor.size());
  kernel_row(factor.inputs, point.data(), 0, k.data());
  std::vector<double> W;
  if (!border(factor, std::move(k), 1.0 + noise_of(factor) + factor.added, W)) {
    return make_factor(factor.columns, X, targets, factor.theta, factor.added);
  }
  auto longer = std::make_unique<CpuFactor>();
  longer->columns = factor.columns;
  longer->theta = factor.theta;
  longer->added = factor.added;
  longer->X = std::move(X);
  longer->y = std::move(targets);
  longer->inputs = extend(factor.inputs, point);
  longer->inverse = std::move(W);
  solve_alpha(*longer);
  return longer;
}

}  // namespace lode::backend::cpu
