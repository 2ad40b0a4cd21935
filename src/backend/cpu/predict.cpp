#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

#include "backend/cpu/factor.h"
#include "backend/limits.h"

namespace lode::backend::cpu {
namespace {

/// BLAS multiplies columns in groups of one of these, and adds in another order what is left over.
constexpr std::size_t column_group = 24;
/// Candidates at a time: large enough for matrix products, small enough for the kernel rows to stay in cache.
/// Whatever the number of threads, so that no result depends on it.
constexpr std::size_t chunk_size = 5 * column_group;

/// Whole groups of columns, so that a candidate's result does not depend on which others there are. With
/// gradients it may: they are asked for by searches, of few points at a time, which filling up would slow
/// down.
std::size_t columns_for(std::size_t m, bool with_gradient) {
  return with_gradient ? m : (m + column_group - 1) / column_group * column_group;
}

double mean_from(const CpuFactor& factor, const double* k) {
  return weighted_sum(factor.size(), factor.alpha.data(), k) + factor.theta.back();
}

/// One chunk of candidates against one factor. Matrices are n x (chunk), column-major: a column per
/// candidate.
class Chunk {
 public:
  /// \param most candidates that run() is given
  Chunk(const CpuFactor& factor, bool with_gradient, std::size_t most)
      : factor_(factor),
        n_(factor.size()),
        d_(factor.columns.size()),
        kernel_(n_ * columns_for(most, with_gradient)),
        slopes_(with_gradient ? n_ * most : 0),
        weighted_(with_gradient ? n_ * most : 0),
        moments_(with_gradient ? d_ * most : 0),
        points_(d_ * most) {}

  /// \param x m x d candidates. \param first where their results begin in `out`.
  void run(const double* x, std::size_t m, std::size_t first, Posterior& out) {
    fill(x, m);
    mean(m, out.mean.data() + first);
    const std::size_t columns = columns_for(m, !slopes_.empty());
    std::fill(kernel_.begin() + static_cast<std::ptrdiff_t>(m * n_),
              kernel_.begin() + static_cast<std::ptrdiff_t>(columns * n_), 0.0);
    factor_.algebra->multiply_triangular(n_, columns, factor_.inverse.data(), n_, kernel_.data(), n_, false);
    variance(m, out.variance.data() + first);
    if (slopes_.empty()) return;
    gradient_of(m, out.mean_gradient.data() + first * d_, -1.0,
                [this](std::size_t, std::size_t i) { return factor_.alpha[i]; });
    factor_.algebra->multiply_triangular(n_, m, factor_.inverse.data(), n_, kernel_.data(), n_, true);
    gradient_of(m, out.variance_gradient.data() + first * d_, 2.0,
                [this](std::size_t j, std::size_t i) { return kernel_[j * n_ + i]; });
  }

 private:
  void fill(const double* x, std::size_t m) {
    for (std::size_t j = 0; j < m; ++j) {
      double* point = points_.data() + j * d_;
      for (std::size_t c = 0; c < d_; ++c) point[c] = factor_.inputs.scaled(c, x[j * d_ + c]);
      double* k = kernel_.data() + j * n_;
      squared_distances(factor_.inputs, point, 0, k);
      if (slopes_.empty()) {
        matern(n_, k);
      } else {
        matern_with_slope(n_, k, slopes_.data() + j * n_);
      }
    }
  }

  void mean(std::size_t m, double* out) const {
    for (std::size_t j = 0; j < m; ++j) out[j] = mean_from(factor_, kernel_.data() + j * n_);
  }

  void variance(std::size_t m, double* out) const {
    for (std::size_t j = 0; j < m; ++j) {
      out[j] = std::max(1.0 - sum_of_squares(n_, kernel_.data() + j * n_), smallest_variance);
    }
  }

  /// d/dx of factor/sign * sum_i w_i k_i, from dk_i/dx_c = -slope_i (z_c - z_ic) / l_c with z the scaled
  /// coordinates: sign * (z_c sum_i w_i slope_i - sum_i w_i slope_i z_ic) / l_c.
  template <typename Weight>
  void gradient_of(std::size_t m, double* out, double sign, Weight weight) {
    for (std::size_t j = 0; j < m; ++j) {
      for (std::size_t i = 0; i < n_; ++i) weighted_[j * n_ + i] = weight(j, i) * slopes_[j * n_ + i];
    }
    factor_.algebra->multiply_transposed(n_, d_, m, factor_.inputs.values.data(), n_, weighted_.data(), n_,
                                         moments_.data(), d_);
    for (std::size_t j = 0; j < m; ++j) {
      double total = 0;
      for (std::size_t i = 0; i < n_; ++i) total += weighted_[j * n_ + i];
      for (std::size_t c = 0; c < d_; ++c) out[j * d_ + c] = sign * slope_along(j, c, total);
    }
  }

  double slope_along(std::size_t j, std::size_t c, double total) const {
    if (factor_.columns.kinds[c] == ColumnKind::category) return 0;
    return factor_.inputs.weight[c] * (points_[j * d_ + c] * total - moments_[j * d_ + c]);
  }

  const CpuFactor& factor_;
  std::size_t n_;
  std::size_t d_;
  std::vector<double> kernel_;    ///< k, then W k, then K^-1 k
  std::vector<double> slopes_;    ///< slope of each kernel value
  std::vector<double> weighted_;  ///< slopes times the weights of one gradient
  std::vector<double> moments_;   ///< d x chunk: weighted slopes times the scaled inputs
  std::vector<double> points_;    ///< d x chunk: scaled candidates
};

}  // namespace

double mean_at(const CpuFactor& factor, const double* scaled, double* k) {
  squared_distances(factor.inputs, scaled, 0, k);
  matern(factor.size(), k);
  return mean_from(factor, k);
}

Posterior predict_with(const CpuFactor& factor, std::span<const double> candidates, bool with_gradient,
                       const Pool& pool) {
  const std::size_t d = factor.columns.size();
  const std::size_t m = d == 0 ? 0 : candidates.size() / d;
  Posterior out;
  out.mean.resize(m);
  out.variance.resize(m);
  if (with_gradient) {
    out.mean_gradient.resize(m * d);
    out.variance_gradient.resize(m * d);
  }
  std::vector<std::unique_ptr<Chunk>> chunks(pool.size());
  pool.run((m + chunk_size - 1) / chunk_size, [&](std::size_t part, std::size_t worker) {
    auto& chunk = chunks[worker];
    if (!chunk) chunk = std::make_unique<Chunk>(factor, with_gradient, std::min(chunk_size, m));
    const std::size_t first = part * chunk_size;
    chunk->run(candidates.data() + first * d, std::min(chunk_size, m - first), first, out);
  });
  return out;
}

}  // namespace lode::backend::cpu
