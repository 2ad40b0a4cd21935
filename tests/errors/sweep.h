/* Every function of lode.h with bad arguments: NULL for each pointer, structs of wrong sizes, numbers that
   are negative, huge or do not fit together. Each call must be refused with a status and a text, change
   nothing, and never crash.

   A new function: write SWEEP(lode_new_function) { ... } in one of the files sweep_*.c; that is all.
   tests/abi/symbols.txt is the list of what must have one. */
#ifndef LODE_TESTS_ERRORS_SWEEP_H
#define LODE_TESTS_ERRORS_SWEEP_H

#include <lode/lode.h>
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* One of everything, all well. */
typedef struct world {
  lode_context* context;
  lode_options* options;
  lode_store* store;
  lode_space* space; /* x in [0, 1], n from 1 to 8 */
  lode_study* study; /* Random, at most 10 trials; trial 0 is in progress */
  lode_trial* trial; /* a copy of trial 0 */
  lode_snapshot* snapshot;
  lode_launcher* launcher;
  lode_gp* gp; /* of x in [0, 1], n from 1 to 8 and a category of three; two observations */
} world;

typedef void (*sweep_function)(const world* w);

/* Adds a sweep to the list; SWEEP does. */
void add_sweep(const char* function, sweep_function sweep);

#define SWEEP(function)                                           \
  static void sweep_of_##function(const world* w);                \
  __attribute__((constructor)) static void add_##function(void) { \
    add_sweep(#function, sweep_of_##function);                    \
  }                                                               \
  static void sweep_of_##function(const world* w)

/* Errors that a caller may hand over: a whole one, NULL, and some with a struct_size that is too small, short
 * or huge. */
enum { error_shapes = 6 };
lode_error* error_of_shape(int shape);

/* Checks what a call returned and left in the error of that shape; the text must hold `part`. */
void check_refused(const char* place, const char* call, const char* part, int shape, lode_status status);

#define SWEEP_TEXT_(line) #line
#define SWEEP_LINE_(line) SWEEP_TEXT_(line)
#define SWEEP_PLACE __FILE__ ":" SWEEP_LINE_(__LINE__)

/* The call, whose last argument is `error`, must be refused with a text that holds `part`. It is made once
   with each shape of error, so it must change nothing. */
#define REFUSED(part, call)                                  \
  for (int shape_ = 0; shape_ < error_shapes; ++shape_) {    \
    lode_error* const error = error_of_shape(shape_);        \
    check_refused(SWEEP_PLACE, #call, part, shape_, (call)); \
  }

/* The call, whose last argument is `error`, is good; so is what a function without a status gives back. */
void check_accepted(const char* place, const char* call, int good, const lode_error* error);
#define ACCEPTED(call)                                       \
  do {                                                       \
    lode_error* const error = error_of_shape(0);             \
    const lode_status status_ = (call);                      \
    check_accepted(SWEEP_PLACE, #call, status_ >= 0, error); \
  } while (0)
#define HOLDS(condition) check_accepted(SWEEP_PLACE, #condition, (condition) ? 1 : 0, NULL)

/* A function that gives nothing back came through. */
#define RETURNS(call)                            \
  do {                                           \
    (call);                                      \
    check_accepted(SWEEP_PLACE, #call, 1, NULL); \
  } while (0)

/* A copy of the struct `good` of `size` bytes with a bad struct_size: 0, 3, one less than `least`, the
   largest, and one that is larger than the library's with a tail that is not zero. */
enum { bad_sizes = 5 };
void* struct_of_size(int which, const void* good, size_t size, size_t least);

/* The call must be refused with each of them; it takes `bad`, a pointer to the struct. `last` is the last
   field that an old caller must have. */
#define BAD_SIZES(type, good, last, part, call)                                                    \
  for (int which_ = 0; which_ < bad_sizes; ++which_) {                                             \
    type* const bad =                                                                              \
        struct_of_size(which_, &(good), sizeof(type), offsetof(type, last) + sizeof((good).last)); \
    REFUSED(part, call)                                                                            \
  }

#endif
