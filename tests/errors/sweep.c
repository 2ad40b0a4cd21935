/* Runs every sweep, and fails where a symbol of the library has none. usage: errors_sweep SYMBOLS_TXT */
#include "sweep.h"

#include <stdio.h>
#include <stdlib.h>

enum { most_sweeps = 512 };

static struct {
  const char* function;
  sweep_function sweep;
  int ran;
} sweeps[most_sweeps];
static int sweep_count = 0;
static int checks = 0;   /* of the sweep that runs */
static int failures = 0; /* of all */

void add_sweep(const char* function, sweep_function sweep) {
  if (sweep_count == most_sweeps) abort();
  sweeps[sweep_count].function = function;
  sweeps[sweep_count].sweep = sweep;
  ++sweep_count;
}

static void fail(const char* place, const char* call, const char* why, const char* text) {
  fprintf(stderr, "%s: %s: %s %s\n", place, call, why, text);
  ++failures;
}

/* The bytes past what the library may write are 'x'. */
static union {
  lode_error whole;
  char bytes[sizeof(lode_error) + 64];
} room;

static uint32_t size_of_shape(int shape) {
  const uint32_t sizes[error_shapes] = {
      (uint32_t)sizeof(lode_error), 0, 0, 3, (uint32_t)offsetof(lode_error, message) + 16, UINT32_MAX};
  return sizes[shape];
}

lode_error* error_of_shape(int shape) {
  memset(&room, 'x', sizeof room);
  room.whole.struct_size = size_of_shape(shape);
  return shape == 1 ? NULL : &room.whole;
}

/* How many bytes the library may have written to an error of that shape. */
static size_t writable(int shape) {
  const size_t size = size_of_shape(shape);
  if (shape == 1 || size <= offsetof(lode_error, message)) return sizeof(uint32_t);
  return size < sizeof(lode_error) ? size : sizeof(lode_error);
}

static int untouched(size_t from) {
  for (size_t i = from; i < sizeof room; ++i)
    if (room.bytes[i] != 'x') return 0;
  return 1;
}

static int foreign(const char* text) {
  const char* const parts[] = {"[json.exception", "bad_",     "bad optional", "std::", "_M_",
                               "vector",          "defect of"};
  for (size_t i = 0; i < sizeof parts / sizeof *parts; ++i)
    if (strstr(text, parts[i]) != NULL) return 1;
  return 0;
}

void check_refused(const char* place, const char* call, const char* part, int shape, lode_status status) {
  ++checks;
  const size_t end = writable(shape);
  const int has_text = shape != 1 && end > offsetof(lode_error, message);
  if (status >= 0) fail(place, call, "was accepted:", lode_status_name(status));
  if (strcmp(lode_status_name(status), "unknown") == 0) fail(place, call, "has an unknown status", "");
  if (!untouched(end)) fail(place, call, "wrote past the error's struct_size", "");
  if (!has_text) return;
  const char* const text = room.whole.message;
  if (room.whole.code != status) fail(place, call, "left another code in the error", "");
  if (memchr(text, '\0', end - offsetof(lode_error, message)) == NULL)
    fail(place, call, "left a text without an end", "");
  else if (text[0] == '\0' || foreign(text) || (shape == 0 && strstr(text, part) == NULL))
    fail(place, call, "said:", text);
}

void check_accepted(const char* place, const char* call, int good, const lode_error* error) {
  ++checks;
  if (!good) fail(place, call, "failed:", error == NULL ? "" : error->message);
}

void* struct_of_size(int which, const void* good, size_t size, size_t least) {
  static union {
    max_align_t align;
    char bytes[1024];
  } copy;
  const size_t sizes[bad_sizes] = {0, 3, least - 1, UINT32_MAX, size + 8};
  const uint32_t given = (uint32_t)sizes[which];
  if (size + 8 > sizeof copy) abort();
  memset(&copy, 0, sizeof copy);
  memcpy(&copy, good, size);
  memcpy(&copy, &given, sizeof given);
  copy.bytes[size + 7] = 1;
  return &copy;
}

static void must(lode_status status, const lode_error* error) {
  if (status >= 0) return;
  fprintf(stderr, "the sweeps' own study cannot be made: %s\n", error->message);
  exit(1);
}

static lode_gp* make_gp(lode_context* context) {
  lode_error error = LODE_ERROR_INIT;
  const uint32_t size = (uint32_t)sizeof(lode_column);
  const lode_column columns[3] = {{size, LODE_COLUMN_REAL, 0, 1, LODE_SCALING_LINEAR, 0},
                                  {size, LODE_COLUMN_INTEGER, 1, 8, LODE_SCALING_LINEAR, 0},
                                  {size, LODE_COLUMN_CATEGORY, 0, 2, LODE_SCALING_LINEAR, 0}};
  const double x[6] = {0.5, 3, 0, 0.25, 7, 2}, y[2] = {1, 2};
  lode_gp_data data = LODE_GP_DATA_INIT;
  lode_gp* gp = NULL;
  data.columns = columns;
  data.column_count = 3;
  data.row_count = 2;
  data.x = x;
  data.y = y;
  must(lode_gp_fit(context, &data, NULL, &gp, &error), &error);
  return gp;
}

static world make_world(void) {
  lode_error error = LODE_ERROR_INIT;
  world w = {NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL};
  const char* const command[1] = {"true"};
  const lode_objective objective = {sizeof objective, LODE_MINIMIZE, "loss"};
  lode_study_definition definition = LODE_STUDY_DEFINITION_INIT;
  uint32_t given = 0;
  definition.name = "swept";
  definition.strategy = "Random";
  definition.objectives = &objective;
  definition.objective_count = 1;
  definition.max_trials = 10;
  must(lode_context_create(NULL, &w.context, &error), &error);
  must(lode_options_create(&w.options, &error), &error);
  must(lode_store_open(w.context, ":memory:", NULL, &w.store, &error), &error);
  must(lode_space_create(&w.space, &error), &error);
  must(lode_space_add_real(w.space, "x", 0.0, 1.0, LODE_SCALING_LINEAR, &error), &error);
  must(lode_space_add_integer(w.space, "n", 1, 8, LODE_SCALING_LINEAR, &error), &error);
  must(lode_study_create(w.context, w.store, &definition, w.space, NULL, &w.study, &error), &error);
  must(lode_study_ask(w.study, 1, &w.trial, &given, &error), &error);
  must(lode_study_snapshot(w.study, &w.snapshot, &error), &error);
  must(lode_launcher_create(w.context, command, 1, NULL, &w.launcher, &error), &error);
  w.gp = make_gp(w.context);
  return w;
}

static void free_world(const world* w) {
  lode_gp_free(w->gp);
  lode_launcher_free(w->launcher);
  lode_snapshot_free(w->snapshot);
  lode_trial_free(w->trial);
  lode_study_free(w->study);
  lode_space_free(w->space);
  lode_store_free(w->store);
  lode_options_free(w->options);
  lode_context_free(w->context);
}

/* What was refused changed nothing: the world is as it was made. */
static void check_unchanged(const world* w) {
  lode_counters counters = LODE_COUNTERS_INIT;
  lode_gp_info info = LODE_GP_INFO_INIT;
  char text[16];
  size_t needed = 0;
  ACCEPTED(lode_study_counters(w->study, &counters, error));
  HOLDS(counters.in_progress == 1 && counters.completed == 0 && counters.status == LODE_STUDY_IN_PROGRESS);
  ACCEPTED(lode_options_get(w->options, "context.threads", text, sizeof text, &needed, error));
  HOLDS(strcmp(text, "1") == 0);
  ACCEPTED(lode_gp_get_info(w->gp, &info, error));
  HOLDS(info.row_count == 2 && info.column_count == 3);
}

static int find_sweep(const char* function) {
  for (int i = 0; i < sweep_count; ++i)
    if (strcmp(sweeps[i].function, function) == 0) return i;
  return -1;
}

static void run_sweep(int i, const world* w) {
  checks = 0;
  sweeps[i].ran = 1;
  sweeps[i].sweep(w);
  if (checks == 0) fail(sweeps[i].function, "the sweep", "checks nothing", "");
  check_unchanged(w);
  printf("%-32s %4d checks\n", sweeps[i].function, checks);
}

int main(int count, char** arguments) {
  char line[256];
  int symbols = 0;
  FILE* list = count == 2 ? fopen(arguments[1], "r") : NULL;
  if (list == NULL) {
    fprintf(stderr, "usage: errors_sweep SYMBOLS_TXT\n");
    return 2;
  }
  const world w = make_world();
  while (fgets(line, sizeof line, list) != NULL) {
    line[strcspn(line, "\n")] = '\0';
    ++symbols;
    const int found = find_sweep(line);
    if (found < 0)
      fail(line, "bad arguments", "are not tried:", "write SWEEP(...) in tests/errors/sweep_*.c");
    else
      run_sweep(found, &w);
  }
  fclose(list);
  free_world(&w);
  for (int i = 0; i < sweep_count; ++i)
    if (!sweeps[i].ran) fail(sweeps[i].function, "the sweep", "is of no function in", arguments[1]);
  printf("%d functions, %d failures\n", symbols, failures);
  return failures == 0 ? 0 : 1;
}
