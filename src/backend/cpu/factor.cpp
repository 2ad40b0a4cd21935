#include "backend/cpu/factor.h"

#include <algorithm>
#include <cmath>

#include "backend/limits.h"
#include "math/elementary.h"

namespace lode::backend::cpu {
namespace {

/// Kernel values between all training points and one scaled point.
void kernel_row(const ScaledInputs& inputs, const double* point, std::size_t first, double* k) {
  squared_distances(inputs, point, first, k);
  matern(inputs.n - first, k + first);
}

void scale_point(const ScaledInputs& inputs, const double* x, double* point) {
  for (std::size_t c = 0; c < inputs.columns(); ++c) point[c] = inputs.scaled(c, x[c]);
}

/// What is added to the kernel's diagonal.
struct Diagonal {
  double common;                   ///< noise + jitter
  const std::vector<double>& own;  ///< each point's own noise; may be empty

  double at(std::size_t i) const { return own.empty() ? common : common + own[i]; }
};

/// Fills the lower triangle of K + diagonal.
void build_kernel(const ScaledInputs& inputs, const Diagonal& diagonal, std::vector<double>& K) {
  const std::size_t n = inputs.n;
  std::vector<double> point(inputs.columns());
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t c = 0; c < point.size(); ++c) point[c] = inputs.column(c)[j];
    kernel_row(inputs, point.data(), j, K.data() + j * n);
    K[j * n + j] += diagonal.at(j);
  }
}

/// Whether every pivot of L kept digits: a factorisation may succeed by rounding alone.
bool pivots_sound(const std::vector<double>& L, std::size_t n, const Diagonal& diagonal) {
  for (std::size_t i = 0; i < n; ++i) {
    const double pivot = L[i * n + i] * L[i * n + i];
    if (!(pivot > smallest_pivot_share * (1.0 + diagonal.at(i)))) return false;
  }
  return true;
}

bool try_inverse_factor(const Algebra& algebra, const ScaledInputs& inputs, const Diagonal& diagonal,
                        std::vector<double>& W) {
  const std::size_t n = inputs.n;
  build_kernel(inputs, diagonal, W);
  return algebra.cholesky_lower(n, W.data(), n) == 0 && pivots_sound(W, n, diagonal) &&
         algebra.invert_lower(n, W.data(), n) == 0;
}

double noise_of(const CpuFactor& factor) { return math::exp(factor.theta[factor.theta.size() - 2]); }

/// K^-1 b by both products with W.
std::vector<double> solve(const CpuFactor& factor, std::vector<double> b) {
  const std::size_t n = factor.size();
  factor.algebra->multiply_triangular(n, factor.inverse.data(), n, b.data(), false);
  factor.algebra->multiply_triangular(n, factor.inverse.data(), n, b.data(), true);
  return b;
}

std::vector<double> residuals(const CpuFactor& factor) {
  std::vector<double> r = factor.data.y;
  for (double& v : r) v -= factor.theta.back();
  return r;
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
  old.algebra->multiply_triangular(n, old.inverse.data(), n, k.data(), false);
  double square = kappa;
  for (const double v : k) square -= v * v;
  if (!(square > smallest_pivot_share * kappa)) return false;
  old.algebra->multiply_triangular(n, old.inverse.data(), n, k.data(), true);
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

/// Rasmussen & Williams 2006, eq. 2.30, with -ln det W for the half of ln det K.
double CpuFactor::log_likelihood() const {
  constexpr double half_log_two_pi = 0.91893853320467274178;
  const std::vector<double> r = residuals(*this);
  double fit = 0, log_determinant_half = 0;
  for (std::size_t i = 0; i < size(); ++i) {
    fit += r[i] * alpha[i];
    log_determinant_half -= math::log(inverse[i * size() + i]);
  }
  return -0.5 * fit - log_determinant_half - static_cast<double>(size()) * half_log_two_pi;
}

std::vector<double> solve_with(const CpuFactor& factor, std::span<const double> b) {
  return solve(factor, {b.begin(), b.end()});
}

std::unique_ptr<CpuFactor> make_factor(const Columns& columns, const Data& data,
                                       std::span<const double> theta, double first_jitter,
                                       const Algebra& algebra) {
  auto factor = std::make_unique<CpuFactor>();
  factor->algebra = &algebra;
  factor->columns = columns;
  factor->theta.assign(theta.begin(), theta.end());
  factor->data = TrainingSet(data);
  factor->inputs = scale_inputs(columns, data.X, theta);
  factor->inverse.resize(data.y.size() * data.y.size());
  for (const double jitter : jitter_ladder) {
    if (jitter < first_jitter) continue;
    const Diagonal diagonal{noise_of(*factor) + jitter, factor->data.noise};
    if (!try_inverse_factor(algebra, factor->inputs, diagonal, factor->inverse)) continue;
    factor->added = jitter;
    factor->alpha = solve(*factor, residuals(*factor));
    return factor;
  }
  refuse_indefinite(data.y.size());
}

std::unique_ptr<CpuFactor> append_point(const CpuFactor& factor, std::span<const double> x, double y,
                                        double noise) {
  TrainingSet data = factor.data.with(x, y, noise);
  std::vector<double> point(factor.inputs.columns());
  scale_point(factor.inputs, x.data(), point.data());
  std::vector<double> k(factor.size());
  kernel_row(factor.inputs, point.data(), 0, k.data());
  std::vector<double> W;
  if (!border(factor, std::move(k), 1.0 + noise_of(factor) + factor.added + noise, W)) {
    return make_factor(factor.columns, data.view(), factor.theta, factor.added, *factor.algebra);
  }
  auto longer = std::make_unique<CpuFactor>();
  longer->algebra = factor.algebra;
  longer->columns = factor.columns;
  longer->theta = factor.theta;
  longer->added = factor.added;
  longer->data = std::move(data);
  longer->inputs = extend(factor.inputs, point);
  longer->inverse = std::move(W);
  longer->alpha = solve(*longer, residuals(*longer));
  return longer;
}

}  // namespace lode::backend::cpu
