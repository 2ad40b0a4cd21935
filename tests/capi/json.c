/* Studies from JSON: made, described, listed, cloned; errors that name the path. */
#include "check.h"

static lode_error error = LODE_ERROR_INIT;

static const char* const bare =
    "{\"ParameterRanges\": {\"CategoricalParameterRanges\": [], \"ContinuousParameterRanges\": ["
    "{\"MaxValue\": \"1\", \"MinValue\": \"0\", \"Name\": \"eta\"},"
    "{\"MaxValue\": \"10\", \"MinValue\": \"1\", \"Name\": \"min_child_weight\"}],"
    "\"IntegerParameterRanges\": [{\"MaxValue\": \"10\", \"MinValue\": \"1\", \"Name\": \"max_depth\"}]},"
    "\"ResourceLimits\": {\"MaxNumberOfTrainingJobs\": 20, \"MaxParallelTrainingJobs\": 3},"
    "\"Strategy\": \"Bayesian\","
    "\"HyperParameterTuningJobObjective\": {\"MetricName\": \"validation:auc\", \"Type\": \"Maximize\"},"
    "\"RandomSeed\": 123}";

/* The text of a two-call function; freed by the caller. */
typedef lode_status (*text_call)(lode_study*, char*, size_t, size_t*, lode_error*);
static char* text_of(lode_study* study, text_call call) {
  size_t needed = 0;
  CHECK_OK(call(study, NULL, 0, &needed, &error));
  char* text = malloc(needed);
  CHECK_ERROR(LODE_E_BUFFER, "needed", call(study, text, needed - 1, &needed, &error));
  CHECK_OK(call(study, text, needed, &needed, &error));
  CHECK(strlen(text) + 1 == needed);
  return text;
}

static void check_holds(const char* text, const char* part) {
  if (strstr(text, part) != NULL) return;
  fprintf(stderr, "\"%s\" is not in:\n%s\n", part, text);
  exit(1);
}

/* A study made without JSON gives a document that makes it again. */
static void typed_studies(lode_context* context, lode_store* store) {
  static const char* const strategies[] = {"bayesian", "RANDOM", "sobol", "gRID"};
  lode_space* space = NULL;
  CHECK_OK(lode_space_create(&space, &error));
  CHECK_OK(lode_space_add_integer(space, "n", 0, 2, LODE_SCALING_LINEAR, &error));
  for (size_t i = 0; i < 4; ++i) {
    lode_objective objective = {sizeof objective, LODE_MINIMIZE, "loss"};
    lode_study_definition definition = LODE_STUDY_DEFINITION_INIT;
    lode_study *study = NULL, *again = NULL;
    char name[16];
    char* text = NULL;
    snprintf(name, sizeof name, "typed-%zu", i);
    definition.name = name;
    definition.strategy = strategies[i];
    definition.objectives = &objective;
    definition.objective_count = 1;
    definition.max_trials = 20; /* more than there are cells: the study ends with the last */
    CHECK_OK(lode_study_create(context, store, &definition, space, NULL, &study, &error));
    text = text_of(study, lode_study_request_json);
    snprintf(name, sizeof name, "again-%zu", i);
    CHECK_OK(lode_study_create_json(context, store, name, text, NULL, &again, &error));
    free(text);
    lode_study_free(again);
    lode_study_free(study);
    CHECK_OK(lode_store_purge(store, name, &error));
    snprintf(name, sizeof name, "typed-%zu", i);
    CHECK_OK(lode_store_purge(store, name, &error));
  }
  lode_space_free(space);
}

int main(void) {
  lode_context* context = NULL;
  lode_store* store = NULL;
  lode_study* study = NULL;
  lode_study* clone = NULL;
  lode_trial* trial = NULL;
  uint32_t given = 0;
  char* text = NULL;
  char list[8192];
  size_t needed = 0;
  CHECK_OK(lode_context_create(NULL, &context, &error));
  CHECK_OK(lode_store_open(context, ":memory:", NULL, &store, &error));
  CHECK_OK(lode_study_create_json(context, store, "MyTuningJob", bare, NULL, &study, &error));
  CHECK_ERROR(LODE_E_EXISTS, "mytuningjob",
              lode_study_create_json(context, store, "mytuningjob", bare, NULL, &clone, &error));
  CHECK_OK(lode_study_ask(study, 1, &trial, &given, &error));
  CHECK_OK(lode_study_tell_value(study, 0, 0.875, &error));
  lode_trial_free(trial);

  text = text_of(study, lode_study_describe_json);
  check_holds(text, "\"HyperParameterTuningJobName\":\"MyTuningJob\"");
  check_holds(text, "\"HyperParameterTuningJobStatus\":\"InProgress\"");
  check_holds(text, "\"MaxNumberOfTrainingJobs\":20");
  check_holds(text, "\"MetricName\":\"validation:auc\",\"Value\":0.875");
  free(text);
  text = text_of(study, lode_study_trials_json);
  check_holds(text, "\"TrainingJobName\":\"MyTuningJob-0\"");
  check_holds(text, "\"TunedHyperParameters\":{\"eta\":");
  free(text);
  text = text_of(study, lode_study_request_json);
  CHECK_OK(lode_study_create_json(context, store, "Another", text, NULL, &clone, &error));
  free(text);
  CHECK_OK(lode_store_list_json(store, list, sizeof list, &needed, &error));
  check_holds(list, "\"MyTuningJob\"");
  check_holds(list, "\"Another\"");

  CHECK_OK(lode_store_purge(store, "Another", &error));
  CHECK_ERROR(LODE_E_NOT_FOUND, "Another", lode_store_purge(store, "Another", &error));
  CHECK_ERROR(LODE_E_ARGUMENT, "$.",
              lode_study_create_json(context, store, "x", "{\"Strategy\": 3}", NULL, &clone, &error));
  CHECK_ERROR(LODE_E_ARGUMENT, "line 1",
              lode_study_create_json(context, store, "x", "{\"Strategy\": ", NULL, &clone, &error));
  lode_study_free(clone);
  lode_study_free(study);
  typed_studies(context, store);
  lode_store_free(store);
  lode_context_free(context);
  puts("ok");
  return 0;
}
