// How a trial ends by itself.

#include <sys/wait.h>

#include "launch/harness.h"

namespace lode::launch {
namespace {

using EndingTest = ProcessTest;

TEST_F(EndingTest, ExitStatusZeroIsCompleted) {
  auto launcher = this->launcher({});
  run(launcher, job());
  EXPECT_EQ(ending().status, study::TrialStatus::completed);
  EXPECT_EQ(ending().reason, study::Reason::none);
  EXPECT_EQ(ending().message, "");
  EXPECT_FALSE(fs::exists(trial_folder() / "pid"));
}

TEST_F(EndingTest, AnotherExitStatusFailsWithTheEndOfTheLog) {
  auto launcher = this->launcher({"print", "1\\n2\\n3\\n4\\n\\n5\\n  \\n6\\nbad eta", "exit", "3"});
  run(launcher, job());
  EXPECT_EQ(ending().status, study::TrialStatus::failed);
  EXPECT_EQ(ending().reason, study::Reason::trial_error);
  EXPECT_EQ(ending().attempt, 1);
  EXPECT_EQ(ending().message, "exit status 3; its log ends:\n3\n4\n5\n6\nbad eta");
}

TEST_F(EndingTest, LongLogLinesMakeNoLongMessage) {
  auto launcher = this->launcher({"long", "100000", "exit", "1"});
  run(launcher, job());
  EXPECT_LT(ending().message.size(), 300u);
}

TEST_F(EndingTest, ACrashNamesItsSignal) {
  auto launcher = this->launcher({"crash", ""});
  run(launcher, job());
  EXPECT_EQ(ending().status, study::TrialStatus::failed);
  EXPECT_EQ(ending().message.find("killed by SIGSEGV (11)"), 0u) << ending().message;
}

TEST_F(EndingTest, SigkillMayBeWantOfMemory) {
  auto launcher = this->launcher({"kill", ""});
  run(launcher, job());
  EXPECT_EQ(ending().message, "killed by SIGKILL (9), possibly by the kernel for want of memory");
}

TEST_F(EndingTest, TheKernelsKillForWantOfMemory) {
  const fs::path events = folder_ / "system/sys/fs/cgroup/memory.events";
  fs::create_directories(events.parent_path());
  fs::create_directories(folder_ / "system/proc/self");
  std::ofstream(folder_ / "system/proc/self/cgroup") << "0::/\n";
  std::ofstream(events) << "oom_kill 0\n";
  auto launcher = this->launcher({"kernel-kill", events.string()});
  run(launcher, job());
  EXPECT_EQ(ending().reason, study::Reason::out_of_memory);
  EXPECT_EQ(ending().message, "killed by SIGKILL (9) by the kernel for want of memory");
  auto by_hand = this->launcher({"kill", ""});  // the count is as it was when this one starts
  run(by_hand, job(1));
  EXPECT_EQ(notes_.ends.at(1).ending.reason, study::Reason::trial_error);
}

TEST_F(EndingTest, ATrainerSaysWhyItFails) {
  auto launcher = this->launcher({"print", "CUDA out of memory\\n", "exit", "79"});
  run(launcher, job());
  EXPECT_EQ(ending().reason, study::Reason::out_of_memory);
  EXPECT_EQ(ending().message,
            "exit status 79, by which a trainer says: out of memory; its log ends:\nCUDA out of memory");
}

TEST_F(EndingTest, ASigtermFromOutsideIsAPersonsOrTheSchedulers) {
  auto launcher = this->launcher({"terminate", ""});
  run(launcher, job());
  EXPECT_EQ(ending().status, study::TrialStatus::stopped);
  EXPECT_EQ(ending().reason, study::Reason::user);
  LocalLauncher scheduled({LODE_TEST_TRAINER, "terminate", ""},
                          {.directory = at("trials"), .sigterm_preempts = true});
  run(scheduled, job(1));
  EXPECT_EQ(notes_.ends.at(1).ending.reason, study::Reason::preempted);  // told, so that it is started again
}

TEST_F(EndingTest, ARelativePathInTheCommandIsExplainedWhereItFails) {
  const fs::path before = fs::current_path();
  fs::current_path(folder_);
  std::ofstream("train.py") << "x";
  auto launcher = this->launcher({"file", "train.py", "exit", "2"});
  fs::current_path(before);
  run(launcher, job());
  EXPECT_NE(ending().message.find("'train.py' names a file relative to"), std::string::npos)
      << ending().message;
}

TEST_F(EndingTest, WhatATrialLeavesRunningIsKilled) {
  auto launcher = this->launcher({"child", at("child")});
  launcher.launch(job(), notes_);
  const pid_t child = pid_in(launcher, at("child"));
  until(launcher, [&] { return launcher.active() == 0; });
  until_dead(launcher, child);
  EXPECT_EQ(ending().status, study::TrialStatus::completed);
}

TEST_F(EndingTest, TheHostsOwnChildrenAreNotTouched) {
  const pid_t own = fork();
  if (own == 0) _exit(42);
  auto launcher = this->launcher({});
  run(launcher, job());
  int status = 0;
  ASSERT_EQ(waitpid(own, &status, 0), own);
  EXPECT_EQ(WEXITSTATUS(status), 42);
}

TEST_F(EndingTest, NoZombieStays) {
  auto launcher = this->launcher({});
  for (std::uint64_t trial = 0; trial < 5; ++trial) run(launcher, job(trial));
  EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), -1);
  EXPECT_EQ(errno, ECHILD);
}

TEST_F(EndingTest, AHostThatIgnoresSigchldIsToldSo) {
  signal(SIGCHLD, SIG_IGN);
  auto launcher = this->launcher({});
  run(launcher, job());
  signal(SIGCHLD, SIG_DFL);
  EXPECT_EQ(ending().reason, study::Reason::platform_error);
  EXPECT_NE(ending().message.find("SIGCHLD"), std::string::npos);
}

TEST_F(EndingTest, ManyTrialsAtOnce) {
  auto launcher = this->launcher({"print", "n=1\\n", "wait", at("go")});
  for (std::uint64_t trial = 0; trial < 20; ++trial) {
    auto job = this->job(trial);
    job.metrics = {{"n", "n=(.*)"}};
    launcher.launch(job, notes_);
  }
  EXPECT_EQ(launcher.active(), 20u);
  until(launcher, [&] { return notes_.reports.size() == 20; });
  std::ofstream(at("go"));
  until(launcher, [&] { return launcher.active() == 0; });
  EXPECT_EQ(notes_.ends.size(), 20u);
}

TEST_F(EndingTest, TheSameTrialIsNotStartedTwice) {
  auto launcher = this->launcher({"wait", at("go")});
  launcher.launch(job(), notes_);
  launcher.launch(job(), notes_);
  EXPECT_EQ(notes_.starts.size(), 1u);
  EXPECT_NE(notes_.all_warnings().find("not started twice"), std::string::npos);
}

TEST_F(EndingTest, ARefusedEndIsAWarningAndAStoreErrorIsTriedAgain) {
  auto launcher = this->launcher({});
  notes_.on_end = [] { throw Error(Code::state, "ended by another process"); };
  run(launcher, job());
  EXPECT_NE(notes_.all_warnings().find("ended by another process"), std::string::npos);

  int failures = 0;
  notes_.on_end = [&] {
    if (failures++ == 0) throw Error(Code::store, "disk full");
  };
  launcher.launch(job(1), notes_);
  EXPECT_THROW(until(launcher, [&] { return launcher.active() == 0; }), Error);
  EXPECT_EQ(launcher.active(), 1u);
  until(launcher, [&] { return launcher.active() == 0; });
  ASSERT_EQ(notes_.ends.size(), 1u);
  EXPECT_EQ(notes_.ends[0].ending.status, study::TrialStatus::completed);
}

}  // namespace
}  // namespace lode::launch
