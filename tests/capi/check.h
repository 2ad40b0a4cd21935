/* Checks for plain C test programs: they print what failed and where, and end the program. */
#ifndef LODE_TESTS_CAPI_CHECK_H
#define LODE_TESTS_CAPI_CHECK_H

#include <lode/lode.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(condition)                                                            \
  do {                                                                              \
    if (!(condition)) {                                                             \
      fprintf(stderr, "%s:%d: check failed: %s\n", __FILE__, __LINE__, #condition); \
      exit(1);                                                                      \
    }                                                                               \
  } while (0)

/* The call must return `expected`. */
#define CHECK_STATUS(expected, call)                                                          \
  do {                                                                                        \
    const lode_status status_ = (call);                                                       \
    if (status_ != (expected)) {                                                              \
      fprintf(stderr, "%s:%d: %s returned %s (%s), expected %s\n", __FILE__, __LINE__, #call, \
              lode_status_name(status_), error.message, lode_status_name(expected));          \
      exit(1);                                                                                \
    }                                                                                         \
  } while (0)

#define CHECK_OK(call) CHECK_STATUS(LODE_OK, call)

/* The call must fail with `expected` and a message that holds `part`. */
#define CHECK_ERROR(expected, part, call)                                                            \
  do {                                                                                               \
    CHECK_STATUS(expected, call);                                                                    \
    if (strstr(error.message, part) == NULL || error.code != (expected)) {                           \
      fprintf(stderr, "%s:%d: %s said \"%s\", expected to hold \"%s\"\n", __FILE__, __LINE__, #call, \
              error.message, part);                                                                  \
      exit(1);                                                                                       \
    }                                                                                                \
  } while (0)

/* A space of one real x in [0, 1] and one integer n in [1, 8]. */
static inline lode_space* small_space(void) {
  lode_error error = LODE_ERROR_INIT;
  lode_space* space = NULL;
  CHECK_OK(lode_space_create(&space, &error));
  CHECK_OK(lode_space_add_real(space, "x", 0.0, 1.0, LODE_SCALING_LINEAR, &error));
  CHECK_OK(lode_space_add_integer(space, "n", 1, 8, LODE_SCALING_LINEAR, &error));
  return space;
}

/* A study that minimises "loss" over small_space(). */
static inline lode_study* small_study(lode_context* context, lode_store* store, const char* name,
                                      const char* strategy, uint64_t max_trials, uint32_t max_parallel) {
  lode_error error = LODE_ERROR_INIT;
  lode_space* space = small_space();
  lode_objective objective = {sizeof objective, LODE_MINIMIZE, "loss"};
  lode_study_definition definition = LODE_STUDY_DEFINITION_INIT;
  lode_study* study = NULL;
  definition.name = name;
  definition.strategy = strategy;
  definition.objectives = &objective;
  definition.objective_count = 1;
  definition.seed = 7;
  definition.max_trials = max_trials;
  definition.max_parallel = max_parallel;
  CHECK_OK(lode_study_create(context, store, &definition, space, NULL, &study, &error));
  lode_space_free(space);
  return study;
}

#endif
