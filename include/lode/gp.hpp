/// \file
/// \brief The model level of lode.hpp: a Gaussian process without a study. Included by lode.hpp.
#ifndef LODE_GP_HPP
#define LODE_GP_HPP

#include <cstddef>
#include <cstdint>
#include <lode/context.hpp>
#include <lode/lode.h>
#include <lode/values.hpp>
#include <string>
#include <utility>
#include <vector>

namespace lode {

/// One column of a table of observations.
struct Column {
  /// A number in [low, high].
  static Column real(double low, double high, lode_scaling scaling = LODE_SCALING_AUTO) {
    return {LODE_COLUMN_REAL, low, high, scaling};
  }
  /// An integer in [low, high]. \throws Error for a bound beyond 2^53 = 9007199254740992, up to which a
  /// double holds every integer.
  static Column integer(std::int64_t low, std::int64_t high, lode_scaling scaling = LODE_SCALING_AUTO) {
    return {LODE_COLUMN_INTEGER, exact("low", low), exact("high", high), scaling};
  }
  /// An index 0 ... count - 1.
  static Column category(std::size_t count) {
    return {LODE_COLUMN_CATEGORY, 0.0, static_cast<double>(count) - 1, LODE_SCALING_AUTO};
  }

  lode_column_kind kind = LODE_COLUMN_REAL;
  double low = 0;
  double high = 1;
  lode_scaling scaling = LODE_SCALING_AUTO;

 private:
  static double exact(const char* name, std::int64_t bound) {
    constexpr std::int64_t largest = std::int64_t{1} << 53;
    if (bound >= -largest && bound <= largest) return static_cast<double>(bound);
    throw Error(LODE_E_ARGUMENT, std::string(name) + ": " + std::to_string(bound) +
                                     " given; an integer from -2^53 to 2^53 (9007199254740992) accepted");
  }
};

/// Observations: a row of a double per column in x for each y.
struct Observations {
  std::vector<Column> columns;
  std::vector<double> x;                ///< n x d row-major
  std::vector<double> y;                ///< n
  std::vector<double> noise_variances;  ///< n, or empty: none
};

/// Posterior mean and standard deviation at m points.
struct Prediction {
  std::vector<double> mean;       ///< m
  std::vector<double> deviation;  ///< m
};

/// Derivatives of both, m x d row-major.
struct PredictionGradient {
  std::vector<double> mean;
  std::vector<double> deviation;
};

/// Values of an acquisition function, m, and its gradients, m x d.
struct Acquired {
  std::vector<double> values;
  std::vector<double> gradients;
};

/// A Gaussian process and the observations it has seen; immutable. Points are m x d row-major; see
/// lode_gp_fit.
class Gp {
 public:
  /// Fits the hyperparameters. \throws Error naming the value that is refused.
  static Gp fit(Context& context, const Observations& observations, const Options* options = nullptr) {
    return Gp(with_data(observations, [&](const lode_gp_data* data, lode_gp** out, lode_error* e) {
      return lode_gp_fit(context.get(), data, options != nullptr ? options->get() : nullptr, out, e);
    }));
  }
  /// At given hyperparameters, d + 3 values as hyperparameters() returns them.
  static Gp create(Context& context, const Observations& observations,
                   const std::vector<double>& hyperparameters) {
    return Gp(with_data(observations, [&](const lode_gp_data* data, lode_gp** out, lode_error* e) {
      return lode_gp_create(context.get(), data, hyperparameters.data(), hyperparameters.size(), out, e);
    }));
  }

  /// The model that has seen one observation more.
  Gp append(const std::vector<double>& x, double y, double noise_variance = 0) const {
    check("x", x.size(), columns());
    return Gp(detail::made<lode_gp>([&](lode_gp** out, lode_error* e) {
      return lode_gp_append(get(), x.data(), y, noise_variance, out, e);
    }));
  }

  lode_gp_info info() const {
    lode_gp_info info = LODE_GP_INFO_INIT;
    detail::checked([&](lode_error* e) { return lode_gp_get_info(get(), &info, e); });
    return info;
  }
  std::size_t columns() const { return static_cast<std::size_t>(info().column_count); }

  /// Lengthscales, then the deviations of signal and noise, then the mean.
  std::vector<double> hyperparameters() const {
    auto values = detail::room<double>(columns() + 3);
    detail::checked([&](lode_error* e) {
      return lode_gp_hyperparameters(get(), values.data(), values.size(), nullptr, e);
    });
    return values;
  }

  Prediction predict(const std::vector<double>& x) const {
    const std::size_t m = rows(x);
    Prediction p{detail::room<double>(m), detail::room<double>(m)};
    detail::checked([&](lode_error* e) {
      return lode_gp_predict(get(), m, x.data(), p.mean.data(), p.deviation.data(), e);
    });
    return p;
  }
  PredictionGradient predict_gradient(const std::vector<double>& x) const {
    const std::size_t m = rows(x);
    PredictionGradient g{detail::room<double>(m, columns()), detail::room<double>(m, columns())};
    detail::checked([&](lode_error* e) {
      return lode_gp_predict_gradient(get(), m, x.data(), g.mean.data(), g.deviation.data(), e);
    });
    return g;
  }
  /// m x m.
  std::vector<double> covariance(const std::vector<double>& x) const {
    const std::size_t m = rows(x);
    check_at_most("m", m, most_joint);
    auto out = detail::room<double>(m, m);
    detail::checked([&](lode_error* e) { return lode_gp_covariance(get(), m, x.data(), out.data(), e); });
    return out;
  }
  /// count x m joint samples.
  std::vector<double> sample(const std::vector<double>& x, std::size_t count, std::uint64_t seed) const {
    const std::size_t m = rows(x);
    check_at_most("m", m, most_joint);
    if (m > 0) check_at_most("count", count, most_samples / m);
    auto out = detail::room<double>(count, m);
    detail::checked(
        [&](lode_error* e) { return lode_gp_sample(get(), m, x.data(), count, seed, out.data(), e); });
    return out;
  }

  /// An acquisition function's values, without gradients.
  std::vector<double> acquire(const lode_acquisition& acquisition, const std::vector<double>& x) const {
    auto values = detail::room<double>(rows(x));
    detail::checked([&](lode_error* e) {
      return lode_gp_acquire(get(), &acquisition, values.size(), x.data(), values.data(), nullptr, e);
    });
    return values;
  }
  /// With gradients.
  Acquired acquire_gradient(const lode_acquisition& acquisition, const std::vector<double>& x) const {
    const std::size_t m = rows(x);
    Acquired a{detail::room<double>(m), detail::room<double>(m, columns())};
    detail::checked([&](lode_error* e) {
      return lode_gp_acquire(get(), &acquisition, a.values.size(), x.data(), a.values.data(),
                             a.gradients.data(), e);
    });
    return a;
  }

  /// The best q points of a box, q x d. \param lower, upper d values each; empty: the columns' bounds.
  std::vector<double> propose(const lode_acquisition& acquisition, std::size_t q = 1, std::uint64_t seed = 0,
                              const std::vector<double>& lower = {},
                              const std::vector<double>& upper = {}) const {
    const std::size_t d = columns();
    if (!lower.empty()) check("lower", lower.size(), d);
    if (!upper.empty()) check("upper", upper.size(), d);
    check_at_most("q", q, most_proposals);
    auto out = detail::room<double>(q, d);
    detail::checked([&](lode_error* e) {
      return lode_gp_propose(get(), &acquisition, lower.empty() ? nullptr : lower.data(),
                             upper.empty() ? nullptr : upper.data(), q, seed, out.data(), e);
    });
    return out;
  }
  /// The best q of m given points, as their row numbers.
  std::vector<std::size_t> choose(const lode_acquisition& acquisition, const std::vector<double>& candidates,
                                  std::size_t q = 1) const {
    const std::size_t m = rows(candidates, "candidates");
    check_at_most("q", q, most_proposals);
    auto out = detail::room<std::size_t>(q);
    detail::checked([&](lode_error* e) {
      return lode_gp_choose(get(), &acquisition, m, candidates.data(), q, out.data(), e);
    });
    return out;
  }

  const lode_gp* get() const noexcept { return handle_.get(); }

 private:
  explicit Gp(lode_gp* gp) noexcept : handle_(gp) {}

  // Limits of lode.h, looked at before there is room for as many results.
  static constexpr std::size_t most_joint = 10000;
  static constexpr std::size_t most_samples = 1000000000;
  static constexpr std::size_t most_proposals = 10000;

  static void check_at_most(const char* name, std::size_t given, std::size_t most) {
    if (given <= most) return;
    throw Error(LODE_E_ARGUMENT, std::string(name) + ": " + std::to_string(given) + " given; 0 to " +
                                     std::to_string(most) + " accepted");
  }
  static void check(const char* name, std::size_t given, std::size_t needed) {
    if (given == needed) return;
    throw Error(LODE_E_ARGUMENT, std::string(name) + ": " + std::to_string(given) + " values given; " +
                                     std::to_string(needed) + " are needed");
  }
  std::size_t rows(const std::vector<double>& x, const char* name = "x") const {
    const std::size_t d = columns();
    if (x.size() % d == 0) return x.size() / d;
    throw Error(LODE_E_ARGUMENT, std::string(name) + ": " + std::to_string(x.size()) +
                                     " values given; a multiple of the number of columns, " +
                                     std::to_string(d) + ", accepted");
  }
  /// Calls `function(&data)` with the observations as lode.h has them.
  template <class Function>
  static lode_gp* with_data(const Observations& o, Function&& function) {
    // Without columns it is the library that says what is wrong.
    if (!o.columns.empty()) check("x", o.x.size(), o.y.size() * o.columns.size());
    if (!o.noise_variances.empty()) check("noise_variances", o.noise_variances.size(), o.y.size());
    std::vector<lode_column> columns;
    for (const Column& c : o.columns)
      columns.push_back(
          {static_cast<std::uint32_t>(sizeof(lode_column)), c.kind, c.low, c.high, c.scaling, 0});
    lode_gp_data data = LODE_GP_DATA_INIT;
    data.columns = columns.data();
    data.column_count = columns.size();
    data.row_count = o.y.size();
    data.x = o.x.data();
    data.y = o.y.data();
    data.noise_variances = o.noise_variances.empty() ? nullptr : o.noise_variances.data();
    return detail::made<lode_gp>([&](lode_gp** out, lode_error* e) { return function(&data, out, e); });
  }

  detail::Handle<lode_gp, lode_gp_free> handle_;
};

}  // namespace lode

#endif
