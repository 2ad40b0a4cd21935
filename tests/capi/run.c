/* lode_study_run with threads as trials: asynchronous refill, destroy called once, interrupt and resume,
 * stop, errors. */
#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#include "check.h"

typedef struct Host {
  lode_study* study;
  atomic_int launched, running, most, alive, destroyed, cancelled;
  int hold;         /* trial 0 ends only after this many others have been launched */
  int interrupt_at; /* interrupt when this many have been launched; 0: never */
  int stop_at;      /* stop the study then; 0: never */
  int fail_at;      /* the launch callback fails then; 0: never */
  lode_status fail_with;
  const char* says; /* the text of that failure; may be NULL */
  int prepared;     /* calls of prepare */
  atomic_bool preempted;
} Host;

typedef struct Work {
  Host* host;
  uint64_t number;
  double x;
} Work;

static void pause_briefly(void) { usleep(1000); }

static void* train(void* argument) {
  Work* work = argument;
  Host* host = work->host;
  lode_error error = LODE_ERROR_INIT;
  /* Waits for an event, not for a time: the loop only keeps it from burning the processor. */
  while (work->number == 0 && atomic_load(&host->launched) < host->hold) pause_briefly();
  lode_report report = LODE_REPORT_INIT;
  report.metric = "loss";
  report.value = work->x * work->x;
  if (atomic_load(&host->preempted)) {
    atomic_fetch_sub(&host->running, 1);
    free(work);
    atomic_fetch_sub(&host->alive, 1);
    return NULL;
  }
  (void)lode_study_report(host->study, work->number, &report, NULL, &error);
  const uint64_t number = work->number;
  free(work);
  atomic_fetch_sub(&host->running, 1);
  const lode_status status = lode_study_tell(host->study, number, NULL, 0, NULL, &error);
  CHECK(status == LODE_OK || status == LODE_E_STATE);
  atomic_fetch_sub(&host->alive, 1); /* the last use of the study: the run returns once nothing is alive */
  return NULL;
}

static lode_status launch(void* user_data, lode_study* study, const lode_trial* trial, lode_error* failure) {
  Host* host = user_data;
  lode_error error = LODE_ERROR_INIT;
  pthread_t thread;
  Work* work = malloc(sizeof *work);
  CHECK(study == host->study);
  const int count = atomic_fetch_add(&host->launched, 1) + 1;
  if (host->fail_at != 0 && count == host->fail_at) {
    free(work);
    if (host->says != NULL) (void)snprintf(failure->message, sizeof failure->message, "%s", host->says);
    return host->fail_with;
  }
  atomic_fetch_add(&host->alive, 1);
  const int running = atomic_fetch_add(&host->running, 1) + 1;
  if (running > atomic_load(&host->most)) atomic_store(&host->most, running);
  work->host = host;
  work->number = lode_trial_number(trial);
  CHECK_OK(lode_trial_real(trial, "x", &work->x, &error));
  if (count == host->interrupt_at) {
    atomic_store(&host->preempted, true);
    lode_study_interrupt(study);
  }
  if (count == host->stop_at) CHECK_OK(lode_study_stop(study, &error));
  CHECK(pthread_create(&thread, NULL, train, work) == 0);
  CHECK(pthread_detach(thread) == 0);
  return LODE_OK;
}

static lode_status cancel(void* user_data, lode_study* study, uint64_t trial, lode_reason reason,
                          lode_error* error) {
  Host* host = user_data;
  (void)study, (void)trial, (void)reason, (void)error;
  atomic_fetch_add(&host->cancelled, 1);
  return LODE_OK;
}

static lode_status prepare(void* user_data, lode_study* study, lode_error* error) {
  Host* host = user_data;
  (void)study, (void)error;
  CHECK(atomic_load(&host->launched) == 0);
  ++host->prepared;
  return LODE_OK;
}

static lode_status refuse(void* user_data, lode_study* study, lode_error* error) {
  (void)user_data, (void)study;
  (void)snprintf(error->message, sizeof error->message, "no machine has a free slot");
  return LODE_E_UNSUPPORTED;
}

static uint64_t active(void* user_data) { return (uint64_t)atomic_load(&((Host*)user_data)->alive); }

static void destroy(void* user_data) { atomic_fetch_add(&((Host*)user_data)->destroyed, 1); }

static lode_launcher_callbacks callbacks_for(Host* host) {
  lode_launcher_callbacks callbacks = LODE_LAUNCHER_CALLBACKS_INIT;
  callbacks.user_data = host;
  callbacks.destroy = destroy;
  callbacks.launch = launch;
  callbacks.cancel = cancel;
  callbacks.active = active;
  return callbacks;
}

static void check_counters(lode_study* study, lode_study_status status, uint64_t completed) {
  lode_error error = LODE_ERROR_INIT;
  lode_counters counters = LODE_COUNTERS_INIT;
  CHECK_OK(lode_study_counters(study, &counters, &error));
  CHECK(counters.status == status);
  CHECK(counters.completed == completed);
}

/* Trial 0 ends only after nine others were launched: with batches instead of refilled slots this would wait
 * for ever. */
static void slots_are_refilled(lode_context* context, lode_store* store) {
  lode_error error = LODE_ERROR_INIT;
  lode_study* study = small_study(context, store, "refill", "Random", 20, 3);
  Host host = {.study = study, .hold = 10};
  const lode_launcher_callbacks callbacks = callbacks_for(&host);
  CHECK_OK(lode_study_run(study, &callbacks, &error));
  check_counters(study, LODE_STUDY_COMPLETED, 20);
  CHECK(atomic_load(&host.launched) == 20 && atomic_load(&host.most) <= 3 &&
        atomic_load(&host.destroyed) == 1);
  CHECK_OK(lode_study_run(study, &callbacks, &error)); /* an ended study: nothing to do */
  CHECK(atomic_load(&host.launched) == 20);
  lode_study_free(study);
}

static void interrupted_and_resumed(lode_context* context, lode_store* store) {
  lode_error error = LODE_ERROR_INIT;
  lode_study* study = small_study(context, store, "interrupted", "Random", 12, 2);
  Host host = {.study = study, .interrupt_at = 5};
  const lode_launcher_callbacks callbacks = callbacks_for(&host);
  CHECK_STATUS(LODE_INTERRUPTED, lode_study_run(study, &callbacks, &error));
  lode_study_free(study);
  CHECK_OK(lode_study_open(context, store, "interrupted", &study, &error));
  host.study = study;
  host.interrupt_at = 0;
  atomic_store(&host.preempted, false);
  CHECK_OK(lode_study_run(study, &callbacks, &error));
  check_counters(study, LODE_STUDY_COMPLETED, 12);
  CHECK(atomic_load(&host.destroyed) == 2);
  lode_study_free(study);
}

static void stopped(lode_context* context, lode_store* store) {
  lode_error error = LODE_ERROR_INIT;
  lode_counters counters = LODE_COUNTERS_INIT;
  lode_study* study = small_study(context, store, "stopped", "Random", 50, 2);
  Host host = {.study = study, .stop_at = 4};
  const lode_launcher_callbacks callbacks = callbacks_for(&host);
  CHECK_OK(lode_study_run(study, &callbacks, &error));
  CHECK_OK(lode_study_counters(study, &counters, &error));
  CHECK(counters.status == LODE_STUDY_STOPPED && counters.in_progress == 0);
  CHECK(atomic_load(&host.launched) == 4);
  lode_study_free(study);
}

static void callback_errors(lode_context* context, lode_store* store) {
  lode_error error = LODE_ERROR_INIT;
  lode_study* study = small_study(context, store, "errors", "Random", 9, 2);
  Host host = {.study = study, .fail_at = 3, .fail_with = -77};
  lode_launcher_callbacks callbacks = callbacks_for(&host);
  CHECK_ERROR(LODE_E_CALLBACK, "-77", lode_study_run(study, &callbacks, &error));
  CHECK(atomic_load(&host.destroyed) == 1);
  callbacks.launch = NULL;
  CHECK_ERROR(LODE_E_ARGUMENT, "launch", lode_study_run(study, &callbacks, &error));
  CHECK_ERROR(LODE_E_ARGUMENT, "study", lode_study_run(NULL, &callbacks, &error));
  CHECK(atomic_load(&host.destroyed) == 3);
  callbacks.struct_size = (uint32_t)(sizeof callbacks - sizeof callbacks.active);
  CHECK_ERROR(LODE_E_ARGUMENT, "struct_size", lode_study_run(study, &callbacks, &error));
  CHECK(atomic_load(&host.destroyed) == 4);
  /* A launch that fails leaves nothing to wait for, also where the host can neither cancel nor count. */
  callbacks = callbacks_for(&host);
  callbacks.cancel = NULL;
  callbacks.active = NULL;
  atomic_store(&host.launched, 0);
  host.fail_at = 1;
  CHECK_ERROR(LODE_E_CALLBACK, "launch", lode_study_run(study, &callbacks, &error));
  /* A status of the library and the text pass through. */
  atomic_store(&host.launched, 0);
  host.fail_with = LODE_E_STORE;
  host.says = "the disk is full";
  CHECK_ERROR(LODE_E_STORE, "the disk is full", lode_study_run(study, &callbacks, &error));
  lode_study_free(study);
}

/* A refusal before anything was launched leaves the study as it was. */
static void prepared(lode_context* context, lode_store* store) {
  lode_error error = LODE_ERROR_INIT;
  lode_study* study = small_study(context, store, "prepared", "Random", 3, 2);
  Host host = {.study = study};
  lode_launcher_callbacks callbacks = callbacks_for(&host);
  callbacks.prepare = refuse;
  CHECK_ERROR(LODE_E_UNSUPPORTED, "no machine has a free slot", lode_study_run(study, &callbacks, &error));
  CHECK(atomic_load(&host.launched) == 0);
  check_counters(study, LODE_STUDY_IN_PROGRESS, 0);
  callbacks.prepare = prepare;
  CHECK_OK(lode_study_run(study, &callbacks, &error));
  CHECK(host.prepared == 1);
  check_counters(study, LODE_STUDY_COMPLETED, 3);
  lode_study_free(study);
}

/* Interrupts the run that calls it, then tries to begin another one. */
static lode_status launch_and_run_again(void* user_data, lode_study* study, const lode_trial* trial,
                                        lode_error* failure) {
  lode_error error = LODE_ERROR_INIT;
  lode_launcher_callbacks callbacks = LODE_LAUNCHER_CALLBACKS_INIT;
  callbacks.launch = launch_and_run_again;
  lode_study_interrupt(study);
  CHECK_ERROR(LODE_E_STATE, "driven", lode_study_run(study, &callbacks, &error));
  ++*(int*)user_data;
  return lode_study_tell_value(study, lode_trial_number(trial), 1.0, failure);
}

/* A second run of the same handle is refused, and takes no interrupt away from the first. */
static void one_run_at_a_time(lode_context* context, lode_store* store) {
  lode_error error = LODE_ERROR_INIT;
  lode_study* study = small_study(context, store, "one", "Random", 5, 1);
  int launched = 0;
  lode_launcher_callbacks callbacks = LODE_LAUNCHER_CALLBACKS_INIT;
  callbacks.user_data = &launched;
  callbacks.launch = launch_and_run_again;
  CHECK_STATUS(LODE_INTERRUPTED, lode_study_run(study, &callbacks, &error));
  CHECK(launched == 1);
  lode_study_free(study);
}

int main(void) {
  lode_error error = LODE_ERROR_INIT;
  lode_context* context = NULL;
  lode_store* store = NULL;
  CHECK_OK(lode_context_create(NULL, &context, &error));
  CHECK_OK(lode_store_open(context, ":memory:", NULL, &store, &error));
  slots_are_refilled(context, store);
  interrupted_and_resumed(context, store);
  stopped(context, store);
  callback_errors(context, store);
  prepared(context, store);
  one_run_at_a_time(context, store);
  lode_store_free(store);
  lode_context_free(context);
  puts("ok");
  return 0;
}
