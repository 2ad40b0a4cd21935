/* The model level. What it says to each bad table is in tests/capi/gp.c. */
#include "sweep.h"

static const double point[3] = {0.5, 3, 1};   /* one that the model takes */
static const double outside[3] = {0.5, 9, 1}; /* 8 is the most */
static const double nowhere[3] = {NAN, 3, 1};
static const double given[4] = {1, 1, 0.1, 0}; /* hyperparameters of one column */

static const double silent[4] = {1, 0, 0.1, 0};

static const lode_column column = LODE_COLUMN_INIT;

/* One observation of one column. */
static lode_gp_data table(void) {
  lode_gp_data data = LODE_GP_DATA_INIT;
  data.columns = &column;
  data.column_count = 1;
  data.row_count = 1;
  data.x = data.y = point;
  return data;
}

/* The call takes `data`, a table; it must end as it was. */
#define BAD_TABLES(call)                              \
  data = table(), data.columns = NULL;                \
  REFUSED("columns: NULL", call)                      \
  data = table(), data.column_count = 0;              \
  REFUSED("column_count: 0", call)                    \
  data = table(), data.column_count = SIZE_MAX;       \
  REFUSED("column_count: 18446744073709551615", call) \
  data = table(), data.row_count = SIZE_MAX;          \
  REFUSED("row_count: 18446744073709551615", call)    \
  data = table(), data.x = NULL;                      \
  REFUSED("x: NULL", call)                            \
  data = table(), data.y = NULL;                      \
  REFUSED("y: NULL", call)                            \
  data = table(), data.x = nowhere;                   \
  REFUSED("x[0][0]: NaN", call)                       \
  data = table(), data.y = nowhere;                   \
  REFUSED("y[0]: NaN", call)                          \
  data = table(), data.noise_variances = nowhere;     \
  REFUSED("noise_variances[0]: NaN", call)            \
  data = table(), data.reserved = 1;                  \
  REFUSED("reserved: 1", call)                        \
  data = table();

SWEEP(lode_gp_fit) {
  lode_gp_data data = table();
  lode_gp* out = NULL;
  REFUSED("context", lode_gp_fit(NULL, &data, NULL, &out, error))
  REFUSED("data", lode_gp_fit(w->context, NULL, NULL, &out, error))
  REFUSED("out", lode_gp_fit(w->context, &data, NULL, NULL, error))
  BAD_TABLES(lode_gp_fit(w->context, &data, NULL, &out, error))
  BAD_SIZES(lode_gp_data, data, noise_variances, "data", lode_gp_fit(w->context, bad, NULL, &out, error))
  BAD_SIZES(lode_column, column, reserved, "columns[0]",
            (data.columns = bad, lode_gp_fit(w->context, &data, NULL, &out, error)))
  HOLDS(out == NULL);
}

SWEEP(lode_gp_create) {
  lode_gp_data data = table();
  lode_gp* out = NULL;
  REFUSED("context", lode_gp_create(NULL, &data, given, 4, &out, error))
  REFUSED("data", lode_gp_create(w->context, NULL, given, 4, &out, error))
  REFUSED("out", lode_gp_create(w->context, &data, given, 4, NULL, error))
  REFUSED("hyperparameters: NULL", lode_gp_create(w->context, &data, NULL, 4, &out, error))
  REFUSED("count: 0", lode_gp_create(w->context, &data, given, 0, &out, error))
  REFUSED("count", lode_gp_create(w->context, &data, given, SIZE_MAX, &out, error))
  REFUSED("hyperparameters[1]: 0", lode_gp_create(w->context, &data, silent, 4, &out, error))
  BAD_TABLES(lode_gp_create(w->context, &data, given, 4, &out, error))
  BAD_SIZES(lode_gp_data, data, noise_variances, "data",
            lode_gp_create(w->context, bad, given, 4, &out, error))
  HOLDS(out == NULL);
}

SWEEP(lode_gp_free) {
  (void)w;
  RETURNS(lode_gp_free(NULL));
}

SWEEP(lode_gp_append) {
  lode_gp* out = NULL;
  REFUSED("gp", lode_gp_append(NULL, point, 1.0, 0.0, &out, error))
  REFUSED("x: NULL", lode_gp_append(w->gp, NULL, 1.0, 0.0, &out, error))
  REFUSED("out", lode_gp_append(w->gp, point, 1.0, 0.0, NULL, error))
  REFUSED("x[1]: 9", lode_gp_append(w->gp, outside, 1.0, 0.0, &out, error))
  REFUSED("x[0]: NaN", lode_gp_append(w->gp, nowhere, 1.0, 0.0, &out, error))
  REFUSED("y: NaN", lode_gp_append(w->gp, point, NAN, 0.0, &out, error))
  REFUSED("y: 1e+300", lode_gp_append(w->gp, point, 1e300, 0.0, &out, error))
  REFUSED("noise_variance: -1", lode_gp_append(w->gp, point, 1.0, -1.0, &out, error))
  REFUSED("noise_variance: Infinity", lode_gp_append(w->gp, point, 1.0, INFINITY, &out, error))
  HOLDS(out == NULL);
}

SWEEP(lode_gp_get_info) {
  const lode_gp_info info = LODE_GP_INFO_INIT;
  lode_gp_info out = info;
  REFUSED("gp", lode_gp_get_info(NULL, &out, error))
  REFUSED("info", lode_gp_get_info(w->gp, NULL, error))
  BAD_SIZES(lode_gp_info, info, evaluations, "info", lode_gp_get_info(w->gp, bad, error))
}

SWEEP(lode_gp_hyperparameters) {
  double out[6];
  size_t needed = 0;
  REFUSED("gp", lode_gp_hyperparameters(NULL, out, 6, &needed, error))
  REFUSED("needed", lode_gp_hyperparameters(w->gp, NULL, 0, NULL, error))
  REFUSED("buffer", lode_gp_hyperparameters(w->gp, NULL, SIZE_MAX, &needed, error))
  REFUSED("buffer", lode_gp_hyperparameters(w->gp, out, 5, &needed, error))
  HOLDS(needed == 6);
}

SWEEP(lode_gp_predict) {
  double out[1] = {77};
  REFUSED("gp", lode_gp_predict(NULL, 1, point, out, out, error))
  REFUSED("x: NULL", lode_gp_predict(w->gp, 1, NULL, out, NULL, error))
  REFUSED("m: 18446744073709551615", lode_gp_predict(w->gp, SIZE_MAX, point, out, NULL, error))
  REFUSED("x[0][1]: 9", lode_gp_predict(w->gp, 1, outside, out, NULL, error))
  REFUSED("x[0][0]: NaN", lode_gp_predict(w->gp, 1, nowhere, out, NULL, error))
  HOLDS(out[0] == 77);
}

SWEEP(lode_gp_predict_gradient) {
  double out[3] = {77};
  REFUSED("gp", lode_gp_predict_gradient(NULL, 1, point, out, out, error))
  REFUSED("x: NULL", lode_gp_predict_gradient(w->gp, 1, NULL, out, NULL, error))
  REFUSED("m: 18446744073709551615", lode_gp_predict_gradient(w->gp, SIZE_MAX, point, out, NULL, error))
  REFUSED("x[0][1]: 9", lode_gp_predict_gradient(w->gp, 1, outside, out, NULL, error))
  HOLDS(out[0] == 77);
}

SWEEP(lode_gp_covariance) {
  double out[1] = {77};
  REFUSED("gp", lode_gp_covariance(NULL, 1, point, out, error))
  REFUSED("x: NULL", lode_gp_covariance(w->gp, 1, NULL, out, error))
  REFUSED("covariance", lode_gp_covariance(w->gp, 1, point, NULL, error))
  REFUSED("m: 18446744073709551615", lode_gp_covariance(w->gp, SIZE_MAX, point, out, error))
  REFUSED("x[0][1]: 9", lode_gp_covariance(w->gp, 1, outside, out, error))
  HOLDS(out[0] == 77);
}

SWEEP(lode_gp_sample) {
  double out[1] = {77};
  REFUSED("gp", lode_gp_sample(NULL, 1, point, 1, 0, out, error))
  REFUSED("x: NULL", lode_gp_sample(w->gp, 1, NULL, 1, 0, out, error))
  REFUSED("samples", lode_gp_sample(w->gp, 1, point, 1, 0, NULL, error))
  REFUSED("m: 18446744073709551615", lode_gp_sample(w->gp, SIZE_MAX, point, 1, 0, out, error))
  REFUSED("count: 18446744073709551615", lode_gp_sample(w->gp, 1, point, SIZE_MAX, 0, out, error))
  REFUSED("x[0][1]: 9", lode_gp_sample(w->gp, 1, outside, 1, 0, out, error))
  HOLDS(out[0] == 77);
}

/* The call takes `a`, an acquisition. */
#define BAD_ACQUISITIONS(call)                          \
  a.kind = -1;                                          \
  REFUSED("acquisition.kind: -1", call)                 \
  a.kind = 7;                                           \
  REFUSED("acquisition.kind: 7", call)                  \
  a.kind = LODE_ACQUISITION_EI, a.goal = 2;             \
  REFUSED("acquisition.goal: 2", call)                  \
  a.goal = LODE_MAXIMIZE, a.has_best = 1, a.best = NAN; \
  REFUSED("acquisition.best: NaN", call)                \
  a.best = 1e300;                                       \
  REFUSED("acquisition.best: 1e+300", call)             \
  a.has_best = 0, a.beta = -1;                          \
  REFUSED("acquisition.beta: -1", call)                 \
  a.beta = NAN;                                         \
  REFUSED("acquisition.beta: NaN", call)                \
  a.beta = 2;

SWEEP(lode_gp_acquire) {
  lode_acquisition a = LODE_ACQUISITION_INIT;
  double out[1] = {77};
  REFUSED("gp", lode_gp_acquire(NULL, &a, 1, point, out, NULL, error))
  REFUSED("x: NULL", lode_gp_acquire(w->gp, &a, 1, NULL, out, NULL, error))
  REFUSED("values", lode_gp_acquire(w->gp, &a, 1, point, NULL, NULL, error))
  REFUSED("m: 18446744073709551615", lode_gp_acquire(w->gp, &a, SIZE_MAX, point, out, NULL, error))
  REFUSED("x[0][1]: 9", lode_gp_acquire(w->gp, &a, 1, outside, out, NULL, error))
  BAD_ACQUISITIONS(lode_gp_acquire(w->gp, &a, 1, point, out, NULL, error))
  BAD_SIZES(lode_acquisition, a, seed, "acquisition", lode_gp_acquire(w->gp, bad, 1, point, out, NULL, error))
  HOLDS(out[0] == 77);
}

SWEEP(lode_gp_propose) {
  lode_acquisition a = LODE_ACQUISITION_INIT;
  const double low[3] = {0.5, 1, 0}, high[3] = {0.25, 8, 2};
  double out[3] = {77};
  REFUSED("gp", lode_gp_propose(NULL, &a, NULL, NULL, 1, 0, out, error))
  REFUSED("x: NULL", lode_gp_propose(w->gp, &a, NULL, NULL, 1, 0, NULL, error))
  REFUSED("q: 18446744073709551615", lode_gp_propose(w->gp, &a, NULL, NULL, SIZE_MAX, 0, out, error))
  REFUSED("q: 2 given; the box holds only 1", lode_gp_propose(w->gp, &a, point, point, 2, 0, out, error))
  REFUSED("lower[1]: 9", lode_gp_propose(w->gp, &a, outside, NULL, 1, 0, out, error))
  REFUSED("upper[0]: NaN", lode_gp_propose(w->gp, &a, NULL, nowhere, 1, 0, out, error))
  REFUSED("lower[0]: 0.5", lode_gp_propose(w->gp, &a, low, high, 1, 0, out, error))
  BAD_ACQUISITIONS(lode_gp_propose(w->gp, &a, NULL, NULL, 1, 0, out, error))
  BAD_SIZES(lode_acquisition, a, seed, "acquisition",
            lode_gp_propose(w->gp, bad, NULL, NULL, 1, 0, out, error))
  HOLDS(out[0] == 77);
}

SWEEP(lode_gp_choose) {
  lode_acquisition a = LODE_ACQUISITION_INIT;
  size_t out[1] = {77};
  REFUSED("gp", lode_gp_choose(NULL, &a, 1, point, 1, out, error))
  REFUSED("candidates: NULL", lode_gp_choose(w->gp, &a, 1, NULL, 1, out, error))
  REFUSED("indices", lode_gp_choose(w->gp, &a, 1, point, 1, NULL, error))
  REFUSED("m: 18446744073709551615", lode_gp_choose(w->gp, &a, SIZE_MAX, point, 1, out, error))
  REFUSED("q: 18446744073709551615", lode_gp_choose(w->gp, &a, 1, point, SIZE_MAX, out, error))
  REFUSED("q: 2", lode_gp_choose(w->gp, &a, 1, point, 2, out, error))
  REFUSED("candidates[0][1]: 9", lode_gp_choose(w->gp, &a, 1, outside, 1, out, error))
  BAD_ACQUISITIONS(lode_gp_choose(w->gp, &a, 1, point, 1, out, error))
  BAD_SIZES(lode_acquisition, a, seed, "acquisition", lode_gp_choose(w->gp, bad, 1, point, 1, out, error))
  HOLDS(out[0] == 77);
}
