/* Eight threads that ask at once get eight different points, the same ones as ask(8). */
#include <pthread.h>

#include "check.h"

enum { THREADS = 8 };

static int compare(const void* a, const void* b) {
  const double x = ((const double*)a)[0], y = ((const double*)b)[0];
  return (x > y) - (x < y);
}

static void* ask_one(void* argument) {
  lode_error error = LODE_ERROR_INIT;
  lode_study* study = argument;
  lode_trial* trial = NULL;
  uint32_t given = 0;
  CHECK_OK(lode_study_ask(study, 1, &trial, &given, &error));
  CHECK(given == 1);
  return trial;
}

/* Ten finished trials, so that a model exists. */
static void train(lode_study* study) {
  lode_error error = LODE_ERROR_INIT;
  for (int i = 0; i < 10; ++i) {
    lode_trial* trial = ask_one(study);
    const double* row = lode_trial_row(trial, NULL);
    const double loss = (row[0] - 0.3) * (row[0] - 0.3) + 0.1 * (row[1] - 4) * (row[1] - 4);
    CHECK_OK(lode_study_tell_value(study, lode_trial_number(trial), loss, &error));
    lode_trial_free(trial);
  }
}

static void sorted_rows(lode_trial** trials, double rows[THREADS][2]) {
  for (int i = 0; i < THREADS; ++i) {
    memcpy(rows[i], lode_trial_row(trials[i], NULL), sizeof rows[i]);
    lode_trial_free(trials[i]);
  }
  qsort(rows, THREADS, sizeof rows[0], compare);
}

static void one_strategy(lode_context* context, lode_store* store, const char* strategy) {
  lode_error error = LODE_ERROR_INIT;
  char name[64];
  lode_trial* trials[THREADS] = {NULL};
  pthread_t threads[THREADS];
  double together[THREADS][2], apart[THREADS][2];
  uint32_t given = 0;
  snprintf(name, sizeof name, "%s-batch", strategy);
  lode_study* batch = small_study(context, store, name, strategy, 0, 0);
  train(batch);
  CHECK_OK(lode_study_ask(batch, THREADS, trials, &given, &error));
  CHECK(given == THREADS);
  sorted_rows(trials, together);

  snprintf(name, sizeof name, "%s-threads", strategy);
  lode_study* single = small_study(context, store, name, strategy, 0, 0);
  train(single);
  for (int i = 0; i < THREADS; ++i) CHECK(pthread_create(&threads[i], NULL, ask_one, single) == 0);
  for (int i = 0; i < THREADS; ++i) {
    void* result = NULL;
    CHECK(pthread_join(threads[i], &result) == 0);
    trials[i] = result;
  }
  sorted_rows(trials, apart);
  for (int i = 0; i < THREADS; ++i) {
    CHECK(memcmp(together[i], apart[i], sizeof apart[i]) == 0);
    if (i > 0) CHECK(memcmp(apart[i - 1], apart[i], sizeof apart[i]) != 0);
  }
  lode_study_free(batch);
  lode_study_free(single);
}

int main(void) {
  lode_error error = LODE_ERROR_INIT;
  lode_context* context = NULL;
  lode_store* store = NULL;
  CHECK_OK(lode_context_create(NULL, &context, &error));
  CHECK_OK(lode_store_open(context, ":memory:", NULL, &store, &error));
  one_strategy(context, store, "Random");
  one_strategy(context, store, "Sobol");
  one_strategy(context, store, "Bayesian");
  lode_store_free(store);
  lode_context_free(context);
  puts("ok");
  return 0;
}
