/*
 * Programs of the first release: every struct with the smallest size that was ever legal, which is its size
 * in that release. A library to which members were added must take it and leave alone what lies behind it.
 * One byte less is refused. The sizes here never change: they are what old programs were compiled with.
 */
#include "check.h"

enum {
  objective_size = 16,
  definition_size = 72,
  report_given_size = 40, /* up to and with `value`: `time` may be left out */
  report_size = 48,
  value_size = 24,
  outcome_size = 24,
  counters_size = 72,
  option_info_size = 48,
  trial_info_size = 96,
  callbacks_size = 64,
  column_size = 32,
  gp_data_size = 56,
  gp_info_size = 48,
  acquisition_size = 40,
  error_size = 9 /* a code, and room for the end of a text */
};

static lode_error error = LODE_ERROR_INIT;

/* The first `size` bytes of a struct, with that struct_size, in memory of their own: what is read or written
 * behind them meets a guard of the sanitizer's. */
static void* old(const void* given, uint32_t size) {
  void* bytes = malloc(size);
  CHECK(bytes != NULL);
  memcpy(bytes, given, size);
  memcpy(bytes, &size, sizeof size);
  return bytes;
}

/* call(struct of `size` bytes) succeeds, and is refused by name with one byte less. */
#define CHECK_LEAST(name, given, size, call)                   \
  do {                                                         \
    void* it = old(&(given), (size)-1);                        \
    CHECK_ERROR(LODE_E_ARGUMENT, name ".struct_size", (call)); \
    free(it);                                                  \
    it = old(&(given), (size));                                \
    CHECK_OK(call);                                            \
    free(it);                                                  \
  } while (0)

static lode_study* create(lode_context* context, lode_store* store) {
  const lode_objective objective = {sizeof objective, LODE_MINIMIZE, "loss"};
  lode_study_definition definition = LODE_STUDY_DEFINITION_INIT;
  lode_space* space = small_space();
  lode_study* study = NULL;
  definition.name = "old";
  definition.strategy = "Random";
  definition.objective_count = 1;
  void* short_objective = old(&objective, objective_size - 1);
  definition.objectives = short_objective;
  CHECK_ERROR(LODE_E_ARGUMENT, "objectives[0].struct_size",
              lode_study_create(context, store, &definition, space, NULL, &study, &error));
  void* old_objective = old(&objective, objective_size);
  definition.objectives = old_objective;
  CHECK_LEAST("definition", definition, definition_size,
              lode_study_create(context, store, it, space, NULL, &study, &error));
  free(short_objective);
  free(old_objective);
  lode_space_free(space);
  return study;
}

static lode_trial* ask(lode_study* study) {
  lode_trial* trial = NULL;
  uint32_t given = 0;
  CHECK_OK(lode_study_ask(study, 1, &trial, &given, &error));
  return trial;
}

static void report_and_tell(lode_study* study, const lode_trial* trial) {
  const uint64_t number = lode_trial_number(trial);
  lode_report report = LODE_REPORT_INIT;
  const lode_value value = {sizeof value, 0, "loss", 0.5};
  const lode_outcome outcome = LODE_OUTCOME_INIT;
  report.metric = "loss";
  report.value = 0.25;
  CHECK_LEAST("report", report, report_given_size, lode_study_report(study, number, it, NULL, &error));
  CHECK_LEAST("values[0]", value, value_size, lode_study_tell(study, number, it, 1, NULL, &error));
  CHECK_LEAST("outcome", outcome, outcome_size, lode_study_tell(study, number, &value, 1, it, &error));
}

static void queries(lode_study* study) {
  const lode_counters counters = LODE_COUNTERS_INIT;
  const lode_option_info option = LODE_OPTION_INFO_INIT;
  const lode_trial_info info = LODE_TRIAL_INFO_INIT;
  const lode_report report = LODE_REPORT_INIT;
  lode_trial* trial = NULL;
  lode_snapshot* snapshot = NULL;
  CHECK_OK(lode_study_trial(study, 0, &trial, &error));
  CHECK_OK(lode_study_snapshot(study, &snapshot, &error));
  CHECK_LEAST("counters", counters, counters_size, lode_study_counters(study, it, &error));
  CHECK_LEAST("counters", counters, counters_size, lode_snapshot_counters(snapshot, it, &error));
  CHECK_LEAST("info", option, option_info_size, lode_option_describe(0, it, &error));
  CHECK_LEAST("info", info, trial_info_size, lode_trial_get_info(trial, it, &error));
  CHECK_LEAST("report", report, report_size, lode_trial_report(trial, 0, it, &error));
  lode_snapshot_free(snapshot);
  lode_trial_free(trial);
}

static lode_status launch(void* user_data, lode_study* study, const lode_trial* trial, lode_error* text) {
  if (++*(int*)user_data == 3) CHECK_OK(lode_study_stop(study, text));
  return lode_study_tell_value(study, lode_trial_number(trial), 1.0, text);
}

static void run(lode_context* context, lode_study* study) {
  const char* const command[1] = {"true"};
  int launched = 0;
  lode_launcher* launcher = NULL;
  lode_launcher_callbacks callbacks = LODE_LAUNCHER_CALLBACKS_INIT;
  CHECK_OK(lode_launcher_create(context, command, 1, NULL, &launcher, &error));
  CHECK_LEAST("callbacks", callbacks, callbacks_size, lode_launcher_callbacks_get(launcher, it, &error));
  lode_launcher_free(launcher);
  callbacks.user_data = &launched;
  callbacks.launch = launch;
  CHECK_LEAST("launcher", callbacks, callbacks_size, lode_study_run(study, it, &error));
  CHECK(launched == 3);
}

static void models(lode_context* context) {
  const lode_column column = LODE_COLUMN_INIT;
  const lode_gp_info info = LODE_GP_INFO_INIT;
  const lode_acquisition acquisition = LODE_ACQUISITION_INIT;
  const double x[2] = {0.25, 0.75}, y[2] = {1, 2};
  double value = 0;
  lode_gp_data data = LODE_GP_DATA_INIT;
  lode_gp *gp = NULL, *other = NULL;
  data.columns = &column;
  data.column_count = 1;
  data.row_count = 2;
  data.x = x;
  data.y = y;
  CHECK_LEAST("data", data, gp_data_size, lode_gp_fit(context, it, NULL, &gp, &error));
  CHECK_LEAST("columns[0]", column, column_size,
              (data.columns = it, lode_gp_fit(context, &data, NULL, &other, &error)));
  CHECK_LEAST("info", info, gp_info_size, lode_gp_get_info(gp, it, &error));
  CHECK_LEAST("acquisition", acquisition, acquisition_size,
              lode_gp_acquire(gp, it, 1, x, &value, NULL, &error));
  lode_gp_free(other);
  lode_gp_free(gp);
}

/* An error with no room is left alone, one with the least is ended. */
static void errors(void) {
  struct {
    uint32_t struct_size;
    lode_status code;
    char text[8];
  } small = {error_size - 1, 77, "unharme"};
  CHECK(lode_study_stop(NULL, (lode_error*)(void*)&small) == LODE_E_ARGUMENT);
  CHECK(small.code == 77 && strcmp(small.text, "unharme") == 0);
  small.struct_size = error_size;
  CHECK(lode_study_stop(NULL, (lode_error*)(void*)&small) == LODE_E_ARGUMENT);
  CHECK(small.code == LODE_E_ARGUMENT && strcmp(small.text, "") == 0 && small.text[1] == 'n');
}

int main(void) {
  lode_context* context = NULL;
  lode_store* store = NULL;
  CHECK_OK(lode_context_create(NULL, &context, &error));
  CHECK_OK(lode_store_open(context, ":memory:", NULL, &store, &error));
  lode_study* study = create(context, store);
  lode_trial* trial = ask(study);
  report_and_tell(study, trial);
  queries(study);
  run(context, study);
  models(context);
  errors();
  lode_trial_free(trial);
  lode_study_free(study);
  lode_store_free(store);
  lode_context_free(context);
  puts("ok");
  return 0;
}
