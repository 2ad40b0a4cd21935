/// \file
/// The factorised training set of the CUDA backend, and all that is asked of it.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "backend/backend.h"
#include "backend/training_set.h"
#include "kernel_matrix.h"

namespace lode::backend::cuda {

/// Holds W = L^-1 on the device, as the CPU's factor does: prediction is then products only, and a sum of
/// squares cannot come out negative. Keeps the data on the host for append().
class CudaFactor final : public Factor {
 public:
  std::size_t size() const override { return data.size(); }
  double jitter() const override { return added; }
  double log_likelihood() const override { return likelihood; }
  std::size_t order() const { return padded(size()); }

  std::shared_ptr<Device> device;
  Columns columns;
  std::vector<double> theta;  ///< d + 2
  double added = 0;           ///< jitter
  double likelihood = 0;
  TrainingSet data;
  Scale scale;
  Inputs inputs;          ///< padded to order()
  Array<double> inverse;  ///< W, order() x order(), filled up with the identity
  Array<double> alpha;    ///< order(): K^-1 (y - mean), zeros filling up
};

/// Climbs the jitter ladder from `first_jitter` on. \throws Error(Code::numeric) past its end.
std::unique_ptr<CudaFactor> make_factor(const std::shared_ptr<Device>& device, const Columns& columns,
                                        const Data& data, std::span<const double> theta, double first_jitter);

/// One more row of W; a new factorisation where the new pivot has drowned in rounding.
std::unique_ptr<CudaFactor> append_point(const CudaFactor& factor, std::span<const double> x, double y,
                                         double noise);

/// (K + noise)^-1 b.
std::vector<double> solve_with(const CudaFactor& factor, std::span<const double> b);

/// Posterior at m x d row-major candidates.
Posterior predict_with(const CudaFactor& factor, std::span<const double> candidates, bool with_gradient);

/// The score of each of m x d row-major candidates.
std::vector<double> score_with(const CudaFactor& factor, const math::Score& score,
                               std::span<const double> candidates);

/// The k best of m x d row-major candidates.
Top top_with(const CudaFactor& factor, const math::Score& score, std::span<const double> candidates,
             std::size_t k);

/// The sum of n weighted kernel functions at m x d row-major candidates.
KernelSum kernel_sum_with(const CudaFactor& factor, std::span<const double> weights,
                          std::span<const double> candidates, bool with_gradient);

/// Posterior covariance among m x d row-major candidates: m x m.
std::vector<double> covariance_with(const CudaFactor& factor, std::span<const double> candidates);

/// Joint samples at m x d row-major candidates from c x m standard normal numbers: c x m.
std::vector<double> sample_with(const CudaFactor& factor, std::span<const double> candidates,
                                std::span<const double> normals);

}  // namespace lode::backend::cuda
