// How long it takes until a report is durable in a SQLite file, from one thread and from several at once
// (group commit). The file is in the working directory: what is measured is above all that disk.
#include <benchmark/benchmark.h>
#include <cstdio>
#include <lode/lode.hpp>
#include <memory>
#include <string>
#include <unistd.h>

namespace {

/// One study for all threads of a measurement, with a trial for each.
struct Shared {
  explicit Shared(int threads)
      : path("tell_bench." + std::to_string(getpid()) + ".db"), store(context, path) {
    lode::Definition definition;
    definition.name = "bench";
    definition.strategy = "Random";
    study = std::make_unique<lode::Study>(
        lode::Study::create(context, store, definition, lode::Space().real("x", 0, 1)));
    study->ask(static_cast<std::uint32_t>(threads));
  }

  std::string path;
  lode::Context context;
  lode::Store store;
  std::unique_ptr<lode::Study> study;
};

std::unique_ptr<Shared> shared;

void report(benchmark::State& state) {
  if (state.thread_index() == 0) shared = std::make_unique<Shared>(state.threads());
  double value = 0;
  for (auto _ : state)
    shared->study->report(static_cast<std::uint64_t>(state.thread_index()), "loss", value += 1.0);
  state.SetItemsProcessed(state.iterations());
  if (state.thread_index() == 0) {
    const std::string path = shared->path;
    shared.reset();
    for (const char* suffix : {"", "-wal", "-shm"}) std::remove((path + suffix).c_str());
  }
}

}  // namespace

BENCHMARK(report)->Threads(1)->Threads(8)->UseRealTime()->Unit(benchmark::kMillisecond);
