#include <string>

#include "backend/checks.h"
#include "base/error.h"
#include "cuda_backend.h"
#include "factor.h"
#include "likelihood.h"

namespace lode::backend::cuda {
namespace {

class CudaBackend final : public Backend {
 public:
  CudaBackend(int index, std::size_t memory_cap)
      : name_("cuda:" + std::to_string(index)), device_(std::make_shared<Device>(index, memory_cap)) {}

  const char* name() const override { return name_.c_str(); }

  Likelihood likelihood(const Columns& columns, const Data& data, std::span<const double> thetas,
                        bool with_gradient) const override {
    check_thetas(columns, data, thetas);
    const Session session(*device_);
    return likelihood_of(device_, columns, data, thetas, with_gradient);
  }

  std::unique_ptr<Factor> factorise(const Columns& columns, const Data& data,
                                    std::span<const double> theta) const override {
    check_training_set(columns, data);
    check_theta(columns, theta);
    const Session session(*device_);
    return make_factor(device_, columns, data, theta, 0.0);
  }

  std::unique_ptr<Factor> append(const Factor& factor, std::span<const double> x, double y,
                                 double noise) const override {
    const CudaFactor& own = own_factor(factor);
    check_point(own.columns.size(), x, y, noise);
    const Session session(*device_);
    return append_point(own, x, y, noise);
  }

  Posterior predict(const Factor& factor, std::span<const double> candidates,
                    bool with_gradient) const override {
    const CudaFactor& own = own_factor(factor);
    check_candidates(own.columns.size(), candidates);
    const Session session(*device_);
    return predict_with(own, candidates, with_gradient);
  }

  std::vector<double> score(const Factor& factor, const math::Score& score,
                            std::span<const double> candidates) const override {
    const CudaFactor& own = own_factor(factor);
    check_candidates(own.columns.size(), candidates);
    const Session session(*device_);
    return score_with(own, score, candidates);
  }

  Top top(const Factor& factor, const math::Score& score, std::span<const double> candidates,
          std::size_t k) const override {
    const CudaFactor& own = own_factor(factor);
    check_candidates(own.columns.size(), candidates);
    const Session session(*device_);
    return top_with(own, score, candidates, k);
  }

  std::vector<double> covariance(const Factor& factor, std::span<const double> candidates) const override {
    const CudaFactor& own = own_factor(factor);
    check_joint(own.columns.size(), candidates);
    const Session session(*device_);
    return covariance_with(own, candidates);
  }

  std::vector<double> sample(const Factor& factor, std::span<const double> candidates,
                             std::span<const double> normals) const override {
    const CudaFactor& own = own_factor(factor);
    const std::size_t m = check_joint(own.columns.size(), candidates);
    if (m == 0) return {};
    check_normals(m, normals);
    const Session session(*device_);
    return sample_with(own, candidates, normals);
  }

  std::vector<double> solve(const Factor& factor, std::span<const double> b) const override {
    const CudaFactor& own = own_factor(factor);
    check_count("b", b.size(), own.size());
    const Session session(*device_);
    return solve_with(own, b);
  }

  KernelSum kernel_sum(const Factor& factor, std::span<const double> weights,
                       std::span<const double> candidates, bool with_gradient) const override {
    const CudaFactor& own = own_factor(factor);
    check_count("weights", weights.size(), own.size());
    check_candidates(own.columns.size(), candidates);
    const Session session(*device_);
    return kernel_sum_with(own, weights, candidates, with_gradient);
  }

 private:
  const CudaFactor& own_factor(const Factor& factor) const {
    const auto* own = dynamic_cast<const CudaFactor*>(&factor);
    if (own == nullptr || own->device != device_)
      throw Error(Code::internal, "a factor of another backend was given to \"" + name_ + "\"");
    return *own;
  }

  std::string name_;
  std::shared_ptr<Device> device_;
};

}  // namespace

std::unique_ptr<Backend> make_cuda_backend(int index, std::size_t memory_cap) {
  return std::make_unique<CudaBackend>(index, memory_cap);
}

}  // namespace lode::backend::cuda
