#include "report/plan.h"

#include <algorithm>  // max, min
#include <cmath>
#include <vector>

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

/// How many trials each bracket gets of so many; synchronous: over and over, else in proportion to
/// Hyperband's sizes, what is left over going to the first ones.
std::vector<std::uint64_t> shares(const std::vector<std::uint64_t>& sizes, std::uint64_t trials) {
  std::uint64_t total = 0, given = 0;
  for (const auto size : sizes) total += size;
  std::vector<std::uint64_t> parts;
  for (const auto size : sizes) parts.push_back(trials / total * size + trials % total * size / total);
  for (const auto part : parts) given += part;
  for (std::size_t b = 0; given < trials; ++given, ++b) ++parts[b % parts.size()];
  return parts;
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

/// Rungs, brackets with their trials at each rung, and the steps of all trials. \param trials 0: no limit
Json hyperband_plan(const strategy::Rungs& rungs, std::uint64_t trials) {
  const strategy::Hyperband& given = rungs.hyperband();
  const auto& levels = rungs.levels();
  const bool synchronous = given.halving == strategy::Halving::synchronous;
  std::vector<std::uint64_t> sizes;
  for (std::size_t b = 0; b < (synchronous ? levels.size() : given.brackets); ++b)
    sizes.push_back(strategy::bracket_sizes(given, levels.size(), b).front());
  const bool shared = !synchronous && trials > 0;
  const std::vector<std::uint64_t> of_brackets = shared ? shares(sizes, trials) : sizes;
  std::uint64_t planned = 0;
  Json plan = {{"Rungs", levels}};
  if (given.halving == strategy::Halving::freeze_thaw)
    return plan;  // how many get how far is the model's choice
  plan["Brackets"] = Json::array();
  for (std::size_t b = 0; b < sizes.size(); ++b) {
    const auto at_rungs = strategy::halved(of_brackets[b], given.eta, levels.size() - b);
    planned += steps_of(at_rungs, rungs);
    plan["Brackets"].push_back({{"Bracket", b}, {"FirstRung", b}, {"TrainingJobs", at_rungs}});
  }
  if (trials == 0) return plan;
  plan["PlannedSteps"] = synchronous ? synchronous_steps(sizes, rungs, trials) : planned;
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
