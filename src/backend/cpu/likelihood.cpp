#include "backend/cpu/likelihood.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "math/elementary.h"

namespace lode::backend::cpu {
namespace {

constexpr double half_log_two_pi = 0.91893853320467274178;

bool all_finite(std::span<const double> values) {
  return std::all_of(values.begin(), values.end(), [](double v) { return std::isfinite(v); });
}

double sum_of_products(std::span<const double> a, std::span<const double> b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

}  // namespace

LikelihoodWork::LikelihoodWork(const Algebra& algebra, const Columns& columns, const Data& data,
                               Scratch& scratch)
    : algebra_(algebra),
      scratch_(scratch),
      columns_(columns),
      data_(data),
      n_(data.y.size()),
      kernel_(scratch.take(n_ * n_)),
      alpha_(n_),
      row_sum_(n_) {}

LikelihoodWork::~LikelihoodWork() {
  scratch_.give(std::move(kernel_));
  if (!slopes_.empty()) scratch_.give(std::move(slopes_));
}

double LikelihoodWork::evaluate(std::span<const double> theta, std::span<double> gradient) {
  const bool with_gradient = !gradient.empty();
  std::fill(gradient.begin(), gradient.end(), 0.0);
  if (!all_finite(theta) || !factorise(theta, with_gradient)) return -std::numeric_limits<double>::infinity();
  const double value = value_from_factor(theta.back(), with_gradient);
  if (!std::isfinite(value)) return -std::numeric_limits<double>::infinity();
  if (with_gradient) fill_gradient(math::exp(theta[theta.size() - 2]), gradient);
  return value;
}

bool LikelihoodWork::factorise(std::span<const double> theta, bool with_slopes) {
  if (with_slopes && slopes_.empty()) slopes_ = scratch_.take(n_ * n_);
  inputs_ = scale_inputs(columns_, data_.X, theta);
  const double noise = math::exp(theta[theta.size() - 2]);
  std::vector<double> point(columns_.size());
  for (std::size_t j = 0; j < n_; ++j) {
    for (std::size_t c = 0; c < point.size(); ++c) point[c] = inputs_.column(c)[j];
    double* row = kernel_.data() + j * n_;
    squared_distances(inputs_, point.data(), j, row);
    if (with_slopes) {
      matern_with_slope(n_ - j, row + j, slopes_.data() + j * n_ + j);
    } else {
      matern(n_ - j, row + j);
    }
    row[j] += data_.noise.empty() ? noise : noise + data_.noise[j];
  }
  return algebra_.cholesky_lower(n_, kernel_.data(), n_) == 0;
}

/// Rasmussen & Williams 2006, eq. 2.30. Where the gradient is wanted too, leaves L^-1 in kernel_ and
/// K^-1 (y - mean) in alpha_; the value alone needs no inverse, which is twice the factorisation's work.
double LikelihoodWork::value_from_factor(double mean, bool with_inverse) {
  double log_determinant_half = 0;
  for (std::size_t i = 0; i < n_; ++i) log_determinant_half += math::log(kernel_[i * n_ + i]);
  for (std::size_t i = 0; i < n_; ++i) alpha_[i] = data_.y[i] - mean;
  const double fit = with_inverse ? fit_by_inverse() : fit_by_solving();
  return -0.5 * fit - log_determinant_half - static_cast<double>(n_) * half_log_two_pi;
}

double LikelihoodWork::fit_by_inverse() {
  if (algebra_.invert_lower(n_, kernel_.data(), n_) != 0) return std::numeric_limits<double>::quiet_NaN();
  algebra_.multiply_triangular(n_, kernel_.data(), n_, alpha_.data(), false);
  const double fit = sum_of_products(alpha_, alpha_);
  algebra_.multiply_triangular(n_, kernel_.data(), n_, alpha_.data(), true);
  return fit;
}

double LikelihoodWork::fit_by_solving() {
  algebra_.solve_triangular(n_, kernel_.data(), n_, alpha_.data());
  return sum_of_products(alpha_, alpha_);
}

/// Rasmussen & Williams 2006, eq. 5.9 for every entry of theta.
void LikelihoodWork::fill_gradient(double noise, std::span<double> gradient) {
  algebra_.multiply_lower_transposed_self(n_, kernel_.data(), n_);
  double trace = 0, alpha_sum = 0;
  for (std::size_t i = 0; i < n_; ++i) {
    trace += kernel_[i * n_ + i];
    alpha_sum += alpha_[i];
  }
  const std::size_t d = columns_.size();
  gradient[d] = 0.5 * noise * (sum_of_products(alpha_, alpha_) - trace);
  gradient[d + 1] = alpha_sum;
  weigh_slopes_with_inverse();
  fill_lengthscale_gradient(gradient);
}

/// slopes_ <- (alpha alpha^T - K^-1) o slopes_, with a diagonal of zeros: a point is at distance 0 from
/// itself.
void LikelihoodWork::weigh_slopes_with_inverse() {
  for (std::size_t j = 0; j < n_; ++j) {
    const std::size_t start = j * n_ + j;
    weigh_slopes(n_ - j, alpha_.data() + j, alpha_[j], kernel_.data() + start, slopes_.data() + start);
    slopes_[start] = 0;
  }
}

/// With G = slopes_ (symmetric): 1/2 sum_ij G_ij (x_i - x_j)^2 = sum_i x_i^2 (G 1)_i - x^T G x for numeric
/// columns, all of them in one product.
void LikelihoodWork::fill_lengthscale_gradient(std::span<double> gradient) {
  const std::size_t d = columns_.size();
  product_.resize(n_ * d);
  algebra_.multiply_symmetric(n_, d, slopes_.data(), n_, inputs_.values.data(), n_, product_.data(), n_);
  const std::vector<double> ones(n_, 1.0);
  algebra_.multiply_symmetric(n_, slopes_.data(), n_, ones.data(), row_sum_.data());
  for (std::size_t c = 0; c < d; ++c) {
    if (columns_.kinds[c] == ColumnKind::category) {
      gradient[c] = category_gradient(c);
      continue;
    }
    const double* x = inputs_.column(c);
    double sum = 0;
    for (std::size_t i = 0; i < n_; ++i) sum += x[i] * (x[i] * row_sum_[i] - product_[c * n_ + i]);
    gradient[c] = sum;
  }
}

/// 1/2 sum_ij G_ij [code_i != code_j] / l^2.
double LikelihoodWork::category_gradient(std::size_t column) {
  const double* code = inputs_.column(column);
  std::vector<double> total(n_, 0.0);
  for (std::size_t j = 0; j < n_; ++j) {
    add_where_different(n_ - j, code + j, code[j], slopes_.data() + j * n_ + j, total.data() + j);
  }
  double sum = 0;
  for (const double t : total) sum += t;
  return sum * inputs_.weight[column] * inputs_.weight[column];
}

}  // namespace lode::backend::cpu
