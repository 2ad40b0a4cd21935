/* The study level from end to end: ask, report, tell, best, counters, snapshot, enqueue, add, stop. */
#include <math.h>

#include "check.h"

static lode_error error = LODE_ERROR_INIT;

static lode_trial* ask_one(lode_study* study) {
  lode_trial* trial = NULL;
  uint32_t given = 0;
  CHECK_OK(lode_study_ask(study, 1, &trial, &given, &error));
  CHECK(given == 1 && trial != NULL);
  return trial;
}

static void ordinary_life(lode_study* study) {
  lode_trial* trial = ask_one(study);
  lode_trial_info info = LODE_TRIAL_INFO_INIT;
  lode_report report = LODE_REPORT_INIT;
  lode_decision decision = -1;
  double x = -1.0;
  int64_t n = -1;
  size_t columns = 0;
  const double* row = lode_trial_row(trial, &columns);
  CHECK(lode_trial_number(trial) == 0 && columns == 2);
  CHECK_OK(lode_trial_real(trial, "x", &x, &error));
  CHECK_OK(lode_trial_integer(trial, "n", &n, &error));
  CHECK(x >= 0.0 && x <= 1.0 && x == row[0]);
  CHECK(n >= 1 && n <= 8 && (double)n == row[1]);
  CHECK(strtod(lode_trial_text(trial, "x"), NULL) == x);
  CHECK(lode_trial_text(trial, "y") == NULL);
  CHECK_ERROR(LODE_E_NOT_FOUND, "y", lode_trial_real(trial, "y", &x, &error));
  report.metric = "loss";
  report.value = 3.0;
  CHECK_OK(lode_study_report(study, 0, &report, &decision, &error));
  CHECK(decision == LODE_CONTINUE);
  report.value = 2.0;
  CHECK_OK(lode_study_report(study, 0, &report, NULL, &error));
  report.step = 2;
  CHECK_OK(lode_study_report(study, 0, &report, NULL, &error)); /* the same again: ignored */
  report.value = 2.5;
  report.time = NAN;
  CHECK_ERROR(LODE_E_ARGUMENT, "report.time", lode_study_report(study, 0, &report, NULL, &error));
  report.time = 253402300800.0; /* 10000-01-01T00:00:00Z */
  CHECK_ERROR(LODE_E_ARGUMENT, "report.time", lode_study_report(study, 0, &report, NULL, &error));
  report.time = 253402300799.0;
  report.value = 2.0;
  CHECK_OK(
      lode_study_report(study, 0, &report, NULL, &error)); /* taken, and as step 2 has its value: ignored */
  report.value = 2.5;
  report.time = 0.0;
  report.step = INT64_MAX;
  CHECK_ERROR(LODE_E_ARGUMENT, "report.step", lode_study_report(study, 0, &report, NULL, &error));
  report.step = 2;
  CHECK_ERROR(LODE_E_STATE, "step 2", lode_study_report(study, 0, &report, NULL, &error));
  CHECK_OK(lode_study_tell(study, 0, NULL, 0, NULL, &error)); /* the last report is the objective */
  lode_trial_free(trial);
  CHECK_OK(lode_study_trial(study, 0, &trial, &error));
  CHECK_OK(lode_trial_get_info(trial, &info, &error));
  CHECK(info.status == LODE_TRIAL_COMPLETED && info.has_objective && info.objective == 2.0);
  CHECK(info.report_count == 2 && info.attempt == 1 && strcmp(info.name, "life-0") == 0);
  CHECK_OK(lode_trial_report(trial, 1, &report, &error));
  CHECK(report.step == 2 && report.value == 2.0 && strcmp(report.metric, "loss") == 0);
  CHECK_ERROR(LODE_E_ARGUMENT, "2 reports", lode_trial_report(trial, 2, &report, &error));
  lode_trial_free(trial);
}

static void telling_twice(lode_study* study) {
  CHECK_OK(lode_study_tell_value(study, 0, 2.0, &error)); /* the same again */
  CHECK_ERROR(LODE_E_STATE, "trial 0", lode_study_tell_value(study, 0, 1.0, &error));
  CHECK_ERROR(LODE_E_NOT_FOUND, "99", lode_study_tell_value(study, 99, 1.0, &error));
}

/* NaN and failures are outcomes; they never become the best trial. */
static void bad_outcomes(lode_study* study) {
  lode_outcome outcome = LODE_OUTCOME_INIT;
  lode_trial* trial = ask_one(study);
  lode_trial* best = NULL;
  CHECK_OK(lode_study_tell_value(study, lode_trial_number(trial), -INFINITY, &error));
  lode_trial_free(trial);
  trial = ask_one(study);
  CHECK_OK(lode_study_tell_value(study, lode_trial_number(trial), NAN, &error));
  CHECK_OK(lode_study_tell_value(study, lode_trial_number(trial), NAN, &error));
  lode_trial_free(trial);
  trial = ask_one(study);
  outcome.status = LODE_TRIAL_FAILED;
  outcome.reason = LODE_REASON_TRIAL_ERROR;
  outcome.message = "no such file";
  CHECK_OK(lode_study_tell(study, lode_trial_number(trial), NULL, 0, &outcome, &error));
  lode_trial_free(trial);
  CHECK_OK(lode_study_best(study, &best, &error));
  CHECK(lode_trial_number(best) == 0);
  lode_trial_free(best);
}

static void enqueue_and_add(lode_study* study) {
  const double wish[2] = {0.25, 3.0};
  const double known[2] = {0.75, 4.0};
  const double outside[2] = {0.25, 9.0};
  lode_value value = {sizeof value, 0, "loss", 0.5};
  uint64_t number = 0;
  size_t columns = 0;
  lode_trial* trial = NULL;
  CHECK_OK(lode_study_enqueue(study, wish, 2, &error));
  CHECK_ERROR(LODE_E_ARGUMENT, "'n'", lode_study_enqueue(study, outside, 2, &error));
  CHECK_ERROR(LODE_E_ARGUMENT, "2 parameters", lode_study_enqueue(study, wish, 1, &error));
  CHECK_OK(lode_study_add(study, known, 2, &value, 1, &number, &error));
  CHECK(number == 4);
  trial = ask_one(study);
  CHECK(lode_trial_row(trial, &columns)[0] == 0.25 && lode_trial_row(trial, NULL)[1] == 3.0);
  CHECK_OK(lode_study_tell_value(study, lode_trial_number(trial), 0.75, &error));
  lode_trial_free(trial);
  CHECK_OK(lode_study_best(study, &trial, &error));
  CHECK(lode_trial_number(trial) == 4);
  lode_trial_free(trial);
}

static void counting(lode_study* study) {
  lode_counters counters = LODE_COUNTERS_INIT;
  lode_snapshot* snapshot = NULL;
  CHECK_OK(lode_study_counters(study, &counters, &error));
  CHECK(counters.status == LODE_STUDY_IN_PROGRESS);
  CHECK(counters.completed == 5 && counters.non_retryable_error == 1 && counters.in_progress == 0);
  CHECK(counters.objective_succeeded == 3 && counters.objective_failed == 3 &&
        counters.objective_pending == 0);
  CHECK_OK(lode_study_snapshot(study, &snapshot, &error));
  CHECK(lode_snapshot_trial_count(snapshot) == 6);
  CHECK(lode_trial_number(lode_snapshot_best(snapshot)) == 4);
  CHECK(lode_snapshot_trial(snapshot, 6) == NULL);
  lode_snapshot_free(snapshot);
}

/* A snapshot is of its moment: what happens later does not reach it. */
static void snapshots_stand_still(lode_study* study) {
  lode_trial* trial = ask_one(study);
  lode_snapshot* snapshot = NULL;
  lode_trial_info info = LODE_TRIAL_INFO_INIT;
  CHECK_OK(lode_study_snapshot(study, &snapshot, &error));
  CHECK_OK(lode_study_tell_value(study, lode_trial_number(trial), 9.0, &error));
  CHECK_OK(lode_trial_get_info(lode_snapshot_trial(snapshot, lode_trial_number(trial)), &info, &error));
  CHECK(info.status == LODE_TRIAL_IN_PROGRESS && !info.has_objective);
  CHECK_OK(lode_trial_get_info(trial, &info, &error));
  CHECK(info.status == LODE_TRIAL_IN_PROGRESS);
  lode_snapshot_free(snapshot);
  lode_trial_free(trial);
}

static void stopping(lode_study* study) {
  lode_trial* trial = ask_one(study);
  lode_trial* none = NULL;
  uint32_t given = 9;
  lode_report report = LODE_REPORT_INIT;
  lode_decision decision = LODE_CONTINUE;
  lode_counters counters = LODE_COUNTERS_INIT;
  CHECK_OK(lode_study_stop(study, &error));
  CHECK_STATUS(LODE_DONE, lode_study_ask(study, 1, &none, &given, &error));
  CHECK(given == 0 && none == NULL);
  report.metric = "loss";
  report.value = 1.0;
  CHECK_OK(lode_study_report(study, lode_trial_number(trial), &report, &decision, &error));
  CHECK(decision == LODE_STOP);
  CHECK_OK(lode_study_counters(study, &counters, &error));
  CHECK(counters.status == LODE_STUDY_STOPPING && counters.in_progress == 1);
  CHECK_OK(lode_study_tell_value(study, lode_trial_number(trial), 1.0, &error));
  CHECK_OK(lode_study_counters(study, &counters, &error));
  CHECK(counters.status == LODE_STUDY_STOPPED);
  lode_trial_free(trial);
}

/* The parallel limit makes an ask wait, the trial limit ends it, and the study completes with its last trial.
 */
static void limits(lode_context* context, lode_store* store) {
  lode_study* study = small_study(context, store, "limits", "Random", 3, 2);
  lode_trial* trials[5] = {NULL, NULL, NULL, NULL, NULL};
  uint32_t given = 0;
  lode_counters counters = LODE_COUNTERS_INIT;
  CHECK_OK(lode_study_ask(study, 5, trials, &given, &error));
  CHECK(given == 2);
  CHECK_STATUS(LODE_WAIT, lode_study_ask(study, 1, trials + 2, &given, &error));
  CHECK(given == 0);
  CHECK_OK(lode_study_tell_value(study, 0, 1.0, &error));
  CHECK_OK(lode_study_ask(study, 5, trials + 2, &given, &error));
  CHECK(given == 1);
  CHECK_OK(lode_study_tell_value(study, 1, 1.0, &error));
  CHECK_STATUS(LODE_DONE, lode_study_ask(study, 1, trials + 3, &given, &error));
  CHECK_OK(lode_study_tell_value(study, 2, 1.0, &error));
  CHECK_OK(lode_study_counters(study, &counters, &error));
  CHECK(counters.status == LODE_STUDY_COMPLETED && counters.completed == 3);
  for (int i = 0; i < 5; ++i) lode_trial_free(trials[i]);
  lode_study_free(study);
}

int main(void) {
  lode_context* context = NULL;
  lode_store* store = NULL;
  lode_trial* none = NULL;
  CHECK_OK(lode_context_create(NULL, &context, &error));
  CHECK_OK(lode_store_open(context, ":memory:", NULL, &store, &error));
  lode_study* study = small_study(context, store, "life", "Random", 100, 0);
  CHECK(strcmp(lode_study_name(study), "life") == 0);
  CHECK_STATUS(LODE_E_NOT_FOUND, lode_study_best(study, &none, &error));
  ordinary_life(study);
  telling_twice(study);
  bad_outcomes(study);
  enqueue_and_add(study);
  counting(study);
  snapshots_stand_still(study);
  stopping(study);
  lode_study_free(study);
  limits(context, store);
  lode_store_free(store);
  lode_context_free(context);
  puts("ok");
  return 0;
}
