// The journal: group commit, conflicts with other processes, errors of the store.

#include "study/journal.h"

#include <condition_variable>
#include <gtest/gtest.h>
#include <mutex>
#include <thread>

#include "base/error.h"
#include "study/fixture.h"

namespace lode::study {
namespace {

/// A log that counts appends, can hold them back, and can fail.
class ProbeLog : public store::EventLog {
 public:
  explicit ProbeLog(std::unique_ptr<store::EventLog> log) : log_(std::move(log)) {}

  bool append(std::uint64_t expected_head, const std::vector<store::Event>& events) override {
    std::unique_lock lock(lock_);
    moved_.wait(lock, [&] { return !held_; });
    ++appends;
    if (fail) throw Error(Code::store, "disk full");
    if (intruder) {
      auto write = std::exchange(intruder, nullptr);
      write(*log_);
    }
    return log_->append(expected_head, events);
  }
  std::vector<store::Event> read_from(std::uint64_t after) const override {
    auto events = log_->read_from(after);
    std::erase_if(events, [&](const auto& event) { return event.sequence == lost; });
    return events;
  }
  std::uint64_t head() const override { return log_->head(); }

  void hold(bool held) {
    std::lock_guard lock(lock_);
    held_ = held;
    moved_.notify_all();
  }

  int appends = 0;
  bool fail = false;
  std::uint64_t lost = 0;  ///< event that is missing in what is read; 0: none
  std::function<void(store::EventLog&)>
      intruder;  ///< writes as another process would, just before the next append

 private:
  std::unique_ptr<store::EventLog> log_;
  std::mutex lock_;
  std::condition_variable moved_;
  bool held_ = false;
};

class JournalTest : public ::testing::Test {
 protected:
  JournalTest() {
    auto probe = std::make_unique<ProbeLog>(store->create("s", 0));
    log = probe.get();
    journal = std::make_unique<Journal>(std::move(probe), [] { return 1000.0; });
    journal->commit([](const State&) -> std::vector<Body> {
      return {StudyCreated{definition("s"), "0", ""}};
    });
  }
  static std::vector<Body> enqueue(const State&) { return {TrialEnqueued{{0.5, 0.5}}}; }

  std::unique_ptr<store::Store> store = store::open_memory_store();
  ProbeLog* log = nullptr;
  std::unique_ptr<Journal> journal;
};

TEST_F(JournalTest, CommandsThatWaitShareOneAppend) {
  constexpr int threads = 16;
  log->hold(true);
  const int before = log->appends;
  std::vector<std::thread> workers;
  for (int i = 0; i < threads; ++i) workers.emplace_back([&] { journal->commit(enqueue); });
  // The first becomes the leader and is held in its append; the others queue behind it, and are written
  // together.
  while (journal->waiting() < threads - 1) std::this_thread::yield();
  log->hold(false);
  for (auto& worker : workers) worker.join();
  EXPECT_EQ(journal->snapshot()->queue().size(), static_cast<std::size_t>(threads));
  EXPECT_EQ(log->appends - before, 2);
}

TEST_F(JournalTest, SeveralCommandsTakeOneAppend) {
  const int before = log->appends;
  std::vector<Decide> decides(50, enqueue);
  decides.push_back([](const State&) -> std::vector<Body> { throw Error(Code::argument, "no"); });
  const auto errors = journal->commit_all(decides);
  EXPECT_EQ(log->appends - before, 1);
  EXPECT_EQ(journal->snapshot()->queue().size(), 50u);
  EXPECT_FALSE(errors.front());
  EXPECT_TRUE(errors.back());  // the one that was refused does not take the others with it
}

TEST_F(JournalTest, DecidesAgainAfterAnotherProcessWrote) {
  log->intruder = [](store::EventLog& other) {
    ASSERT_TRUE(other.append(other.head(), {encode({1000.0, TrialEnqueued{{0.25, 0.25}}})}));
  };
  std::vector<std::size_t> seen;
  journal->commit([&](const State& state) {
    seen.push_back(state.queue().size());
    return enqueue(state);
  });
  EXPECT_EQ(seen, (std::vector<std::size_t>{0, 1}));
  const auto state = journal->snapshot();
  ASSERT_EQ(state->queue().size(), 2u);
  EXPECT_EQ(state->queue()[0][0], 0.25);  // in the order of the log
  EXPECT_EQ(state->queue()[1][0], 0.5);
}

TEST_F(JournalTest, WhatTheStoreRefusedNeverHappened) {
  log->fail = true;
  EXPECT_THROW(journal->commit(enqueue), Error);
  log->fail = false;
  EXPECT_EQ(journal->snapshot()->queue().size(), 0u);
  journal->commit(enqueue);
  EXPECT_EQ(journal->snapshot()->queue().size(), 1u);
}

TEST_F(JournalTest, ReadSeesWhatAnotherProcessWroteWithoutACopy) {
  ASSERT_TRUE(log->append(log->head(), {encode({1000.0, TrialEnqueued{{0.25, 0.25}}})}));
  const auto look = [](const State& state) { return std::pair(&state, state.queue().size()); };
  const auto [first, queued] = journal->read(look);
  EXPECT_EQ(queued, 1u);
  EXPECT_EQ(journal->read(look).first, first);
  EXPECT_THROW(journal->read([](const State& state) { return state.trial(7).number; }), Error);
  journal->commit(enqueue);  // the lock was given back
  EXPECT_EQ(journal->read(look).second, 2u);
}

/// What reading the study says of a log that lacks an event.
std::string damage(Journal& journal) {
  try {
    journal.snapshot();
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), Code::store);
    return e.what();
  }
  return "none";
}

TEST_F(JournalTest, AHoleInTheLogIsDamage) {
  for (int i = 0; i < 3; ++i) journal->commit(enqueue);
  for (const std::uint64_t lost : {1, 2, 3}) {
    auto probe = std::make_unique<ProbeLog>(store->open("s"));
    probe->lost = lost;
    Journal opened(std::move(probe), [] { return 1000.0; });
    const std::string expected = "event " + std::to_string(lost) + " is missing";
    EXPECT_EQ(damage(opened).rfind(expected, 0), 0u) << damage(opened);
  }
}

TEST_F(JournalTest, AHoleInWhatAnotherProcessWroteIsDamage) {
  const store::Event event = encode({1000.0, TrialEnqueued{{0.25, 0.25}}});
  ASSERT_TRUE(log->append(log->head(), {event, event, event}));  // 2, 3 and 4
  log->lost = 3;
  EXPECT_EQ(damage(*journal).rfind("event 3 is missing", 0), 0u) << damage(*journal);
  EXPECT_THROW(journal->commit(enqueue), Error);  // nothing is decided on half a history
  EXPECT_EQ(store->open("s")->head(), 4u);
  log->lost = 0;
  EXPECT_EQ(journal->snapshot()->queue().size(), 3u);
}

}  // namespace
}  // namespace lode::study
