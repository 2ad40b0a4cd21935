#include "report/plan.h"

#include <algorithm>  // max, min
#include <cmath>
#include <vector>

#include "math/philox.h"

namespace lode::report {

namespace {

/// A whole number as an integer.
Json number(double value) {
  return value == std::floor(value) && value < 0x1p53 ? Json(static_cast<std::uint64_t>(value)) : Json(value);
}

/// Trials at most: a finite space may have fewer configurations than there is budget for. 0: no limit.
double trials_at_most(const study::State& state) {
  const auto limit = static_cast<double>(state.definition().limits.max_trials);
  const double cells = state.space().cardinality();
  if (std::isinf(cells)) return limit;
  return limit > 0 ? std::min(limit, cells) : cells;
}

/// AMT's estimate (run time x parallel jobs x instances of each), and what the trials' own limits leave.
void put_compute(double trials, const study::Limits& limits, Json& plan) {
  const auto slots = static_cast<double>(limits.slots_per_trial);
  const double parallel = std::max(1u, limits.max_parallel);
  if (limits.max_runtime > 0) plan["MaxInstanceSeconds"] = number(limits.max_runtime * parallel * slots);
  if (trials > 0 && limits.trial_max_runtime > 0)
    plan["MaxInstanceSecondsOfTrainingJobs"] = number(trials * limits.trial_max_runtime * slots);
}

/// The steps of a bracket. \param trials at each of its rungs, the last ones of the ladder
std::uint64_t steps_of(const std::vector<std::uint64_t>& trials, const strategy::Rungs& rungs) {
  const auto& levels = rungs.levels();
  const std::size_t first = levels.size() - trials.size();
  std::uint64_t before = 0, steps = 0;
  for (std::size_t i = 0; i < trials.size(); ++i) {
    steps += trials[i] * (levels[first + i] - before);
    if (!rungs.hyperband().restarts) before = levels[first + i];
  }
  return steps;
}

/// Trials at each rung of each bracket.
using AtRungs = std::vector<std::vector<double>>;

/// One study of so many trials, one at a time, whose losses are drawn at random and keep their order from
/// rung to rung.
void simulate(const strategy::Rungs& of, std::uint64_t trials, std::uint64_t draw, AtRungs& sum) {
  strategy::Rungs rungs(of.hyperband());
  std::vector<double> losses;
  const auto arrive = [&](std::uint64_t bracket, std::size_t rung, std::uint64_t trial) {
    const strategy::Decision decision = rungs.decide(bracket, rung, losses[trial]);
    const bool on = decision == strategy::Decision::go_on;
    rungs.record(bracket, rung, {trial, losses[trial], on, false});
    sum[bracket][rung - rungs.first(bracket)] += 1;
    return on;
  };
  const auto any = [](std::uint64_t) { return true; };
  for (std::uint64_t trial = 0; trial < trials; ++trial) {
    losses.push_back(math::Random(draw, trial, math::Purpose::plan).uniform());
    const std::uint64_t bracket = rungs.next_bracket(draw, trial);
    rungs.enter(bracket);
    for (std::size_t rung = rungs.first(bracket); arrive(bracket, rung, trial);) ++rung;
    while (const auto next = rungs.promotable(any, trial + 1 == trials)) {
      rungs.promote(*next);
      arrive(next->bracket, next->rung + 1, next->trial);
    }
  }
}

/// What asynchronous halving makes of so many trials, on average: the first at a rung go on, as there are too
/// few to tell, and so do some that are overtaken later.
AtRungs asynchronous(const strategy::Rungs& rungs, std::uint64_t trials) {
  constexpr std::uint64_t draws = 20, most = 300;  // more trials: as so many times more studies
  const std::uint64_t simulated = std::min(trials, most);
  AtRungs sum;
  for (std::uint64_t b = 0; b < rungs.hyperband().brackets; ++b)
    sum.emplace_back(rungs.levels().size() - rungs.first(b), 0.0);
  for (std::uint64_t draw = 0; draw < draws; ++draw) simulate(rungs, simulated, draw, sum);
  const double scale = static_cast<double>(trials) / static_cast<double>(simulated * draws);
  for (auto& bracket : sum)
    for (double& count : bracket) count *= scale;
  return sum;
}

/// The steps of synchronous brackets of these sizes, one after the other and over again, for so many trials.
std::uint64_t synchronous_steps(const std::vector<std::uint64_t>& sizes, const strategy::Rungs& rungs,
                                std::uint64_t trials) {
  std::uint64_t total = 0, round = 0, steps = 0;
  const auto steps_from = [&](std::uint64_t count, std::size_t first) {
    return steps_of(strategy::halved(count, rungs.hyperband().eta, rungs.levels().size() - first), rungs);
  };
  for (std::size_t b = 0; b < sizes.size(); ++b) {
    total += sizes[b];
    round += steps_from(sizes[b], b);
  }
  std::uint64_t left = trials % total;
  for (std::size_t b = 0; left > 0; ++b) {
    const std::uint64_t part = std::min(left, sizes[b]);
    steps += steps_from(part, b);
    left -= part;
  }
  return trials / total * round + steps;
}

/// Brackets with their trials at each rung, and the steps of all of them together.
struct Brackets {
  Json list = Json::array();
  double steps = 0;

  void add(std::size_t bracket, const std::vector<std::uint64_t>& trials, const strategy::Rungs& rungs) {
    list.push_back({{"Bracket", bracket}, {"FirstRung", bracket}, {"TrainingJobs", trials}});
    steps += static_cast<double>(steps_of(trials, rungs));
  }
};

Brackets brackets_of(const strategy::Rungs& rungs, std::uint64_t trials) {
  const strategy::Hyperband& given = rungs.hyperband();
  Brackets brackets;
  if (given.halving == strategy::Halving::synchronous || trials == 0) {
    const bool all = given.halving == strategy::Halving::synchronous;
    std::vector<std::uint64_t> sizes;
    for (std::size_t b = 0; b < (all ? rungs.levels().size() : given.brackets); ++b) {
      const auto at_rungs = strategy::bracket_sizes(given, rungs.levels().size(), b);
      brackets.add(b, at_rungs, rungs);
      sizes.push_back(at_rungs.front());
    }
    brackets.steps = static_cast<double>(trials > 0 ? synchronous_steps(sizes, rungs, trials) : 0);
    return brackets;
  }
  const AtRungs expected = asynchronous(rungs, trials);
  for (std::size_t b = 0; b < expected.size(); ++b) {
    std::vector<std::uint64_t> rounded;
    for (const double count : expected[b]) rounded.push_back(static_cast<std::uint64_t>(std::llround(count)));
    brackets.add(b, rounded, rungs);
  }
  return brackets;
}

/// Rungs, brackets with their trials at each rung, and the steps of all trials. \param trials 0: no limit
Json hyperband_plan(const strategy::Rungs& rungs, std::uint64_t trials) {
  const auto& levels = rungs.levels();
  Json plan = {{"Rungs", levels}};
  if (rungs.hyperband().halving == strategy::Halving::freeze_thaw)
    return plan;  // how many get how far is the model's choice
  const Brackets brackets = brackets_of(rungs, trials);
  plan["Brackets"] = brackets.list;
  if (trials == 0) return plan;
  plan["PlannedSteps"] = number(brackets.steps);
  plan["StepsAtFullLength"] = trials * levels.back();
  return plan;
}

Json quotas_in_force(const study::Definition& definition, const study::Quotas& quotas) {
  Json list = Json::array();
  for (const auto& quota : study::quota_table()) {
    if (quotas.allowed(quota) == 0) continue;
    Json row = {{"Option", quota.option}, {"Quota", quota.what}, {"Allowed", number(quotas.allowed(quota))}};
    if (quota.count != nullptr) row["Asked"] = number(quota.count(definition, quotas.preset()));
    list.push_back(std::move(row));
  }
  return list;
}

}  // namespace

Json plan_of(const study::State& state, const study::Quotas& quotas) {
  const study::Definition& definition = state.definition();
  const study::Limits& limits = definition.limits;
  const double trials = trials_at_most(state);
  Json plan = Json::object();
  plan["Strategy"] = definition.strategy;
  if (trials > 0) plan["MaxNumberOfTrainingJobs"] = number(trials);
  plan["MaxParallelTrainingJobs"] = std::max(1u, limits.max_parallel);
  if (limits.max_runtime > 0) plan["MaxRuntimeInSeconds"] = number(limits.max_runtime);
  if (limits.trial_max_runtime > 0) plan["TrainingJobMaxRuntimeInSeconds"] = number(limits.trial_max_runtime);
  plan["InstancesPerTrainingJob"] = limits.slots_per_trial;
  put_compute(trials, limits, plan);
  constexpr double most = 1e9;  // of both: beyond it a product of 64 bits would not do
  if (state.rungs().on())
    plan["Hyperband"] =
        hyperband_plan(state.rungs(), trials <= most ? static_cast<std::uint64_t>(trials) : 0);
  if (Json rows = quotas_in_force(definition, quotas); !rows.empty()) plan["Quotas"] = std::move(rows);
  return plan;
}

}  // namespace lode::report
