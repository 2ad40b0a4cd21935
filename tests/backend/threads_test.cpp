// What is the CPU backend's alone: threads of its own.
#include <gtest/gtest.h>

#include "backend/problem.h"

namespace lode::backend {
namespace {

using Make = std::unique_ptr<Backend> (*)(int threads);

class CpuBackend : public testing::TestWithParam<Make> {};

TEST_P(CpuBackend, ResultsDoNotDependOnTheNumberOfThreads) {
  const Problem problem(60);
  const Data data = {problem.X, problem.y};
  std::vector<double> thetas;
  for (int i = 0; i < 7; ++i) {
    thetas.insert(thetas.end(), problem.theta.begin(), problem.theta.end());
    thetas[thetas.size() - 5] += 0.1 * i;
  }
  const Problem candidates(1000, 2);
  const auto serial = GetParam()(1);
  const Likelihood fit = serial->likelihood(mixed_columns, data, thetas, true);
  const Posterior at =
      serial->predict(*serial->factorise(mixed_columns, data, problem.theta), candidates.X, true);
  const std::vector<double> normals = uniform(2000, 3);
  const std::vector<double> drawn =
      serial->sample(*serial->factorise(mixed_columns, data, problem.theta), candidates.X, normals);
  for (const int threads : {2, 3, 16}) {
    const auto backend = GetParam()(threads);
    const Likelihood again = backend->likelihood(mixed_columns, data, thetas, true);
    EXPECT_EQ(again.value, fit.value);
    EXPECT_EQ(again.gradient, fit.gradient);
    const Posterior there =
        backend->predict(*backend->factorise(mixed_columns, data, problem.theta), candidates.X, true);
    EXPECT_EQ(there.mean, at.mean);
    EXPECT_EQ(there.variance, at.variance);
    EXPECT_EQ(there.mean_gradient, at.mean_gradient);
    EXPECT_EQ(there.variance_gradient, at.variance_gradient);
    EXPECT_EQ(backend->sample(*backend->factorise(mixed_columns, data, problem.theta), candidates.X, normals),
              drawn);
  }
}

/// In the place of a pointer's value, which is another in every run.
std::string named(const testing::TestParamInfo<Make>&) { return "one"; }

INSTANTIATE_TEST_SUITE_P(Library, CpuBackend, testing::Values(&make_cpu_backend), named);
INSTANTIATE_TEST_SUITE_P(Portable, CpuBackend, testing::Values(&make_portable_backend), named);

}  // namespace
}  // namespace lode::backend
