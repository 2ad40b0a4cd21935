/**
 * \file compare.c
 * How good is a strategy on the real job? Runs the study of in_process.c one trial at a time, once a seed,
 * and prints each seed's best validation AUC and their spread; then runs one seed again and checks that every
 * configuration comes back bit for bit. Ask and tell only: the loop that a host writes for itself.
 *
 *     compare [STRATEGY [SEEDS [TRIALS]]]      defaults: Bayesian 10 20
 *
 * Exit status: 0 done and repeatable, 1 failed, 2 a configuration differed.
 */
#include <lode/lode.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data.h"
#include "settings.h"
#include "train.h"

enum { SEEDS_MAX = 100, TRIALS_MAX = 1000, PARAMETERS = 4, TEXT_BYTES = 4096 };

/** What one study found. */
typedef struct findings {
  double best;
  size_t trials;
  double rows[TRIALS_MAX][PARAMETERS];
} findings;

typedef struct comparison {
  lode_context* context;
  const churn_data* data;
  const char* strategy;
  uint64_t trials;
} comparison;

static int fail(const char* what, const lode_error* error) {
  fprintf(stderr, "%s: %s\n", what, error->message);
  return -1;
}

/** The space of job.json by typed calls. */
static lode_status make_space(lode_space** out, lode_error* error) {
  lode_status status = lode_space_create(out, error);
  if (status == LODE_OK) status = lode_space_add_real(*out, "eta", 0, 1, LODE_SCALING_AUTO, error);
  if (status == LODE_OK) status = lode_space_add_real(*out, "alpha", 0, 2, LODE_SCALING_AUTO, error);
  if (status == LODE_OK)
    status = lode_space_add_real(*out, "min_child_weight", 1, 10, LODE_SCALING_AUTO, error);
  if (status == LODE_OK) status = lode_space_add_integer(*out, "max_depth", 1, 10, LODE_SCALING_AUTO, error);
  return status;
}

static lode_status make_study(const comparison* c, lode_store* store, uint64_t seed, lode_study** out,
                              lode_error* error) {
  const lode_objective objective = {sizeof objective, LODE_MAXIMIZE, "validation:auc"};
  lode_study_definition definition = LODE_STUDY_DEFINITION_INIT;
  lode_space* space = NULL;
  definition.name = "compare";
  definition.strategy = c->strategy;
  definition.objectives = &objective;
  definition.objective_count = 1;
  definition.seed = seed;
  definition.max_parallel = 1;
  definition.max_trials = c->trials;
  lode_status status = make_space(&space, error);
  if (status == LODE_OK) status = lode_study_create(c->context, store, &definition, space, NULL, out, error);
  lode_space_free(space);
  return status;
}

/** Trains one trial's configuration and tells its AUC. */
static lode_status run_trial(const comparison* c, lode_study* study, const lode_trial* trial, findings* found,
                             lode_error* error) {
  settings list = {0, {{"", ""}}};
  char json[TEXT_BYTES];
  size_t needed = 0;
  double auc = 0.0;
  const lode_status status = lode_trial_json(trial, json, sizeof json, &needed, error);
  if (status < 0) return status;
  if (settings_set_json(&list, json) != 0 || train(c->data, &list, NULL, NULL, &auc) != 0)
    return LODE_E_CALLBACK;
  memcpy(found->rows[found->trials++], lode_trial_row(trial, NULL), sizeof found->rows[0]);
  if (auc > found->best) found->best = auc;
  return lode_study_tell_value(study, lode_trial_number(trial), auc, error);
}

static lode_status run_study(const comparison* c, lode_study* study, findings* found, lode_error* error) {
  lode_status status = LODE_OK;
  while (status == LODE_OK) {
    lode_trial* trial = NULL;
    uint32_t given = 0;
    status = lode_study_ask(study, 1, &trial, &given, error);
    if (status == LODE_OK) status = run_trial(c, study, trial, found, error);
    lode_trial_free(trial);
  }
  return status == LODE_DONE ? LODE_OK : status;
}

static int run_seed(const comparison* c, uint64_t seed, findings* found) {
  lode_error error = LODE_ERROR_INIT;
  lode_store* store = NULL;
  lode_study* study = NULL;
  found->best = 0.0;
  found->trials = 0;
  lode_status status = lode_store_open(c->context, ":memory:", NULL, &store, &error);
  if (status == LODE_OK) status = make_study(c, store, seed, &study, &error);
  if (status == LODE_OK) status = run_study(c, study, found, &error);
  lode_study_free(study);
  lode_store_free(store);
  return status == LODE_OK ? 0 : fail("study", &error);
}

static int ascending(const void* a, const void* b) {
  const double x = *(const double*)a;
  const double y = *(const double*)b;
  return (x > y) - (x < y);
}

/** Quantile p of n sorted values, linear between neighbours. */
static double quantile(const double* sorted, size_t n, double p) {
  const double place = p * (double)(n - 1);
  const size_t below = (size_t)place;
  const size_t above = below + 1 < n ? below + 1 : below;
  return sorted[below] + (place - (double)below) * (sorted[above] - sorted[below]);
}

static void print_spread(const char* strategy, double* best, size_t n) {
  qsort(best, n, sizeof *best, ascending);
  printf("%s over %zu seeds: median %.6f, quartiles %.6f to %.6f, range %.6f to %.6f\n", strategy, n,
         quantile(best, n, 0.5), quantile(best, n, 0.25), quantile(best, n, 0.75), best[0], best[n - 1]);
}

/** 0 where both runs of a seed proposed the same rows, bit for bit. */
static int check_repeat(const comparison* c, const findings* first, findings* again) {
  if (run_seed(c, 1, again) != 0) return 1;
  const int differ = again->trials != first->trials ||
                     memcmp(again->rows, first->rows, first->trials * sizeof first->rows[0]) != 0;
  printf("seed 1 again: %zu configurations, %s\n", again->trials,
         differ ? "NOT the same" : "the same bit for bit");
  return differ ? 2 : 0;
}

static int compare(const comparison* c, size_t seeds) {
  static findings first;
  static findings found;
  double best[SEEDS_MAX];
  for (size_t i = 0; i < seeds; ++i) {
    if (run_seed(c, i + 1, i == 0 ? &first : &found) != 0) return 1;
    best[i] = i == 0 ? first.best : found.best;
    printf("%s seed %zu: best AUC %.6f\n", c->strategy, i + 1, best[i]);
    fflush(stdout);
  }
  print_spread(c->strategy, best, seeds);
  return check_repeat(c, &first, &found);
}

static long argument(int count, char** arguments, int index, long otherwise, long highest) {
  const long value = count > index ? strtol(arguments[index], NULL, 10) : otherwise;
  return value >= 1 && value <= highest ? value : -1;
}

int main(int count, char** arguments) {
  const long seeds = argument(count, arguments, 2, 10, SEEDS_MAX);
  const long trials = argument(count, arguments, 3, 20, TRIALS_MAX);
  churn_data data;
  comparison c = {NULL, &data, count > 1 ? arguments[1] : "Bayesian", (uint64_t)trials};
  lode_error error = LODE_ERROR_INIT;
  if (seeds < 0 || trials < 0) {
    fprintf(stderr, "usage: compare [STRATEGY [SEEDS 1..%d [TRIALS 1..%d]]]\n", (int)SEEDS_MAX,
            (int)TRIALS_MAX);
    return 1;
  }
  if (churn_read(CHURN_CSV, &data) != 0) return 1;
  int result = 1;
  if (lode_context_create(NULL, &c.context, &error) < 0) {
    fail("context", &error);
  } else {
    result = compare(&c, (size_t)seeds);
  }
  lode_context_free(c.context);
  churn_free(&data);
  return result;
}
