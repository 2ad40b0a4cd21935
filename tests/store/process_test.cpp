// Several processes on one file, and processes that are killed while they write.
#include <filesystem>
#include <gtest/gtest.h>
#include <map>
#include <random>
#include <signal.h>

#include "store/child.h"
#include "store/raw_database.h"
#include "store/scratch.h"
#include "store/store.h"
#include "store/workload.h"

namespace lode::store::test {
namespace {

/// Lets a child append, kills it after `count` acknowledgements, wherever it then is in its next append.
/// \return the last head that it acknowledged, or `before`.
std::uint64_t run_and_kill(const std::string& path, std::uint64_t count, std::uint64_t before) {
  Child child({"stream", path, "a"});
  std::uint64_t acknowledged = before;
  for (std::uint64_t i = 0; i < count; ++i) {
    const auto head = child.next();
    if (!head) {
      ADD_FAILURE() << "the writer ended by itself";
      return acknowledged;
    }
    acknowledged = *head;
  }
  child.kill();
  while (const auto head = child.next()) acknowledged = *head;  // said before the kill arrived
  EXPECT_EQ(child.wait(), 128 + SIGKILL);
  return acknowledged;
}

class Kills : public testing::TestWithParam<int> {};

TEST_P(Kills, NothingAcknowledgedIsLost) {
  // On a disk most kills meet a sync; in memory they meet everything else.
  const Scratch scratch(GetParam() % 2 == 0 ? Scratch::Place::memory : Scratch::Place::disk);
  const std::string path = scratch.file("s.db");
  std::mt19937_64 random(static_cast<std::uint64_t>(GetParam()));
  std::uint64_t head = 0;
  for (int kill = 0; kill < 52; ++kill) {
    SCOPED_TRACE("kill " + std::to_string(kill));
    // A watcher keeps the file open at every other kill: then the log is not rebuilt by the next writer.
    const auto watcher = kill % 2 == 1 ? open_sqlite_store(path) : nullptr;
    const std::uint64_t acknowledged = run_and_kill(path, 1 + random() % 8, head);
    const auto store = open_sqlite_store(path, {.create = false});
    const auto log = store->open("a");
    expect_stream(*log, acknowledged);
    if (watcher) expect_stream(*watcher->open("a"), acknowledged);
    if (HasFailure()) return;
    head = log->head();
  }
  EXPECT_EQ(RawDatabase(path).text("PRAGMA integrity_check"), "ok");
}

// Four files of 52 kills each.
INSTANTIATE_TEST_SUITE_P(Seeds, Kills, testing::Range(1, 5));

// A kill while the file is being made must leave one that can be opened.
TEST(Kill, WhileTheFileIsMade) {
  for (int i = 0; i < 20; ++i) {
    const Scratch scratch;
    const std::string path = scratch.file("s.db");
    Child child({"stream", path, "a"});
    while (i % 2 == 0 && !std::filesystem::exists(path)) continue;
    child.kill();
    child.wait();
    const auto store = open_sqlite_store(path);
    EXPECT_LE(store->list().size(), 1U);
    EXPECT_EQ(RawDatabase(path).text("PRAGMA integrity_check"), "ok");
  }
}

TEST(Processes, AConflictIsSeenByTheLoser) {
  const Scratch scratch;
  const auto store = open_sqlite_store(scratch.file("s.db"));
  const auto log = store->create("a", 1);
  Child child({"step", scratch.file("s.db"), "a"});
  for (std::uint64_t round = 0; round < 20; ++round) {
    const std::uint64_t mine = log->head();
    child.poke();
    EXPECT_EQ(child.next(), mine + 1);
    EXPECT_FALSE(log->append(mine, {event_at(1)}));
    EXPECT_EQ(log->head(), mine + 1);
    EXPECT_EQ(log->read_from(mine).at(0).payload, "step");
    EXPECT_TRUE(log->append(mine + 1, {event_at(1)}));
  }
  child.close_input();
  EXPECT_EQ(child.wait(), 0);
  EXPECT_EQ(log->head(), 40U);
}

TEST(Processes, ThreeWritersLoseNothing) {
  const Scratch scratch;
  const std::string path = scratch.file("s.db");
  const auto store = open_sqlite_store(path);
  const auto log = store->create("a", 1);
  constexpr int count = 150;
  Child one({"contend", path, "a", "one", std::to_string(count)});
  Child two({"contend", path, "a", "two", std::to_string(count)});
  for (int i = 0; i < count; ++i) {
    const Event mine{.sequence = 0, .type = "T", .version = 1, .payload = "me:" + std::to_string(i)};
    while (!log->append(log->head(), {mine})) continue;
  }
  EXPECT_EQ(one.wait(), 0);
  EXPECT_EQ(two.wait(), 0);
  std::map<std::string, int> next;
  std::uint64_t sequence = 0;
  for (const auto& event : log->read_from(0)) {
    EXPECT_EQ(event.sequence, ++sequence);
    const std::string writer = event.payload.substr(0, event.payload.find(':'));
    EXPECT_EQ(event.payload, writer + ":" + std::to_string(next[writer]++));
  }
  EXPECT_EQ(next, (std::map<std::string, int>{{"one", count}, {"two", count}, {"me", count}}));
}

// Both may find the file missing and begin to make it.
TEST(Processes, TwoMayMakeTheFileAtOnce) {
  for (int round = 0; round < 5; ++round) {
    const Scratch scratch;
    const std::string path = scratch.file("s.db");
    Child one({"contend", path, "one", "one", "3"});
    Child two({"contend", path, "two", "two", "3"});
    EXPECT_EQ(one.wait(), 0);
    EXPECT_EQ(two.wait(), 0);
    const auto store = open_sqlite_store(path);
    EXPECT_EQ(store->open("one")->head(), 3U);
    EXPECT_EQ(store->open("two")->head(), 3U);
  }
}

}  // namespace
}  // namespace lode::store::test
