/// \file
/// Training inputs on the device, and the matrices of kernel values among them and with candidates.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "backend/backend.h"
#include "matrix.h"

namespace lode::backend::cuda {

/// Points divided by their lengthscales and centred, as kernels see them: d columns of `ld` values for each
/// hyperparameter vector of a batch. Categories keep their code.
struct InputsView {
  const double* values;       ///< count x d x ld
  const double* weights;      ///< count x d: 1 / lengthscale
  const std::int32_t* kinds;  ///< d
  int d;
  int n;  ///< points; the rest up to ld is filled up
  int ld;
};

/// What scaling the points of one set of columns needs, whatever the hyperparameters.
struct Scale {
  std::vector<double> centre;   ///< d: mean of the points, 0 for categories
  std::vector<double> weights;  ///< count x d
};

/// \param thetas count x (d + 2)
Scale make_scale(const Columns& columns, std::span<const double> X, std::span<const double> thetas);

/// n points, scaled in as many ways as there are hyperparameter vectors.
class Inputs {
 public:
  Inputs() = default;
  /// \param X n x d row-major. \param ld at least n
  Inputs(const std::shared_ptr<Device>& device, const Columns& columns, std::span<const double> X,
         const Scale& scale, std::size_t ld);

  InputsView view() const;
  std::size_t size() const { return n_; }

  /// Other points, on the device as m x d row-major, scaled like these by the first hyperparameter vector.
  /// \param values d x width, to be written; the view refers to it. \param width at least m
  InputsView scale_like_these(const Device& device, const double* points, std::size_t m, double* values,
                              std::size_t width) const;

 private:
  std::size_t d_ = 0, n_ = 0, ld_ = 0;
  Array<double> values_;
  Array<double> weights_;
  Array<double> centre_;
  Array<std::int32_t> kinds_;
};

/// Fills K and, where it is not null, F: for each of `count` hyperparameter vectors the lower triangle of
/// k(x_i, x_j) with `noise` (count) and `own` (n, or null) added on the diagonal, and of the slopes
/// -2 dk/d(r^2), 0 on the diagonal. Filled up with the identity (slopes: zeros). K's tiles above the diagonal
/// become 0; F's are left alone.
void fill_kernel_matrices(const Device& device, const InputsView& inputs, std::size_t count,
                          const double* noise, const double* own, double* K, double* F);

/// K (width x the inputs' ld: column i holds the candidates' kernel values with training point i) for
/// candidates scaled like the inputs, and the slopes F where that is not null; 0 for the points that fill up.
/// \param candidates their `ld` is the width, a multiple of 32
void fill_cross_kernel(const Device& device, const InputsView& inputs, const InputsView& candidates,
                       double* K, double* F);

}  // namespace lode::backend::cuda
