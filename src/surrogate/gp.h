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
  /// \param data X in the unit cube; without points: the prior. \param theta as backend.h lays it out.
  /// \throws Error(Code::numeric) where no jitter makes the covariance matrix definite.
  Gp(std::shared_ptr<const backend::Backend> backend, const backend::Columns& columns,
     const backend::Data& data, std::span<const double> theta);

  /// Latent mean and variance at m x d row-major points, with their derivatives where asked for.
  backend::Posterior posterior(std::span<const double> points, bool with_gradient = false) const;

  /// Latent covariance among m x d row-major points: m x m.
  std::vector<double> covariance(std::span<const double> points) const;

  /// Joint samples of the latent function at m points from c x m standard normal numbers: c x m.
  std::vector<double> sample(std::span<const double> points, std::span<const double> normals) const;

  /// The process that has seen one point more, with a noise variance of its own: O(n^2).
  Gp condition(std::span<const double> x, double y, double noise = 0) const;

  /// Conditioned on its own posterior mean at each of m x d points whose outcome is still unknown ("kriging
  /// believer", Ginsbourger, Le Riche & Carraro 2010). The mean stays as it is everywhere; the variance falls
  /// exactly as it will when the outcomes arrive, whatever they are.
  Gp believe(std::span<const double> points) const;

  std::size_t size() const { return factor_->size(); }
  double jitter() const { return factor_->jitter(); }
  double log_likelihood() const { return factor_->log_likelihood(); }
  std::size_t columns() const { return columns_; }
  const backend::Backend& backend() const { return *backend_; }
  const backend::Factor& factor() const { return *factor_; }

 private:
  Gp(std::shared_ptr<const backend::Backend> backend, std::shared_ptr<const backend::Factor> factor,
     std::size_t columns);

  std::shared_ptr<const backend::Backend> backend_;
  std::shared_ptr<const backend::Factor> factor_;
  std::size_t columns_;
};

}  // namespace lode::surrogate
