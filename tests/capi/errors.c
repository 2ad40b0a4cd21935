/* Conventions: NULLs, struct sizes, options, text in and out, spaces, the log sink. */
#include "check.h"

static lode_error error = LODE_ERROR_INIT;
static int destroyed = 0;
static char last_line[512];

static void destroy(void* user_data) { ++*(int*)user_data; }
static void keep_line(void* user_data, lode_log_level level, const char* text) {
  (void)user_data, (void)level;
  snprintf(last_line, sizeof last_line, "%s", text);
}

static void null_arguments(lode_context* context, lode_store* store, lode_study* study) {
  lode_study* other = NULL;
  lode_trial* trial = NULL;
  uint32_t given = 0;
  CHECK_ERROR(LODE_E_ARGUMENT, "out", lode_context_create(NULL, NULL, &error));
  CHECK_ERROR(LODE_E_ARGUMENT, "context", lode_store_open(NULL, ":memory:", NULL, &store, &error));
  CHECK_ERROR(LODE_E_ARGUMENT, "address", lode_store_open(context, NULL, NULL, &store, &error));
  CHECK_ERROR(LODE_E_ARGUMENT, "store", lode_study_open(context, NULL, "a", &other, &error));
  CHECK_ERROR(LODE_E_ARGUMENT, "study", lode_study_ask(NULL, 1, &trial, &given, &error));
  CHECK_ERROR(LODE_E_ARGUMENT, "count", lode_study_ask(study, 0, &trial, &given, &error));
  CHECK_ERROR(LODE_E_ARGUMENT, "trials", lode_study_ask(study, 1, NULL, &given, &error));
  CHECK_ERROR(LODE_E_ARGUMENT, "given", lode_study_ask(study, 2, &trial, NULL, &error));
  CHECK_ERROR(LODE_E_ARGUMENT, "report", lode_study_report(study, 0, NULL, NULL, &error));
  CHECK(lode_study_tell_value(NULL, 0, 1.0, NULL) == LODE_E_ARGUMENT); /* an error is optional */
  CHECK_ERROR(LODE_E_NOT_FOUND, "\\x1B[2J", lode_study_open(context, store, "a\x1B[2J", &other, &error));
  CHECK_ERROR(LODE_E_NOT_FOUND, "nowhere", lode_study_open(context, store, "nowhere", &other, &error));
  lode_context_free(NULL);
  lode_store_free(NULL);
  lode_study_free(NULL);
  lode_trial_free(NULL);
  lode_snapshot_free(NULL);
  lode_space_free(NULL);
  lode_options_free(NULL);
  lode_launcher_free(NULL);
  lode_study_interrupt(NULL);
  CHECK(lode_trial_text(NULL, "x") == NULL && lode_trial_row(NULL, NULL) == NULL);
}

/* A struct of an older program is shorter, one of a newer program longer; an unknown tail must be zero. */
static void struct_sizes(lode_study* study) {
  struct {
    lode_counters known;
    uint64_t added;
  } newer;
  lode_counters counters = LODE_COUNTERS_INIT;
  lode_report report = LODE_REPORT_INIT;
  struct {
    lode_report known;
    uint64_t added;
  } newer_report = {LODE_REPORT_INIT, 1};
  struct {
    uint32_t struct_size;
    lode_status code;
    char message[16];
  } short_error = {sizeof short_error, 0, {0}};
  memset(&newer, 0, sizeof newer);
  newer.known.struct_size = sizeof newer;
  CHECK_OK(lode_study_counters(study, &newer.known, &error));
  CHECK(newer.known.struct_size == sizeof newer);
  counters.struct_size = 4;
  CHECK_ERROR(LODE_E_ARGUMENT, "counters.struct_size", lode_study_counters(study, &counters, &error));
  counters.struct_size = 0xFFFFFFFFu;
  CHECK_ERROR(LODE_E_ARGUMENT, "counters.struct_size", lode_study_counters(study, &counters, &error));
  report.struct_size = 8;
  CHECK_ERROR(LODE_E_ARGUMENT, "report.struct_size", lode_study_report(study, 0, &report, NULL, &error));
  newer_report.known.struct_size = sizeof newer_report;
  newer_report.known.metric = "loss";
  CHECK_ERROR(LODE_E_ARGUMENT, "does not know",
              lode_study_report(study, 0, &newer_report.known, NULL, &error));
  CHECK(lode_study_counters(study, NULL, (lode_error*)(void*)&short_error) == LODE_E_ARGUMENT);
  CHECK(short_error.code == LODE_E_ARGUMENT && strlen(short_error.message) == 15); /* cut off, and ended */
}

/* What does not fit into a message loses its middle: the field and what is accepted are told. */
static void long_values(lode_context* context, lode_store* store) {
  lode_options* set = NULL;
  lode_study* study = NULL;
  static char longest[5000];
  memset(longest, 'x', sizeof longest - 1);
  CHECK_OK(lode_options_create(&set, &error));
  CHECK_ERROR(LODE_E_ARGUMENT, "option 'gp.restarts': 'xxx",
              lode_options_set(set, "gp.restarts", longest, &error));
  CHECK(strlen(error.message) == sizeof error.message - 1);
  CHECK(strstr(error.message, "x ... x") != NULL && strstr(error.message, "accepted") != NULL);
  memcpy(longest, "\xC3\xA9", 2); /* a character of two bytes is never cut in two */
  for (size_t i = 0; i + 2 < sizeof longest; i += 2) memcpy(longest + i, "\xC3\xA9", 2);
  longest[4998] = '\0';
  CHECK_STATUS(LODE_E_ARGUMENT, lode_options_set(set, "gp.restarts", longest, &error));
  CHECK(strstr(error.message, "\xC3\xA9 ... \xC3\xA9") != NULL && strstr(error.message, "accepted") != NULL);
  CHECK_STATUS(LODE_E_ARGUMENT, lode_study_open(context, store, longest, &study, &error));
  lode_options_free(set);
}

static void options(void) {
  lode_options* set = NULL;
  char text[64];
  size_t needed = 0;
  lode_option_info info = LODE_OPTION_INFO_INIT;
  CHECK_OK(lode_options_create(&set, &error));
  CHECK_ERROR(LODE_E_NOT_FOUND, "'store.busy_seconds'? Accepted: 'context.threads', ",
              lode_options_set(set, "store.busy_second", "1", &error));
  CHECK_ERROR(LODE_E_NOT_FOUND, "'foo' is unknown; accepted: 'context.threads', ",
              lode_options_set(set, "foo", "1", &error));
  CHECK_ERROR(LODE_E_ARGUMENT, "0 to 86400", lode_options_set(set, "store.busy_seconds", "-1", &error));
  CHECK_ERROR(LODE_E_ARGUMENT, "store.busy_seconds",
              lode_options_set(set, "store.busy_seconds", "soon", &error));
  CHECK_ERROR(LODE_E_ARGUMENT, "integer", lode_options_set_real(set, "context.threads", 1.5, &error));
  CHECK_OK(lode_options_set_real(set, "store.busy_seconds", 2.5, &error));
  CHECK_OK(lode_options_get(set, "store.busy_seconds", text, sizeof text, &needed, &error));
  CHECK(strcmp(text, "2.5") == 0);
  CHECK_OK(lode_options_get(set, "context.threads", text, sizeof text, &needed, &error));
  CHECK(strcmp(text, "1") == 0);
  for (size_t i = 0; i < lode_option_count();
       ++i) { /* every default is a value that its own option accepts */
    CHECK_OK(lode_option_describe(i, &info, &error));
    CHECK_OK(lode_options_set(set, info.name, info.default_value, &error));
    CHECK(strlen(info.text) > 10);
  }
  CHECK_ERROR(LODE_E_ARGUMENT, "index", lode_option_describe(lode_option_count(), &info, &error));
  lode_options_free(set);
}

static void spaces(void) {
  lode_space* space = NULL;
  const char* const choices[2] = {"a", "a"};
  const double first[1] = {0.0};
  CHECK_OK(lode_space_create(&space, &error));
  CHECK_ERROR(LODE_E_ARGUMENT, "'x'", lode_space_add_real(space, "x", 2.0, 1.0, LODE_SCALING_LINEAR, &error));
  CHECK_ERROR(LODE_E_ARGUMENT, "'x'",
              lode_space_add_real(space, "x", 0.0, 1.0, LODE_SCALING_LOGARITHMIC, &error));
  CHECK_ERROR(LODE_E_ARGUMENT, "scaling", lode_space_add_real(space, "x", 0.0, 1.0, 9, &error));
  CHECK_ERROR(LODE_E_ARGUMENT, "'c'", lode_space_add_categorical(space, "c", choices, 2, &error));
  CHECK_ERROR(LODE_E_ARGUMENT, "2^53",
              lode_space_add_integer(space, "n", 0, INT64_MAX, LODE_SCALING_AUTO, &error));
  CHECK_ERROR(LODE_E_ARGUMENT, "UTF-8",
              lode_space_add_real(space, "\xff", 0.0, 1.0, LODE_SCALING_LINEAR, &error));
  CHECK_OK(lode_space_add_categorical(space, "c", choices, 1, &error));
  CHECK_OK(lode_space_add_real(space, "x", 0.0, 1.0, LODE_SCALING_LINEAR, &error));
  CHECK_ERROR(LODE_E_ARGUMENT, "'x'", lode_space_add_real(space, "x", 0.0, 1.0, LODE_SCALING_LINEAR, &error));
  CHECK_ERROR(LODE_E_NOT_FOUND, "'y'", lode_space_set_step(space, "y", 0.1, &error));
  CHECK_ERROR(LODE_E_ARGUMENT, "step", lode_space_set_step(space, "x", 0.0, &error));
  CHECK_OK(lode_space_set_step(space, "x", 0.25, &error));
  CHECK_ERROR(LODE_E_NOT_FOUND, "parent", lode_space_set_condition(space, "x", "z", first, 1, &error));
  CHECK_OK(lode_space_set_condition(space, "x", "c", first, 1, &error));
  lode_space_free(space);
}

/* A change of a parent is checked against its children too; what is refused changes nothing. */
static void children(void) {
  lode_space* space = NULL;
  const double odd[1] = {3.0};
  CHECK_OK(lode_space_create(&space, &error));
  CHECK_OK(lode_space_add_integer(space, "n", 0, 10, LODE_SCALING_LINEAR, &error));
  CHECK_OK(lode_space_add_real(space, "x", 0.0, 1.0, LODE_SCALING_LINEAR, &error));
  CHECK_OK(lode_space_set_condition(space, "x", "n", odd, 1, &error));
  CHECK_ERROR(LODE_E_ARGUMENT, "'x'", lode_space_set_step(space, "n", 2.0, &error));
  CHECK_ERROR(LODE_E_ARGUMENT, "earlier", lode_space_set_condition(space, "n", "n", odd, 1, &error));
  CHECK_ERROR(LODE_E_ARGUMENT, "'n'", lode_space_set_condition(space, "n", "x", odd, 1, &error));
  CHECK_OK(lode_space_add_real(space, "y", 0.0, 1.0, LODE_SCALING_LINEAR, &error));
  CHECK_OK(lode_space_set_condition(space, "y", "n", odd, 1, &error)); /* n has no step of 2 */
  CHECK_OK(lode_space_set_step(space, "n", 3.0, &error));
  lode_space_free(space);
}

/* Thousands of parameters, each declared by itself and every other one conditional on the one before. */
static void large_space(lode_context* context, lode_store* store) {
  enum { pairs = 1000 };
  lode_space* space = NULL;
  lode_study* study = NULL;
  lode_trial* trial = NULL;
  uint32_t given = 0;
  size_t size = 0;
  const double one[1] = {1.0};
  lode_objective objective = {sizeof objective, LODE_MINIMIZE, "loss"};
  lode_study_definition definition = LODE_STUDY_DEFINITION_INIT;
  CHECK_OK(lode_space_create(&space, &error));
  for (int i = 0; i < pairs; ++i) {
    char parent[16];
    char child[16];
    snprintf(parent, sizeof parent, "n%d", i);
    snprintf(child, sizeof child, "x%d", i);
    CHECK_OK(lode_space_add_integer(space, parent, 0, 1, LODE_SCALING_LINEAR, &error));
    CHECK_OK(lode_space_add_real(space, child, 2.0, 3.0, LODE_SCALING_LINEAR, &error));
    CHECK_OK(lode_space_set_step(space, child, 0.5, &error));
    CHECK_OK(lode_space_set_condition(space, child, parent, one, 1, &error));
  }
  definition.name = "large";
  definition.strategy = "Random";
  definition.objectives = &objective;
  definition.objective_count = 1;
  CHECK_OK(lode_study_create(context, store, &definition, space, NULL, &study, &error));
  CHECK_OK(lode_study_ask(study, 1, &trial, &given, &error));
  const double* row = lode_trial_row(trial, &size);
  CHECK(size == 2 * pairs);
  for (int i = 0; i < pairs; ++i) {
    const double child = row[2 * i + 1];
    CHECK(row[2 * i] == 1.0 ? child == 2.0 || child == 2.5 || child == 3.0 : child != child);
  }
  lode_trial_free(trial);
  lode_study_free(study);
  lode_space_free(space);
}

static void log_sink(lode_context* context) {
  lode_store* store = NULL;
  lode_study* study = NULL;
  CHECK_ERROR(LODE_E_ARGUMENT, "level",
              lode_context_set_log(context, 9, keep_line, &destroyed, destroy, &error));
  CHECK(destroyed == 1); /* also when the call fails */
  CHECK_OK(lode_context_set_log(context, LODE_LOG_INFO, keep_line, &destroyed, destroy, &error));
  CHECK_OK(lode_store_open(context, ":memory:", NULL, &store, &error));
  CHECK_OK(lode_study_create_json(
      context, store, "scaling",
      "{\"ParameterRanges\": {\"ContinuousParameterRanges\": [{\"Name\": \"lr\", \"MinValue\": 1e-5, "
      "\"MaxValue\": 1}]},"
      "\"ResourceLimits\": {\"MaxParallelTrainingJobs\": 1}, \"Strategy\": \"Random\","
      "\"HyperParameterTuningJobObjective\": {\"MetricName\": \"m\", \"Type\": \"Minimize\"}}",
      NULL, &study, &error));
  CHECK(strstr(last_line, "'lr'") != NULL &&
        strstr(last_line, "Logarithmic") != NULL); /* what Auto chose is printed */
  lode_study_free(study);
  lode_store_free(store);
  CHECK_OK(lode_context_set_log(context, LODE_LOG_INFO, NULL, NULL, NULL, &error));
  CHECK(destroyed == 2);
}

int main(void) {
  lode_context* context = NULL;
  lode_store* store = NULL;
  CHECK(lode_abi_version() == LODE_ABI_VERSION && strlen(lode_version()) > 0 && lode_build_info()[0] == '{');
  CHECK(strcmp(lode_status_name(LODE_E_STORE), "LODE_E_STORE") == 0 &&
        strcmp(lode_status_name(-99), "unknown") == 0);
  CHECK_OK(lode_context_create(NULL, &context, &error));
  CHECK_OK(lode_store_open(context, ":memory:", NULL, &store, &error));
  lode_study* study = small_study(context, store, "errors", "Random", 10, 0);
  long_values(context, store);
  null_arguments(context, store, study);
  struct_sizes(study);
  options();
  spaces();
  children();
  large_space(context, store);
  lode_study_free(study);
  log_sink(context);
  lode_store_free(store);
  lode_context_free(context);
  puts("ok");
  return 0;
}
