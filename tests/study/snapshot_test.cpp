// Snapshots and trials that threads read, and give back, while the study goes on. What they hold does not
// change; that nothing is read while it is written, the tsan preset sees.

#include <atomic>
#include <gtest/gtest.h>
#include <thread>

#include "study/fixture.h"

namespace lode::study {
namespace {

/// Every field of a trial that a command changes, in one number. NaN never.
double digest(const Trial& trial) {
  double sum = static_cast<double>(trial.number) + trial.attempt_started + trial.started + trial.ended +
               trial.consumed + static_cast<double>(trial.directory.size() + trial.message.size());
  for (std::size_t i = 0; i < trial.reports.size(); ++i) sum += trial.reports[i].value;
  return sum + static_cast<double>(trial.status) + trial.objective.value_or(0.25);
}

double digest(const State& state) {
  double sum = 0;
  for (const auto& trial : state.trials()) sum += digest(*trial);
  return sum;
}

TEST(Snapshots, StayAsTheyWereWhileTheStudyGoesOn) {
  const auto store = store::open_memory_store();
  const auto study = Study::create(*store, definition("s"), FakeClock().environment());
  std::atomic<bool> done{false};
  std::vector<std::thread> readers;
  for (int i = 0; i < 4; ++i)
    readers.emplace_back([&] {
      while (!done) {
        const auto state = study->snapshot();
        const auto best = study->read([](const State& now) { return now.best(); });
        EXPECT_EQ(digest(*state), digest(*state));
        if (best) {
          EXPECT_EQ(digest(*best), digest(*best));
        }
      }
    });
  for (int i = 0; i < 60; ++i) {
    const auto number = study->ask(1).trials.at(0)->number;
    study->started(number, 1, "folder");
    for (int step = 1; step <= 4; ++step) study->report(number, {"loss", 1.0 / (i + step), step, 0, 0, 0});
    study->tell(number, completed(), std::nullopt);
  }
  done = true;
  for (auto& reader : readers) reader.join();
  EXPECT_EQ(study->snapshot()->counters().completed, 60U);
}

}  // namespace
}  // namespace lode::study
