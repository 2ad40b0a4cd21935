/// \file
/// What the run loop asks of whatever starts trials, and what it offers in return. The C ABI's callbacks and
/// the local processes of launch/ are the two implementations; batch schedulers come next to them.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "study/definition.h"

namespace lode::study {

/// Why a trial ended; the values of lode_reason.
enum class Reason : std::int32_t {
  none = 0,
  user = 1,
  early_stopping = 2,
  time_limit = 3,
  study_end = 4,
  trial_error = 5,
  platform_error = 6,
  preempted = 7,
  out_of_memory = 8,
  not_finite = 9,
  no_metric = 10,
  wait_limit = 11
};

/// Whether the configuration may be to blame: then a model learns from the failure. Never the platform's.
bool by_configuration(Reason reason);
/// Whether the platform failed the trial: AMT's RetryableError, where it is for good.
bool by_platform(Reason reason);

/// The values of lode_trial_status.
enum class TrialStatus : std::int32_t {
  in_progress = 0,
  stopping = 1,
  completed = 2,
  stopped = 3,
  failed = 4,
  paused = 5
};

using strategy::Decision;

/// One trial to start: everything a launcher needs, nothing of the study's inside.
struct Job {
  std::string study;
  std::uint64_t trial = 0;
  std::int32_t attempt = 1;
  std::string name;              ///< "<study>-<number>", unique; fit for a folder's name
  std::int64_t resume_step = 0;  ///< that the trial had got to when it was paused; 0: it begins
  std::uint64_t resource = 0;    ///< to which it is trained before it is compared with others; 0: to its end
  double study_created = 0;  ///< seconds since the epoch; tells studies apart that had the same name in turn
  std::vector<std::pair<std::string, std::string>>
      hyperparameters;  ///< as text, static ones first, in order of declaration
  std::vector<std::pair<std::string, std::string>> environment;
  std::vector<MetricDefinition> metrics;
};

/// Steps go up to here: past it not every integer is a double.
inline constexpr std::int64_t largest_step = std::int64_t{1} << 53;
/// The times that are told are before the year 10000, in seconds since the epoch: past it they are of another
/// unit, such as milliseconds.
inline constexpr double end_of_time = 253402300800;

/// One metric value on its way to the study.
struct Report {
  std::string metric;
  double value = 0;
  std::int64_t step = 0;  ///< 0: one more than the last of this metric, rank and attempt
  std::int32_t rank = 0;
  std::int32_t attempt = 0;  ///< 0: the current one
  double time = 0;           ///< seconds since the epoch; 0: now
};

/// How an attempt ended.
struct Ending {
  TrialStatus status = TrialStatus::completed;
  Reason reason = Reason::none;
  std::int32_t attempt = 0;  ///< 0: the current one
  std::string message;
};

/// The study as a launcher sees it. Thread-safe.
class TrialSink {
 public:
  virtual ~TrialSink() = default;
  /// The trial runs now; its files are in `directory` (may be empty).
  virtual void started(std::uint64_t trial, std::int32_t attempt, const std::string& directory) = 0;
  virtual Decision report(std::uint64_t trial, const Report& report) = 0;
  /// The objective is what the study's rule makes of the reports.
  virtual void ended(std::uint64_t trial, const Ending& ending) = 0;
  /// A line for the log sink: something a person should know about this trial.
  virtual void warn(std::uint64_t trial, const std::string& text) = 0;
};

/// Starts trials. Called by the run loop, on its thread, with no lock held.
class Launcher {
 public:
  virtual ~Launcher() = default;
  /// Called once, before anything is launched. `example` is a job with the study's every hyperparameter, the
  /// values empty. \throws Error for what would make each trial fail: no such program, no place for files
  virtual void check(const Job& /*example*/) {}
  /// Starts a trial and returns; its end arrives later through the sink. What cannot be started is told as
  /// failed, with the reason in the message, and does not throw: Reason::trial_error where it never can (no
  /// such program), Reason::preempted where it may later (no space for its folder).
  virtual void launch(const Job& job, TrialSink& sink) = 0;
  /// Looks after what runs: new metrics, ended trials, grace periods. Does not block.
  virtual void poll(TrialSink& sink) = 0;
  /// Asks a trial to end. For Reason::preempted it is ended without being told; otherwise it is told
  /// (stopped, this reason) once it has ended, unless it completed by itself meanwhile.
  virtual void cancel(std::uint64_t trial, Reason reason, TrialSink& sink) = 0;
  /// How many trials it still looks after.
  virtual std::size_t active() const = 0;
};

}  // namespace lode::study
