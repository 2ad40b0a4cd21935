#include "study/cost.h"

#include <cmath>

namespace lode::study {

namespace {

/// The steps that the attempt did; 0: not known.
double steps_of(const State& state, const Trial& trial, const Ending& ending) {
  if (!state.rungs().on()) return ending.status == TrialStatus::completed && trial.attempt == 1 ? 1 : 0;
  const bool whole = ending.status == TrialStatus::completed || ending.status == TrialStatus::paused ||
                     ending.reason == Reason::early_stopping;
  return whole && trial.newest ? static_cast<double>(trial.newest->step - trial.resume_step) : 0;
}

}  // namespace

std::optional<double> cost_of(const State& state, const Trial& trial, const Ending& ending, double seconds) {
  const CostOf of = state.definition().cost.of;
  const double steps = steps_of(state, trial, ending);
  if (of == CostOf::none || !(steps > 0)) return std::nullopt;
  const auto spent = of == CostOf::time ? std::optional<double>(seconds)
                                        : trial.reports.last_value(trial.attempt, cost_metric);
  if (!spent || !std::isfinite(*spent) || !(*spent > 0)) return std::nullopt;
  return *spent / steps;
}

}  // namespace lode::study
