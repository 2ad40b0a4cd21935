/// \file
/// What a study is asked to do: the engine's own form of a tuning job, independent of AMT's JSON and of the C
/// ABI.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "space/parameter.h"

namespace lode::study {

enum class Goal : std::int32_t { minimize = 0, maximize = 1 };

struct Objective {
  std::string metric;
  Goal goal = Goal::minimize;
};

/// A metric's name and the regular expression whose first group is its value (AMT's MetricDefinitions).
struct MetricDefinition {
  std::string name;
  std::string regex;
};

/// 0 means: no limit (for max_parallel under run(): 1).
struct Limits {
  std::uint64_t max_trials = 0;
  std::uint32_t max_parallel = 0;
  double max_runtime = 0;          ///< seconds, the whole study
  double trial_max_runtime = 0;    ///< seconds, all attempts of a trial together
  std::uint32_t max_attempts = 1;  ///< 1 + AMT's MaximumRetryAttempts
};

/// Any one met completes the study.
struct Completion {
  std::optional<double> target;     ///< stop once the best objective is at least this good
  std::uint64_t not_improving = 0;  ///< stop after this many finished trials without an improvement; 0: off
};

struct Definition {
  std::string name;
  std::vector<Objective>
      objectives;  ///< exactly one for now; a vector so that nothing changes when there are more
  std::vector<space::Parameter> parameters;
  std::string strategy = "Bayesian";
  std::map<std::string, double> strategy_options;  ///< by option-table name, only those that were set
  std::uint64_t seed = 0;
  Limits limits;
  Completion completion;
  std::vector<std::pair<std::string, std::string>> static_parameters;  ///< given to every trial, in order
  std::vector<std::pair<std::string, std::string>> environment;        ///< set for every trial, in order
  std::vector<MetricDefinition> metrics;
  std::string
      request;  ///< the JSON document that the host gave, verbatim; empty for a study made by typed calls
};

}  // namespace lode::study
