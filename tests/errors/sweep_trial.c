/* Trials and snapshots. */
#include "sweep.h"

SWEEP(lode_trial_free) {
  (void)w;
  RETURNS(lode_trial_free(NULL));
}

SWEEP(lode_trial_get_info) {
  const lode_trial_info info = LODE_TRIAL_INFO_INIT;
  lode_trial_info out = info;
  REFUSED("trial", lode_trial_get_info(NULL, &out, error))
  REFUSED("info", lode_trial_get_info(w->trial, NULL, error))
  BAD_SIZES(lode_trial_info, info, report_count, "info", lode_trial_get_info(w->trial, bad, error))
}

SWEEP(lode_trial_number) {
  HOLDS(lode_trial_number(NULL) == UINT64_MAX);
  HOLDS(lode_trial_number(w->trial) == 0);
}

SWEEP(lode_trial_row) {
  size_t count = 77;
  HOLDS(lode_trial_row(NULL, NULL) == NULL);
  HOLDS(lode_trial_row(NULL, &count) == NULL && count == 0);
  HOLDS(lode_trial_row(w->trial, NULL) != NULL);
}

SWEEP(lode_trial_real) {
  double out = 0.0;
  REFUSED("trial", lode_trial_real(NULL, "x", &out, error))
  REFUSED("name", lode_trial_real(w->trial, NULL, &out, error))
  REFUSED("value", lode_trial_real(w->trial, "x", NULL, error))
  REFUSED("'z'", lode_trial_real(w->trial, "z", &out, error))
  REFUSED("UTF-8", lode_trial_real(w->trial, "\xff", &out, error))
}

SWEEP(lode_trial_integer) {
  int64_t out = 0;
  REFUSED("trial", lode_trial_integer(NULL, "n", &out, error))
  REFUSED("name", lode_trial_integer(w->trial, NULL, &out, error))
  REFUSED("value", lode_trial_integer(w->trial, "n", NULL, error))
  REFUSED("''", lode_trial_integer(w->trial, "", &out, error))
  REFUSED("'x'", lode_trial_integer(w->trial, "x", &out, error)) /* not an integer */
}

SWEEP(lode_trial_text) {
  HOLDS(lode_trial_text(NULL, "x") == NULL);
  HOLDS(lode_trial_text(w->trial, NULL) == NULL);
  HOLDS(lode_trial_text(w->trial, "\xff") == NULL);
}

SWEEP(lode_trial_json) {
  char text[2];
  size_t needed = 0;
  REFUSED("trial", lode_trial_json(NULL, NULL, 0, &needed, error))
  REFUSED("needed", lode_trial_json(w->trial, NULL, 0, NULL, error))
  REFUSED("buffer", lode_trial_json(w->trial, NULL, SIZE_MAX, &needed, error))
  REFUSED("buffer", lode_trial_json(w->trial, text, sizeof text, NULL, error))
}

SWEEP(lode_trial_report) {
  lode_error storage = LODE_ERROR_INIT;
  lode_trial* trial = NULL;
  lode_study* study = NULL;
  lode_report report = LODE_REPORT_INIT;
  lode_report out = LODE_REPORT_INIT;
  const lode_objective objective = {sizeof objective, LODE_MINIMIZE, "loss"};
  lode_study_definition definition = LODE_STUDY_DEFINITION_INIT;
  uint32_t given = 0;
  REFUSED("trial", lode_trial_report(NULL, 0, &out, error))
  REFUSED("index", lode_trial_report(w->trial, 0, &out, error))
  REFUSED("index", lode_trial_report(w->trial, SIZE_MAX, &out, error))
  /* A trial with a report, in a study of its own. */
  definition.name = "reported";
  definition.strategy = "Random";
  definition.objectives = &objective;
  definition.objective_count = 1;
  report.metric = "loss";
  HOLDS(lode_study_create(w->context, w->store, &definition, w->space, NULL, &study, &storage) == LODE_OK);
  HOLDS(lode_study_ask(study, 1, &trial, &given, &storage) == LODE_OK);
  HOLDS(lode_study_report(study, 0, &report, NULL, &storage) == LODE_OK);
  lode_trial_free(trial);
  HOLDS(lode_study_trial(study, 0, &trial, &storage) == LODE_OK);
  REFUSED("report", lode_trial_report(trial, 0, NULL, error))
  BAD_SIZES(lode_report, out, time, "report", lode_trial_report(trial, 0, bad, error))
  lode_trial_free(trial);
  lode_study_free(study);
}

SWEEP(lode_snapshot_free) {
  (void)w;
  RETURNS(lode_snapshot_free(NULL));
}

SWEEP(lode_snapshot_trial_count) {
  HOLDS(lode_snapshot_trial_count(NULL) == 0);
  HOLDS(lode_snapshot_trial_count(w->snapshot) == 1);
}

SWEEP(lode_snapshot_trial) {
  HOLDS(lode_snapshot_trial(NULL, 0) == NULL);
  HOLDS(lode_snapshot_trial(w->snapshot, 1) == NULL);
  HOLDS(lode_snapshot_trial(w->snapshot, SIZE_MAX) == NULL);
}

SWEEP(lode_snapshot_best) {
  HOLDS(lode_snapshot_best(NULL) == NULL);
  HOLDS(lode_snapshot_best(w->snapshot) == NULL);
}

SWEEP(lode_snapshot_counters) {
  const lode_counters counters = LODE_COUNTERS_INIT;
  lode_counters out = counters;
  REFUSED("snapshot", lode_snapshot_counters(NULL, &out, error))
  REFUSED("counters", lode_snapshot_counters(w->snapshot, NULL, error))
  BAD_SIZES(lode_counters, counters, objective_failed, "counters",
            lode_snapshot_counters(w->snapshot, bad, error))
}
