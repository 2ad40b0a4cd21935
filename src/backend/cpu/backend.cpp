#include "backend/backend.h"

#include <cmath>
#include <string>

#include "backend/cpu/factor.h"
#include "backend/cpu/likelihood.h"
#include "base/error.h"
#include "base/pool.h"
#include "base/text.h"

namespace lode::backend {
namespace {

/// BLAS counts in 32-bit integers; far before that the matrix would not fit into memory.
constexpr std::size_t most_points = 40000;
/// A covariance of so many candidates takes 800 MB.
constexpr std::size_t most_joint = 10000;

void check_finite(const char* name, std::span<const double> values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isfinite(values[i])) continue;
    throw Error(Code::argument, std::string(name) + ": element " + std::to_string(i) + " is " +
                                    to_text(values[i]) + "; finite numbers are needed");
  }
}

void check_noise(std::span<const double> noise) {
  check_finite("noise", noise);
  for (std::size_t i = 0; i < noise.size(); ++i) {
    if (noise[i] >= 0) continue;
    throw Error(Code::argument, "noise: element " + std::to_string(i) + " is " + to_text(noise[i]) +
                                    "; a variance is needed, 0 or more");
  }
}

void check_count(const char* name, std::size_t given, std::size_t needed) {
  if (given == needed) return;
  throw Error(Code::argument, std::string(name) + ": got " + std::to_string(given) + " values; " +
                                  std::to_string(needed) + " are needed");
}

void check_shape(const Columns& columns, const Data& data) {
  const std::size_t d = columns.size(), n = data.y.size();
  if (d == 0) throw Error(Code::argument, "columns: got none; at least one is needed");
  if (n > most_points) {
    throw Error(Code::argument, "y: got " + std::to_string(n) + " training points; at most " +
                                    std::to_string(most_points) + " fit an exact model");
  }
  check_count("X", data.X.size(), n * d);
  if (!data.noise.empty()) check_count("noise", data.noise.size(), n);
  check_finite("X", data.X);
  check_finite("y", data.y);
  check_noise(data.noise);
}

void check_multiple(const char* name, std::size_t given, std::size_t unit) {
  if (given % unit == 0) return;
  throw Error(Code::argument, std::string(name) + ": got " + std::to_string(given) +
                                  " values; a multiple of " + std::to_string(unit) + " is needed");
}

class CpuBackend final : public Backend {
 public:
  explicit CpuBackend(int threads) : pool_(threads) {}

  const char* name() const override { return "cpu"; }

  Likelihood likelihood(const Columns& columns, const Data& data, std::span<const double> thetas,
                        bool with_gradient) const override {
    check_shape(columns, data);
    if (data.y.empty()) throw Error(Code::argument, "y: got no training points; at least one is needed");
    const std::size_t p = columns.size() + 2;
    check_multiple("thetas", thetas.size(), p);
    const std::size_t b = thetas.size() / p;
    Likelihood out;
    out.value.resize(b);
    out.gradient.resize(with_gradient ? b * p : 0);
    std::vector<std::unique_ptr<cpu::LikelihoodWork>> works(pool_.size());
    pool_.run(b, [&](std::size_t i, std::size_t worker) {
      auto& work = works[worker];
      if (!work) work = std::make_unique<cpu::LikelihoodWork>(columns, data);
      const std::span<double> gradient(out.gradient.data() + (with_gradient ? i * p : 0),
                                       with_gradient ? p : 0);
      out.value[i] = work->evaluate(thetas.subspan(i * p, p), gradient);
    });
    return out;
  }

  std::unique_ptr<Factor> factorise(const Columns& columns, const Data& data,
                                    std::span<const double> theta) const override {
    check_shape(columns, data);
    check_count("theta", theta.size(), columns.size() + 2);
    check_finite("theta", theta);
    return cpu::make_factor(columns, data, theta, 0.0);
  }

  std::unique_ptr<Factor> append(const Factor& factor, std::span<const double> x, double y,
                                 double noise) const override {
    const cpu::CpuFactor& own = own_factor(factor);
    check_count("x", x.size(), own.columns.size());
    check_finite("x", x);
    check_finite("y", {&y, 1});
    check_noise({&noise, 1});
    return cpu::append_point(own, x, y, noise);
  }

  Posterior predict(const Factor& factor, std::span<const double> candidates,
                    bool with_gradient) const override {
    const cpu::CpuFactor& own = own_factor(factor);
    check_multiple("candidates", candidates.size(), own.columns.size());
    return cpu::predict_with(own, candidates, with_gradient, pool_);
  }

  std::vector<double> score(const Factor& factor, const math::Score& score,
                            std::span<const double> candidates) const override {
    const cpu::CpuFactor& own = own_factor(factor);
    check_multiple("candidates", candidates.size(), own.columns.size());
    return cpu::score_with(own, score, candidates, pool_);
  }

  Top top(const Factor& factor, const math::Score& score, std::span<const double> candidates,
          std::size_t k) const override {
    const cpu::CpuFactor& own = own_factor(factor);
    check_multiple("candidates", candidates.size(), own.columns.size());
    return cpu::top_with(own, score, candidates, k, pool_);
  }

  std::vector<double> covariance(const Factor& factor, std::span<const double> candidates) const override {
    const cpu::CpuFactor& own = own_factor(factor);
    check_joint(own, candidates);
    return cpu::covariance_with(own, candidates);
  }

  std::vector<double> sample(const Factor& factor, std::span<const double> candidates,
                             std::span<const double> normals) const override {
    const cpu::CpuFactor& own = own_factor(factor);
    const std::size_t m = check_joint(own, candidates);
    if (m == 0) return {};
    check_multiple("normals", normals.size(), m);
    return cpu::sample_with(own, candidates, normals, pool_);
  }

  std::vector<double> solve(const Factor& factor, std::span<const double> b) const override {
    const cpu::CpuFactor& own = own_factor(factor);
    check_count("b", b.size(), own.size());
    return cpu::solve_with(own, b);
  }

  KernelSum kernel_sum(const Factor& factor, std::span<const double> weights,
                       std::span<const double> candidates, bool with_gradient) const override {
    const cpu::CpuFactor& own = own_factor(factor);
    check_count("weights", weights.size(), own.size());
    check_multiple("candidates", candidates.size(), own.columns.size());
    return cpu::kernel_sum_with(own, weights, candidates, with_gradient);
  }

 private:
  /// \return the number of candidates.
  static std::size_t check_joint(const cpu::CpuFactor& own, std::span<const double> candidates) {
    check_multiple("candidates", candidates.size(), own.columns.size());
    const std::size_t m = candidates.size() / own.columns.size();
    if (m <= most_joint) return m;
    throw Error(Code::argument, "candidates: got " + std::to_string(m) + "; at most " +
                                    std::to_string(most_joint) + " fit a covariance matrix");
  }

  static const cpu::CpuFactor& own_factor(const Factor& factor) {
    const auto* own = dynamic_cast<const cpu::CpuFactor*>(&factor);
    if (own == nullptr) throw Error(Code::internal, "a factor of another backend was given to \"cpu\"");
    return *own;
  }

  Pool pool_;
};

}  // namespace

std::unique_ptr<Backend> make_cpu_backend(int threads) { return std::make_unique<CpuBackend>(threads); }

}  // namespace lode::backend
