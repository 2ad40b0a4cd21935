/// \file
/// Trials as processes on this machine.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "launch/running.h"
#include "study/launcher.h"

namespace lode::launch {

struct LocalOptions {
  std::string directory = "trials";  ///< each trial gets a folder in it; made where absent
  double grace_seconds = 120;        ///< between SIGTERM and SIGKILL; AMT's
  bool sigterm_preempts = false;     ///< a trial that a SIGTERM of another's ends is preempted, not stopped
  /// The program and arguments of a trial that goes on from where it was paused; empty: those of all others.
  std::vector<std::string> resume_command = {};
  std::string system_root = "";  ///< where /proc and /sys are; of tests
};

/// Starts `command` once a trial, in the folder `<directory>/<trial name>/`. docs/trainers.md is the contract
/// with the program. A trial that is started again while its earlier process still runs, because the driver
/// before this one was killed, first has that process ended. One thread at a time, as study::Launcher says.
class LocalLauncher final : public study::Launcher {
 public:
  /// The environment and working directory of this moment are those that trials inherit and that relative
  /// paths of `command`'s program and of the directory refer to. \throws Error(Code::argument) for an empty
  /// command, directory, or a grace period that is negative or not finite.
  LocalLauncher(std::vector<std::string> command, LocalOptions options);
  /// Kills what still runs.
  ~LocalLauncher() override;

  /// Reads `name` from the log too, in place of the study's definition of that name. \throws
  /// Error(Code::argument) where `regex` is no RE2 expression with a group.
  void add_metric(const std::string& name, const std::string& regex);

  /// Program, arguments, expressions, directory.
  void check(const study::Job& example) override;
  void launch(const study::Job& job, study::TrialSink& sink) override;
  void poll(study::TrialSink& sink) override;
  void cancel(std::uint64_t trial, study::Reason reason, study::TrialSink& sink) override;
  std::size_t active() const override { return running_.size(); }

 private:
  struct Prepared;
  Prepared prepare(const study::Job& job, const TrialFiles& files, study::TrialSink& sink) const;
  static std::unique_ptr<RunningTrial> start(Prepared prepared);
  std::vector<study::MetricDefinition> metrics_of(const study::Job& job) const;
  std::vector<std::string> filled_in(const std::vector<std::string>& command, const study::Job& job,
                                     const std::string& checkpoints) const;
  void check_command(const std::vector<std::string>& command, const study::Job& job) const;
  std::map<std::string, std::string> environment_of(const study::Job& job) const;
  ProcessPlan plan_of(const study::Job& job, const TrialFiles& files) const;

  std::vector<std::string> command_;
  std::vector<std::string> resume_command_;
  std::string here_;       ///< working directory when this was made
  std::string directory_;  ///< absolute
  double grace_seconds_;
  bool sigterm_preempts_;
  std::string memory_kills_;                        ///< file that counts the kernel's kills
  std::map<std::string, std::string> environment_;  ///< inherited
  std::vector<study::MetricDefinition> metrics_;    ///< of add_metric
  std::map<std::uint64_t, std::unique_ptr<RunningTrial>> running_;
};

}  // namespace lode::launch
