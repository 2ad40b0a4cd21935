// What several files of the interface make of a study's state.

#include "capi/handles.h"

#include "capi/guard.h"
#include "study/job.h"

namespace lode::capi {

lode_trial make_trial(const std::shared_ptr<const StudyFacts>& facts, const study::TrialPtr& trial) {
  lode_trial handle{trial, facts, study::trial_name(facts->name, trial->number), facts->static_parameters};
  for (auto& value : study::tuned(facts->space, *trial)) handle.hyperparameters.push_back(std::move(value));
  return handle;
}

void fill_counters(const study::State& state, lode_counters* counters) {
  const study::Counters c = state.counters();
  lode_counters filled = LODE_COUNTERS_INIT;
  filled.status = static_cast<lode_study_status>(state.status());
  filled.completed = c.completed;
  filled.in_progress = c.in_progress;
  filled.retryable_error = c.retryable_error;
  filled.non_retryable_error = c.non_retryable_error;
  filled.stopped = c.stopped;
  filled.objective_succeeded = c.objective_succeeded;
  filled.objective_pending = c.objective_pending;
  filled.objective_failed = c.objective_failed;
  filled.paused = c.paused;
  write_struct(filled, counters, "counters", LODE_LEAST(lode_counters, objective_failed));
}

}  // namespace lode::capi
