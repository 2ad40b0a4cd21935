/// \file
/// What every strategy is: a pure function of a space, a seed and a history.
///
/// A strategy never sees a store, a clock or a launcher. Whatever a later proposal may need of an earlier one
/// (Sobol index, fitted hyperparameters) is in the earlier proposal's Record, which its event keeps; so
/// replay never refits, and the same set of events gives the same next proposal.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "backend/backend.h"
#include "space/space.h"
#include "strategy/rungs.h"

namespace lode::strategy {

/// What a proposal's event keeps: everything a recomputation could not recover, and what explains the choice.
struct Record {
  std::string source;                  ///< "random", "sobol", "grid", "centre", "model", "enqueued", "added"
  std::optional<std::uint64_t> index;  ///< position in the Sobol sequence or in the grid
  std::vector<double>
      hyperparameters;  ///< fitted surrogate hyperparameters (their layout belongs to surrogate/)
  std::optional<std::uint64_t>
      cold_start;  ///< trial number of the last fit that did not start from an earlier one
  std::optional<std::uint64_t> posteriors;  ///< over which the proposal averages, where more than one
  std::optional<double> acquisition;        ///< acquisition value at the proposal
  std::optional<double> mean;               ///< posterior mean there, in units of the transformed objective
  std::optional<double> deviation;          ///< posterior standard deviation there, likewise
  std::vector<double>
      predicted;  ///< losses that the model expects there: at mean - deviation, mean, mean + deviation
  std::optional<std::uint64_t> bracket;  ///< of Hyperband, where it is the study's strategy
  std::string note;                      ///< anything a reader should know (a jitter used, a fallback taken)
};

enum class Outcome : std::int32_t {
  pending,    ///< proposed, no result yet
  observed,   ///< finished with a finite objective
  infeasible  ///< finished with NaN or an infinity, without a metric, or failed by the configuration's fault
};

/// What a trial's loss was when it had been given so much resource.
struct Measurement {
  std::uint64_t resource = 0;
  double loss = 0;  ///< negated where the objective is maximised: smaller is better
};

struct Past {
  std::uint64_t number = 0;
  space::Row row;
  Outcome outcome = Outcome::pending;
  double loss = 0;  ///< the objective, negated where it is maximised: smaller is better. Only for observed
  Record record;
  /// Of a study with rungs: at each that it has reached, and the newest, whatever its outcome; by resource.
  std::vector<Measurement> curve = {};
  std::optional<double> cost = {};  ///< of a step of it; of a study without rungs: of all of it
  bool paused = false;              ///< it may never go on: what it has got to is all that is known to come
};

/// Every trial so far, sorted by number.
struct History {
  std::vector<Past> trials;
  std::uint64_t next_number = 0;  ///< the number that the next proposal will carry
};

struct Proposal {
  space::Row row;
  Record record;
  std::optional<std::uint64_t> resumes = {};  ///< the paused trial that should go on, in place of a new one
};

/// Everything a strategy is made from.
struct Setup {
  space::Space space;
  std::uint64_t seed = 0;
  std::map<std::string, double> numbers;  ///< the options of the option table that begin with "strategy."
  std::shared_ptr<const backend::Backend> backend = backend::make_cpu_backend();  ///< for models
  std::uint64_t max_trials = 0;  ///< that the study will have at most; 0: unknown
  Hyperband hyperband = {};      ///< for the strategy of that name
  bool weighs_cost = false;      ///< of models: proposals are for the improvement expected per cost
};

class Strategy {
 public:
  virtual ~Strategy() = default;

  /// Proposes up to n configurations. Equal to n calls with n = 1, each seeing the ones before as pending
  /// trials. Never a configuration of `history` or of this call while others exist; fewer than n only where
  /// the space (or the grid) is exhausted. Thread-safe: const and without hidden state.
  virtual std::vector<Proposal> suggest(const History& history, std::size_t n) const = 0;
};

/// Names a strategy and makes it. The table is strategies() in registry.cpp; AMT's names are matched without
/// case.
struct Factory {
  const char* name;     ///< AMT's spelling: "Bayesian", "Random", "Grid"; ours: "Sobol"
  const char* summary;  ///< one line for `lode --help` and the docs
  std::unique_ptr<Strategy> (*make)(const Setup& setup);
  bool models = false;  ///< whether proposals come from models, which the backend computes
  bool rungs = false;   ///< whether trials are compared at rungs: Setup::hyperband holds
};

const std::vector<Factory>& strategies();
/// \throws Error(Code::argument) with the accepted names.
const Factory& find_strategy(const std::string& name);

}  // namespace lode::strategy
