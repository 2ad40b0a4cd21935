// Who may drive, and whose time is counted: the lease's owner seen from here, a driver that ended, one that
// was killed.

#include "study/driver.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/process.h"
#include "study/fixture.h"

namespace lode::study {
namespace {

TEST(MaybeAlive, ThisProcessIs) {
  EXPECT_TRUE(maybe_alive(this_process()));
  Driver renamed = this_process();
  renamed.host = "renamed";  // the boot id says that it is this machine
  EXPECT_TRUE(maybe_alive(renamed));
}

TEST(MaybeAlive, AnotherBootOfThisHostIsOver) {
  Driver driver = this_process();
  driver.boot = "00000000-0000-0000-0000-000000000000";
  EXPECT_FALSE(maybe_alive(driver));
}

TEST(MaybeAlive, NothingIsProvedOfAnotherHost) {
  Driver driver = this_process();
  driver.boot = "00000000-0000-0000-0000-000000000000";
  driver.host = "elsewhere";
  EXPECT_TRUE(maybe_alive(driver));
  driver.start += 1;
  EXPECT_TRUE(maybe_alive(driver));
}

TEST(MaybeAlive, NothingIsProvedOfAnotherPidNamespace) {
  Driver driver = this_process();
  driver.start += 1;  // here that pid is another process
  ASSERT_FALSE(maybe_alive(driver));
  driver.space = "pid:[1]";
  EXPECT_TRUE(maybe_alive(driver));
  driver.space.clear();  // an event from before the namespace was recorded
  EXPECT_FALSE(maybe_alive(driver));
}

TEST(MaybeAlive, AZombieOrAPidThatIsGoneIsNot) {
  const pid_t child = fork();
  if (child == 0) {
    pause();
    _exit(0);
  }
  Driver driver = this_process();
  driver.pid = child;
  driver.start = find_process(child).value().start;
  EXPECT_TRUE(maybe_alive(driver));
  kill(child, SIGKILL);
  siginfo_t info;
  ASSERT_EQ(waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT), 0);
  EXPECT_FALSE(maybe_alive(driver)) << "a zombie";
  ASSERT_EQ(waitpid(child, nullptr, 0), child);
  EXPECT_FALSE(maybe_alive(driver)) << "gone";
}

class DrivingTest : public ::testing::Test {
 protected:
  void make(const Definition& d) { study = Study::create(*store, d, clock.environment()); }
  Trial trial() { return study->snapshot()->trial(0); }
  double driven() { return study->snapshot()->run_time(*clock.now); }
  /// As a driver that was killed left it: the lease is held by a process that is provably gone.
  void let_a_dead_process_drive() {
    Driver driver = this_process();
    driver.epoch = 1;
    driver.start += 1;
    auto log = store->open(study->name());
    ASSERT_TRUE(log->append(log->head(), {encode({*clock.now, DriverStarted{driver}})}));
  }

  FakeClock clock;
  std::unique_ptr<store::Store> store = store::open_memory_store();
  std::unique_ptr<Study> study;
};

TEST_F(DrivingTest, WhatADriverLeavesIsDueAndItsTimeStops) {
  Definition d = definition("left");
  d.limits.max_runtime = 200;
  make(d);
  study->begin_driving();
  study->ask(2);
  study->started(0, 1, "folder");
  *clock.now = 1100;
  study->end_driving();
  EXPECT_FALSE(study->snapshot()->driver());
  EXPECT_TRUE(trial().pending());
  EXPECT_EQ(trial().attempt, 2);
  EXPECT_EQ(trial().attempt_started, 0);
  EXPECT_EQ(trial().consumed, 100);
  EXPECT_EQ(study->snapshot()->trial(1).attempt, 1);  // was never started

  *clock.now = 5000;  // nobody drives
  EXPECT_EQ(driven(), 100);
  study->enqueue({0.5, 0.5});
  EXPECT_EQ(study->snapshot()->status(), Status::in_progress);
  study->begin_driving();
  EXPECT_EQ(trial().attempt, 2);  // not requeued once more
  study->started(0, 2, "folder");
  *clock.now = 5030;
  EXPECT_EQ(driven(), 130);
  study->tell(0, completed(), 1.0);
  EXPECT_EQ(trial().consumed, 130);
  EXPECT_EQ(study->snapshot()->status(), Status::in_progress);
  *clock.now = 5100;  // 100 and 100 seconds
  study->enqueue({0.5, 0.5});
  EXPECT_EQ(study->snapshot()->closing(), Closing::run_time);
}

TEST_F(DrivingTest, AKilledDriverIsCreditedUntilTheLastThatWasHeard) {
  make(definition("killed"));
  let_a_dead_process_drive();
  study->ask(1);
  *clock.now = 1010;
  study->started(0, 1, "folder");
  *clock.now = 1060;
  study->report(0, {"loss", 1.0, 0, 0, 0, 0});
  *clock.now = 9000;
  study->begin_driving();
  EXPECT_EQ(study->snapshot()->driver_epoch(), 2u);
  EXPECT_EQ(driven(), 60);
  EXPECT_EQ(trial().consumed, 50);
  EXPECT_EQ(trial().attempt, 2);
  EXPECT_EQ(trial().attempt_started, 0);
  *clock.now = 9010;
  EXPECT_EQ(driven(), 70);
  EXPECT_EQ(Study::open(*store, "killed", clock.environment())->snapshot()->run_time(9010), 70);
}

TEST_F(DrivingTest, ALiveDriversLeaseIsRefused) {
  make(definition("held"));
  study->begin_driving();
  auto other = Study::open(*store, "held", clock.environment());
  EXPECT_THROW(other->begin_driving(), Error);
  study->end_driving();
  EXPECT_NO_THROW(other->begin_driving());
}

}  // namespace
}  // namespace lode::study
