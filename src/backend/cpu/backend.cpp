#include "backend/backend.h"

#include <cmath>
#include <string>

#include "backend/cpu/factor.h"
#include "backend/cpu/likelihood.h"
#include "base/error.h"
#include "base/text.h"

namespace lode::backend {
namespace {

/// BLAS counts in 32-bit integers; far before that the matrix would not fit into memory.
constexpr std::size_t most_points = 40000;

void check_finite(const char* name, std::span<const double> values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isfinite(values[i])) continue;
    throw Error(Code::argument, std::string(name) + ": element " + std::to_string(i) + " is " +
                                    to_text(values[i]) + "; finite numbers are needed");
  }
}

void check_shape(const Columns& columns, std::span<const double> X, std::span<const double> y) {
  const std::size_t d = columns.size();
  if (d == 0) throw Error(Code::argument, "columns: got none; at least one is needed");
  if (y.empty()) throw Error(Code::argument, "y: got no training points; at least one is needed");
  if (y.size() > most_points) {
    throw Error(Code::argument, "y: got " + std::to_string(y.size()) + " training points; at most " +
                                    std::to_string(most_points) + " fit an exact model");
  }
  if (X.size() != y.size() * d) {
    throw Error(Code::argument, "X: got " + std::to_string(X.size()) + " values; " +
                                    std::to_string(y.size()) + " x " + std::to_string(d) + " are needed");
  }
  check_finite("X", X);
  check_finite("y", y);
}

void check_multiple(const char* name, std::size_t given, std::size_t unit) {
  if (given % unit == 0) return;
  throw Error(Code::argument, std::string(name) + ": got " + std::to_string(given) +
                                  " values; a multiple of " + std::to_string(unit) + " is needed");
}

class CpuBackend final : public Backend {
 public:
  const char* name() const override { return "cpu"; }

  Likelihood likelihood(const Columns& columns, std::span<const double> X, std::span<const double> y,
                        std::span<const double> thetas, bool with_gradient) const override {
    check_shape(columns, X, y);
    const std::size_t p = columns.size() + 2;
    check_multiple("thetas", thetas.size(), p);
    const std::size_t b = thetas.size() / p;
    Likelihood out;
    out.value.resize(b);
    out.gradient.resize(with_gradient ? b * p : 0);
    cpu::LikelihoodWork work(columns, X, y);
    for (std::size_t i = 0; i < b; ++i) {
      const std::span<double> gradient(out.gradient.data() + (with_gradient ? i * p : 0),
                                       with_gradient ? p : 0);
      out.value[i] = work.evaluate(thetas.subspan(i * p, p), gradient);
    }
    return out;
  }

  std::unique_ptr<Factor> factorise(const Columns& columns, std::span<const double> X,
                                    std::span<const double> y, std::span<const double> theta) const override {
    check_shape(columns, X, y);
    if (theta.size() != columns.size() + 2) {
      throw Error(Code::argument, "theta: got " + std::to_string(theta.size()) + " values; " +
                                      std::to_string(columns.size() + 2) + " are needed");
    }
    check_finite("theta", theta);
    return cpu::make_factor(columns, X, y, theta, 0.0);
  }

  std::unique_ptr<Factor> append(const Factor& factor, std::span<const double> x, double y) const override {
    const cpu::CpuFactor& own = own_factor(factor);
    if (x.size() != own.columns.size()) {
      throw Error(Code::argument, "x: got " + std::to_string(x.size()) + " values; " +
                                      std::to_string(own.columns.size()) + " are needed");
    }
    check_finite("x", x);
    check_finite("y", {&y, 1});
    return cpu::append_point(own, x, y);
  }

  Posterior predict(const Factor& factor, std::span<const double> candidates,
                    bool with_gradient) const override {
    const cpu::CpuFactor& own = own_factor(factor);
    check_multiple("candidates", candidates.size(), own.columns.size());
    return cpu::predict_with(own, candidates, with_gradient);
  }

 private:
  static const cpu::CpuFactor& own_factor(const Factor& factor) {
    const auto* own = dynamic_cast<const cpu::CpuFactor*>(&factor);
    if (own == nullptr) throw Error(Code::internal, "a factor of another backend was given to \"cpu\"");
    return *own;
  }
};

}  // namespace

std::unique_ptr<Backend> make_cpu_backend() { return std::make_unique<CpuBackend>(); }

}  // namespace lode::backend
