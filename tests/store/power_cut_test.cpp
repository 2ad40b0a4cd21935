// What an append promises: once it has returned, no power cut takes it back. The disk is power_cut_vfs.h's.
#include <gtest/gtest.h>
#include <thread>

#include "base/error.h"
#include "store/power_cut_vfs.h"
#include "store/raw_database.h"
#include "store/scratch.h"
#include "store/workload.h"

namespace lode::store::test {
namespace {

using Survivors = PowerCutDisk::Survivors;

struct Plan {
  std::uint64_t appends;
  std::uint64_t longest;      ///< payload bytes
  std::uint64_t reopen_each;  ///< appends between two closings of the store
};

struct Acknowledged {
  bool study = false;
  std::uint64_t events = 0;
};

/// Appends until the plan is done or the power is gone, and keeps what was acknowledged.
void work(const PowerCutDisk& disk, const std::string& path, const Plan& plan, Acknowledged& acknowledged) {
  std::uint64_t head = 0;
  try {
    for (std::uint64_t done = 0; done < plan.appends;) {
      const auto store = open_sqlite_store(path, {.vfs = disk.vfs()});
      const auto log = acknowledged.study ? store->open("a") : store->create("a", 1);
      acknowledged.study = true;
      for (std::uint64_t i = 0; i < plan.reopen_each && done < plan.appends; ++i, ++done) {
        ASSERT_TRUE(log->append(head, append_at(head, plan.longest)));
        head += events_in_append(head);
        acknowledged.events = head;
      }
    }
  } catch (const Error& error) {
    ASSERT_EQ(error.code(), Code::store) << error.what();  // the power is gone
  }
}

/// Opens what a cut has left, as a user would, and compares.
void expect_acknowledged(const std::string& path, const Plan& plan, const Acknowledged& acknowledged) {
  const auto store = open_sqlite_store(path);
  const auto studies = store->list();
  ASSERT_LE(studies.size(), 1U);
  ASSERT_GE(studies.size(), acknowledged.study ? 1U : 0U) << "an acknowledged study is lost";
  if (!studies.empty()) {
    const auto log = store->open("a");
    expect_stream(*log, acknowledged.events, plan.longest);
    EXPECT_TRUE(log->append(log->head(), append_at(log->head(), plan.longest)));  // and life goes on
  }
  EXPECT_EQ(RawDatabase(path).text("PRAGMA integrity_check"), "ok");
}

void cut_and_compare(const Plan& plan, std::uint64_t operation, Survivors survivors) {
  SCOPED_TRACE("power cut at operation " + std::to_string(operation) +
               (survivors == Survivors::durable ? ", durable" : ", by chance"));
  const Scratch before(Scratch::Place::memory);
  const Scratch after(Scratch::Place::memory);
  PowerCutDisk disk;
  disk.cut_at(operation);
  Acknowledged acknowledged;
  work(disk, before.file("s.db"), plan, acknowledged);
  disk.restart_into(after.path(), survivors, operation);
  expect_acknowledged(after.file("s.db"), plan, acknowledged);
}

std::uint64_t operations_of(const Plan& plan) {
  const Scratch scratch(Scratch::Place::memory);
  PowerCutDisk disk;
  Acknowledged acknowledged;
  work(disk, scratch.file("s.db"), plan, acknowledged);
  return disk.operations();
}

/// Cuts at every `stride`-th operation of the plan's whole course.
void cut_everywhere(const Plan& plan, std::uint64_t stride, std::uint64_t least_cuts) {
  const std::uint64_t operations = operations_of(plan);
  std::uint64_t cuts = 0;
  for (std::uint64_t at = 1; at <= operations + 1; at += stride)
    for (const auto survivors : {Survivors::durable, Survivors::by_chance}) {
      cut_and_compare(plan, at, survivors);
      if (testing::Test::HasFailure()) return;
      ++cuts;
    }
  testing::Test::RecordProperty("cuts", static_cast<int>(cuts));
  EXPECT_GE(cuts, least_cuts);
}

TEST(PowerCut, NothingAcknowledgedIsLostAtAnyOperation) {
  cut_everywhere({.appends = 24, .longest = 6000, .reopen_each = 7}, 1, 300);
}

// Enough pages for SQLite to move its log into the file while the store is open, and to begin the log anew.
TEST(PowerCut, NothingAcknowledgedIsLostAroundCheckpoints) {
  cut_everywhere({.appends = 14, .longest = 400000, .reopen_each = 1000}, 53, 100);
}

TEST(PowerCut, NothingAcknowledgedIsLostByThreadsThatShareTransactions) {
  constexpr std::size_t writers = 4;
  for (std::uint64_t cut = 40; cut < 400; cut += 9) {
    SCOPED_TRACE(cut);
    const Scratch before(Scratch::Place::memory);
    const Scratch after(Scratch::Place::memory);
    PowerCutDisk disk;
    std::vector<std::uint64_t> acknowledged(writers, 0);
    {
      const auto store = open_sqlite_store(before.file("s.db"), {.vfs = disk.vfs()});
      for (std::size_t i = 0; i < writers; ++i) store->create(std::to_string(i), 1);
      disk.cut_at(disk.operations() + cut);
      std::vector<std::thread> threads;
      for (std::size_t i = 0; i < writers; ++i)
        threads.emplace_back([&, i] {
          try {
            const auto log = store->open(std::to_string(i));
            for (auto& head = acknowledged[i]; log->append(head, append_at(head));)
              head += events_in_append(head);
          } catch (const Error&) {
            return;  // the power is gone
          }
        });
      for (auto& thread : threads) thread.join();
    }
    disk.restart_into(after.path(), cut % 2 == 0 ? Survivors::durable : Survivors::by_chance, cut);
    const auto store = open_sqlite_store(after.file("s.db"), {.create = false});
    for (std::size_t i = 0; i < writers; ++i) expect_stream(*store->open(std::to_string(i)), acknowledged[i]);
    EXPECT_EQ(RawDatabase(after.file("s.db")).text("PRAGMA integrity_check"), "ok");
    if (HasFailure()) return;
  }
}

/// How many of `rows` acknowledged rows a database of its own has after a cut.
int rows_after_cut(const std::string& synchronous, int rows) {
  const Scratch before(Scratch::Place::memory);
  const Scratch after(Scratch::Place::memory);
  PowerCutDisk disk;
  {
    RawDatabase database(before.file("t.db"), disk.vfs().c_str());
    database.execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE t(x)");
    database.execute("PRAGMA synchronous=" + synchronous);
    for (int i = 0; i < rows; ++i) database.execute("INSERT INTO t VALUES(1)");
    disk.restart_into(after.path(), Survivors::durable, 1);
  }
  return std::stoi(RawDatabase(after.file("t.db")).text("SELECT count(*) FROM t"));
}

// The proof that the tests above could fail: on the same disk, settings that promise less lose rows.
TEST(PowerCutDisk, TakesWhatWasNotSynced) {
  EXPECT_EQ(rows_after_cut("FULL", 50), 50);
  EXPECT_LT(rows_after_cut("NORMAL", 50), 50);
  EXPECT_LT(rows_after_cut("OFF", 50), 50);
}

// In memory only: a rollback journal that is never synced lets a torn file through.
TEST(PowerCutDisk, TearsFilesThatAreWrittenWithoutSyncs) {
  int torn = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Scratch before(Scratch::Place::memory);
    const Scratch after(Scratch::Place::memory);
    PowerCutDisk disk;
    {
      RawDatabase database(before.file("t.db"), disk.vfs().c_str());
      database.execute("PRAGMA synchronous=FULL; CREATE TABLE t(x)");
      database.execute("PRAGMA synchronous=OFF");
      for (int i = 0; i < 20; ++i) database.execute("INSERT INTO t VALUES(randomblob(3000))");
      disk.restart_into(after.path(), Survivors::by_chance, seed);
    }
    try {
      if (RawDatabase(after.file("t.db")).text("PRAGMA integrity_check") != "ok") ++torn;
    } catch (const std::runtime_error&) {
      ++torn;
    }
  }
  EXPECT_GT(torn, 0);
}

struct FaultCase {
  PowerCutDisk::Kind kind;
  int result;
  std::string text;
};

void PrintTo(const FaultCase& fault, std::ostream* out) { *out << fault.text; }

class Faults : public testing::TestWithParam<FaultCase> {};

TEST_P(Faults, AFailedAppendLeavesTheLogAsItWasAndUsable) {
  const Scratch scratch(Scratch::Place::memory);
  const std::string path = scratch.file("s.db");
  PowerCutDisk disk;
  const auto store = open_sqlite_store(path, {.vfs = disk.vfs()});
  const auto log = store->create("a", 1);
  std::uint64_t head = 0;
  for (int round = 0; round < 20; ++round) {
    disk.fail(GetParam().kind, GetParam().result, 1);
    try {
      log->append(head, append_at(head));
      FAIL() << "the fault went unnoticed";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), Code::store);
      EXPECT_NE(std::string(error.what()).find(path), std::string::npos) << error.what();
      EXPECT_NE(std::string(error.what()).find(GetParam().text), std::string::npos) << error.what();
    }
    EXPECT_EQ(log->head(), head);
    ASSERT_TRUE(log->append(head, append_at(head)));
    head += events_in_append(head);
  }
  expect_stream(*log, head);
  const Scratch after(Scratch::Place::memory);
  disk.restart_into(after.path(), Survivors::durable, 1);
  expect_stream(*open_sqlite_store(after.file("s.db"))->open("a"), head);
}

INSTANTIATE_TEST_SUITE_P(
    Disk, Faults,
    testing::Values(FaultCase{PowerCutDisk::Kind::write, SQLITE_FULL, "database or disk is full"},
                    FaultCase{PowerCutDisk::Kind::write, SQLITE_IOERR_WRITE, "disk I/O error"},
                    FaultCase{PowerCutDisk::Kind::sync, SQLITE_IOERR_FSYNC, "disk I/O error"}),
    [](const auto& test) { return "Fault" + std::to_string(test.index); });

}  // namespace
}  // namespace lode::store::test
