// Which backends there are; what they do with extreme, wrong and simultaneous calls.

#include <array>
#include <atomic>
#include <cmath>
#include <limits>
#include <thread>

#include "backend/every_backend.h"
#include "base/error.h"
#include "cuda/device.h"
#include "cuda_backend.h"

namespace lode::backend {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

TEST_P(BackendTest, ExtremeHyperparametersStayFinite) {
  const Problem p(10);
  for (const double length : {-700.0, -30.0, 30.0, 700.0}) {
    std::vector<double> theta = p.theta;
    theta[0] = theta[1] = length;
    const Likelihood got = backend_->likelihood(mixed_columns, {p.X, p.y}, theta, true);
    EXPECT_FALSE(std::isnan(got.value[0])) << length;
    for (const double g : got.gradient) EXPECT_FALSE(std::isnan(g)) << length;
    const Posterior at = backend_->predict(*backend_->factorise(mixed_columns, {p.X, p.y}, theta), p.X, true);
    for (const double v : at.mean) EXPECT_TRUE(std::isfinite(v)) << length;
  }
}

TEST_P(BackendTest, NotANumberIsRefused) {
  const Problem p(5);
  std::vector<double> theta = p.theta;
  theta[2] = std::nan("");
  const Likelihood got = backend_->likelihood(mixed_columns, {p.X, p.y}, theta, true);
  EXPECT_EQ(got.value[0], -infinity);
  for (const double g : got.gradient) EXPECT_EQ(g, 0);
  EXPECT_THROW(backend_->factorise(mixed_columns, {p.X, p.y}, theta), Error);
}

TEST_P(BackendTest, WrongShapesAreErrors) {
  const Problem p(5);
  EXPECT_THROW(backend_->likelihood({}, {p.X, p.y}, p.theta, false), Error);
  EXPECT_THROW(backend_->likelihood(mixed_columns, {{}, {}}, p.theta, false), Error);
  EXPECT_THROW(backend_->likelihood(mixed_columns, {std::span(p.X).first(6), p.y}, p.theta, false), Error);
  EXPECT_THROW(backend_->likelihood(mixed_columns, {p.X, p.y}, std::span(p.theta).first(4), false), Error);
  EXPECT_THROW(backend_->factorise(mixed_columns, {p.X, p.y}, {}), Error);
  const auto factor = backend_->factorise(mixed_columns, {p.X, p.y}, p.theta);
  EXPECT_THROW(backend_->append(*factor, std::span(p.X).first(2), 0.0), Error);
  EXPECT_THROW(backend_->predict(*factor, std::span(p.X).first(4), false), Error);
  EXPECT_THROW(backend_->factorise(mixed_columns, {p.X, p.y, std::span(p.y).first(3)}, p.theta), Error);
  const std::vector<double> negative(5, -0.1);
  EXPECT_THROW(backend_->factorise(mixed_columns, {p.X, p.y, negative}, p.theta), Error);
  EXPECT_THROW(backend_->append(*factor, std::span(p.X).first(3), 0.0, -1.0), Error);
  EXPECT_THROW(backend_->solve(*factor, std::span(p.y).first(4)), Error);
  EXPECT_THROW(backend_->kernel_sum(*factor, std::span(p.y).first(4), p.X, false), Error);
  EXPECT_THROW(backend_->sample(*factor, std::span(p.X).first(6), std::span(p.y).first(3)), Error);
}

/// All numbers that a backend gives for a problem, one after another.
std::vector<double> everything(const Backend& backend, const Problem& problem) {
  const Columns columns = mixed_columns;
  const Likelihood fit = backend.likelihood(columns, {problem.X, problem.y}, problem.theta, true);
  const auto factor = backend.factorise(columns, {problem.X, problem.y}, problem.theta);
  const Posterior at = backend.predict(*factor, uniform(100 * 3, 99), true);
  std::vector<double> all = fit.value;
  for (const auto* part : {&fit.gradient, &at.mean, &at.variance, &at.mean_gradient, &at.variance_gradient})
    all.insert(all.end(), part->begin(), part->end());
  return all;
}

TEST_P(BackendTest, ThreadsDoNotMeetInOneBuffer) {
  const int rounds = on_cpu() ? 150 : 3;  // a device's simulation is slow
  std::array<std::thread, 8> threads;
  std::atomic<int> different{0};
  for (std::size_t t = 0; t < threads.size(); ++t)
    threads.at(t) = std::thread([&, t] {
      const Problem problem(20 + t, t);
      std::vector<double> first;
      for (int round = 0; round < rounds; ++round) {
        const auto all = everything(*backend_, problem);
        if (round == 0) first = all;
        different += all == first ? 0 : 1;
      }
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(different, 0);
}

std::unique_ptr<Backend> make_serial() { return make_cpu_backend(1); }

std::unique_ptr<Backend> make_portable() { return make_portable_backend(1); }

/// The CUDA backend's sources on the host (tests/cuda/shim).
std::unique_ptr<Backend> make_cuda_on_host() { return cuda::make_cuda_backend(0, 0); }

/// A real device's, where there is one.
std::unique_ptr<Backend> make_cuda() { return device::open_if_there(); }

/// In the place of a pointer's value, which is another in every run.
std::string named(const testing::TestParamInfo<Make>&) { return "one"; }

INSTANTIATE_TEST_SUITE_P(Cpu, BackendTest, testing::Values(&make_serial), named);
INSTANTIATE_TEST_SUITE_P(Portable, BackendTest, testing::Values(&make_portable), named);
INSTANTIATE_TEST_SUITE_P(CudaOnHost, BackendTest, testing::Values(&make_cuda_on_host), named);
INSTANTIATE_TEST_SUITE_P(Cuda, BackendTest, testing::Values(&make_cuda), named);

}  // namespace
}  // namespace lode::backend
