#include "train.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xgboost/c_api.h>

/** What XGBoost needs for one model: its own copies of the rows, because it caches inside them without a
 * lock. */
typedef struct model {
  DMatrixHandle rows[2]; /**< training, validation */
  BoosterHandle booster;
} model;

static const char* part_names[2] = {"train", "validation"};

/** 0 where an XGBoost call succeeded; else says why. */
static int check(int status, const char* what) {
  if (status == 0) return 0;
  fprintf(stderr, "XGBoost: %s: %s\n", what, XGBGetLastError());
  return -1;
}

static int make_matrix(const churn_rows* rows, DMatrixHandle* out) {
  if (check(XGDMatrixCreateFromMat(rows->features, rows->count, CHURN_FEATURES, NAN, out), "rows") != 0)
    return -1;
  return check(XGDMatrixSetFloatInfo(*out, "label", rows->labels, rows->count), "labels");
}

static int set_parameters(BoosterHandle booster, const settings* list) {
  static const char* const fixed[][2] = {
      {"verbosity", "0"}, {"objective", "binary:logistic"}, {"eval_metric", "auc"}, {"nthread", "1"}};
  for (size_t i = 0; i < sizeof fixed / sizeof fixed[0]; ++i) {
    const char* value = settings_get(list, fixed[i][0], fixed[i][1]);
    if (check(XGBoosterSetParam(booster, fixed[i][0], value), fixed[i][0]) != 0) return -1;
  }
  for (size_t i = 0; i < list->count; ++i) {
    const setting* item = &list->items[i];
    int known = strcmp(item->name, "num_round") == 0;  // ours; the fixed ones must not be given twice
    for (size_t k = 0; k < sizeof fixed / sizeof fixed[0]; ++k) known |= strcmp(item->name, fixed[k][0]) == 0;
    if (!known && check(XGBoosterSetParam(booster, item->name, item->value), item->name) != 0) return -1;
  }
  return 0;
}

static int make_model(const churn_data* data, const settings* list, model* out) {
  memset(out, 0, sizeof *out);
  if (make_matrix(&data->training, &out->rows[0]) != 0 || make_matrix(&data->validation, &out->rows[1]) != 0)
    return -1;
  if (check(XGBoosterCreate(out->rows, 2, &out->booster), "booster") != 0) return -1;
  return set_parameters(out->booster, list);
}

static void free_model(model* made) {
  if (made->booster != NULL) XGBoosterFree(made->booster);
  for (size_t i = 0; i < 2; ++i) {
    if (made->rows[i] != NULL) XGDMatrixFree(made->rows[i]);
  }
}

static int read_auc(const char* line, double* auc) {
  static const char mark[] = "validation-auc:";
  const char* found = strstr(line, mark);
  if (found == NULL) {
    fprintf(stderr, "no %s in '%s'; eval_metric must be auc\n", mark, line);
    return -1;
  }
  *auc = strtod(found + sizeof mark - 1, NULL);
  return 0;
}

static int run_round(model* made, train_round* round) {
  if (check(XGBoosterUpdateOneIter(made->booster, round->number, made->rows[0]), "training") != 0) return -1;
  const int status =
      XGBoosterEvalOneIter(made->booster, round->number, made->rows, part_names, 2, &round->line);
  if (check(status, "evaluation") != 0) return -1;
  return read_auc(round->line, &round->validation_auc);
}

static int read_rounds(const settings* list, long* rounds) {
  const char* text = settings_get(list, "num_round", "100");
  char* end = NULL;
  *rounds = strtol(text, &end, 10);
  if (*end == '\0' && *rounds >= 1 && *rounds <= 100000) return 0;
  fprintf(stderr, "num_round is '%s'; a whole number from 1 to 100000 is accepted\n", text);
  return -1;
}

int train(const churn_data* data, const settings* list, train_callback on_round, void* user_data,
          double* auc) {
  model made;
  long rounds = 0;
  int status = read_rounds(list, &rounds);
  if (status != 0) return status;
  status = make_model(data, list, &made);
  for (int number = 0; status == 0 && number < rounds; ++number) {
    train_round round = {number, 0.0, NULL};
    status = run_round(&made, &round);
    if (status == 0 && auc != NULL) *auc = round.validation_auc;
    if (status == 0 && on_round != NULL && on_round(user_data, &round) != 0) status = 1;
  }
  free_model(&made);
  return status;
}
