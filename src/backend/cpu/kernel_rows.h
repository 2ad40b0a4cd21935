/// \file
/// The inner loops of the CPU backend: one row of kernel values at a time, over training points stored one
/// column after the other, so that every loop is elementwise and the compiler vectorises it. No loop is
/// re-associated by the compiler, so the numbers are the same at every vector width.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "backend/backend.h"

namespace lode::backend::cpu {

/// Training inputs divided by their lengthscales and centred (distances do not see the centre, and the
/// gradient's differences of large sums lose fewer digits).
struct ScaledInputs {
  std::size_t n = 0;
  std::vector<ColumnKind> kinds;  ///< d
  std::vector<double> weight;     ///< d: 1 / lengthscale
  std::vector<double> centre;     ///< d: subtracted before scaling; 0 for categories
  std::vector<double> values;     ///< n x d, column-major; categories keep their unscaled code

  std::size_t columns() const { return kinds.size(); }
  const double* column(std::size_t c) const { return values.data() + c * n; }
  /// A coordinate as `values` holds it.
  double scaled(std::size_t c, double x) const {
    return kinds[c] == ColumnKind::category ? x : (x - centre[c]) * weight[c];
  }
};

/// \param X n x d row-major. \param theta ln lengthscales first.
ScaledInputs scale_inputs(const Columns& columns, std::span<const double> X, std::span<const double> theta);

/// distance[i] for i in [first, n): squared scaled distance between training point i and `point` (scaled, d
/// values).
void squared_distances(const ScaledInputs& inputs, const double* point, std::size_t first, double* distance);

/// Turns squared distances r^2 into Matern-5/2 values in place, k = (1 + s + s^2/3) exp(-s) with s = sqrt(5)
/// r, and writes slope = (5/3)(1 + s) exp(-s), so that dk/d(r^2) = -slope / 2.
void matern_with_slope(std::size_t count, double* k, double* slope);
/// The same without the slope.
void matern(std::size_t count, double* k);

/// In 16 partial sums, always the same.
double sum_of_squares(std::size_t count, const double* values);
/// sum_i weights[i] * values[i], likewise.
double weighted_sum(std::size_t count, const double* weights, const double* values);

/// slope[i] <- slope[i] * (alpha[i] * pivot - inverse[i]).
void weigh_slopes(std::size_t count, const double* alpha, double pivot, const double* inverse, double* slope);

/// total[i] += slope[i] where code[i] differs from `own`.
void add_where_different(std::size_t count, const double* code, double own, const double* slope,
                         double* total);

}  // namespace lode::backend::cpu
