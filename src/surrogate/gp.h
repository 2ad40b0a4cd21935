/// \file
/// The Gaussian process at given hyperparameters: Matern-5/2 with a lengthscale per column, kernel variance
/// 1, constant mean.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "backend/backend.h"

namespace lode::surrogate {

/// A conditioned Gaussian process. Immutable and cheap to copy; any number of threads may share one.
class Gp {
 public:
  /// \param X n x d row-major, unit cube. \param y n targets. \param theta as backend.h lays it out.
  /// \throws Error(Code::numeric) where no jitter makes the covariance matrix definite.
  Gp(std::shared_ptr<const backend::Backend> backend, const backend::Columns& columns,
     std::span<const double> X, std::span<const double> y, std::span<const double> theta);

  /// Latent mean and variance at m x d row-major points, with their derivatives where asked for.
  backend::Posterior posterior(std::span<const double> points, bool with_gradient = false) const;

  /// The process that has seen one point more: O(n^2).
  Gp condition(std::span<const double> x, double y) const;

  /// Conditioned on its own posterior mean at each of m x d points whose outcome is still unknown ("kriging
  /// believer", Ginsbourger, Le Riche & Carraro 2010). The mean stays as it is everywhere; the variance falls
  /// exactly as it will when the outcomes arrive, whatever they are.
  Gp believe(std::span<const double> points) const;

  std::size_t size() const { return factor_->size(); }
  double jitter() const { return factor_->jitter(); }
  std::size_t columns() const { return columns_; }

 private:
  Gp(std::shared_ptr<const backend::Backend> backend, std::shared_ptr<const backend::Factor> factor,
     std::size_t columns);

  std::shared_ptr<const backend::Backend> backend_;
  std::shared_ptr<const backend::Factor> factor_;
  std::size_t columns_;
};

}  // namespace lode::surrogate
