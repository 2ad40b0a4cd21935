// The CPU backend's operations, each beside what bounds it, measured in the same run: the factorisation and
// inversion of one matrix (dpotrf + dpotri) for a likelihood with gradient, and the rate of dgemm for the
// posterior at many candidates. Counters:
//
//   floor     the operation's time divided by that of dpotrf + dpotri at this n, once for each theta
//   of_dgemm  the n^2 m operations of the triangular product, divided by its time, as a part of dgemm's rate
//   scored    of the candidates of a top-k search, the part whose score was computed
#include <algorithm>
#include <array>
#include <benchmark/benchmark.h>
#include <chrono>
#include <cmath>
#include <limits>
#include <map>
#include <memory>
#include <random>
#include <vector>

#include "backend/backend.h"
#include "backend/cpu/factor.h"
#include "math/sobol.h"
#include "uniform.h"

extern "C" {
void dgemm_(const char* transa, const char* transb, const int* m, const int* n, const int* k,
            const double* alpha, const double* a, const int* lda, const double* b, const int* ldb,
            const double* beta, double* c, const int* ldc);
void dpotrf_(const char* uplo, const int* n, double* a, const int* lda, int* info);
void dpotri_(const char* uplo, const int* n, double* a, const int* lda, int* info);
}

namespace {

using namespace lode::backend;
using lode::bench::uniform;
using Clock = std::chrono::steady_clock;

/// The shortest of several runs, in seconds.
template <class Work>
double seconds(Work work) {
  double least = std::numeric_limits<double>::infinity();
  const auto end = Clock::now() + std::chrono::milliseconds(300);
  for (int i = 0; i < 3 || Clock::now() < end; ++i) {
    const auto start = Clock::now();
    work();
    least = std::min(least, std::chrono::duration<double>(Clock::now() - start).count());
  }
  return least;
}

/// dpotrf + dpotri of a positive definite matrix.
double inversion_seconds(int n) {
  static std::map<int, double> known;
  if (const auto found = known.find(n); found != known.end()) return found->second;
  const auto size = static_cast<std::size_t>(n);
  std::vector<double> matrix = uniform(size * size), work;
  for (std::size_t i = 0; i < size; ++i) matrix[i * size + i] += n;
  return known[n] = seconds([&] {
           int info = 0;
           work = matrix;
           dpotrf_("L", &n, work.data(), &n, &info);
           dpotri_("L", &n, work.data(), &n, &info);
         });
}

/// dgemm's rate, in operations a second (a product and a sum are two).
double dgemm_rate() {
  static const double rate = [] {
    const int n = 1024;
    const double one = 1, zero = 0;
    const std::vector<double> a = uniform(static_cast<std::size_t>(n) * n), b = a;
    std::vector<double> c(a.size());
    return 2.0 * n * n * n / seconds([&] {
             dgemm_("N", "N", &n, &n, &n, &one, a.data(), &n, b.data(), &n, &zero, c.data(), &n);
           });
  }();
  return rate;
}

/// n points in d real columns, a bowl, and hyperparameters as a fit finds them.
struct Problem {
  Problem(std::size_t n, std::size_t d)
      : columns{std::vector<ColumnKind>(d, ColumnKind::real)}, X(uniform(n * d)), y(n), theta(d + 2, 0.0) {
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t c = 0; c < d; ++c) y[i] += std::pow(X[i * d + c] - 0.3, 2);
    }
    theta[d] = std::log(1e-3);
  }
  Data data() const { return {X, y}; }

  Columns columns;
  std::vector<double> X, y, theta;
};

std::vector<double> repeated(const std::vector<double>& theta, std::size_t count) {
  std::vector<double> all;
  for (std::size_t i = 0; i < count; ++i) {
    all.insert(all.end(), theta.begin(), theta.end());
    all[i * theta.size()] += 0.01 * static_cast<double>(i);
  }
  return all;
}

/// Arguments: n, thetas, threads.
void likelihood(benchmark::State& state, bool with_gradient) {
  const Problem problem(static_cast<std::size_t>(state.range(0)), 10);
  const auto backend = make_cpu_backend(static_cast<int>(state.range(2)));
  const std::vector<double> thetas = repeated(problem.theta, static_cast<std::size_t>(state.range(1)));
  const double floor =
      inversion_seconds(static_cast<int>(state.range(0))) * static_cast<double>(state.range(1));
  double least = std::numeric_limits<double>::infinity();
  for (auto _ : state) {
    const auto start = Clock::now();
    benchmark::DoNotOptimize(backend->likelihood(problem.columns, problem.data(), thetas, with_gradient));
    least = std::min(least, std::chrono::duration<double>(Clock::now() - start).count());
  }
  state.counters["floor"] = least / floor;
}

void likelihood_gradient(benchmark::State& state) { likelihood(state, true); }

/// Values alone, as slice sampling asks for them: dpotrf is a third of the floor's work.
void likelihood_value(benchmark::State& state) { likelihood(state, false); }

/// Arguments: n, d, candidates, threads.
void predict(benchmark::State& state) {
  const auto n = static_cast<std::size_t>(state.range(0)), d = static_cast<std::size_t>(state.range(1)),
             m = static_cast<std::size_t>(state.range(2));
  const Problem problem(n, d);
  const auto backend = make_cpu_backend(static_cast<int>(state.range(3)));
  const auto factor = backend->factorise(problem.columns, problem.data(), problem.theta);
  const std::vector<double> candidates = uniform(m * d);
  const double rate = dgemm_rate() * static_cast<double>(state.range(3));
  double least = std::numeric_limits<double>::infinity();
  for (auto _ : state) {
    const auto start = Clock::now();
    benchmark::DoNotOptimize(backend->predict(*factor, candidates, false));
    least = std::min(least, std::chrono::duration<double>(Clock::now() - start).count());
  }
  state.counters["of_dgemm"] = static_cast<double>(n * n * m) / least / rate;
  state.SetItemsProcessed(state.iterations() * state.range(2));
}

/// A search under way: half of the trials anywhere, the others around the best one so far.
struct Trials {
  Trials(std::size_t n, std::size_t d) : columns{std::vector<ColumnKind>(d, ColumnKind::real)}, theta(d + 2) {
    std::size_t best = 0;
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t c = 0; c < d; ++c) X.push_back(i < n / 2 ? draw(random) : near(X[best * d + c]));
      y.push_back(0.01 * normal(random));
      for (std::size_t c = 0; c < d; ++c)
        y[i] += std::pow(X[i * d + c] - 0.3, 2) + 0.05 * std::sin(9 * X[i * d + c]);
      if (y[i] < y[best]) best = i;
    }
    incumbent.assign(X.begin() + static_cast<std::ptrdiff_t>(best * d),
                     X.begin() + static_cast<std::ptrdiff_t>(best * d + d));
    score.best = y[best];
    std::fill(theta.begin(), theta.end(), std::log(0.2 * std::sqrt(static_cast<double>(d))));
    theta[d] = std::log(1e-3);
    theta[d + 1] = 0;
  }

  /// A third of the coordinates moved, by one of three widths.
  double near(double x) {
    if (draw(random) > 1.0 / 3) return x;
    const double width = std::array{0.03, 0.1, 0.25}[random() % 3];
    return std::clamp(x + width * normal(random), 0.0, 1.0);
  }

  /// Sobol points, half of them replaced by ones around the best trial where `local`.
  std::vector<double> candidates(std::size_t m, bool local) {
    const lode::math::Sobol sobol(columns.size(), 3);
    std::vector<double> points, point(columns.size());
    for (std::size_t i = 0; i < m; ++i) {
      sobol.point(i, point);
      for (std::size_t c = 0; local && i % 2 == 1 && c < point.size(); ++c) point[c] = near(incumbent[c]);
      points.insert(points.end(), point.begin(), point.end());
    }
    return points;
  }

  std::mt19937_64 random{1};
  std::uniform_real_distribution<double> draw;
  std::normal_distribution<double> normal;
  Columns columns;
  std::vector<double> X, y, theta, incumbent;
  lode::math::Score score;
};

/// Arguments: n, d, candidates, local, threads. All scores.
void score(benchmark::State& state) {
  Trials trials(static_cast<std::size_t>(state.range(0)), static_cast<std::size_t>(state.range(1)));
  const auto backend = make_cpu_backend(static_cast<int>(state.range(4)));
  const auto factor = backend->factorise(trials.columns, {trials.X, trials.y}, trials.theta);
  const std::vector<double> candidates =
      trials.candidates(static_cast<std::size_t>(state.range(2)), state.range(3) == 1);
  for (auto _ : state) benchmark::DoNotOptimize(backend->score(*factor, trials.score, candidates));
  state.SetItemsProcessed(state.iterations() * state.range(2));
}

/// The same arguments. The best 64.
void top(benchmark::State& state) {
  Trials trials(static_cast<std::size_t>(state.range(0)), static_cast<std::size_t>(state.range(1)));
  const lode::Pool pool(static_cast<int>(state.range(4)));
  const auto factor = cpu::make_factor(trials.columns, {trials.X, trials.y}, trials.theta, 0);
  const std::vector<double> candidates =
      trials.candidates(static_cast<std::size_t>(state.range(2)), state.range(3) == 1);
  cpu::Effort effort;
  for (auto _ : state)
    benchmark::DoNotOptimize(cpu::top_with(*factor, trials.score, candidates, 64, pool, &effort));
  state.counters["scored"] = static_cast<double>(effort.scores) / static_cast<double>(state.range(2));
  state.SetItemsProcessed(state.iterations() * state.range(2));
}

void pools(benchmark::internal::Benchmark* bench) {
  bench->ArgNames({"n", "d", "candidates", "local", "threads"});
  for (const std::int64_t local : {0, 1}) {
    bench->Args({100, 10, 20000, local, 1})->Args({500, 10, 20000, local, 1});
    bench->Args({1000, 20, 20000, local, 1})->Args({1000, 20, 20000, local, 2});
  }
  bench->Unit(benchmark::kMillisecond)->UseRealTime()->MeasureProcessCPUTime();
}

/// Argument: n. The bordered update, which must not cost what a factorisation does.
void append(benchmark::State& state) {
  const Problem problem(static_cast<std::size_t>(state.range(0)), 10);
  const auto backend = make_cpu_backend();
  const auto factor = backend->factorise(problem.columns, problem.data(), problem.theta);
  const std::vector<double> point(10, 0.5);
  for (auto _ : state) benchmark::DoNotOptimize(backend->append(*factor, point, 0.1));
}

}  // namespace

BENCHMARK(likelihood_gradient)
    ->ArgNames({"n", "thetas", "threads"})
    ->ArgsProduct({{100, 500, 1000, 2000}, {1}, {1}})
    ->ArgsProduct({{100, 500}, {32}, {1, 2}})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK(likelihood_value)
    ->ArgNames({"n", "thetas", "threads"})
    ->ArgsProduct({{100, 500, 1000}, {1}, {1}})
    ->ArgsProduct({{100, 500}, {32}, {1, 2}})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK(predict)
    ->ArgNames({"n", "d", "candidates", "threads"})
    ->ArgsProduct({{100}, {10}, {100000}, {1, 2}})
    ->ArgsProduct({{500, 1000}, {20}, {10000}, {1, 2}})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK(score)->Apply(pools);
BENCHMARK(top)->Apply(pools);
BENCHMARK(append)->ArgName("n")->Arg(100)->Arg(1000)->Unit(benchmark::kMicrosecond);
