// What goes to a device and what stays: with a second CPU backend in the device's place that counts.

#include "backend/auto.h"

#include <gtest/gtest.h>

#include "cuda/problem.h"

namespace lode::backend {
namespace {

/// The CPU under another name, counting what it is asked.
class Counting final : public Backend {
 public:
  struct Calls {
    int fits = 0, factors = 0, predictions = 0;
  };
  explicit Counting(Calls& calls) : calls_(calls) {}

  const char* name() const override { return "device"; }
  Likelihood likelihood(const Columns& c, const Data& d, std::span<const double> t, bool g) const override {
    ++calls_.fits;
    return cpu_->likelihood(c, d, t, g);
  }
  std::unique_ptr<Factor> factorise(const Columns& c, const Data& d,
                                    std::span<const double> t) const override {
    ++calls_.factors;
    return cpu_->factorise(c, d, t);
  }
  std::unique_ptr<Factor> append(const Factor& f, std::span<const double> x, double y,
                                 double n) const override {
    return cpu_->append(f, x, y, n);
  }
  Posterior predict(const Factor& f, std::span<const double> c, bool g) const override {
    ++calls_.predictions;
    return cpu_->predict(f, c, g);
  }
  std::vector<double> score(const Factor& f, const math::Score& s, std::span<const double> c) const override {
    ++calls_.predictions;
    return cpu_->score(f, s, c);
  }
  Top top(const Factor& f, const math::Score& s, std::span<const double> c, std::size_t k) const override {
    ++calls_.predictions;
    return cpu_->top(f, s, c, k);
  }
  std::vector<double> covariance(const Factor& f, std::span<const double> c) const override {
    return cpu_->covariance(f, c);
  }
  std::vector<double> sample(const Factor& f, std::span<const double> c,
                             std::span<const double> z) const override {
    return cpu_->sample(f, c, z);
  }
  std::vector<double> solve(const Factor& f, std::span<const double> b) const override {
    return cpu_->solve(f, b);
  }
  KernelSum kernel_sum(const Factor& f, std::span<const double> w, std::span<const double> c,
                       bool g) const override {
    return cpu_->kernel_sum(f, w, c, g);
  }

 private:
  std::unique_ptr<Backend> cpu_ = make_cpu_backend();
  Calls& calls_;
};

constexpr double h200 = 33.5e12;  // FP64 operations a second
constexpr double consumer = 0.5e12;

TEST(Crossover, LargeProblemsGoToAFastDeviceAndSmallOnesStay) {
  const Crossover fast(h200);
  EXPECT_FALSE(fast.device_fits(20, 1));
  EXPECT_TRUE(fast.device_fits(2000, 1));
  EXPECT_TRUE(fast.device_fits(500, 32));
  EXPECT_FALSE(fast.device_predicts(100, 10, 10));
  EXPECT_TRUE(fast.device_predicts(1000, 20, 100000));
}

TEST(Crossover, ADeviceWithoutMuchDoublePrecisionGetsLess) {
  const Crossover slow(consumer / 20);
  EXPECT_FALSE(slow.device_fits(2000, 32));
  EXPECT_FALSE(slow.device_predicts(1000, 20, 1000000));
}

TEST(Auto, FollowsTheCrossoverAndGivesTheSameAnswers) {
  Counting::Calls calls;
  const auto backend =
      make_auto_backend(make_cpu_backend(), std::make_unique<Counting>(calls), Crossover(1e18));
  const auto cpu = make_cpu_backend();
  const CudaProblem small(10, 2), p(400, 2), few(5, 2), many(3000, 2);
  backend->likelihood(small.columns, small.data(), small.theta, true);
  EXPECT_EQ(calls.fits, 0);
  backend->likelihood(p.columns, p.data(), p.theta, true);
  EXPECT_EQ(calls.fits, 1);

  const CudaProblem q(150, 2);  // at home on the CPU; many candidates go to the device
  const auto factor = backend->factorise(q.columns, q.data(), q.theta);
  EXPECT_EQ(calls.factors, 0);
  const auto longer = backend->append(*factor, std::span(few.X).first(2), 0.2, 0.01);
  const auto direct =
      cpu->append(*cpu->factorise(q.columns, q.data(), q.theta), std::span(few.X).first(2), 0.2, 0.01);
  EXPECT_EQ(backend->predict(*longer, few.X, true).mean, cpu->predict(*direct, few.X, true).mean);
  EXPECT_EQ(calls.predictions, 0);
  const Posterior there = backend->predict(*longer, many.X, false),
                  here = cpu->predict(*direct, many.X, false);
  backend->predict(*longer, many.X, false);
  EXPECT_EQ(calls.predictions, 2);
  EXPECT_EQ(calls.factors, 1);  // kept for the second
  for (std::size_t i = 0; i < here.mean.size(); ++i) {
    EXPECT_NEAR(there.mean[i], here.mean[i], 1e-9);
    EXPECT_NEAR(there.variance[i], here.variance[i], 1e-9);
  }
}

}  // namespace
}  // namespace lode::backend
