#include <lode/lode.h>
#include <stdio.h>

static double train(const double* x) { /* stands for a training; x: rate, depth */
  return (x[0] - 0.02) * (x[0] - 0.02) * 1e4 + (x[1] - 6) * (x[1] - 6);
}
int main(void) {
  lode_error error = LODE_ERROR_INIT;
  lode_context* context = NULL;
  lode_store* store = NULL;
  lode_space* space = NULL;
  lode_study* study = NULL;
  lode_trial *trial = NULL, *best = NULL;
  const lode_objective loss = {sizeof loss, LODE_MINIMIZE, "loss"};
  const lode_study_definition tuning = {sizeof tuning, 1, "first", "Bayesian", &loss, 1, 123, 25, 0, 0};
  int bad =
      lode_context_create(NULL, &context, &error) || lode_space_create(&space, &error) ||
      lode_space_add_real(space, "rate", 0.0001, 1, LODE_SCALING_LOGARITHMIC, &error) ||
      lode_space_add_integer(space, "depth", 1, 10, LODE_SCALING_LINEAR, &error) ||
      lode_store_open(context, ":memory:", NULL, &store, &error) || /* or the path of a file that lasts */
      lode_study_create(context, store, &tuning, space, NULL, &study, &error);
  while (!bad && lode_study_ask(study, 1, &trial, NULL, &error) == LODE_OK) {
    bad = lode_study_tell_value(study, lode_trial_number(trial), train(lode_trial_row(trial, NULL)), &error);
    lode_trial_free(trial);
  }
  if (bad || lode_study_best(study, &best, &error)) return fprintf(stderr, "%s\n", error.message), 1;
  printf("best: rate %s, depth %s\n", lode_trial_text(best, "rate"), lode_trial_text(best, "depth"));
  lode_trial_free(best), lode_study_free(study), lode_space_free(space), lode_store_free(store);
  lode_context_free(context);
}
