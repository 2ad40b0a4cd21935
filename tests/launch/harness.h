/// \file
/// What the tests of processes share: a folder that vanishes, a study that only writes down, and waiting for
/// events.
#pragma once

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <gtest/gtest.h>
#include <iterator>
#include <signal.h>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

#include "base/error.h"
#include "launch/local.h"

namespace lode::launch {

namespace fs = std::filesystem;

/// Writes down what a launcher tells.
class Notes : public study::TrialSink {
 public:
  struct Start {
    std::uint64_t trial;
    std::int32_t attempt;
    std::string directory;
  };
  struct End {
    std::uint64_t trial;
    study::Ending ending;
  };

  void started(std::uint64_t trial, std::int32_t attempt, const std::string& directory) override {
    if (on_start) on_start();
    starts.push_back({trial, attempt, directory});
  }
  study::Decision report(std::uint64_t, const study::Report& report) override {
    reports.push_back(report);
    if (on_report) on_report(report);
    return reports.size() == stop_at ? study::Decision::stop : study::Decision::go_on;
  }
  void ended(std::uint64_t trial, const study::Ending& ending) override {
    if (on_end) on_end();
    ends.push_back({trial, ending});
  }
  void warn(std::uint64_t, const std::string& text) override { warnings.push_back(text); }

  std::vector<double> values() const {
    std::vector<double> list;
    for (const auto& report : reports) list.push_back(report.value);
    return list;
  }
  std::string all_warnings() const {
    std::string text;
    for (const auto& warning : warnings) text += warning + "\n";
    return text;
  }

  std::vector<Start> starts;
  std::vector<study::Report> reports;
  std::vector<End> ends;
  std::vector<std::string> warnings;
  std::size_t stop_at = 0;  ///< answers the report of this number with stop
  std::function<void(const study::Report&)> on_report;
  std::function<void()> on_start;
  std::function<void()> on_end;
};

inline std::string content_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline bool alive(pid_t pid) { return kill(pid, 0) == 0; }

class ProcessTest : public testing::Test {
 protected:
  ProcessTest() {
    std::string name = (fs::temp_directory_path() / "lode-launch-XXXXXX").string();
    folder_ = mkdtemp(name.data());
  }
  ~ProcessTest() override {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }

  std::string at(const std::string& name) const { return (folder_ / name).string(); }
  fs::path trial_folder() const { return folder_ / "trials" / "s-0"; }
  std::string log() const { return content_of(trial_folder() / "log.txt"); }

  LocalLauncher launcher(std::vector<std::string> actions, double grace_seconds = 60) const {
    actions.insert(actions.begin(), LODE_TEST_TRAINER);
    return LocalLauncher(
        std::move(actions),
        {.directory = at("trials"), .grace_seconds = grace_seconds, .system_root = at("system")});
  }

  static study::Job job(std::uint64_t trial = 0) {
    study::Job job;
    job.study = "s";
    job.trial = trial;
    job.name = "s-" + std::to_string(trial);
    return job;
  }

  /// Polls until `done`, at most 100 seconds; a broken launcher fails the test there.
  void until(LocalLauncher& launcher, const std::function<bool()>& done) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(100);
    while (!done()) {
      ASSERT_LT(std::chrono::steady_clock::now(), deadline) << "nothing came; the log: " << log();
      launcher.poll(notes_);
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }

  /// Launches one trial and waits for its end.
  void run(LocalLauncher& launcher, const study::Job& job) {
    launcher.launch(job, notes_);
    until(launcher, [&] { return launcher.active() == 0; });
  }

  /// The number that a trainer wrote to the file, once it is there.
  pid_t pid_in(LocalLauncher& launcher, const std::string& path) {
    until(launcher, [&] { return fs::exists(path); });
    return std::stoi(content_of(path));
  }

  void until_dead(LocalLauncher& launcher, pid_t pid) {
    until(launcher, [&] { return !alive(pid) || zombie(pid); });
  }

  static bool zombie(pid_t pid) {
    const std::string stat = content_of("/proc/" + std::to_string(pid) + "/stat");
    const auto close = stat.rfind(')');
    return close == std::string::npos || stat[close + 2] == 'Z';
  }

  const study::Ending& ending() const { return notes_.ends.at(0).ending; }

  fs::path folder_;
  Notes notes_;
};

}  // namespace lode::launch
