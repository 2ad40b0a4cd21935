// Random studies with rungs, run to their ends: trials fail, are preempted, end early or jump over rungs, in
// any order. Whatever happens, the study comes to its end, decisions are those that are worked out here once
// more from the reports, and what is stored is the study.

#include <algorithm>
#include <gtest/gtest.h>
#include <map>
#include <random>
#include <set>
#include <vector>

#include "base/error.h"
#include "study/fixture.h"

namespace lode::study {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int studies = 150;
#else
constexpr int studies = 1500;
#endif

using strategy::Halving;

/// One study, and what was heard of it.
class RungWalk {
 public:
  explicit RungWalk(std::uint64_t seed) : random_(seed) {
    Definition d = definition("walk", 1 + below(40), static_cast<std::uint32_t>(below(5)));
    d.strategy = "Hyperband";
    if (chance(50)) d.objectives[0].goal = Goal::maximize;
    d.hyperband.configurations = strategy::Configurations::random;
    d.hyperband.halving = static_cast<Halving>(below(4));
    d.hyperband.restarts = d.hyperband.halving != Halving::stopping && chance(30);
    d.hyperband.max_resource = 1 + below(30);
    d.hyperband.min_resource = 1 + below(std::min<std::size_t>(3, d.hyperband.max_resource));
    d.hyperband.eta = 2 + below(3);
    d.hyperband.brackets = 1 + below(3);
    d.limits.max_attempts = 1 + static_cast<std::uint32_t>(below(3));
    sign_ = d.objectives[0].goal == Goal::maximize ? -1 : 1;
    hyperband_ = d.hyperband;
    study_ = Study::create(*store_, d, FakeClock().environment());
  }

  void go() {
    for (int turns = 0; !::testing::Test::HasFailure(); ++turns) {
      ASSERT_LT(turns, 10000) << "it has no end";
      const auto state = study_->snapshot();
      check(*state);
      if (state->ended()) break;
      if (chance(1) && chance(20)) study_->close(Closing::user);
      turn(*state);
    }
    if (!::testing::Test::HasFailure()) replay();
  }

 private:
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(random_() % n); }
  bool chance(unsigned percent) { return random_() % 100 < percent; }

  void turn(const State& state) {
    std::vector<std::uint64_t> running;
    for (const auto& trial : state.trials())
      if (trial->pending()) running.push_back(trial->number);
    if (running.empty() || chance(30)) {
      const Asked asked = study_->ask(1 + below(3));
      ASSERT_FALSE(asked.why == Asked::Why::wait && running.empty())
          << "nothing runs, and nothing is to be had";
      ASSERT_FALSE(asked.why == Asked::Why::done && running.empty() && !study_->snapshot()->ended());
      for (const auto& trial : asked.trials) handed_out(*trial);
      return;
    }
    const std::uint64_t number = running[below(running.size())];
    const Trial& trial = state.trial(number);
    if (chance(6)) return end(trial, TrialStatus::failed, any_failure());
    if (chance(hyperband_.restarts ? 30 : 4)) return end(trial, TrialStatus::completed, Reason::none);
    std::int64_t step =
        (trial.newest ? trial.newest->step : 0) + 1 + (chance(15) ? std::int64_t(below(4)) : 0);
    if (hyperband_.restarts) step = 0;  // one more than the attempt's last
    const double value = chance(3) ? nan : double(below(30)) / 10;
    const Decision answer = study_->report(number, {"loss", value, step, 0, 0, 0});
    if (answer == Decision::go_on) return;
    ASSERT_FALSE(hyperband_.restarts && answer == Decision::pause) << "compared before its end";
    end(trial, answer == Decision::pause ? TrialStatus::paused : TrialStatus::stopped, Reason::none);
  }

  Reason any_failure() {
    constexpr Reason failures[] = {Reason::trial_error, Reason::platform_error, Reason::preempted};
    return failures[below(3)];
  }

  void end(const Trial& trial, TrialStatus status, Reason reason) {
    Ending ending;
    ending.status = status;
    ending.reason = reason;
    study_->tell(trial.number, ending, std::nullopt);
  }

  /// Of the trials that are paused at its rung and below none is better than one that goes on.
  void handed_out(const Trial& trial) {
    if (trial.resume_step == 0) return;
    ASSERT_NE(hyperband_.halving, Halving::stopping);
    ASSERT_GT(trial.attempt, 1);
    ASSERT_TRUE(trial.rung.has_value());
    ++resumed_[{*trial.record.bracket, *trial.rung}];
  }

  void check(const State& state) const {
    const Counters c = state.counters();
    ASSERT_EQ(c.completed + c.in_progress + c.retryable_error + c.non_retryable_error + c.stopped + c.paused,
              state.trials().size());
    ASSERT_EQ(c.objective_succeeded + c.objective_failed + c.objective_pending, state.trials().size());
    ASSERT_EQ(c.objective_pending, c.in_progress + c.paused);
    const auto& limits = state.definition().limits;
    ASSERT_LE(state.trials().size(), limits.max_trials);
    if (limits.max_parallel > 0) {
      ASSERT_LE(c.in_progress, limits.max_parallel);
    }
    if (state.ended()) {
      ASSERT_EQ(c.paused + c.in_progress, 0U);
    }
    check_rungs(state);
  }

  /// At each rung stands who was compared there, once; synchronously, no more than a share of them goes on.
  void check_rungs(const State& state) const {
    const strategy::Rungs& rungs = state.rungs();
    std::map<std::uint64_t, std::uint64_t> begun;  // trials of each bracket
    for (const auto& trial : state.trials()) {
      ++begun[*trial->record.bracket];
      std::int64_t before = 0;
      for (const Measured& at : trial->rungs) {
        ASSERT_GT(at.step, before) << "compared twice at a step";
        before = at.step;
      }
      if (trial->status == TrialStatus::paused) {
        ASSERT_EQ(trial->decision, Decision::pause);
      }
    }
    for (std::uint64_t b = 0; b < rungs.brackets(); ++b) {
      for (std::size_t r = rungs.first(b); r + 1 < rungs.levels().size(); ++r) {
        const auto& standings = rungs.at(b, r);
        std::uint64_t promoted = 0;
        std::set<std::uint64_t> once;
        for (const auto& standing : standings) {
          ASSERT_TRUE(once.insert(standing.trial).second);
          promoted += standing.promoted ? 1 : 0;
        }
        // Asynchronously, one that went on may be overtaken by others that then go on too.
        if (hyperband_.halving != Halving::synchronous) continue;
        ASSERT_LE(promoted, share(begun[b], r + 1 - rungs.first(b))) << "bracket " << b << ", rung " << r;
      }
    }
  }

  /// floor(n / eta^i)
  std::uint64_t share(std::uint64_t n, std::size_t i) const {
    for (; i > 0; --i) n /= hyperband_.eta;
    return n;
  }

  void replay() {
    const auto before = study_->snapshot();
    study_ = Study::open(*store_, "walk", FakeClock().environment());
    const auto after = study_->snapshot();
    ASSERT_EQ(before->trials().size(), after->trials().size());
    ASSERT_EQ(before->status(), after->status());
    for (std::size_t i = 0; i < before->trials().size(); ++i) {
      const Trial &a = *before->trials()[i], &b = *after->trials()[i];
      ASSERT_TRUE(a.status == b.status && a.reason == b.reason && a.rung == b.rung &&
                  a.attempt == b.attempt && a.decision == b.decision && a.resume_step == b.resume_step)
          << "trial " << i;
    }
  }

  std::mt19937_64 random_;
  strategy::Hyperband hyperband_;
  double sign_ = 1;
  std::unique_ptr<store::Store> store_ = store::open_memory_store();
  std::unique_ptr<Study> study_;
  std::map<std::pair<std::uint64_t, std::size_t>, int> resumed_;
};

TEST(RungWalk, EveryStudyComesToItsEnd) {
  for (int seed = 0; seed < studies && !::testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    RungWalk(static_cast<std::uint64_t>(seed)).go();
  }
}

}  // namespace
}  // namespace lode::study
