/* A stranger's program: asks for one configuration and tells a value. Built in C, and as C++ through
 * consumer.cpp. */
#include <lode/lode.h>
#include <stdio.h>

static lode_status try_one(lode_context* context, lode_store* store, lode_error* error) {
  static const char json[] =
      "{\"Strategy\": \"Random\","
      " \"HyperParameterTuningJobObjective\": {\"MetricName\": \"loss\", \"Type\": \"Minimize\"},"
      " \"ResourceLimits\": {\"MaxNumberOfTrainingJobs\": 1, \"MaxParallelTrainingJobs\": 1},"
      " \"ParameterRanges\": {\"ContinuousParameterRanges\":"
      "   [{\"Name\": \"x\", \"MinValue\": \"-1\", \"MaxValue\": \"1\"}]}}";
  lode_study* study = NULL;
  lode_trial* trial = NULL;
  uint32_t given = 0;
  double x = 0.0;
  lode_status status = lode_study_create_json(context, store, "consumer", json, NULL, &study, error);
  if (status == LODE_OK) status = lode_study_ask(study, 1, &trial, &given, error);
  if (status == LODE_OK) status = lode_trial_real(trial, "x", &x, error);
  if (status == LODE_OK) status = lode_study_tell_value(study, lode_trial_number(trial), x * x, error);
  if (status == LODE_OK) printf("lode %s: x = %g\n", lode_version(), x);
  lode_trial_free(trial);
  lode_study_free(study);
  return status;
}

int main(void) {
  lode_context* context = NULL;
  lode_store* store = NULL;
  lode_error error = LODE_ERROR_INIT;
  lode_status status = lode_context_create(NULL, &context, &error);
  if (status == LODE_OK) status = lode_store_open(context, ":memory:", NULL, &store, &error);
  if (status == LODE_OK) status = try_one(context, store, &error);
  if (status != LODE_OK) fprintf(stderr, "%s: %s\n", lode_status_name(status), error.message);
  lode_store_free(store);
  lode_context_free(context);
  return status == LODE_OK ? 0 : 1;
}
