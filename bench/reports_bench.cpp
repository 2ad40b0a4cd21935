// What reports cost, without the disk: many of one trial with nobody looking, and with a host that takes a
// snapshot every ten reports; and one that a stopping rule decides on, beside one that none does.
#include <benchmark/benchmark.h>

#include "store/store.h"
#include "study/study.h"

namespace {

using namespace lode;

study::Definition definition() {
  study::Definition d;
  d.name = "bench";
  d.objectives = {{"loss", study::Goal::minimize}};
  space::Parameter x;
  x.name = "x";
  x.high = 1;
  d.parameters = {x};
  d.strategy = "Random";
  return d;
}

/// \param state its ranges: reports, and reports a snapshot (0: none).
void reports(benchmark::State& state) {
  for (auto _ : state) {
    const auto store = store::open_memory_store();
    const auto study = study::Study::create(*store, definition(), {});
    study->ask(1);
    std::shared_ptr<const study::State> held;
    for (std::int64_t i = 1; i <= state.range(0); ++i) {
      study->report(0, {"loss", 1.0 / static_cast<double>(i), 0, 0, 0, 0});
      if (state.range(1) > 0 && i % state.range(1) == 0) held = study->snapshot();
    }
    study->tell(0, {}, std::nullopt);
    benchmark::DoNotOptimize(held);
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

/// The last value of a metric that was reported once, at the beginning, as tell and the descriptions look it
/// up.
void last_reported(benchmark::State& state) {
  const auto store = store::open_memory_store();
  const auto study = study::Study::create(*store, definition(), {});
  study->ask(1);
  study->report(0, {"loss", 1.0, 0, 0, 0, 0});
  std::vector<std::pair<std::uint64_t, study::Report>> others;
  for (std::int64_t i = 1; i <= state.range(0); ++i)
    others.emplace_back(0, study::Report{"other", 1.0, i, static_cast<std::int32_t>(i % 8), 0, 0});
  study->report_all(others);
  const auto snapshot = study->snapshot();
  for (auto _ : state) benchmark::DoNotOptimize(snapshot->trial(0).reports.last_value(1, "loss"));
}

enum Rule { none, median, curve, stopping, promotion };

study::Definition ruled(Rule rule) {
  study::Definition d = definition();
  if (rule == median) d.early_stopping.rule = study::StoppingRule::median;
  if (rule == curve) d.early_stopping.rule = study::StoppingRule::curve;
  if (rule != stopping && rule != promotion) return d;
  d.strategy = "Hyperband";
  d.hyperband.configurations = strategy::Configurations::random;
  d.hyperband.max_resource = 81;
  if (rule == promotion) d.hyperband.halving = strategy::Halving::promotion;
  return d;
}

constexpr std::int64_t decided_reports = 50;

/// The first report of a new trial, where so many trials have got to three steps and half of them have ended.
/// \param state its ranges: Rule, trials
void decided(benchmark::State& state) {
  const auto store = store::open_memory_store();
  const auto study = study::Study::create(*store, ruled(static_cast<Rule>(state.range(0))), {});
  const auto others = static_cast<std::uint64_t>(state.range(1));
  study->ask(others + decided_reports);
  for (std::uint64_t i = 0; i < others; ++i) {
    for (const std::int64_t step : {1, 2, 3})
      study->report(
          i, {"loss", 1.0 / static_cast<double>((i + 7 * static_cast<std::uint64_t>(step)) % 97 + 1), step, 0,
              0, 0});
    if (i % 2 == 0) study->tell(i, {}, std::nullopt);
  }
  std::uint64_t trial = others;
  for (auto _ : state) {
    study->report(trial, {"loss", 0.5, 1, 0, 0, 0});
    ++trial;
  }
}

}  // namespace

BENCHMARK(decided)
    ->ArgsProduct({{none, median, curve, stopping, promotion}, {100, 1000, 10000}})
    ->ArgNames({"rule", "trials"})
    ->Iterations(decided_reports)
    ->Unit(benchmark::kMicrosecond);
BENCHMARK(reports)
    ->Args({10000, 0})
    ->Args({10000, 10})
    ->Args({100000, 0})
    ->Args({100000, 10})
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);
BENCHMARK(last_reported)->Arg(1000)->Arg(100000);
