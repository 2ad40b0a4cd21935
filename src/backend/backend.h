/// \file
/// The one interface between the model and a device. Coarse, batched operations over a table of columns;
/// a backend never sees a parameter, a study or a strategy. Everything written above it runs on every
/// backend.
///
/// | symbol | shape | meaning                                                                |
/// |--------|-------|------------------------------------------------------------------------|
/// | n      |       | training points; a factor may have none: it is then the prior         |
/// | d      |       | columns                                                                |
/// | m      |       | candidates                                                             |
/// | b      |       | hyperparameter vectors evaluated together                              |
/// | X      | n x d | row-major, unit-cube coordinates; a category's coordinate is (index + 0.5) / levels |
/// | y      | n     | transformed objective, smaller is better                               |
/// | theta  | b x p | p = d + 2: ln lengthscale of each column, ln noise variance, constant mean |
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "math/score.h"

namespace lode::backend {

/// What a column is to the kernel. Real and integer columns contribute (x - x')^2 / l^2 to the squared
/// distance (integers are snapped to the middle of their cells before they come here); a category contributes
/// 1 / l^2 where it differs.
enum class ColumnKind : std::int32_t { real = 0, integer = 1, category = 2 };

struct Columns {
  std::vector<ColumnKind> kinds;
  std::size_t size() const { return kinds.size(); }
};

/// The training data of one call; borrowed.
struct Data {
  std::span<const double> X;           ///< n x d
  std::span<const double> y;           ///< n
  std::span<const double> noise = {};  ///< n: each point's own noise variance, beside theta's; empty: none
};

/// Value and gradient of the log marginal likelihood for each of b hyperparameter vectors.
struct Likelihood {
  std::vector<double> value;     ///< b; -infinity where the matrix is not positive definite
  std::vector<double> gradient;  ///< b x p; zeros there
};

/// A factorised training set at one theta. Opaque: each backend keeps what it needs where it needs it.
/// Immutable.
class Factor {
 public:
  virtual ~Factor() = default;
  virtual std::size_t size() const = 0;  ///< n
  virtual double jitter() const = 0;     ///< what had to be added to the diagonal; 0 in the ordinary case
  /// Of the data that it holds, jitter included; 0 without data.
  virtual double log_likelihood() const = 0;
};

/// Posterior and its derivatives at m candidates, for the latent function (noise not added).
struct Posterior {
  std::vector<double> mean;               ///< m
  std::vector<double> variance;           ///< m, at least a tiny positive floor
  std::vector<double> mean_gradient;      ///< m x d with respect to the candidate; empty where not asked for
  std::vector<double> variance_gradient;  ///< m x d likewise; entries of category columns are 0
};

/// sum_i w_i k(x, x_i) at m candidates: a member of the kernel's space, for given weights.
struct KernelSum {
  std::vector<double> value;     ///< m
  std::vector<double> gradient;  ///< m x d with respect to the candidate; empty where not asked for
};

/// The best of m candidates, best first; equal scores by index. A score that is not a number is never among
/// them.
struct Top {
  std::vector<std::size_t> index;  ///< into the candidates given
  std::vector<double> value;       ///< their scores
};

class Backend {
 public:
  virtual ~Backend() = default;
  virtual const char* name() const = 0;  ///< "cpu", "portable", "cuda:0", ...
  /// Whether results are the same, to the last bit, on every processor.
  virtual bool portable() const { return false; }

  /// Log marginal likelihood (Rasmussen & Williams 2006, eq. 2.30) and its gradient (eq. 5.9) for b thetas at
  /// once.
  /// \pre data.y is not empty
  virtual Likelihood likelihood(const Columns& columns, const Data& data, std::span<const double> thetas,
                                bool with_gradient) const = 0;

  /// Factorises at one theta, climbing the jitter ladder 0, 1e-9, 1e-8, ... 1e-4 where it must.
  /// \throws Error(Code::numeric) past the ladder's end.
  virtual std::unique_ptr<Factor> factorise(const Columns& columns, const Data& data,
                                            std::span<const double> theta) const = 0;

  /// A new factor with one more point: the O(n^2) bordered update, not a new factorisation.
  /// \param noise the point's own noise variance.
  virtual std::unique_ptr<Factor> append(const Factor& factor, std::span<const double> x, double y,
                                         double noise = 0) const = 0;

  virtual Posterior predict(const Factor& factor, std::span<const double> candidates,
                            bool with_gradient) const = 0;

  /// The score of every one of m candidates.
  virtual std::vector<double> score(const Factor& factor, const math::Score& score,
                                    std::span<const double> candidates) const = 0;

  /// The k candidates of the largest scores (fewer where there are no more), exactly as score() orders them,
  /// with its values. A candidate whose score cannot be among them is passed over as soon as a bound shows
  /// it, where the formula allows bounds (math::rises_with_deviation).
  virtual Top top(const Factor& factor, const math::Score& score, std::span<const double> candidates,
                  std::size_t k) const = 0;

  /// Posterior covariance of the latent function among m candidates: m x m, symmetric, with predict's floor
  /// on its diagonal.
  virtual std::vector<double> covariance(const Factor& factor, std::span<const double> candidates) const = 0;

  /// Joint posterior samples of the latent function at m candidates: mean + L z for each of c rows of
  /// independent standard normal numbers z, with L L^T the covariance (and what the jitter ladder adds).
  /// \param normals c x m. \return c x m
  virtual std::vector<double> sample(const Factor& factor, std::span<const double> candidates,
                                     std::span<const double> normals) const = 0;

  /// (K + noise)^-1 b for one right-hand side of n.
  virtual std::vector<double> solve(const Factor& factor, std::span<const double> b) const = 0;

  /// \param weights n. A candidate's result does not depend on the others given with it, to the last bit.
  virtual KernelSum kernel_sum(const Factor& factor, std::span<const double> weights,
                               std::span<const double> candidates, bool with_gradient) const = 0;
};

/// \param threads of one pool, which all calls share; results do not depend on their number.
std::unique_ptr<Backend> make_cpu_backend(int threads = 1);

/// The same with linear algebra whose numbers do not depend on the processor: slower (bench/NOTES.md).
std::unique_ptr<Backend> make_portable_backend(int threads = 1);

}  // namespace lode::backend
