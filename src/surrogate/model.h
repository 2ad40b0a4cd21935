/// \file
/// A Gaussian process without a study: observations in, predictions out, all in natural units of the columns
/// and of y. It is the Gp of gp.h between two changes of units: columns to the unit cube (space/coding.h), y
/// to z = (y - mean) / signal (output_scale.h).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "space/space.h"
#include "surrogate/gp.h"
#include "surrogate/output_scale.h"

namespace lode::surrogate {

/// Observations in natural units; borrowed.
struct Observations {
  std::span<const double> x;  ///< n x d row-major
  std::span<const double> y;  ///< n
  std::span<const double> noise =
      {};  ///< n: each one's own noise variance, in y's units squared; empty: none
};

/// f ~ GP(mean, signal^2 k), k the Matern-5/2 correlation with a lengthscale per column; y = f + noise * N(0,
/// 1).
struct Hyperparameters {
  std::vector<double> lengthscales;  ///< d, in the unit cube: 1 is a column's whole range
  double signal = 1;                 ///< standard deviation of f, in y's units
  double noise = 0;                  ///< standard deviation of the noise, in y's units
  double mean = 0;                   ///< of f, in y's units
};

/// How hyperparameters are fitted.
struct ModelOptions {
  int restarts = 4;        ///< random starts, beside the one from the prior
  int iterations = 100;    ///< of L-BFGS, per start
  std::uint64_t seed = 0;  ///< of the random starts
};

/// Posterior of the latent function at m points, in y's units and, for gradients, per natural unit of a
/// column.
struct Prediction {
  std::vector<double> mean;                ///< m
  std::vector<double> deviation;           ///< m
  std::vector<double> mean_gradient;       ///< m x d; empty where not asked for
  std::vector<double> deviation_gradient;  ///< m x d; empty where not asked for
};

/// Immutable; any number of threads may use one.
class Model {
 public:
  /// The most observations that a model holds.
  static constexpr std::size_t most_observations = 40000;

  /// Hyperparameters by maximum a posteriori (priors.h) on standardised y; those of the prior where there is
  /// no observation. Past 250 observations random starts see 250 of them; past 500 the fit on all is cut
  /// short. \param space unconditional. \throws Error(Code::argument) naming the value, Error(Code::numeric)
  static Model fit(space::Space space, const Observations& observations, const ModelOptions& options,
                   std::shared_ptr<const backend::Backend> backend = backend::make_cpu_backend());

  /// At given hyperparameters. \throws Error(Code::argument) naming the value, Error(Code::numeric)
  static Model given(space::Space space, const Observations& observations, Hyperparameters hyperparameters,
                     std::shared_ptr<const backend::Backend> backend = backend::make_cpu_backend());

  /// The model with one observation more, at the same hyperparameters: O(n^2).
  Model append(std::span<const double> x, double y, double noise) const;

  /// The model that believes its own mean at one point of the unit cube (Gp::believe); observations() stays.
  Model believe(std::span<const double> unit) const;

  /// \param x m x d natural units. \throws Error(Code::numeric) where a result is too large for a double;
  /// one too small is 0.
  Prediction predict(std::span<const double> x, bool with_gradient) const;
  /// Latent covariance in y's units squared: m x m.
  std::vector<double> covariance(std::span<const double> x) const;
  /// Joint samples of the latent function: count x m. Sample k depends on (seed, k) and x alone.
  std::vector<double> sample(std::span<const double> x, std::size_t count, std::uint64_t seed) const;

  /// m x d natural units to the unit cube. \param name what the values are called where one is refused.
  /// \throws Error(Code::argument) naming the element, its value and what is accepted.
  std::vector<double> to_unit(std::span<const double> x, const std::string& name) const;
  /// The same for one row, whose elements are called name[c].
  std::vector<double> row_to_unit(std::span<const double> row, const std::string& name) const;
  /// Turns m x d gradients in the unit cube into gradients in natural units at `x`, times `factor`.
  /// \throws Error(Code::numeric) where one is too large for a double.
  void to_natural(std::span<const double> x, double factor, std::vector<double>& gradients) const;

  const space::Space& space() const { return *space_; }
  std::size_t columns() const { return space_->size(); }
  std::size_t size() const { return y_.size(); }
  const std::vector<double>& rows() const { return rows_; }  ///< n x d, natural units
  const std::vector<double>& y() const { return y_; }        ///< n

  const Hyperparameters& hyperparameters() const { return hyperparameters_; }
  /// Of y, in its own units: the logarithm of a density of n values.
  double log_likelihood() const;
  double jitter() const { return gp_->jitter(); }   ///< relative to signal^2; 0: none
  bool fitted() const { return fitted_; }           ///< the hyperparameters came from fit()
  int evaluations() const { return evaluations_; }  ///< of the likelihood, while fitting

  const Gp& gp() const { return *gp_; }                            ///< on the unit cube, in units of z
  const OutputScale& scale() const { return scale_; }              ///< y to z and back
  const std::vector<double>& units() const { return units_; }      ///< n x d, unit cube
  const std::vector<double>& targets() const { return targets_; }  ///< n, in units of z
  /// Variance of the noise of observation i in units of z, jitter included.
  double noise_variance(std::size_t i) const;

 private:
  /// Everything but the process, which condition() makes.
  Model(space::Space space, const Observations& observations, Hyperparameters hyperparameters);

  void condition(std::shared_ptr<const backend::Backend> backend);
  double target(double y, const std::string& name) const;
  double own_noise(double variance, const std::string& name) const;
  std::vector<double> theta() const;

  std::shared_ptr<const space::Space> space_;
  Hyperparameters hyperparameters_;
  OutputScale scale_;
  std::vector<double> rows_, y_;
  std::vector<double> units_, targets_, noise_;
  bool fitted_ = false;
  int evaluations_ = 0;
  std::optional<Gp> gp_;  ///< always there once the model is handed out
};

}  // namespace lode::surrogate
