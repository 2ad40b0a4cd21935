// What changes a study: report, tell, enqueue, add, stop.

#include "base/text.h"
#include "capi/guard.h"
#include "capi/handles.h"

using namespace lode;
using namespace lode::capi;

namespace {

study::Report report_of(const lode_report* given) {
  const auto r = read_struct(given, "report", LODE_LEAST(lode_report, value), lode_report LODE_REPORT_INIT);
  check_reserved(r.reserved, "report.reserved");
  if (r.step < 0 || r.step > study::largest_step)
    throw Error(Code::argument,
                "report.step: " + std::to_string(r.step) + " given; 0 (the next one) to 2^53 accepted");
  if (r.rank < 0)
    throw Error(Code::argument, "report.rank: " + std::to_string(r.rank) + " given; 0 or more accepted");
  if (!(r.time >= 0 && r.time < study::end_of_time))
    throw Error(Code::argument, "report.time: " + to_text(r.time) + " given; 0 (now) or seconds since the " +
                                    "epoch, before the year 10000 (253402300800), accepted");
  study::Report report{text(r.metric, "report.metric"), r.value, r.step, r.rank, r.attempt, r.time};
  if (report.metric.empty())
    throw Error(Code::argument, "report.metric: an empty name given; a metric's name accepted");
  return report;
}

study::Ending ending_of(const lode_outcome* given) {
  study::Ending ending;
  if (given == nullptr) return ending;
  const auto o =
      read_struct(given, "outcome", LODE_LEAST(lode_outcome, message), lode_outcome LODE_OUTCOME_INIT);
  if (o.status < LODE_TRIAL_IN_PROGRESS || o.status > LODE_TRIAL_PAUSED)
    throw Error(Code::argument, "outcome.status: " + std::to_string(o.status) +
                                    " given; LODE_TRIAL_COMPLETED, LODE_TRIAL_STOPPED, LODE_TRIAL_FAILED or "
                                    "LODE_TRIAL_PAUSED accepted");
  if (o.reason < LODE_REASON_NONE || o.reason > LODE_REASON_WAIT_LIMIT)
    throw Error(Code::argument, "outcome.reason: " + std::to_string(o.reason) +
                                    " given; LODE_REASON_NONE (0) to LODE_REASON_WAIT_LIMIT (11) accepted");
  ending.status = static_cast<study::TrialStatus>(o.status);
  ending.reason = static_cast<study::Reason>(o.reason);
  ending.attempt = o.attempt;
  if (o.message != nullptr) ending.message = text(o.message, "outcome.message");
  return ending;
}

/// The objective among the given values; nothing where none are given.
std::optional<double> objective_of(const lode_study& study, const lode_value* values, size_t count) {
  if (count == 0) return std::nullopt;
  if (count != 1)
    throw Error(Code::argument, "values: " + std::to_string(count) +
                                    " given; the study has one objective, '" + study.facts->objective.metric +
                                    "'");
  const auto v = read_struct(values, "values[0]", LODE_LEAST(lode_value, value),
                             lode_value{sizeof(lode_value), 0, nullptr, 0.0});
  check_reserved(v.reserved, "values[0].reserved");
  const std::string metric = text(v.metric, "values[0].metric");
  if (metric != study.facts->objective.metric)
    throw Error(Code::argument, "values[0].metric: '" + metric + "' given; the study's objective is '" +
                                    study.facts->objective.metric + "'");
  return v.value;
}

space::Row row_of(const lode_study& study, const double* row, size_t count) {
  if (count != study.facts->space.size())
    throw Error(Code::argument, "row: " + std::to_string(count) + " values given; the space has " +
                                    std::to_string(study.facts->space.size()) + " parameters");
  required(row, "row");
  return {row, row + count};
}

}  // namespace

lode_status lode_study_started(lode_study* study, uint64_t trial, int32_t attempt, const char* directory,
                               lode_error* error) {
  return guarded(error, [&] {
    required(study, "study")
        .study->started(trial, attempt, directory == nullptr ? "" : text(directory, "directory"));
    return LODE_OK;
  });
}

lode_status lode_study_report(lode_study* study, uint64_t trial, const lode_report* report,
                              lode_decision* decision, lode_error* error) {
  return guarded(error, [&] {
    const auto decided = required(study, "study").study->report(trial, report_of(report));
    if (decision != nullptr) *decision = static_cast<lode_decision>(decided);
    return LODE_OK;
  });
}

lode_status lode_study_tell(lode_study* study, uint64_t trial, const lode_value* values, size_t count,
                            const lode_outcome* outcome, lode_error* error) {
  return guarded(error, [&] {
    required(study, "study").study->tell(trial, ending_of(outcome), objective_of(*study, values, count));
    return LODE_OK;
  });
}

lode_status lode_study_tell_value(lode_study* study, uint64_t trial, double value, lode_error* error) {
  return guarded(error, [&] {
    required(study, "study").study->tell(trial, study::Ending(), value);
    return LODE_OK;
  });
}

lode_status lode_study_enqueue(lode_study* study, const double* row, size_t count, lode_error* error) {
  return guarded(error, [&] {
    required(study, "study").study->enqueue(row_of(*study, row, count));
    return LODE_OK;
  });
}

lode_status lode_study_add(lode_study* study, const double* row, size_t count, const lode_value* values,
                           size_t value_count, uint64_t* number, lode_error* error) {
  return guarded(error, [&] {
    const auto objective = objective_of(required(study, "study"), values, value_count);
    if (!objective)
      throw Error(Code::argument,
                  "values: none given; the value of '" + study->facts->objective.metric + "' is needed");
    const uint64_t added = study->study->add(row_of(*study, row, count), *objective);
    if (number != nullptr) *number = added;
    return LODE_OK;
  });
}

lode_status lode_study_take_over(lode_study* study, lode_error* error) {
  return guarded(error, [&] {
    required(study, "study").study->take_over();
    return LODE_OK;
  });
}

lode_status lode_study_stop(lode_study* study, lode_error* error) {
  return guarded(error, [&] {
    required(study, "study").study->close(study::Closing::user);
    return LODE_OK;
  });
}
