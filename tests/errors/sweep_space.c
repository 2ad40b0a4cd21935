/* Spaces. */
#include "sweep.h"

static const char* const choices[2] = {"a", "b"};
static const double one[1] = {1.0};

SWEEP(lode_space_create) {
  (void)w;
  REFUSED("out", lode_space_create(NULL, error))
}

SWEEP(lode_space_free) {
  (void)w;
  RETURNS(lode_space_free(NULL));
}

SWEEP(lode_space_add_real) {
  const lode_scaling linear = LODE_SCALING_LINEAR;
  REFUSED("space", lode_space_add_real(NULL, "z", 0.0, 1.0, linear, error))
  REFUSED("name", lode_space_add_real(w->space, NULL, 0.0, 1.0, linear, error))
  REFUSED("UTF-8", lode_space_add_real(w->space, "\xf5", 0.0, 1.0, linear, error))
  REFUSED("low", lode_space_add_real(w->space, "z", NAN, 1.0, linear, error))
  REFUSED("low", lode_space_add_real(w->space, "z", -INFINITY, 1.0, linear, error))
  REFUSED("high", lode_space_add_real(w->space, "z", 0.0, INFINITY, linear, error))
  REFUSED("low", lode_space_add_real(w->space, "z", 1.0, 0.0, linear, error))
  REFUSED("scaling", lode_space_add_real(w->space, "z", 0.0, 1.0, -1, error))
  REFUSED("scaling", lode_space_add_real(w->space, "z", 0.0, 1.0, INT32_MAX, error))
  REFUSED("Logarithmic", lode_space_add_real(w->space, "z", -1e308, 1e308, LODE_SCALING_LOGARITHMIC, error))
}

SWEEP(lode_space_add_integer) {
  const lode_scaling linear = LODE_SCALING_LINEAR;
  REFUSED("space", lode_space_add_integer(NULL, "z", 0, 1, linear, error))
  REFUSED("name", lode_space_add_integer(w->space, NULL, 0, 1, linear, error))
  REFUSED("name", lode_space_add_integer(w->space, NULL, INT64_MIN, 1, linear, error))
  REFUSED("-9223372036854775808", lode_space_add_integer(w->space, "z", INT64_MIN, 1, linear, error))
  REFUSED("9223372036854775807", lode_space_add_integer(w->space, "z", 0, INT64_MAX, linear, error))
  REFUSED("low", lode_space_add_integer(w->space, "z", 2, 1, linear, error))
  REFUSED("scaling", lode_space_add_integer(w->space, "z", 0, 1, INT32_MIN, error))
  REFUSED("scaling", lode_space_add_integer(w->space, "z", 0, 1, LODE_SCALING_REVERSE_LOGARITHMIC, error))
}

SWEEP(lode_space_add_categorical) {
  const char* const hole[2] = {"a", NULL};
  const char* const bytes[1] = {"\xff"};
  REFUSED("space", lode_space_add_categorical(NULL, "z", choices, 2, error))
  REFUSED("name", lode_space_add_categorical(w->space, NULL, choices, 2, error))
  REFUSED("choices", lode_space_add_categorical(w->space, "z", NULL, 2, error))
  REFUSED("choices[1]", lode_space_add_categorical(w->space, "z", hole, 2, error))
  REFUSED("choices[0]", lode_space_add_categorical(w->space, "z", bytes, 1, error))
  REFUSED("choices", lode_space_add_categorical(w->space, "z", choices, 0, error))
  REFUSED("choices", lode_space_add_categorical(w->space, "z", choices, SIZE_MAX, error))
}

SWEEP(lode_space_set_step){
    REFUSED("space", lode_space_set_step(NULL, "x", 0.5, error))
        REFUSED("name", lode_space_set_step(w->space, NULL, 0.5, error))
            REFUSED("'z'", lode_space_set_step(w->space, "z", 0.5, error))
                REFUSED("step: 0", lode_space_set_step(w->space, "x", 0.0, error))
                    REFUSED("step: NaN", lode_space_set_step(w->space, "x", NAN, error))
                        REFUSED("step: Infinity", lode_space_set_step(w->space, "x", INFINITY, error))
                            REFUSED("step", lode_space_set_step(w->space, "x", 1e-320, error))
                                REFUSED("step", lode_space_set_step(w->space, "n", 1e300, error))}

SWEEP(lode_space_set_condition) {
  const double bad[1] = {NAN};
  REFUSED("space", lode_space_set_condition(NULL, "n", "x", one, 1, error))
  REFUSED("name", lode_space_set_condition(w->space, NULL, "x", one, 1, error))
  REFUSED("parent", lode_space_set_condition(w->space, "n", NULL, one, 1, error))
  REFUSED("values", lode_space_set_condition(w->space, "n", "x", NULL, 1, error))
  REFUSED("values", lode_space_set_condition(w->space, "n", "x", one, 0, error))
  REFUSED("values", lode_space_set_condition(w->space, "n", "x", one, SIZE_MAX, error))
  REFUSED("NaN", lode_space_set_condition(w->space, "n", "x", bad, 1, error))
  REFUSED("parent", lode_space_set_condition(w->space, "x", "n", one, 1, error))
}
