// Calls that read studies, trials and snapshots.

#include "fuzz/calls.h"

namespace lode::fuzz {

void Machine::counters() {
  lode_counters counters = LODE_COUNTERS_INIT;
  counters.struct_size = size_of_struct(sizeof counters);
  lode_study* study = pick(studies_);
  if (check(lode_study_counters(study, &counters, &error_)) != LODE_OK) return;
  lode_snapshot* snapshot = nullptr;
  LODE_MUST(lode_study_snapshot(study, &snapshot, nullptr) == LODE_OK);
  const Snapshot owned(snapshot);
  LODE_MUST(counters.completed + counters.in_progress + counters.retryable_error +
                counters.non_retryable_error + counters.stopped ==
            lode_snapshot_trial_count(snapshot));
}

void Machine::best() {
  lode_trial* trial = nullptr;
  const lode_status status = lode_study_best(pick(studies_), &trial, &error_);
  keep(trials_, status, trial);
  if (trial == nullptr) return;
  lode_trial_info info = LODE_TRIAL_INFO_INIT;
  LODE_MUST(lode_trial_get_info(trial, &info, nullptr) == LODE_OK);
  LODE_MUST(info.has_objective && std::isfinite(info.objective) && info.status == LODE_TRIAL_COMPLETED);
}

void Machine::trial() {
  lode_trial* trial = nullptr;
  lode_study* study = pick(studies_);
  const lode_status status = lode_study_trial(study, trial_number(), &trial, &error_);
  keep(trials_, status, trial);
}

void Machine::snapshot() {
  lode_snapshot* snapshot = nullptr;
  const lode_status status = lode_study_snapshot(pick(studies_), &snapshot, &error_);
  keep(snapshots_, status, snapshot);
}

void Machine::study_texts() {
  lode_study* study = pick(studies_);
  read_text([&](auto... rest) { return lode_study_describe_json(study, rest...); });
  read_text([&](auto... rest) { return lode_study_trials_json(study, rest...); });
  read_text([&](auto... rest) { return lode_study_request_json(study, rest...); });
  LODE_MUST((lode_study_name(study) == nullptr) == (study == nullptr));
}

void Machine::read_trial(const lode_trial* trial) {
  lode_trial_info info = LODE_TRIAL_INFO_INIT;
  info.struct_size = size_of_struct(sizeof info);
  const bool known = check(lode_trial_get_info(trial, &info, &error_)) == LODE_OK;
  const std::string n = name();
  double real = 0;
  std::int64_t integer = 0;
  check(lode_trial_real(trial, text_or_null(n), &real, &error_));
  check(lode_trial_integer(trial, text_or_null(n), &integer, &error_));
  lode_trial_text(trial, text_or_null(n));
  std::size_t count = 77;
  LODE_MUST((lode_trial_row(trial, &count) == nullptr) == (count == 0));
  lode_report report = LODE_REPORT_INIT;
  const std::size_t index = in_.byte();
  const lode_status status = check(lode_trial_report(trial, index, &report, &error_));
  if (known) LODE_MUST((index < info.report_count) == (status == LODE_OK));
  read_text([&](auto... rest) { return lode_trial_json(trial, rest...); });
}

void Machine::look_at_trial() { read_trial(pick(trials_)); }

void Machine::look_at_snapshot() {
  const lode_snapshot* snapshot = pick(snapshots_);
  const std::size_t count = lode_snapshot_trial_count(snapshot);
  const std::size_t index = in_.byte();
  const lode_trial* trial = lode_snapshot_trial(snapshot, index);
  LODE_MUST((index < count) == (trial != nullptr));
  read_trial(trial);
  read_trial(lode_snapshot_best(snapshot));
  lode_counters counters = LODE_COUNTERS_INIT;
  check(lode_snapshot_counters(snapshot, &counters, &error_));
}

}  // namespace lode::fuzz
