/// \file
/// What the responses are written from: plain copies, so that this room knows no study.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/json.h"
#include "space/parameter.h"
#include "study/definition.h"

namespace lode::amt {

/// AMT's TrainingJobStatusCounters and ObjectiveStatusCounters.
struct Counters {
  std::uint64_t completed = 0;
  std::uint64_t in_progress = 0;
  std::uint64_t retryable_error = 0;
  std::uint64_t non_retryable_error = 0;
  std::uint64_t stopped = 0;
  std::uint64_t objective_succeeded = 0;
  std::uint64_t objective_pending = 0;
  std::uint64_t objective_failed = 0;
};

/// One trial. Times are seconds since the epoch; 0: not yet. Empty texts are left out of the response.
struct TrialView {
  std::uint64_t number = 0;
  std::string name;                   ///< TrainingJobName
  std::string status = "InProgress";  ///< AMT's spelling
  double created = 0;
  double started = 0;
  double ended = 0;
  std::vector<std::pair<std::string, std::string>> hyperparameters;  ///< the tuned ones, name and text
  std::string failure_reason;
  std::optional<double> objective;           ///< the final value; may be NaN or infinite
  std::string objective_status = "Pending";  ///< "Succeeded", "Pending" or "Failed"
  // Under "Lode":
  std::int32_t attempt = 1;
  std::string directory;       ///< where the trial's files are
  std::string source;          ///< how it was proposed: "sobol", "model", ...
  std::string reason;          ///< why it was stopped or failed
  Json more = Json::object();  ///< anything else, merged into "Lode"
};

/// One study. Times as in TrialView.
struct StudyView {
  study::Definition definition;
  std::string status = "InProgress";  ///< AMT's spelling
  double created = 0;
  double ended = 0;
  double modified = 0;
  Counters counters;
  std::optional<TrialView> best;
  double runtime = 0;  ///< seconds that the study has been at work: ConsumedResources.RuntimeInSeconds
  std::string failure_reason;
  std::optional<std::uint64_t> not_improving;  ///< finished trials since the last improvement
  double converged = 0;                        ///< when the criterion of convergence was met
  // Under "Lode":
  std::vector<space::Parameter> parameters;  ///< of the built space; empty: definition.parameters
  Json more = Json::object();                ///< anything else, merged into "Lode"
};

}  // namespace lode::amt
