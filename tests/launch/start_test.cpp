// What a trial finds when it starts, and what happens where it cannot start.

#include <fcntl.h>

#include "base/json.h"
#include "launch/harness.h"

namespace lode::launch {
namespace {

using StartTest = ProcessTest;

TEST_F(StartTest, FolderFileAndVariables) {
  auto job = this->job();
  job.attempt = 1;
  job.hyperparameters = {{"eta", "0.1"}, {"max-depth", "6"}, {"text", "a \"b\" \xC3\xBC"}};
  job.environment = {{"DATA", "/data"}, {"LODE_TRIAL", "overridden"}};
  auto launcher = this->launcher({"folder",   "",
                                  "variable", "LODE_STUDY",
                                  "variable", "LODE_TRIAL",
                                  "variable", "LODE_TRIAL_NAME",
                                  "variable", "LODE_ATTEMPT",
                                  "variable", "LODE_METRICS",
                                  "variable", "LODE_HYPERPARAMETERS",
                                  "variable", "LODE_CHECKPOINTS",
                                  "variable", "LODE_HP_ETA",
                                  "variable", "LODE_HP_MAX_DEPTH",
                                  "variable", "DATA",
                                  "print",    "eta is {eta}\\n"});
  run(launcher, job);
  const std::string folder = trial_folder().string();
  EXPECT_EQ(log(), "cwd=" + folder +
                       "\nLODE_STUDY=s\nLODE_TRIAL=0\nLODE_TRIAL_NAME=s-0\nLODE_ATTEMPT=1\nLODE_METRICS=" +
                       folder + "/metrics.jsonl\nLODE_HYPERPARAMETERS=" + folder +
                       "/hyperparameters.json\nLODE_CHECKPOINTS=" + folder +
                       "/checkpoints\nLODE_HP_ETA=0.1\nLODE_HP_MAX_DEPTH=6\nDATA=/data\neta is 0.1\n");
  const Json written = parse_json(content_of(trial_folder() / "hyperparameters.json"));
  EXPECT_EQ(written, Json({{"eta", "0.1"}, {"max-depth", "6"}, {"text", "a \"b\" \xC3\xBC"}}));
  ASSERT_EQ(notes_.starts.size(), 1u);
  EXPECT_EQ(notes_.starts[0].directory, folder);
  EXPECT_EQ(ending().status, study::TrialStatus::completed);
}

TEST_F(StartTest, ACleanProcess) {
  signal(SIGUSR1, SIG_IGN);  // neither ignored signals nor masks nor descriptors of the host reach the trial
  sigset_t blocked;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGTERM);
  sigset_t before;
  pthread_sigmask(SIG_BLOCK, &blocked, &before);
  const int leak = open("/dev/null", O_RDONLY);  // no O_CLOEXEC on purpose
  auto launcher = this->launcher({"descriptors", "", "stdin", "", "group", "", "file", "/proc/self/status"});
  run(launcher, job());
  close(leak);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  signal(SIGUSR1, SIG_DFL);
  EXPECT_EQ(log().find("fd 0\nfd 1\nfd 2\nstdin is empty\nleads its group\n"), 0u) << log();
  EXPECT_NE(log().find("SigBlk:\t0000000000000000"), std::string::npos);
  EXPECT_NE(log().find("SigIgn:\t0000000000000000"), std::string::npos);
}

TEST_F(StartTest, AttemptsHaveTheirOwnFiles) {
  auto launcher = this->launcher({"print", "hello\\n", "variable", "LODE_METRICS"});
  auto job = this->job();
  run(launcher, job);
  job.attempt = 2;
  run(launcher, job);
  const std::string metrics = "LODE_METRICS=" + trial_folder().string();
  EXPECT_EQ(log(), "hello\n" + metrics + "/metrics.jsonl\n");
  EXPECT_EQ(content_of(trial_folder() / "log-2.txt"), "hello\n" + metrics + "/metrics-2.jsonl\n");
  EXPECT_EQ(notes_.ends.at(1).ending.attempt, 2);
}

TEST_F(StartTest, AttemptsShareTheFolderOfCheckpoints) {
  auto launcher = this->launcher({"file", "checkpoints/saved", "touch", "checkpoints/saved"});
  auto job = this->job();
  run(launcher, job);
  EXPECT_TRUE(fs::exists(trial_folder() / "checkpoints/saved"));
  job.attempt = 2;
  run(launcher, job);
  EXPECT_EQ(notes_.ends.at(1).ending.status, study::TrialStatus::completed);
  EXPECT_TRUE(fs::exists(trial_folder() / "checkpoints/saved"));
}

TEST_F(StartTest, NoSuchProgram) {
  LocalLauncher launcher({"no-such-trainer"}, {.directory = at("trials")});
  launcher.launch(job(), notes_);
  EXPECT_EQ(launcher.active(), 0u);
  ASSERT_EQ(notes_.ends.size(), 1u);
  EXPECT_EQ(ending().status, study::TrialStatus::failed);
  EXPECT_EQ(ending().reason, study::Reason::trial_error);
  EXPECT_EQ(ending().message,
            "cannot start 'no-such-trainer': No such file or directory (not found in PATH)");
  EXPECT_TRUE(notes_.starts.empty());
}

TEST_F(StartTest, WhatCannotBeExecutedSaysWhy) {
  const auto message = [&](const std::string& content, bool executable) {
    const std::string path = at("script");
    std::ofstream(path) << content;
    fs::permissions(path, executable ? fs::perms::owner_all : fs::perms::owner_read);
    LocalLauncher launcher({path}, {.directory = at("trials")});
    launcher.launch(job(), notes_);
    fs::remove(path);
    return notes_.ends.empty() ? "started" : notes_.ends.back().ending.message;
  };
  EXPECT_NE(message("echo hi\n", true).find("Exec format error (neither a program"), std::string::npos);
  EXPECT_NE(message("#!/no/such/shell\n", true).find("No such file or directory (a script's"),
            std::string::npos);
  EXPECT_NE(message("#!/bin/sh\n", false).find("Permission denied (is it executable?"), std::string::npos);
  EXPECT_FALSE(fs::exists(trial_folder() / "pid"));
}

TEST_F(StartTest, AWrongTemplateFailsTheTrial) {
  auto launcher = this->launcher({"print", "{etta}"});
  auto job = this->job();
  job.hyperparameters = {{"eta", "1"}};
  launcher.launch(job, notes_);
  EXPECT_NE(ending().message.find("did you mean 'eta'?"), std::string::npos);
  EXPECT_EQ(ending().reason, study::Reason::trial_error);
}

TEST_F(StartTest, AFolderThatCannotBeMadeLeavesTheTrialToBeDone) {
  std::ofstream(at("trials")) << "a file in the way";
  auto launcher = this->launcher({});
  launcher.launch(job(), notes_);
  EXPECT_EQ(ending().status, study::TrialStatus::failed);
  EXPECT_EQ(ending().reason, study::Reason::preempted);
  EXPECT_NE(notes_.all_warnings().find("tried again"), std::string::npos);
  EXPECT_NE(ending().message.find(at("trials")), std::string::npos);
}

TEST_F(StartTest, NamesThatWouldLeaveTheFolder) {
  auto launcher = this->launcher({});
  for (const std::string name : {"", ".", "..", "../x", "a/b"}) {
    auto job = this->job();
    job.name = name;
    launcher.launch(job, notes_);
    EXPECT_NE(notes_.ends.back().ending.message.find("not fit for a folder"), std::string::npos) << name;
  }
}

TEST_F(StartTest, ABadExpressionInTheJobFailsTheTrial) {
  auto launcher = this->launcher({});
  auto job = this->job();
  job.metrics = {{"auc", "auc: [0-9]"}};
  launcher.launch(job, notes_);
  EXPECT_NE(ending().message.find("metric 'auc'"), std::string::npos);
}

TEST_F(StartTest, BadArguments) {
  const auto make = [](std::vector<std::string> command, LocalOptions options) {
    LocalLauncher(command, options);
  };
  EXPECT_THROW(make({}, {}), Error);
  EXPECT_THROW(make({""}, {}), Error);
  EXPECT_THROW(make({"x"}, {.directory = ""}), Error);
  EXPECT_THROW(make({"x"}, {.grace_seconds = -1}), Error);
  EXPECT_THROW(make({"x"}, {.grace_seconds = std::nan("")}), Error);
  auto launcher = this->launcher({});
  EXPECT_THROW(launcher.add_metric("", "(x)"), Error);
  EXPECT_THROW(launcher.add_metric("auc", "x"), Error);
}

}  // namespace
}  // namespace lode::launch
