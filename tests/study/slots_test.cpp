// Slots that studies share: who gets them, in which order, and that run loops in threads never take more than
// there are.

#include "study/slots.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <thread>
#include <vector>

#include "base/error.h"
#include "study/fixture.h"
#include "study/run.h"

namespace lode::study {
namespace {

TEST(Slots, WhoCameFirstIsServedFirst) {
  const auto pool = std::make_shared<SlotPool>(4);
  SlotUser a(pool, "a", 1), big(pool, "big", 3), c(pool, "c", 1);
  ASSERT_EQ(a.reserve(9, true), 4U);
  a.observe(1, 4);
  a.settle();
  EXPECT_EQ(big.reserve(1, true), 0U);
  EXPECT_EQ(c.reserve(1, true), 0U);
  for (std::uint64_t left = 3; left >= 2; --left) {
    a.observe(5 - left, left);  // a slot is free, and then two
    EXPECT_EQ(c.reserve(1, true), 0U);
    EXPECT_EQ(a.reserve(1, true), 0U);
    EXPECT_EQ(big.reserve(1, true), 0U);
  }
  a.observe(9, 1);
  EXPECT_EQ(c.reserve(1, true), 0U);
  EXPECT_EQ(big.reserve(1, true), 1U);  // all three are for the one that waited longest
  EXPECT_EQ(big.shortage(), "a trial takes 3 slots, and 0 of 4 are free, for which others wait");
  a.observe(10, 0);
  EXPECT_EQ(a.reserve(1, true), 0U);  // behind c
  EXPECT_EQ(c.reserve(1, true), 1U);
}

TEST(Slots, WhoLeavesTheLineIsNotWaitedFor) {
  const auto pool = std::make_shared<SlotPool>(1);
  SlotUser b(pool, "b", 1);
  {
    SlotUser a(pool, "a", 1), gone(pool, "gone", 1);
    ASSERT_EQ(a.reserve(1, true), 1U);
    EXPECT_EQ(gone.reserve(1, true), 0U);
    EXPECT_EQ(b.reserve(1, false), 0U);  // b stands in no line
    a.settle();                          // it was given, and came to nothing
    EXPECT_EQ(b.reserve(1, true), 0U);
    gone.leave();
    EXPECT_EQ(b.reserve(1, false), 1U);
    b.settle();
    EXPECT_EQ(gone.reserve(1, true), 1U);
    EXPECT_EQ(b.reserve(1, true), 0U);
  }
  EXPECT_EQ(b.reserve(1, true), 1U);  // what had the slot is closed
}

TEST(Slots, AStudyThatIsOpenTwiceCountsOnceAndByTheNewerLook) {
  const auto pool = std::make_shared<SlotPool>(3);
  SlotUser other(pool, "other", 1);
  auto here = std::make_unique<SlotUser>(pool, "study", 1);
  SlotUser there(pool, "study", 1);
  here->observe(4, 2);
  there.observe(4, 2);
  EXPECT_EQ(other.reserve(9, false), 1U);
  other.settle();
  there.observe(6, 1);
  here->observe(5, 3);
  EXPECT_EQ(other.reserve(9, false), 2U);
  other.settle();
  here.reset();
  EXPECT_EQ(other.reserve(9, false), 2U);
}

TEST(Slots, WhatIsObservedOfADroppedStudyCountsForNothing) {
  const auto pool = std::make_shared<SlotPool>(3);
  SlotUser other(pool, "other", 1), gone(pool, "gone", 1);
  gone.observe(4, 2);
  pool->drop("gone");
  pool->drop("never open");
  gone.observe(5, 3);
  EXPECT_EQ(other.reserve(9, false), 3U);
}

TEST(Slots, OfTheTrialsThatWereLeftTheFirstMayAlwaysStart) {
  const auto pool = std::make_shared<SlotPool>(4);
  SlotUser a(pool, "a", 1), b(pool, "b", 1);
  a.observe(1, 10);
  EXPECT_TRUE(a.may_launch(3));
  EXPECT_FALSE(a.may_launch(4));
  b.observe(1, 10);
  EXPECT_TRUE(a.may_launch(0));
  EXPECT_FALSE(a.may_launch(1));
  b.observe(2, 2);
  EXPECT_TRUE(a.may_launch(1));
  EXPECT_FALSE(a.may_launch(2));
}

/// What runs now in all studies of a test, in slots.
struct Load {
  std::atomic<int> now{0}, most{0};
  void add(int slots) {
    const int sum = now += slots;
    int before = most;
    while (before < sum && !most.compare_exchange_weak(before, sum)) {
    }
  }
};

/// Every trial ends at the next poll.
class Quick : public Launcher {
 public:
  Quick(Load& load, int slots) : load_(load), slots_(slots) {}
  void launch(const Job& job, TrialSink& sink) override {
    load_.add(slots_);
    sink.started(job.trial, job.attempt, "");
    running_.push_back(job.trial);
  }
  void poll(TrialSink& sink) override {
    for (const auto trial : running_) {
      load_.now -= slots_;
      sink.report(trial, {"loss", 1.0, 0, 0, 0, 0});
      sink.ended(trial, {});
    }
    running_.clear();
  }
  void cancel(std::uint64_t, Reason, TrialSink&) override {
    load_.now -= slots_ * static_cast<int>(running_.size());
    running_.clear();
  }
  std::size_t active() const override { return running_.size(); }

 private:
  Load& load_;
  const int slots_;
  std::vector<std::uint64_t> running_;
};

class SharedSlots : public ::testing::Test {
 protected:
  std::unique_ptr<Study> make(Definition d, std::uint64_t slots_per_trial = 1) {
    d.limits.slots_per_trial = slots_per_trial;
    return Study::create(*store, d, environment());
  }
  Environment environment() const {
    Environment e = clock.environment();
    e.slots = pool;
    return e;
  }

  FakeClock clock;
  std::shared_ptr<SlotPool> pool = std::make_shared<SlotPool>(4);
  std::unique_ptr<store::Store> store = store::open_memory_store();
};

TEST_F(SharedSlots, RunLoopsInThreadsNeverTakeMoreAndAllEnd) {
  Load load;
  std::vector<std::unique_ptr<Study>> studies;
  std::vector<std::thread> loops;
  const std::atomic<bool> interrupted{false};
  for (int i = 0; i < 4; ++i) studies.push_back(make(definition("s" + std::to_string(i), 12, 3), 1 + i));
  for (int i = 0; i < 4; ++i)
    loops.emplace_back([&, i] {
      Quick launcher(load, 1 + i);
      EXPECT_EQ(run(*studies[i], launcher, interrupted), RunResult::ended);
    });
  for (auto& loop : loops) loop.join();
  EXPECT_LE(load.most, 4);
  EXPECT_GE(load.most, 4);  // the last of them takes all
  for (const auto& study : studies) EXPECT_EQ(study->snapshot()->counters().completed, 12U);
}

TEST_F(SharedSlots, AStudyWithoutEndDoesNotStarveAnother) {
  Load load;
  auto greedy = make(definition("greedy", 0, 9));
  auto modest = make(definition("modest", 5, 1), 4);  // it needs all slots at once
  std::atomic<bool> interrupted{false};
  const std::atomic<bool> never{false};
  std::thread other([&] {
    Quick launcher(load, 1);
    EXPECT_EQ(run(*greedy, launcher, interrupted), RunResult::interrupted);
  });
  Quick launcher(load, 4);
  EXPECT_EQ(run(*modest, launcher, never), RunResult::ended);
  interrupted = true;
  other.join();
  EXPECT_LE(load.most, 4);
}

TEST_F(SharedSlots, AnEndThatAnotherObjectTellsFreesThem) {
  auto study = make(definition("told", 0, 9), 4);
  auto other = make(definition("other", 0, 9), 4);
  ASSERT_EQ(study->ask(1).why, Asked::Why::given);
  EXPECT_EQ(other->ask(1).why, Asked::Why::wait);
  {
    // As another process would: it knows nothing of the slots.
    auto elsewhere = Study::open(*store, "told", clock.environment());
    elsewhere->tell(0, completed(), 1.0);
  }
  EXPECT_EQ(study->snapshot()->pending(), 0U);  // whoever looks has seen it
  EXPECT_EQ(other->ask(1).why, Asked::Why::given);
}

TEST_F(SharedSlots, AStudyThatIsPurgedWhileItIsOpenFreesThem) {
  auto gone = make(definition("Gone", 0, 9), 4);
  auto other = make(definition("other", 0, 9), 4);
  ASSERT_EQ(gone->ask(1).why, Asked::Why::given);
  purge(*store, "gone", pool.get());  // names are the same without regard to case
  EXPECT_EQ(other->ask(1).why, Asked::Why::given);
}

TEST_F(SharedSlots, AStudyThatIsPurgedElsewhereFreesThemOnceItIsLookedAt) {
  auto gone = make(definition("gone", 0, 9), 4);
  auto other = make(definition("other", 0, 9), 4);
  ASSERT_EQ(gone->ask(1).why, Asked::Why::given);
  purge(*store, "gone", nullptr);
  EXPECT_EQ(other->ask(1).why, Asked::Why::wait);
  EXPECT_THROW(gone->snapshot(), Error);
  EXPECT_EQ(other->ask(1).why, Asked::Why::given);
}

TEST_F(SharedSlots, AStudyOfTrialsThatAreTooLargeIsRefusedWhereverItWouldStart) {
  try {
    make(definition("large"), 5);
    ADD_FAILURE() << "it was made";
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), Code::limit);
  }
  Definition large = definition("large");
  large.limits.slots_per_trial = 5;
  Study::create(*store, large, clock.environment());
  auto study = Study::open(*store, "large", environment());  // it can be looked at
  EXPECT_THROW(study->ask(1), Error);
}

TEST_F(SharedSlots, TrialsThatWereLeftStartAsThereIsRoom) {
  Definition d = definition("left", 9, 9);
  Study::create(*store, d, clock.environment())->ask(9);
  auto study = Study::open(*store, "left", environment());
  Load load;
  Quick launcher(load, 1);
  const std::atomic<bool> never{false};
  EXPECT_EQ(run(*study, launcher, never), RunResult::ended);
  EXPECT_EQ(load.most, 4);
  EXPECT_EQ(study->snapshot()->counters().completed, 9U);
}

TEST_F(SharedSlots, AStudyThatSaysNothingOfItsTimeEndsAfterThirtyDays) {
  Environment e = clock.environment();
  e.quotas = Quotas(QuotaPreset::amt_classic);
  auto study = Study::create(*store, definition("long", 0, 1), e);
  study->begin_driving();
  const double begin = *clock.now;
  study->ask(1);
  *clock.now = begin + 30 * 86400.0 - 1;
  study->report(0, {"loss", 1.0, 0, 0, 0, 0});
  EXPECT_EQ(study->snapshot()->status(), Status::in_progress);
  *clock.now = begin + 30 * 86400.0;
  study->report(0, {"loss", 2.0, 0, 0, 0, 0});
  EXPECT_EQ(study->snapshot()->closing(), Closing::run_time);
}

}  // namespace
}  // namespace lode::study
