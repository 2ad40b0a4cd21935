/**
 * \file in_process.c
 * Tunes XGBoost inside one program: Lode asks for a trial through a callback, a thread trains it and reports
 * its metric after every round. Uses only lode.h.
 *
 *     in_process [JOB.json]
 *
 * JOB.json is an AMT CreateHyperParameterTuningJob request; without it, the one beside this file. The study
 * is kept in memory. Exit status: 0 the study ended, 1 it did not.
 */
#include <lode/lode.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data.h"
#include "settings.h"
#include "train.h"

enum { JOB_BYTES = 65536, TEXT_BYTES = 4096 };
static const char metric[] = "validation:auc";

struct pool;

/** One trial being trained by one thread. */
typedef struct worker {
  struct pool* pool;
  struct worker* next;
  lode_study* study;
  uint64_t trial;
  settings list;
  pthread_t thread;
  lode_reason cancelled; /**< guarded by pool->lock; LODE_REASON_NONE: go on */
} worker;

/** Every worker ever started; they are joined at the end. */
typedef struct pool {
  const churn_data* data;
  pthread_mutex_t lock;
  worker* workers; /**< touched only by the thread of lode_study_run */
} pool;

static int fail(const char* what, const lode_error* error) {
  fprintf(stderr, "%s: %s\n", what, error->message);
  return -1;
}

static lode_reason cancelled(worker* self) {
  pthread_mutex_lock(&self->pool->lock);
  const lode_reason reason = self->cancelled;
  pthread_mutex_unlock(&self->pool->lock);
  return reason;
}

static void cancel_worker(worker* self, lode_reason reason) {
  pthread_mutex_lock(&self->pool->lock);
  self->cancelled = reason;
  pthread_mutex_unlock(&self->pool->lock);
}

/** After each round: reports the metric and hears whether to go on. */
static int report_round(void* user_data, const train_round* round) {
  worker* self = user_data;
  lode_report report = LODE_REPORT_INIT;
  lode_decision decision = LODE_CONTINUE;
  lode_error error = LODE_ERROR_INIT;
  report.step = round->number + 1;
  report.metric = metric;
  report.value = round->validation_auc;
  if (lode_study_report(self->study, self->trial, &report, &decision, &error) < 0) {
    fail("report", &error);
    cancel_worker(self, LODE_REASON_PLATFORM_ERROR);
  } else if (decision == LODE_STOP) {
    cancel_worker(self, LODE_REASON_EARLY_STOPPING);
  }
  return cancelled(self) != LODE_REASON_NONE;
}

/** Body of a worker's thread: trains, then tells how it ended. The last reported value is the objective. */
static void* work(void* user_data) {
  worker* self = user_data;
  lode_outcome outcome = LODE_OUTCOME_INIT;
  lode_error error = LODE_ERROR_INIT;
  const int status = train(self->pool->data, &self->list, report_round, self, NULL);
  if (status < 0) {
    outcome.status = LODE_TRIAL_FAILED;
    outcome.reason = LODE_REASON_TRIAL_ERROR;
    outcome.message = "XGBoost could not train";
  } else if (status > 0) {
    outcome.status = LODE_TRIAL_STOPPED;
    outcome.reason = cancelled(self);
  }
  if (outcome.reason == LODE_REASON_PREEMPTED) return NULL;  // the next run starts it again
  if (lode_study_tell(self->study, self->trial, NULL, 0, &outcome, &error) < 0) fail("tell", &error);
  return NULL;
}

/** Starts a thread for a trial and returns at once. */
static lode_status launch(void* user_data, lode_study* study, const lode_trial* trial, lode_error* error) {
  pool* all = user_data;
  char json[TEXT_BYTES];
  size_t needed = 0;
  worker* self = calloc(1, sizeof *self);
  if (self == NULL) return LODE_E_MEMORY;
  self->pool = all;
  self->study = study;
  self->trial = lode_trial_number(trial);
  if (lode_trial_json(trial, json, sizeof json, &needed, error) < 0 ||
      settings_set_json(&self->list, json) != 0 || pthread_create(&self->thread, NULL, work, self) != 0) {
    free(self);
    return LODE_E_CALLBACK;
  }
  self->next = all->workers;
  all->workers = self;
  return LODE_OK;
}

static lode_status cancel(void* user_data, lode_study* study, uint64_t trial, lode_reason reason,
                          lode_error* error) {
  pool* all = user_data;
  (void)study, (void)error;
  for (worker* at = all->workers; at != NULL; at = at->next) {
    if (at->trial == trial) cancel_worker(at, reason);
  }
  return LODE_OK;
}

static void join_all(pool* all) {
  while (all->workers != NULL) {
    worker* ended = all->workers;
    all->workers = ended->next;
    pthread_join(ended->thread, NULL);
    free(ended);
  }
}

static void print_trial(const lode_trial* trial) {
  static const char* const status_names[] = {"InProgress", "Stopping", "Completed", "Stopped", "Failed"};
  static const char* const names[] = {"eta", "alpha", "min_child_weight", "max_depth"};
  lode_trial_info info = LODE_TRIAL_INFO_INIT;
  if (lode_trial_get_info(trial, &info, NULL) < 0) return;
  printf("%5llu  %-10s  %8.6f", (unsigned long long)info.number, status_names[info.status], info.objective);
  for (size_t i = 0; i < sizeof names / sizeof names[0]; ++i) {
    const char* text = lode_trial_text(trial, names[i]);
    printf("  %16.16s", text == NULL ? "" : text);
  }
  printf("  %llu rounds\n", (unsigned long long)info.report_count);
}

static void print_best(const lode_trial* best, const churn_data* data) {
  const settings none = {0, {{"", ""}}};
  lode_trial_info info = LODE_TRIAL_INFO_INIT;
  char json[TEXT_BYTES];
  size_t needed = 0;
  double defaults = 0.0;
  if (lode_trial_get_info(best, &info, NULL) < 0 ||
      lode_trial_json(best, json, sizeof json, &needed, NULL) < 0)
    return;
  printf("\nBest configuration: %s\n", json);
  printf("Best validation AUC:        %.6f (%s)\n", info.objective, info.name);
  if (train(data, &none, NULL, NULL, &defaults) == 0) printf("AUC of XGBoost's defaults:  %.6f\n", defaults);
}

static int print_study(lode_study* study, const churn_data* data) {
  lode_snapshot* snapshot = NULL;
  lode_error error = LODE_ERROR_INIT;
  if (lode_study_snapshot(study, &snapshot, &error) < 0) return fail("snapshot", &error);
  printf("trial  %-10s  %8s  %16s  %16s  %16s  %16s\n", "status", "AUC", "eta", "alpha", "min_child_weight",
         "max_depth");
  for (size_t i = 0; i < lode_snapshot_trial_count(snapshot); ++i)
    print_trial(lode_snapshot_trial(snapshot, i));
  if (lode_snapshot_best(snapshot) != NULL) print_best(lode_snapshot_best(snapshot), data);
  lode_snapshot_free(snapshot);
  return 0;
}

static int run(lode_study* study, const churn_data* data) {
  pool all = {data, PTHREAD_MUTEX_INITIALIZER, NULL};
  lode_launcher_callbacks callbacks = LODE_LAUNCHER_CALLBACKS_INIT;
  lode_error error = LODE_ERROR_INIT;
  callbacks.user_data = &all;
  callbacks.launch = launch;
  callbacks.cancel = cancel;
  const lode_status status = lode_study_run(study, &callbacks, &error);
  for (worker* at = all.workers; at != NULL && status < 0; at = at->next)
    cancel_worker(at, LODE_REASON_PREEMPTED);
  join_all(&all);
  return status == LODE_OK ? print_study(study, data) : fail("run", &error);
}

static int tune(lode_context* context, const char* job, const churn_data* data) {
  lode_error error = LODE_ERROR_INIT;
  lode_store* store = NULL;
  lode_study* study = NULL;
  if (lode_store_open(context, ":memory:", NULL, &store, &error) < 0) return fail("store", &error);
  const lode_status status = lode_study_create_json(context, store, NULL, job, NULL, &study, &error);
  const int result = status < 0 ? fail("study", &error) : run(study, data);
  lode_study_free(study);
  lode_store_free(store);
  return result;
}

static char* read_job(const char* path) {
  FILE* file = fopen(path, "r");
  char* text = calloc(JOB_BYTES, 1);
  const size_t read = file == NULL || text == NULL ? 0 : fread(text, 1, JOB_BYTES - 1, file);
  if (file != NULL) fclose(file);
  if (read > 0) return text;
  fprintf(stderr, "%s: cannot be read\n", path);
  free(text);
  return NULL;
}

int main(int count, char** arguments) {
  int result = 1;
  churn_data data;
  lode_context* context = NULL;
  lode_error error = LODE_ERROR_INIT;
  char* job = read_job(count > 1 ? arguments[1] : JOB_JSON);
  if (job == NULL || churn_read(CHURN_CSV, &data) != 0) {
    free(job);
    return 1;
  }
  if (lode_context_create(NULL, &context, &error) < 0) {
    fail("context", &error);
  } else {
    result = tune(context, job, &data) == 0 ? 0 : 1;
  }
  lode_context_free(context);
  churn_free(&data);
  free(job);
  return result;
}
