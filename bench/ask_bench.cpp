// How long a proposal takes, as a host sees it: one ask and one tell through lode.h, the store in memory,
// with so many finished trials before it.
#include <benchmark/benchmark.h>
#include <cmath>
#include <lode/lode.hpp>
#include <string>
#include <vector>

namespace {

constexpr int parameters = 6;

lode::Space cube() {
  lode::Space space;
  for (int i = 0; i < parameters; ++i) space.real("x" + std::to_string(i), 0, 1, LODE_SCALING_LINEAR);
  return space;
}

/// A smooth bowl with its lowest point away from the middle.
double bowl(const std::vector<double>& row) {
  double sum = 0;
  for (const double x : row) sum += (x - 0.3) * (x - 0.3);
  return sum;
}

void run_ask(benchmark::State& state, const char* strategy, int posteriors = 1, bool portable = false) {
  lode::Options computing;
  computing.set("context.portable", portable);
  lode::Context context(computing);
  lode::Store store(context, ":memory:");
  lode::Definition definition;
  definition.name = "bench";
  definition.strategy = strategy;
  definition.seed = 1;
  lode::Options options;
  options.set("strategy.bayesian.posteriors", posteriors);
  lode::Study study = lode::Study::create(context, store, definition, cube(), &options);
  lode::Definition filler = definition;
  filler.name = "filler";
  filler.strategy = "Sobol";
  lode::Study points = lode::Study::create(context, store, filler, cube());
  for (const auto& trial : points.ask(static_cast<std::uint32_t>(state.range(0))))
    study.add(trial.row(), definition.metric, bowl(trial.row()));
  for (auto _ : state) {
    const auto trial = study.ask();
    study.tell(trial->number(), bowl(trial->row()));
  }
}

}  // namespace

BENCHMARK_CAPTURE(run_ask, random, "Random")->Arg(100)->Arg(1000)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(run_ask, sobol, "Sobol")->Arg(100)->Arg(1000)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(run_ask, bayesian, "Bayesian")
    ->Arg(20)
    ->Arg(100)
    ->Arg(300)
    ->Arg(500)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(run_ask, portable, "Bayesian", 1, true)
    ->Arg(20)
    ->Arg(100)
    ->Arg(300)
    ->Arg(500)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(run_ask, eight_posteriors, "Bayesian", 8)
    ->Arg(20)
    ->Arg(100)
    ->Arg(300)
    ->Arg(500)
    ->Unit(benchmark::kMillisecond);
