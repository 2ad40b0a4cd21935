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
#include "strategy/rungs.h"

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

/// Which of a trial's reports of a metric stand for it.
enum class Summary : std::int32_t { last = 0, best = 1, mean = 2 };

/// What the values that several workers report at one step count as.
enum class Ranks : std::int32_t { last = 0, mean = 1, median = 2, minimum = 3, maximum = 4 };

/// How a trial's reports become its objective.
struct ObjectiveRule {
  Summary summary = Summary::last;
  std::uint32_t window = 5;  ///< of Summary::mean: over the last so many steps
  Ranks ranks = Ranks::last;
  bool count_stopped = false;  ///< a stopped trial may be the best one
};

/// The longest time that a limit may be: 31 years.
inline constexpr double most_seconds = 1e9;

/// 0 means: no limit (for max_parallel under run(): 1).
struct Limits {
  std::uint64_t max_trials = 0;
  std::uint32_t max_parallel = 0;
  double max_runtime = 0;             ///< seconds, the whole study
  double trial_max_runtime = 0;       ///< seconds, all attempts of a trial together
  double trial_max_wait = 0;          ///< seconds from a trial's proposal to its end
  double trial_max_pending = 0;       ///< seconds that an attempt may wait for its start
  std::uint32_t max_attempts = 1;     ///< 1 + AMT's MaximumRetryAttempts
  std::uint64_t slots_per_trial = 1;  ///< AMT's instances of a training job; >= 1
};

/// What becomes of the trials that run when a completion criterion is met.
enum class Running : std::int32_t { stop = 0, drain = 1 };

/// When a study counts as converged: see strategy/regret.h.
struct Convergence {
  bool complete = false;        ///< whether that completes it
  std::uint64_t start = 0;      ///< trials with an objective before the first bound; 0: by default
  std::uint64_t every = 5;      ///< more of them before each further one
  std::uint64_t patience = 1;   ///< bounds in a row that must lie below the noise
  double width = 1.5;           ///< of the confidence bounds, in deviations; 0: the paper's
  std::optional<double> noise;  ///< deviation of an evaluation; none: what the model finds
};

/// Any one met completes the study.
struct Completion {
  std::optional<double> target;     ///< stop once the best objective is at least this good
  std::uint64_t not_improving = 0;  ///< stop after this many finished trials without an improvement; 0: off
  double min_improvement = 0.01;    ///< what counts as one, as a share of the best objective's size
  double min_improvement_absolute = 0;  ///< and in its own units: more than this
  Running running = Running::stop;
};

/// How a trial that does badly is recognised: AMT's TrainingJobEarlyStoppingType.
enum class StoppingRule : std::int32_t { off = 0, median = 1, curve = 2 };

/// What of a trial the median rule compares with the others' running averages.
enum class Compared : std::int32_t { value = 0, average = 1, best = 2 };

/// Which trials it is compared with.
enum class Peers : std::int32_t { all = 0, completed = 1 };

/// See study/stopping.h.
struct EarlyStopping {
  StoppingRule rule = StoppingRule::off;
  std::uint32_t grace = 1;  ///< steps before which no trial is stopped
  std::uint32_t peers = 5;  ///< other trials that must have got to the step
  Compared compared = Compared::value;
  Peers among = Peers::all;
  double chance = 0.05;  ///< of StoppingRule::curve: below it a trial is stopped
};

/// What a trial costs: see strategy/cost_model.h.
enum class CostOf : std::int32_t {
  none = 0,     ///< all the same
  time = 1,     ///< the time that its attempts run
  reported = 2  ///< what it reports as cost_metric
};

/// The metric by which a trial reports what its attempt has cost so far, in any unit.
inline constexpr const char* cost_metric = "cost";

struct Cost {
  CostOf of = CostOf::none;  ///< by what proposals weigh what is to be gained
};

/// What a request left open and Lode chose, as AMT's Autotune does, or the quotas of the context have it.
struct Choice {
  std::string field;  ///< "ResourceLimits.MaxParallelTrainingJobs"; a list of ranges: the value is one more
  std::string value;  ///< JSON
  std::string rule;   ///< why, in words
  bool by_quota = false;
};

struct Definition {
  std::string name;
  std::vector<Objective>
      objectives;  ///< exactly one for now; a vector so that nothing changes when there are more
  std::vector<space::Parameter> parameters;
  std::string strategy = "Bayesian";
  std::map<std::string, double> strategy_options;  ///< by option-table name, only those that were set
  std::uint64_t seed = 0;
  ObjectiveRule objective_rule;
  Limits limits;
  Completion completion;
  Convergence convergence;
  EarlyStopping early_stopping;
  Cost cost;
  strategy::Hyperband hyperband;                                       ///< where `strategy` is Hyperband
  std::vector<std::pair<std::string, std::string>> static_parameters;  ///< given to every trial, in order
  std::vector<std::pair<std::string, std::string>> environment;        ///< set for every trial, in order
  std::vector<MetricDefinition> metrics;
  std::vector<Choice> choices;  ///< what `request` left open
  std::string
      request;  ///< the JSON document that the host gave, verbatim; empty for a study made by typed calls
  /// Whether an option beside `request` changed what it says, or profile amt filled in a limit of its own.
  bool amended = false;
};

}  // namespace lode::study
