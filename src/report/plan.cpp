#include "report/plan.h"

#include <algorithm>  // max, min
#include <cmath>

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
  if (Json rows = quotas_in_force(definition, quotas); !rows.empty()) plan["Quotas"] = std::move(rows);
  return plan;
}

}  // namespace lode::report
