// Trials and snapshots: immutable copies.

#include <cmath>

#include "base/json.h"
#include "base/text.h"
#include "capi/guard.h"
#include "capi/handles.h"
#include "study/objective.h"
#include "study/stopping.h"

using namespace lode;
using namespace lode::capi;

namespace {

/// The value of an active parameter.
double value_of(const lode_trial& handle, const char* name) {
  const auto& space = handle.facts->space;
  const std::size_t i = space.index_of(text(name, "name"));
  const double value = handle.trial->row[i];
  if (std::isnan(value))
    throw Error(Code::state, "parameter '" + space[i].name + "' is inactive in " + handle.name);
  return value;
}

lode_trial_info describe(const lode_trial& handle) {
  const study::Trial& t = *handle.trial;
  const auto objective = study::objective_of(t, handle.facts->objective, handle.facts->rule);
  lode_trial_info info = LODE_TRIAL_INFO_INIT;
  info.status = static_cast<lode_trial_status>(t.status);
  info.reason = static_cast<lode_reason>(t.reason);
  info.attempt = t.attempt;
  info.number = t.number;
  info.has_objective = objective ? 1 : 0;
  info.objective = objective.value_or(0.0);
  info.objective_failed = !t.pending() && !t.measured() ? 1 : 0;
  info.created = t.created;
  info.started = t.started;
  info.ended = t.ended;
  info.name = handle.name.c_str();
  info.message = t.message.c_str();
  info.directory = t.directory.c_str();
  info.report_count = t.reports.size();
  info.resume_step = t.resume_step;
  info.resource = study::next_resource(handle.facts->rungs, t);
  info.bracket = t.record.bracket ? static_cast<int32_t>(*t.record.bracket) : -1;
  info.rung = t.rung ? static_cast<int32_t>(*t.rung) : -1;
  return info;
}

}  // namespace

void lode_trial_free(lode_trial* trial) { delete trial; }

lode_status lode_trial_get_info(const lode_trial* trial, lode_trial_info* info, lode_error* error) {
  return guarded(error, [&] {
    write_struct(describe(required(trial, "trial")), info, "info", LODE_LEAST(lode_trial_info, report_count));
    return LODE_OK;
  });
}

uint64_t lode_trial_number(const lode_trial* trial) {
  return trial == nullptr ? UINT64_MAX : trial->trial->number;
}

const double* lode_trial_row(const lode_trial* trial, size_t* count) {
  if (count != nullptr) *count = trial == nullptr ? 0 : trial->trial->row.size();
  return trial == nullptr ? nullptr : trial->trial->row.data();
}

lode_status lode_trial_real(const lode_trial* trial, const char* name, double* value, lode_error* error) {
  return guarded(error, [&] {
    const double found = value_of(required(trial, "trial"), name);
    required(value, "value") = found;
    return LODE_OK;
  });
}

lode_status lode_trial_integer(const lode_trial* trial, const char* name, int64_t* value, lode_error* error) {
  return guarded(error, [&] {
    const double found = value_of(required(trial, "trial"), name);
    constexpr double largest = 9007199254740992.0;  // 2^53: past it not every integer is a double
    if (found != std::floor(found) || std::fabs(found) > largest)
      throw Error(Code::argument, std::string("parameter '") + name + "' is " + to_text(found) +
                                      ", not an integer up to 2^53; use lode_trial_real");
    required(value, "value") = static_cast<int64_t>(found);
    return LODE_OK;
  });
}

const char* lode_trial_text(const lode_trial* trial, const char* name) {
  if (trial == nullptr || name == nullptr) return nullptr;
  for (const auto& [key, value] : trial->hyperparameters)
    if (key == name) return value.c_str();
  return nullptr;
}

lode_status lode_trial_json(const lode_trial* trial, char* buffer, size_t capacity, size_t* needed,
                            lode_error* error) {
  return guarded(error, [&] {
    Json json = Json::object();
    for (const auto& [name, value] : required(trial, "trial").hyperparameters) json[name] = value;
    return copy_out(json.dump(), buffer, capacity, needed);
  });
}

lode_status lode_trial_report(const lode_trial* trial, size_t index, lode_report* report, lode_error* error) {
  return guarded(error, [&] {
    const auto& reports = required(trial, "trial").trial->reports;
    if (index >= reports.size())
      throw Error(Code::argument, "index: " + std::to_string(index) + " given; the trial has " +
                                      std::to_string(reports.size()) + " reports");
    const auto& r = reports[index];
    lode_report filled = LODE_REPORT_INIT;
    filled.rank = r.rank;
    filled.attempt = r.attempt;
    filled.step = r.step;
    filled.metric = r.metric.c_str();
    filled.value = r.value;
    filled.time = r.time;
    write_struct(filled, report, "report", LODE_LEAST(lode_report, time));
    return LODE_OK;
  });
}

void lode_snapshot_free(lode_snapshot* snapshot) { delete snapshot; }

size_t lode_snapshot_trial_count(const lode_snapshot* snapshot) {
  return snapshot == nullptr ? 0 : snapshot->trials.size();
}

const lode_trial* lode_snapshot_trial(const lode_snapshot* snapshot, size_t index) {
  return snapshot == nullptr || index >= snapshot->trials.size() ? nullptr : &snapshot->trials[index];
}

const lode_trial* lode_snapshot_best(const lode_snapshot* snapshot) {
  const auto best = snapshot == nullptr ? nullptr : snapshot->state->best();
  return best == nullptr ? nullptr : &snapshot->trials[best->number];
}

lode_status lode_snapshot_counters(const lode_snapshot* snapshot, lode_counters* counters,
                                   lode_error* error) {
  return guarded(error, [&] {
    fill_counters(*required(snapshot, "snapshot").state, counters);
    return LODE_OK;
  });
}
