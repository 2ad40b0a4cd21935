// What each way to end means for the trial.

#include "launch/verdict.h"

#include <gtest/gtest.h>
#include <signal.h>

namespace lode::launch {
namespace {

using study::Reason;
using study::TrialStatus;

struct Row {
  Exit exit;
  Circumstances circumstances;
  TrialStatus status;
  Reason reason;
};

Exit by_status(int status) { return {.status = status}; }
Exit by_signal(int signal) { return {.signal = signal}; }

constexpr Circumstances quiet = {};
constexpr Circumstances memory_short = {.memory_killed = true};
constexpr Circumstances scheduled = {.sigterm_preempts = true};

const Row rows[] = {
    {by_status(0), quiet, TrialStatus::completed, Reason::none},
    {by_status(0), memory_short, TrialStatus::completed, Reason::none},  // a helper of its was killed
    {by_status(1), quiet, TrialStatus::failed, Reason::trial_error},
    {by_status(1), memory_short, TrialStatus::failed, Reason::trial_error},
    {by_status(75), quiet, TrialStatus::failed, Reason::platform_error},
    {by_status(79), quiet, TrialStatus::failed, Reason::out_of_memory},
    {by_status(80), quiet, TrialStatus::failed, Reason::preempted},
    {by_status(255), quiet, TrialStatus::failed, Reason::trial_error},
    {by_signal(SIGSEGV), quiet, TrialStatus::failed, Reason::trial_error},
    {by_signal(SIGSEGV), memory_short, TrialStatus::failed, Reason::trial_error},
    {by_signal(SIGKILL), quiet, TrialStatus::failed, Reason::trial_error},
    {by_signal(SIGKILL), memory_short, TrialStatus::failed, Reason::out_of_memory},
    {by_status(128 + SIGKILL), memory_short, TrialStatus::failed, Reason::out_of_memory},  // a shell's child
    {by_status(128 + SIGKILL), quiet, TrialStatus::failed, Reason::trial_error},
    {by_signal(SIGTERM), quiet, TrialStatus::stopped, Reason::user},
    {by_status(128 + SIGTERM), quiet, TrialStatus::stopped, Reason::user},
    {by_signal(SIGINT), quiet, TrialStatus::stopped, Reason::user},
    {by_signal(SIGTERM), scheduled, TrialStatus::failed, Reason::preempted},
    {by_status(128 + SIGTERM), scheduled, TrialStatus::failed, Reason::preempted},
    {by_signal(SIGINT), scheduled, TrialStatus::stopped, Reason::user},
    {by_signal(SIGKILL), scheduled, TrialStatus::failed, Reason::trial_error},
    {{.known = false}, memory_short, TrialStatus::failed, Reason::platform_error},
};

TEST(Verdict, OfEachWayToEnd) {
  for (std::size_t i = 0; i < std::size(rows); ++i) {
    const study::Ending ending = verdict(rows[i].exit, rows[i].circumstances);
    EXPECT_EQ(ending.status, rows[i].status) << "row " << i;
    EXPECT_EQ(ending.reason, rows[i].reason) << "row " << i;
    EXPECT_EQ(ending.message.empty(), rows[i].status == TrialStatus::completed) << "row " << i;
  }
}

TEST(Verdict, SaysWhatATrainerSays) {
  EXPECT_EQ(verdict(by_status(79), quiet).message, "exit status 79, by which a trainer says: out of memory");
  EXPECT_EQ(verdict(by_signal(SIGTERM), quiet).message, "killed by SIGTERM (15), which Lode did not send");
}

}  // namespace
}  // namespace lode::launch
