/// \file
/// Thompson sampling: one function drawn from the posterior, which can be asked anywhere, again and again.
#pragma once

#include <cstdint>
#include <vector>

#include "acquisition/acquisition.h"
#include "math/philox.h"
#include "surrogate/model.h"

namespace lode::acquisition {

/// A pathwise sample (Wilson, Borovitskiy, Terenin, Mostowsky & Deisenroth 2020): a function drawn from the
/// prior, by random Fourier features, plus the correction that makes it one of the posterior (Matheron's
/// rule),
///
///     f(x) = p(x) + k(x, X) (K + noise)^-1 (z - p(X) - e),   e ~ N(0, noise).
///
/// Frequencies: the spectral density of Matern-5/2 is a multivariate Student t with 5 degrees of freedom. A
/// category is embedded as a unit vector of length 1 / sqrt(2), so that two levels lie at distance 1, as in
/// the kernel. Over the draws mean and covariance are those of the posterior, whatever the number of
/// features.
///
/// The negative of f where the objective is minimised, as larger scores are better. A point's score does not
/// depend on those it is evaluated with. Immutable.
class Path final : public Acquisition {
 public:
  /// \param seed, stream the key of the draw.
  Path(const surrogate::Model& model, bool maximised, std::uint64_t seed, std::uint64_t stream);

  /// In the units of the model's targets.
  Scores evaluate(std::span<const double> points, bool with_gradient) const override;

 private:
  static constexpr std::size_t frequencies = 1024;

  void draw_prior(const surrogate::Model& model, math::Random& random);
  void condition(const surrogate::Model& model, math::Random& random);
  double prior(const double* point, double* gradient) const;
  void add_phases(const double* point, std::vector<double>& phases) const;

  surrogate::Gp gp_;
  double sign_;
  std::vector<std::size_t> levels_;  ///< d: of a category; 0 for a number
  std::vector<std::vector<double>>
      weights_;                        ///< d: phase per unit of a number, or per level, each x frequencies
  std::vector<double> cosine_, sine_;  ///< amplitudes
  std::vector<double> correction_;     ///< n: (K + noise)^-1 (z - p(X) - e)
};

}  // namespace lode::acquisition
