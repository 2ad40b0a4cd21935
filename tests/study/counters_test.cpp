// The running counts of a state against a count of its trials, after random commands.

#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <random>

#include "study/fixture.h"

namespace lode::study {
namespace {

using Counts = std::vector<std::uint64_t>;

Counts counts_of(const Counters& c) {
  return {c.completed, c.in_progress,         c.retryable_error,   c.non_retryable_error,
          c.stopped,   c.objective_succeeded, c.objective_pending, c.objective_failed};
}

/// By AMT's definitions of TrainingJobStatusCounters and ObjectiveStatusCounters.
Counts recount(const State& state) {
  Counters c;
  for (const auto& t : state.trials()) {
    const bool finite = t->objective && std::isfinite(*t->objective);
    switch (t->status) {
      case TrialStatus::in_progress:
      case TrialStatus::stopping:
        ++c.in_progress;
        ++c.objective_pending;
        break;
      case TrialStatus::paused:
        ++c.paused;
        ++c.objective_pending;
        break;
      case TrialStatus::completed:
        ++c.completed;
        ++(finite ? c.objective_succeeded : c.objective_failed);
        break;
      case TrialStatus::stopped:
        ++c.stopped;
        ++(finite ? c.objective_succeeded : c.objective_failed);
        break;
      case TrialStatus::failed:
        ++(t->reason == Reason::platform_error ? c.retryable_error : c.non_retryable_error);
        ++c.objective_failed;
    }
  }
  return counts_of(c);
}

Ending random_ending(std::mt19937& random) {
  switch (random() % 6) {
    case 0:
      return failed(Reason::trial_error);
    case 1:
      return failed(Reason::platform_error);
    case 2:
      return failed(Reason::preempted);
    case 3:
      return {TrialStatus::stopped, Reason::user, 0, ""};
    default:
      return completed();
  }
}

std::optional<double> random_objective(std::mt19937& random) {
  switch (random() % 5) {
    case 0:
      return std::nullopt;
    case 1:
      return std::numeric_limits<double>::quiet_NaN();
    case 2:
      return std::numeric_limits<double>::infinity();
    default:
      return static_cast<double>(random() % 100);
  }
}

TEST(Counters, EqualARecountAfterRandomCommands) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    std::mt19937 random(seed);
    const FakeClock clock;
    const auto store = store::open_memory_store();
    Definition d = definition("counted");
    d.limits.max_attempts = 3;
    const auto study = Study::create(*store, d, clock.environment());
    for (int i = 0; i < 150; ++i) {
      const auto state = study->snapshot();
      const std::uint64_t trial = state->trials().empty() ? 0 : random() % state->trials().size();
      const bool pending = !state->trials().empty() && state->trial(trial).pending();
      const auto kind = random() % 12;
      if (kind == 0) study->add({0.5, 0.5}, 1.0);
      if (kind == 1) study->begin_driving();
      if (kind == 2) study->end_driving();
      if (kind == 3 || state->pending() == 0) study->ask(1 + random() % 2);
      if (kind == 4 && pending) study->report(trial, {"loss", 1.0, 0, 0, 0, 0});
      if (kind == 5 && pending) study->started(trial, 0, "folder");
      if (kind > 5 && pending) {
        const Ending ending = random_ending(random);
        const auto objective = random_objective(random);
        study->tell(trial, ending, ending.status == TrialStatus::failed ? std::nullopt : objective);
      }
      if (kind == 1) study->end_driving();
      const auto after = study->snapshot();
      ASSERT_EQ(counts_of(after->counters()), recount(*after)) << "seed " << seed << ", command " << i;
      ASSERT_EQ(after->pending(), after->counters().in_progress);
    }
    if (seed % 2 == 0) study->close(Closing::user);
    const auto again = Study::open(*store, "counted", clock.environment())->snapshot();
    EXPECT_EQ(counts_of(again->counters()), recount(*again));
    EXPECT_EQ(counts_of(again->counters()), counts_of(study->snapshot()->counters()));
  }
}

}  // namespace
}  // namespace lode::study
