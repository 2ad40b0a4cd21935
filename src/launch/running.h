/// \file
/// One trial that runs as a local process: its output becomes reports, its end an ending.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <string>

#include "base/error.h"
#include "launch/lines.h"
#include "launch/memory_kills.h"
#include "launch/metric_lines.h"
#include "launch/metrics.h"
#include "launch/process.h"
#include "study/launcher.h"

namespace lode::launch {

/// The files of one attempt of a trial, absolute paths.
struct TrialFiles {
  std::string directory;
  std::string hyperparameters;  ///< hyperparameters.json
  std::string log;              ///< log.txt; log-2.txt for the second attempt, and so on
  std::string metrics;          ///< metrics.jsonl; metrics-2.jsonl for the second attempt, and so on
  std::string checkpoints;      ///< checkpoints/, the same of all attempts
  std::string pid;              ///< pid, while it runs
};

TrialFiles files_of(const std::string& directory, const std::string& name, std::int32_t attempt);

/// Whether a study that answers a call with this error is in order and refused just that call. Such errors
/// become warnings; others, such as a store that cannot be written, end the run.
bool is_refusal(Code code);

/// One thread at a time.
class RunningTrial {
 public:
  /// What the trial is and what to read from it. Bytes that are in the files already were read by an earlier
  /// run.
  struct Source {
    std::uint64_t trial = 0;
    std::int32_t attempt = 1;
    TrialFiles files;
    std::uint64_t log_start = 0;      ///< bytes
    std::uint64_t metrics_start = 0;  ///< bytes
    double grace_seconds = 0;
    bool sigterm_preempts = false;  ///< a SIGTERM that Lode did not send is a preemption
    std::string hint;               ///< added to the message where the trial fails; may be empty
    MemoryWatch memory;             ///< made before the process was started
  };
  RunningTrial(Source source, MetricReader reader, Process process);

  /// Reports what is new; once the process has ended and everything was read, tells the ending. \return
  /// whether that is done. What the study refuses (a trial that somebody else has ended) is a warning; a
  /// failure of the study itself, such as its store's, passes through, and the next poll goes on from there.
  bool poll(study::TrialSink& sink);
  /// SIGTERM to the group, SIGKILL after the grace period (in poll). The first reason counts. Nothing happens
  /// where the process has ended already: its own ending stands.
  void cancel(study::Reason reason);

 private:
  using Clock = std::chrono::steady_clock;

  bool read(study::TrialSink& sink);
  void read_log_line(const Line& line, study::TrialSink& sink);
  void read_metric_line(const Line& line, study::TrialSink& sink);
  void report(study::Report report, study::TrialSink& sink);
  bool notice_exit();
  void enforce_grace();
  void collect();
  study::Ending ending_of(const Exit& exit) const;
  bool tell(study::TrialSink& sink);
  void warn_once(const std::string& kind, const std::string& text, study::TrialSink& sink);
  std::string last_lines() const;

  Source source_;
  MetricReader reader_;
  MetricLines metric_lines_;
  LineReader log_;
  LineReader metrics_;
  Process process_;
  std::deque<std::string> tail_;  ///< last lines of the log that are not blank
  std::set<std::string> warned_;
  std::optional<study::Reason> cancelled_;
  std::optional<Clock::time_point> kill_at_;
  bool killed_ = false;
  bool exited_ = false;
  std::uint64_t log_end_ = ~std::uint64_t{0};      ///< once it has exited: bytes to read
  std::uint64_t metrics_end_ = ~std::uint64_t{0};  ///< once it has exited: bytes to read
  std::optional<study::Ending> ending_;            ///< once it has exited and all was read
};

}  // namespace lode::launch
