#include "backend/backend.h"

#include "backend/checks.h"
#include "backend/cpu/factor.h"
#include "backend/cpu/likelihood.h"
#include "base/error.h"
#include "base/pool.h"

namespace lode::backend {
namespace {

class CpuBackend final : public Backend {
 public:
  CpuBackend(const cpu::Algebra& algebra, int threads) : algebra_(algebra), pool_(threads) {}

  const char* name() const override { return portable() ? "portable" : "cpu"; }
  bool portable() const override { return algebra_.portable(); }

  Likelihood likelihood(const Columns& columns, const Data& data, std::span<const double> thetas,
                        bool with_gradient) const override {
    check_thetas(columns, data, thetas);
    const std::size_t p = columns.size() + 2, b = thetas.size() / p;
    Likelihood out;
    out.value.resize(b);
    out.gradient.resize(with_gradient ? b * p : 0);
    std::vector<std::unique_ptr<cpu::LikelihoodWork>> works(pool_.size());
    pool_.run(b, [&](std::size_t i, std::size_t worker) {
      auto& work = works[worker];
      if (!work) work = std::make_unique<cpu::LikelihoodWork>(algebra_, columns, data, scratch_);
      const std::span<double> gradient(out.gradient.data() + (with_gradient ? i * p : 0),
                                       with_gradient ? p : 0);
      out.value[i] = work->evaluate(thetas.subspan(i * p, p), gradient);
    });
    return out;
  }

  std::unique_ptr<Factor> factorise(const Columns& columns, const Data& data,
                                    std::span<const double> theta) const override {
    check_training_set(columns, data);
    check_theta(columns, theta);
    return cpu::make_factor(columns, data, theta, 0.0, algebra_);
  }

  std::unique_ptr<Factor> append(const Factor& factor, std::span<const double> x, double y,
                                 double noise) const override {
    const cpu::CpuFactor& own = own_factor(factor);
    check_point(own.columns.size(), x, y, noise);
    return cpu::append_point(own, x, y, noise);
  }

  Posterior predict(const Factor& factor, std::span<const double> candidates,
                    bool with_gradient) const override {
    const cpu::CpuFactor& own = own_factor(factor);
    check_candidates(own.columns.size(), candidates);
    return cpu::predict_with(own, candidates, with_gradient, pool_);
  }

  std::vector<double> score(const Factor& factor, const math::Score& score,
                            std::span<const double> candidates) const override {
    const cpu::CpuFactor& own = own_factor(factor);
    check_candidates(own.columns.size(), candidates);
    return cpu::score_with(own, score, candidates, pool_);
  }

  Top top(const Factor& factor, const math::Score& score, std::span<const double> candidates,
          std::size_t k) const override {
    const cpu::CpuFactor& own = own_factor(factor);
    check_candidates(own.columns.size(), candidates);
    return cpu::top_with(own, score, candidates, k, pool_);
  }

  std::vector<double> covariance(const Factor& factor, std::span<const double> candidates) const override {
    const cpu::CpuFactor& own = own_factor(factor);
    check_joint(own.columns.size(), candidates);
    return cpu::covariance_with(own, candidates);
  }

  std::vector<double> sample(const Factor& factor, std::span<const double> candidates,
                             std::span<const double> normals) const override {
    const cpu::CpuFactor& own = own_factor(factor);
    const std::size_t m = check_joint(own.columns.size(), candidates);
    if (m == 0) return {};
    check_normals(m, normals);
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
    check_candidates(own.columns.size(), candidates);
    return cpu::kernel_sum_with(own, weights, candidates, with_gradient);
  }

 private:
  static const cpu::CpuFactor& own_factor(const Factor& factor) {
    const auto* own = dynamic_cast<const cpu::CpuFactor*>(&factor);
    if (own == nullptr) throw Error(Code::internal, "a factor of another backend was given to \"cpu\"");
    return *own;
  }

  const cpu::Algebra& algebra_;
  Pool pool_;
  mutable cpu::Scratch scratch_;  ///< kept from one likelihood to the next
};

}  // namespace

std::unique_ptr<Backend> make_cpu_backend(int threads) {
  return std::make_unique<CpuBackend>(cpu::library_algebra(), threads);
}

std::unique_ptr<Backend> make_portable_backend(int threads) {
  return std::make_unique<CpuBackend>(cpu::portable_algebra(), threads);
}

}  // namespace lode::backend
