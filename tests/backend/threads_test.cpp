// What is the CPU backend's alone: threads of its own.
#include <gtest/gtest.h>

#include "backend/problem.h"

namespace lode::backend {
namespace {

TEST(CpuBackend, ResultsDoNotDependOnTheNumberOfThreads) {
  const Problem problem(60);
  const Data data = {problem.X, problem.y};
  std::vector<double> thetas;
  for (int i = 0; i < 7; ++i) {
    thetas.insert(thetas.end(), problem.theta.begin(), problem.theta.end());
    thetas[thetas.size() - 5] += 0.1 * i;
  }
  const Problem candidates(1000, 2);
  const auto serial = make_cpu_backend(1);
  const Likelihood fit = serial->likelihood(mixed_columns, data, thetas, true);
  const Posterior at =
      serial->predict(*serial->factorise(mixed_columns, data, problem.theta), candidates.X, true);
  const std::vector<double> normals = uniform(2000, 3);
  const std::vector<double> drawn =
      serial->sample(*serial->factorise(mixed_columns, data, problem.theta), candidates.X, normals);
  for (const int threads : {2, 3, 16}) {
    const auto backend = make_cpu_backend(threads);
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

}  // namespace
}  // namespace lode::backend
