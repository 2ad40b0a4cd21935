// How a trial is ended by others.

#include "launch/harness.h"

namespace lode::launch {
namespace {

class CancelTest : public ProcessTest {
 protected:
  /// Launches a trial and waits until it has printed its first metric: it runs, its signal handling in place.
  void begin(LocalLauncher& launcher) {
    auto job = ProcessTest::job();
    job.metrics = {{"n", "n=(.*)"}};
    launcher.launch(job, notes_);
    until(launcher, [&] { return !notes_.reports.empty(); });
  }
  void finish(LocalLauncher& launcher) {
    until(launcher, [&] { return launcher.active() == 0; });
  }
};

TEST_F(CancelTest, TheReasonIsTold) {
  const std::pair<study::Reason, std::string> cases[] = {
      {study::Reason::time_limit, "stopped at its time limit"},
      {study::Reason::user, "stopped on request"},
      {study::Reason::study_end, "stopped because the study ended"},
      {study::Reason::early_stopping, "stopped early"}};
  for (const auto& [reason, message] : cases) {
    notes_ = Notes();
    auto launcher = this->launcher({"print", "n=1\\n", "run-on", ""});
    begin(launcher);
    launcher.cancel(0, reason, notes_);
    finish(launcher);
    EXPECT_EQ(ending().status, study::TrialStatus::stopped);
    EXPECT_EQ(ending().reason, reason);
    EXPECT_EQ(ending().message, message);
  }
}

TEST_F(CancelTest, ATrainerThatSavesAndExitsZeroAfterSigtermIsStopped) {
  auto launcher = this->launcher({"on-sigterm", "0", "print", "n=1\\n", "run-on", ""});
  begin(launcher);
  launcher.cancel(0, study::Reason::time_limit, notes_);
  finish(launcher);
  EXPECT_EQ(ending().status, study::TrialStatus::stopped);
}

TEST_F(CancelTest, WhatCompletedBeforeTheSignalStaysCompleted) {
  auto launcher = this->launcher({"pid", at("pid"), "print", "n=1\\n"});
  begin(launcher);
  // It has ended once it is a zombie; the launcher has not looked since.
  const pid_t pid = std::stoi(content_of(at("pid")));
  while (launcher.active() > 0 && !zombie(pid)) std::this_thread::yield();
  launcher.cancel(0, study::Reason::time_limit, notes_);
  finish(launcher);
  EXPECT_EQ(ending().status, study::TrialStatus::completed);
}

TEST_F(CancelTest, SigkillAfterTheGracePeriodToTheWholeGroup) {
  auto launcher =
      this->launcher({"ignore-sigterm", "", "child", at("child"), "print", "n=1\\n", "run-on", ""}, 0.05);
  begin(launcher);
  const pid_t child = pid_in(launcher, at("child"));
  launcher.cancel(0, study::Reason::time_limit, notes_);
  finish(launcher);
  EXPECT_EQ(ending().reason, study::Reason::time_limit);
  EXPECT_EQ(ending().message, "stopped at its time limit; killed, as it ran on for 0.05 s after SIGTERM");
  until_dead(launcher, child);
}

TEST_F(CancelTest, WithinTheGracePeriodNothingIsKilled) {
  auto launcher =
      this->launcher({"ignore-sigterm", "", "print", "n=1\\n", "wait", at("go"), "print", "n=2\\n"}, 3600);
  begin(launcher);
  launcher.cancel(0, study::Reason::user, notes_);
  for (int i = 0; i < 50; ++i) launcher.poll(notes_);
  EXPECT_EQ(launcher.active(), 1u);
  std::ofstream(at("go"));
  finish(launcher);
  EXPECT_EQ(notes_.values(), (std::vector<double>{1, 2}));
  EXPECT_EQ(ending().message, "stopped on request");
}

TEST_F(CancelTest, ASuspendedTrialEndsToo) {
  auto launcher = this->launcher({"print", "n=1\\n", "suspend", "", "run-on", ""}, 3600);
  begin(launcher);
  launcher.cancel(0, study::Reason::user, notes_);
  finish(launcher);
  EXPECT_EQ(ending().status, study::TrialStatus::stopped);
}

TEST_F(CancelTest, PreemptedIsEndedWithoutBeingTold) {
  auto launcher = this->launcher({"print", "n=1\\n", "run-on", ""});
  begin(launcher);
  launcher.cancel(0, study::Reason::preempted, notes_);
  finish(launcher);
  EXPECT_TRUE(notes_.ends.empty());
}

TEST_F(CancelTest, TheFirstReasonCounts) {
  auto launcher = this->launcher({"ignore-sigterm", "", "print", "n=1\\n", "run-on", ""}, 0.05);
  begin(launcher);
  launcher.cancel(0, study::Reason::early_stopping, notes_);
  launcher.cancel(0, study::Reason::preempted, notes_);
  launcher.cancel(7, study::Reason::user, notes_);  // no such trial: nothing happens
  finish(launcher);
  EXPECT_EQ(ending().reason, study::Reason::early_stopping);
}

TEST_F(CancelTest, ADecisionToStopEndsTheTrialEarly) {
  auto launcher = this->launcher({"print", "n=1\\nn=2\\n", "run-on", ""});
  notes_.stop_at = 2;
  begin(launcher);
  finish(launcher);
  EXPECT_EQ(ending().status, study::TrialStatus::stopped);
  EXPECT_EQ(ending().reason, study::Reason::early_stopping);
}

TEST_F(CancelTest, TheDestructorLeavesNothingBehind) {
  pid_t trainer = 0;
  pid_t child = 0;
  {
    auto launcher = this->launcher(
        {"ignore-sigterm", "", "child", at("child"), "pid", at("pid"), "print", "n=1\\n", "run-on", ""});
    begin(launcher);
    trainer = pid_in(launcher, at("pid"));
    child = pid_in(launcher, at("child"));
    EXPECT_TRUE(alive(trainer));
  }
  EXPECT_FALSE(alive(trainer));
  auto other = this->launcher({});
  until_dead(other, child);
  EXPECT_TRUE(notes_.ends.empty());
}

}  // namespace
}  // namespace lode::launch
