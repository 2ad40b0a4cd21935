// What is refused before the first trial is launched, as it would make every one fail.

#include <sys/stat.h>  // chmod

#include "launch/harness.h"

namespace lode::launch {
namespace {

class CheckTest : public ProcessTest {
 protected:
  /// What the check says of this command; empty where it is content.
  std::string refusal(std::vector<std::string> command, const study::Job& job = ProcessTest::job(),
                      const std::string& directory = "trials") {
    try {
      LocalLauncher(std::move(command), {.directory = at(directory), .grace_seconds = 1}).check(job);
      return "";
    } catch (const Error& e) {
      EXPECT_EQ(e.code(), Code::argument);
      return e.what();
    }
  }
  std::string file(const std::string& name, mode_t mode) {
    std::ofstream(at(name)) << "#!/bin/sh\n";
    chmod(at(name).c_str(), mode);
    return at(name);
  }
};

void expect_has(const std::string& text, const std::vector<std::string>& parts) {
  for (const auto& part : parts) EXPECT_NE(text.find(part), std::string::npos) << part << " in: " << text;
}

TEST_F(CheckTest, ProgramsThatCannotBeStarted) {
  EXPECT_EQ(refusal({"sh", "-c", "exit 3"}), "");
  EXPECT_EQ(refusal({file("script", 0755)}), "");
  expect_has(refusal({"no-such-program"}), {"command", "no-such-program", "not found in PATH"});
  expect_has(refusal({at("absent")}), {"command", at("absent"), "no such file"});
  expect_has(refusal({file("plain", 0644)}), {at("plain"), "not executable"});
  expect_has(refusal({folder_.string() + "/"}), {"not a file"});
  const auto holds = [&](const std::string& name, const std::string& text) {
    std::ofstream(at(name)) << text;
    chmod(at(name).c_str(), 0755);
    return std::vector{at(name)};
  };
  expect_has(refusal(holds("bare", "echo loss=1\n")), {"neither a program nor a script"});
  expect_has(refusal(holds("empty", "")), {"neither a program nor a script"});
  expect_has(refusal(holds("lost", "#! /no/such/interpreter -x\n")), {"/no/such/interpreter"});
  EXPECT_EQ(refusal(holds("found", "#!/usr/bin/env sh\n")), "");
}

TEST_F(CheckTest, ThePathOfTheStudysEnvironmentCounts) {
  auto job = ProcessTest::job();
  file("tool", 0755);
  job.environment = {{"PATH", folder_.string()}};
  EXPECT_EQ(refusal({"tool"}, job), "");
  EXPECT_NE(refusal({"sh"}, job), "");
}

TEST_F(CheckTest, UnknownNamesInArguments) {
  auto job = ProcessTest::job();
  job.hyperparameters = {{"eta", ""}};
  EXPECT_EQ(refusal({"sh", "--eta={eta}"}, job), "");
  EXPECT_EQ(refusal({"{eta}"}, job), "");  // a program that depends on the trial is looked for in each trial
  expect_has(refusal({"sh", "--eta={eat}"}, job), {"{eat}", "did you mean 'eta'"});
}

TEST_F(CheckTest, ValuesThatAreTooLongForAVariable) {
  auto job = ProcessTest::job();
  // The kernel gives a program strings of up to 131,072 bytes with their end: LODE_HP_TEXT= and 131,058 fit.
  job.hyperparameters.emplace_back("text", std::string(131058, 'x'));
  EXPECT_EQ(refusal({"sh"}, job), "");
  job.hyperparameters.back().second += 'x';
  expect_has(refusal({"sh"}, job),
             {"hyperparameter 'text': 131059 bytes given; at most 131058 accepted", "LODE_HP_TEXT"});
  job.hyperparameters.pop_back();
  job.environment = {{"WORDS", std::string(131072, 'x')}};
  expect_has(refusal({"sh"}, job), {"Environment 'WORDS': 131072 bytes given; at most 131065 accepted"});
}

TEST_F(CheckTest, MetricDefinitions) {
  auto job = ProcessTest::job();
  job.metrics = {{"a", "a=(.*)"}, {"b", "b=(.*"}};
  expect_has(refusal({"sh"}, job), {"MetricDefinitions[1]", "'b'", "not valid RE2", "missing"});
  job.metrics = {{"a", "a=.*"}};
  expect_has(refusal({"sh"}, job), {"MetricDefinitions[0]", "has no group"});
  job.metrics = {{"a", "a=(.*)"}, {"a", "A=(.*)"}};
  expect_has(refusal({"sh"}, job), {"MetricDefinitions[1]", "'a'", "twice"});
}

TEST_F(CheckTest, FoldersThatCannotBeMade) {
  EXPECT_EQ(refusal({"sh"}, job(), "deep/er"), "");
  EXPECT_TRUE(fs::is_directory(at("deep/er")));
  file("plain", 0644);
  expect_has(refusal({"sh"}, job(), "plain/below"), {"launch.directory", at("plain/below")});
  expect_has(refusal({"sh"}, job(), "plain"), {"launch.directory", at("plain")});
}

TEST_F(CheckTest, AnUnwritableFolder) {
  fs::create_directory(at("locked"));
  chmod(at("locked").c_str(), 0555);
  chmod(folder_.c_str(), 0755);
  const bool superuser = geteuid() == 0;  // who may write everywhere: somebody else for a moment
  ASSERT_EQ(superuser ? seteuid(65534) : 0, 0);
  const std::string text = refusal({"sh"}, job(), "locked");
  ASSERT_EQ(superuser ? seteuid(0) : 0, 0);
  expect_has(text, {"launch.directory", "Permission denied"});
}

}  // namespace
}  // namespace lode::launch
