// The CUDA backend's sources on the host: agreement with the CPU's, order of threads, memory, failures.
// What every backend must do is in tests/backend.

#include <functional>
#include <gtest/gtest.h>
#include <map>
#include <thread>

#include "base/error.h"
#include "cuda/problem.h"
#include "cuda_backend.h"
#include "select.h"
#include "shim.h"

namespace lode::backend {
namespace {

/// The simulated device as it is by default, before and after each test, with nothing left on it.
class Cuda : public testing::Test {
 protected:
  Cuda() { shim::properties() = {}; }
  ~Cuda() override {
    EXPECT_EQ(shim::bytes_in_use(), 0u);
    EXPECT_EQ(shim::handles_in_use(), 0u);
    shim::fail_at(0);
    shim::properties() = {};
  }
};

/// Every operation's numbers for a problem, by name.
using Answers = std::map<std::string, std::vector<double>>;

const math::Score log_ei = {math::ScoreKind::log_ei, -1.0, 0, false};

Answers answers_of(const Backend& backend, const CudaProblem& p, const CudaProblem& candidates) {
  Answers all;
  std::vector<double> thetas;
  for (int k = 0; k < 5; ++k)
    for (const double t : p.theta) thetas.push_back(t + 0.15 * k);
  const Likelihood both = backend.likelihood(p.columns, p.data(), thetas, true);
  all["likelihood"] = both.value;
  all["gradient"] = both.gradient;
  all["likelihood alone"] = backend.likelihood(p.columns, p.data(), thetas, false).value;
  const auto factor = backend.factorise(p.columns, p.data(), p.theta);
  const auto longer = backend.append(*factor, std::span(candidates.X).first(p.columns.size()), 0.3, 0.01);
  all["log_likelihood"] = {factor->log_likelihood(), longer->log_likelihood()};
  const Posterior at = backend.predict(*longer, candidates.X, true);
  all["mean"] = at.mean;
  all["variance"] = at.variance;
  all["mean_gradient"] = at.mean_gradient;
  all["variance_gradient"] = at.variance_gradient;
  all["score"] = backend.score(*factor, log_ei, candidates.X);
  const Top top = backend.top(*factor, log_ei, candidates.X, 7);
  all["top"] = top.value;
  all["top index"].assign(top.index.begin(), top.index.end());
  const std::span few = std::span(candidates.X).first(9 * p.columns.size());
  all["covariance"] = backend.covariance(*factor, few);
  std::vector<double> normals(9 * 20);
  math::Random random(3, 1, math::Purpose::test);
  for (double& z : normals) z = random.normal();
  all["sample"] = backend.sample(*factor, few, normals);
  all["solve"] = backend.solve(*factor, p.y);
  const KernelSum sum = backend.kernel_sum(*factor, p.y, candidates.X, true);
  all["kernel_sum"] = sum.value;
  all["kernel_sum gradient"] = sum.gradient;
  return all;
}

/// DESIGN's bound between backends: 1e-9 of the largest number of each answer, for well-conditioned matrices.
void expect_close(const Answers& got, const Answers& want) {
  for (const auto& [name, values] : want) {
    ASSERT_EQ(got.at(name).size(), values.size()) << name;
    double scale = 0;
    for (const double v : values) scale = std::max(scale, std::fabs(v));
    for (std::size_t i = 0; i < values.size(); ++i)
      EXPECT_NEAR(got.at(name)[i], values[i], 1e-9 * std::max(scale, 1.0)) << name << ", element " << i;
  }
}

/// Points and columns: around the edges of tiles; few columns and more than a kernel holds at a time.
class CudaSizes : public Cuda, public testing::WithParamInterface<std::pair<std::size_t, std::size_t>> {};

TEST_P(CudaSizes, EveryOperationAgreesWithTheCpu) {
  const auto cpu = make_cpu_backend();
  const auto cuda = cuda::make_cuda_backend(0, 0);
  const auto [n, d] = GetParam();
  const CudaProblem p(n, d), candidates(150, d, 1e-3, 2);
  expect_close(answers_of(*cuda, p, candidates), answers_of(*cpu, p, candidates));
}

using Size = std::pair<std::size_t, std::size_t>;
INSTANTIATE_TEST_SUITE_P(Edges, CudaSizes,
                         testing::Values(Size{1, 1}, Size{2, 3}, Size{63, 2}, Size{64, 5}, Size{65, 17},
                                         Size{130, 33}, Size{200, 6}),
                         [](const auto& test) {
                           return "n" + std::to_string(test.param.first) + "d" +
                                  std::to_string(test.param.second);
                         });

TEST_F(Cuda, ALargeMatrixIsTheLibrarysToFactorise) {
  const auto cpu = make_cpu_backend();
  const auto cuda = cuda::make_cuda_backend(0, 0);
  const CudaProblem p(530, 3), candidates(40, 3, 1e-3, 2);
  const auto a = cuda->factorise(p.columns, p.data(), p.theta),
             b = cpu->factorise(p.columns, p.data(), p.theta);
  EXPECT_NEAR(a->log_likelihood(), b->log_likelihood(), 1e-9 * std::fabs(b->log_likelihood()));
  const Posterior at = cuda->predict(*a, candidates.X, false), there = cpu->predict(*b, candidates.X, false);
  for (std::size_t i = 0; i < 40; ++i) {
    EXPECT_NEAR(at.mean[i], there.mean[i], 1e-9);
    EXPECT_NEAR(at.variance[i], there.variance[i], 1e-9);
  }
}

TEST_F(Cuda, TheOrderOfThreadsChangesNothing) {
  const CudaProblem p(100, 5), candidates(150, 5, 1e-3, 2);
  const auto cuda = cuda::make_cuda_backend(0, 0);
  const Answers forwards = answers_of(*cuda, p, candidates);
  shim::properties().backwards = true;
  EXPECT_EQ(answers_of(*cuda, p, candidates), forwards);
}

TEST_F(Cuda, ACapOnMemoryMakesPartsAndNotOtherNumbers) {
  const CudaProblem p(100, 4);
  std::vector<double> thetas;
  for (int k = 0; k < 12; ++k)
    for (const double t : p.theta) thetas.push_back(t + 0.05 * k);
  const Likelihood whole = cuda::make_cuda_backend(0, 0)->likelihood(p.columns, p.data(), thetas, true);
  const Likelihood parts = cuda::make_cuda_backend(0, 3 << 20)->likelihood(p.columns, p.data(), thetas, true);
  EXPECT_EQ(parts.value, whole.value);
  EXPECT_EQ(parts.gradient, whole.gradient);
}

TEST_F(Cuda, TooLittleMemoryIsAnErrorThatSaysHowMuch) {
  const CudaProblem p(100, 4);
  const auto cuda = cuda::make_cuda_backend(0, 100000);
  try {
    cuda->factorise(p.columns, p.data(), p.theta);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Code::memory);
    EXPECT_NE(std::string(error.what()).find("at most 1 MB are allowed"), std::string::npos) << error.what();
  }
}

TEST_F(Cuda, AFullDeviceIsAnErrorWithCudasOwnWords) {
  const CudaProblem p(100, 4);
  const auto cuda = cuda::make_cuda_backend(0, 0);
  shim::properties().memory = 100000;  // somebody else took the rest
  try {
    cuda->likelihood(p.columns, p.data(), p.theta, true);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Code::memory);
    EXPECT_NE(std::string(error.what()).find("cudaErrorMemoryAllocation"), std::string::npos) << error.what();
  }
  shim::properties().memory = std::size_t{1} << 30;
  EXPECT_TRUE(std::isfinite(cuda->likelihood(p.columns, p.data(), p.theta, true).value.front()));
}

TEST_F(Cuda, ADeviceThatIsNotThereIsAnError) {
  EXPECT_THROW(cuda::make_cuda_backend(2, 0), Error);
  EXPECT_THROW(cuda::make_cuda_backend(-1, 0), Error);
  shim::properties().devices = 0;
  try {
    cuda::make_cuda_backend(0, 0);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Code::device);
  }
}

TEST_F(Cuda, LeavesTheCallersDeviceAsItWas) {
  const CudaProblem p(20, 2), candidates(30, 2, 1e-3, 2);
  ASSERT_EQ(cudaSetDevice(0), cudaSuccess);
  int device = -1;
  {
    const auto second = cuda::make_cuda_backend(1, 0);
    EXPECT_STREQ(second->name(), "cuda:1");
    answers_of(*second, p, candidates);
    ASSERT_EQ(cudaGetDevice(&device), cudaSuccess);
    EXPECT_EQ(device, 0);
  }
  ASSERT_EQ(cudaGetDevice(&device), cudaSuccess);
  EXPECT_EQ(device, 0);
}

/// Runs `work` with its first, second, ... call of the libraries failing, until it comes through.
void with_each_call_failing(const std::function<void()>& work) {
  constexpr std::size_t most = 1000;
  for (std::size_t call = 1; call < most; ++call) {
    shim::fail_at(call);
    std::string what;
    Code code = Code::internal;
    try {
      work();
    } catch (const Error& error) {
      what = error.what();
      code = error.code();
    }
    const std::string failed = shim::failed_call();
    shim::fail_at(0);
    if (failed.empty()) {
      EXPECT_EQ(what, "");
      EXPECT_GT(call, 3u);
      return;
    }
    // What gives back, or only waits at the end, cannot report; memory is asked for once more.
    const bool quiet = failed == "cudaGetDevice" || failed == "cudaSetDevice" ||
                       failed == "cudaStreamSynchronize" || failed == "cudaMallocFromPoolAsync";
    if (what.empty() && quiet) continue;
    EXPECT_EQ(what.rfind("CUDA: ", 0), 0u) << "call " << call << ", " << failed << ": " << what;
    EXPECT_TRUE(code == Code::device || code == Code::memory) << failed;
  }
  FAIL() << "still failing after " << most << " calls";
}

TEST_F(Cuda, OpeningSurvivesTheFailureOfEachCall) {
  with_each_call_failing([] { cuda::make_cuda_backend(0, 0); });
}

TEST_F(Cuda, EveryOperationSurvivesTheFailureOfEachCall) {
  const CudaProblem p(70, 2), candidates(20, 2, 1e-3, 2);
  const auto cuda = cuda::make_cuda_backend(0, 0);
  const auto factor = cuda->factorise(p.columns, p.data(), p.theta);
  const std::vector<double> normals(20 * 3, 0.5);
  const std::size_t before = shim::bytes_in_use();
  const std::vector<std::function<void()>> operations = {
      [&] { cuda->likelihood(p.columns, p.data(), p.theta, true); },
      [&] { cuda->factorise(p.columns, p.data(), p.theta); },
      [&] { cuda->append(*factor, std::span(candidates.X).first(2), 0.1); },
      [&] { cuda->predict(*factor, candidates.X, true); },
      [&] { cuda->top(*factor, log_ei, candidates.X, 3); },
      [&] { cuda->covariance(*factor, candidates.X); },
      [&] { cuda->sample(*factor, candidates.X, normals); },
      [&] { cuda->solve(*factor, p.y); },
      [&] { cuda->kernel_sum(*factor, p.y, candidates.X, true); },
  };
  const std::vector<double> sound = cuda->score(*factor, log_ei, candidates.X);
  for (std::size_t i = 0; i < operations.size(); ++i) {
    SCOPED_TRACE(testing::Message() << "operation " << i);
    with_each_call_failing(operations[i]);
    EXPECT_EQ(shim::bytes_in_use(), before);
    EXPECT_EQ(cuda->score(*factor, log_ei, candidates.X), sound);
  }
}

TEST_F(Cuda, SelectionOrdersAsScoresDo) {
  const auto device = std::make_shared<cuda::Device>(0, 0);
  const double inf = math::infinity, nan = math::not_a_number;
  const std::vector<double> values = {-1, nan, 0.0, -inf, 3, -0.0, 3, -nan, inf, -1e-300, 1e-300};
  const cuda::Array<double> there(device, values);
  const Top top = cuda::select_best(device, there, values.size());
  EXPECT_EQ(top.index, (std::vector<std::size_t>{8, 4, 6, 10, 2, 5, 9, 0, 3}));
  EXPECT_EQ(top.value, (std::vector<double>{inf, 3, 3, 1e-300, 0, 0, -1e-300, -1, -inf}));
  EXPECT_EQ(cuda::select_best(device, there, 2).index, (std::vector<std::size_t>{8, 4}));
  EXPECT_TRUE(cuda::select_best(device, there, 0).index.empty());
}

TEST_F(Cuda, ThreadsMayUseSeveralDevices) {
  const CudaProblem p(40, 3), candidates(30, 3, 1e-3, 2);
  const auto first = cuda::make_cuda_backend(0, 0), second = cuda::make_cuda_backend(1, 0);
  const Answers alone = answers_of(*first, p, candidates);
  std::vector<Answers> seen(4);
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < seen.size(); ++t)
    threads.emplace_back([&, t] { seen[t] = answers_of(t % 2 == 0 ? *first : *second, p, candidates); });
  for (auto& thread : threads) thread.join();
  for (const Answers& answers : seen) EXPECT_EQ(answers, alone);
}

TEST_F(Cuda, AFactorOfAnotherDeviceIsRefused) {
  const CudaProblem p(20, 2);
  const auto first = cuda::make_cuda_backend(0, 0), second = cuda::make_cuda_backend(1, 0);
  const auto factor = first->factorise(p.columns, p.data(), p.theta);
  EXPECT_THROW(second->solve(*factor, p.y), Error);
  EXPECT_THROW(make_cpu_backend()->solve(*factor, p.y), Error);
}

}  // namespace
}  // namespace lode::backend
