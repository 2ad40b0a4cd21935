/* A host that is killed: opens the store, asks, reports and tells for ever, and says on stdout what was
 * acknowledged, one line each, after the call that made it durable returned. */
#include <lode/lode.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static lode_error error = LODE_ERROR_INIT;

static void check(lode_status status) {
  if (status >= 0) return;
  fprintf(stderr, "%s: %s\n", lode_status_name(status), error.message);
  exit(3);
}

static lode_study* open_or_create(lode_context* context, lode_store* store) {
  lode_study* study = NULL;
  lode_space* space = NULL;
  lode_objective objective = {sizeof objective, LODE_MINIMIZE, "loss"};
  lode_study_definition definition = LODE_STUDY_DEFINITION_INIT;
  if (lode_study_open(context, store, "killed", &study, &error) == LODE_OK) return study;
  check(lode_space_create(&space, &error));
  check(lode_space_add_real(space, "x", 0.0, 1.0, LODE_SCALING_LINEAR, &error));
  definition.name = "killed";
  definition.strategy = "Random";
  definition.objectives = &objective;
  definition.objective_count = 1;
  check(lode_study_create(context, store, &definition, space, NULL, &study, &error));
  lode_space_free(space);
  return study;
}

int main(int argc, char** argv) {
  lode_context* context = NULL;
  lode_store* store = NULL;
  if (argc != 2) return 2;
  setvbuf(stdout, NULL, _IONBF, 0); /* what is printed has left this process */
  check(lode_context_create(NULL, &context, &error));
  check(lode_store_open(context, argv[1], NULL, &store, &error));
  lode_study* study = open_or_create(context, store);
  for (;;) {
    lode_trial* trial = NULL;
    uint32_t given = 0;
    double x = 0.0;
    check(lode_study_ask(study, 1, &trial, &given, &error));
    check(lode_trial_real(trial, "x", &x, &error));
    const uint64_t number = lode_trial_number(trial);
    lode_trial_free(trial);
    printf("ask %llu %.17g\n", (unsigned long long)number, x);
    lode_report report = LODE_REPORT_INIT;
    report.metric = "loss";
    report.value = x / 3.0;
    check(lode_study_report(study, number, &report, NULL, &error));
    printf("report %llu %.17g\n", (unsigned long long)number, report.value);
    check(lode_study_tell_value(study, number, sin(x), &error));
    printf("tell %llu %.17g\n", (unsigned long long)number, sin(x));
  }
}
