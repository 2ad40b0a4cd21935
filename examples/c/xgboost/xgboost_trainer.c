/**
 * \file xgboost_trainer.c
 * The trainer program that `lode run` starts once a trial.
 *
 *     xgboost_trainer [--data FILE] [--defaults] [--NAME VALUE]...
 *
 * It takes its hyperparameters from the file that $LODE_HYPERPARAMETERS names, then from the arguments (which
 * win), and prints a line a round as XGBoost does; the metric validation:auc is read from these lines by the
 * regular expression in job.json. --defaults trains with XGBoost's defaults instead and prints only the AUC
 * of the last round. Exit status: 0 trained, 1 could not train, 2 wrong arguments.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data.h"
#include "settings.h"
#include "train.h"

typedef struct command {
  const char* data;
  int defaults;
  settings list;
} command;

static int usage(const char* why, const char* what) {
  fprintf(stderr, "%s%s\nusage: xgboost_trainer [--data FILE] [--defaults] [--NAME VALUE]...\n", why, what);
  return 2;
}

static int read_command(int count, char** arguments, command* out) {
  const char* file = getenv("LODE_HYPERPARAMETERS");
  if (file != NULL && settings_set_file(&out->list, file) != 0) return 1;
  for (int i = 1; i < count; ++i) {
    const char* argument = arguments[i];
    if (strcmp(argument, "--defaults") == 0) {
      out->defaults = 1;
      continue;
    }
    if (strncmp(argument, "--", 2) != 0) return usage("not an option: ", argument);
    if (++i == count) return usage("no value after ", argument);
    if (strcmp(argument, "--data") == 0) {
      out->data = arguments[i];
    } else if (settings_set(&out->list, argument + 2, arguments[i]) != 0) {
      return 2;
    }
  }
  return 0;
}

static int print_line(void* user_data, const train_round* round) {
  (void)user_data;
  puts(round->line);
  return fflush(stdout);  // whoever watches the log sees a round when it is done
}

int main(int count, char** arguments) {
  command given = {CHURN_CSV, 0, {0, {{"", ""}}}};
  int status = read_command(count, arguments, &given);
  if (status != 0) return status;
  churn_data data;
  if (churn_read(given.data, &data) != 0) return 1;
  const settings none = {0, {{"", ""}}};
  double auc = 0.0;
  status = train(&data, given.defaults ? &none : &given.list, given.defaults ? NULL : print_line, NULL, &auc);
  if (status == 0 && given.defaults) printf("%.6g\n", auc);
  churn_free(&data);
  return status == 0 ? 0 : 1;
}
