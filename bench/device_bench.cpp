// A CUDA device's operations, beside the CPU's where that takes seconds rather than minutes. Without a device
// only the CPU's rows run. Counters:
//
//   candidates/s   of score and top
//   flops          operations a second: n^2 m of score (the triangular product), n^3 of a likelihood with
//   gradient
//
// scripts/gpu.sh runs it beside bench/compute/gpu_peers.py and sets the two side by side.
#include <benchmark/benchmark.h>
#include <cmath>
#include <dlfcn.h>
#include <memory>
#include <string>
#include <vector>

#include "backend/open.h"
#include "uniform.h"

namespace {

using namespace lode::backend;
using lode::bench::uniform;

/// n observations of a smooth function in d reals, and hyperparameters that fit them.
struct Problem {
  Problem(std::size_t n, std::size_t d)
      : columns{std::vector<ColumnKind>(d, ColumnKind::real)}, X(uniform(n * d, 1)) {
    for (std::size_t i = 0; i < n; ++i) {
      double value = 0;
      for (std::size_t c = 0; c < d; ++c) value += std::sin(3 * X[i * d + c] + static_cast<double>(c));
      y.push_back(value / std::sqrt(static_cast<double>(d)));
    }
    theta.assign(d, std::log(0.5 * std::sqrt(static_cast<double>(d))));
    theta.push_back(std::log(1e-3));
    theta.push_back(0);
  }
  Data data() const { return {X, y}; }

  Columns columns;
  std::vector<double> X, y, theta;
};

using Shared = std::shared_ptr<const Backend>;

Shared open_device() {
  void* driver = dlopen("libcuda.so.1", RTLD_LAZY | RTLD_LOCAL);
  if (driver == nullptr) return nullptr;
  dlclose(driver);
  return find_devices().cuda.empty() ? nullptr : Shared(open_backend({"cuda", 1, 0}));
}

constexpr lode::math::Score log_ei = {lode::math::ScoreKind::log_ei, -1.5, 0, false};

double size(benchmark::State& state, int argument) { return static_cast<double>(state.range(argument)); }

void likelihoods(benchmark::State& state, const Shared& backend) {
  const auto n = static_cast<std::size_t>(state.range(0)), b = static_cast<std::size_t>(state.range(2));
  const Problem p(n, static_cast<std::size_t>(state.range(1)));
  std::vector<double> thetas;
  for (std::size_t k = 0; k < b; ++k)
    for (const double t : p.theta) thetas.push_back(t + 0.01 * static_cast<double>(k));
  for (auto _ : state) benchmark::DoNotOptimize(backend->likelihood(p.columns, p.data(), thetas, true));
  const double work = size(state, 0) * size(state, 0) * size(state, 0) * size(state, 2);
  state.counters["flops"] =
      benchmark::Counter(2 * work * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

void append(benchmark::State& state, const Shared& backend) {
  const Problem p(static_cast<std::size_t>(state.range(0)), static_cast<std::size_t>(state.range(1)));
  const auto factor = backend->factorise(p.columns, p.data(), p.theta);
  const std::vector<double> x(p.columns.size(), 0.4);
  for (auto _ : state) benchmark::DoNotOptimize(backend->append(*factor, x, 0.1));
}

/// Something asked of m candidates.
template <typename Ask>
void candidates(benchmark::State& state, const Shared& backend, Ask ask) {
  const Problem p(static_cast<std::size_t>(state.range(0)), static_cast<std::size_t>(state.range(1)));
  const auto factor = backend->factorise(p.columns, p.data(), p.theta);
  const std::vector<double> points = uniform(static_cast<std::size_t>(state.range(2)) * p.columns.size(), 2);
  for (auto _ : state) ask(*factor, points);
  const double rounds = static_cast<double>(state.iterations()), m = size(state, 2);
  state.counters["candidates/s"] = benchmark::Counter(m * rounds, benchmark::Counter::kIsRate);
  state.counters["flops"] =
      benchmark::Counter(size(state, 0) * size(state, 0) * m * rounds, benchmark::Counter::kIsRate);
}

void scores(benchmark::State& state, const Shared& backend) {
  candidates(state, backend, [&](const Factor& factor, const std::vector<double>& points) {
    benchmark::DoNotOptimize(backend->score(factor, log_ei, points));
  });
}

void top(benchmark::State& state, const Shared& backend) {
  candidates(state, backend, [&](const Factor& factor, const std::vector<double>& points) {
    benchmark::DoNotOptimize(backend->top(factor, log_ei, points, 64));
  });
}

void refine(benchmark::State& state, const Shared& backend) {
  candidates(state, backend, [&](const Factor& factor, const std::vector<double>& points) {
    benchmark::DoNotOptimize(backend->predict(factor, points, true));
  });
}

using Run = void (*)(benchmark::State&, const Shared&);
using Sizes = std::vector<std::vector<std::int64_t>>;

void add(const std::string& name, const Shared& backend, Run run, const Sizes& sizes) {
  auto* registered =
      benchmark::RegisterBenchmark((name + "/" + backend->name()).c_str(),
                                   [run, backend](benchmark::State& state) { run(state, backend); });
  registered->Unit(benchmark::kMillisecond)->UseRealTime();
  for (const auto& row : sizes) registered->Args(row);
}

void add_all(const Shared& backend, bool large) {
  // n, d, b: 32 against 1 shows what a batch saves; the single ones also where a device begins to pay.
  add("likelihood", backend, likelihoods,
      {{32, 10, 1},
       {64, 10, 1},
       {100, 10, 1},
       {100, 10, 32},
       {250, 10, 1},
       {500, 10, 1},
       {500, 10, 32},
       {1000, 20, 1}});
  add("score", backend, scores, {{100, 10, 1000}, {100, 10, 100000}, {1000, 20, 1000}, {1000, 20, 10000}});
  add("top64", backend, top, {{100, 10, 100000}, {1000, 20, 10000}, {1000, 20, 100000}});
  add("refine", backend, refine, {{100, 10, 64}, {1000, 20, 64}, {1000, 20, 256}});
  add("append", backend, append, {{1000, 20}});
  if (!large) return;
  add("likelihood", backend, likelihoods,
      {{100, 10, 1024}, {1000, 20, 32}, {2000, 20, 1}, {2000, 20, 32}, {4000, 50, 1}});
  add("score", backend, scores, {{1000, 20, 1000000}, {2000, 20, 1000000}});
  add("top64", backend, top, {{1000, 20, 1000000}, {2000, 20, 1000000}});
  add("append", backend, append, {{4000, 50}});
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  const Shared device = open_device();
  if (device) {
    add_all(device, true);
  } else {
    benchmark::AddCustomContext("device", "none");
  }
  add_all(open_backend({"cpu", 1, 0}), false);
  benchmark::RunSpecifiedBenchmarks();
  benchmark::ClearRegisteredBenchmarks();  // which hold the device
  benchmark::Shutdown();
}
