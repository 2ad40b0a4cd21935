// What many reports of one trial cost in all, without the disk: with nobody looking, and with a host that
// takes a snapshot every ten reports.
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

}  // namespace

BENCHMARK(reports)
    ->Args({10000, 0})
    ->Args({10000, 10})
    ->Args({100000, 0})
    ->Args({100000, 10})
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);
BENCHMARK(last_reported)->Arg(1000)->Arg(100000);
