/* The model level from plain C: what it answers, and what it refuses. */
#include <math.h>

#include "check.h"

static lode_error error = LODE_ERROR_INIT;

enum { N = 10, D = 3 };
static lode_column columns[D];
static double x[N * D], y[N];
static const double points[2 * D] = {0.25, 3, 1, 0.8, 7, 0};

/* A real in [0, 1], an integer in [1, 8], a category of three; y is smooth in all. */
static lode_gp_data table(void) {
  lode_gp_data data = LODE_GP_DATA_INIT;
  const lode_column empty = LODE_COLUMN_INIT;
  int i;
  for (i = 0; i < D; i++) columns[i] = empty;
  columns[1].kind = LODE_COLUMN_INTEGER, columns[1].low = 1, columns[1].high = 8;
  columns[2].kind = LODE_COLUMN_CATEGORY, columns[2].high = 2;
  for (i = 0; i < N; i++) {
    x[i * D] = fmod(0.618 * i, 1), x[i * D + 1] = 1 + i * 3 % 8, x[i * D + 2] = i % 3;
    y[i] = sin(5 * x[i * D]) + 0.1 * x[i * D + 1] + 0.5 * x[i * D + 2];
  }
  data.columns = columns;
  data.column_count = D;
  data.row_count = N;
  data.x = x;
  data.y = y;
  return data;
}

static lode_gp* fitted(lode_context* context) {
  const lode_gp_data data = table();
  lode_gp* gp = NULL;
  CHECK_OK(lode_gp_fit(context, &data, NULL, &gp, &error));
  return gp;
}

static void answers(lode_context* context) {
  lode_gp *gp = fitted(context), *again = NULL, *longer = NULL;
  lode_gp_data data = table();
  lode_gp_info info = LODE_GP_INFO_INIT;
  double h[D + 3], mean[2], deviation[2], mean2[2], deviation2[2], gradients[2 * D], covariance[4],
      samples[6];
  size_t needed = 0;
  CHECK_OK(lode_gp_get_info(gp, &info, &error));
  CHECK(info.fitted == 1 && info.row_count == N && info.column_count == D && info.evaluations > 0);
  CHECK(info.jitter == 0 && isfinite(info.log_marginal_likelihood));
  CHECK_OK(lode_gp_hyperparameters(gp, NULL, 0, &needed, &error));
  CHECK(needed == D + 3);
  CHECK_OK(lode_gp_hyperparameters(gp, h, D + 3, &needed, &error));
  CHECK_OK(lode_gp_create(context, &data, h, D + 3, &again, &error));
  CHECK_OK(lode_gp_predict(gp, 2, points, mean, deviation, &error));
  CHECK_OK(lode_gp_predict(again, 2, points, mean2, NULL, &error));
  CHECK_OK(lode_gp_predict(again, 2, points, NULL, deviation2, &error));
  CHECK(memcmp(mean, mean2, sizeof mean) == 0 && memcmp(deviation, deviation2, sizeof deviation) == 0);
  CHECK_OK(lode_gp_predict_gradient(gp, 2, points, gradients, NULL, &error));
  CHECK(gradients[0] != 0 && gradients[1] != 0 && gradients[2] == 0);
  CHECK_OK(lode_gp_covariance(gp, 2, points, covariance, &error));
  CHECK(fabs(covariance[0] - deviation[0] * deviation[0]) < 1e-12 && covariance[1] == covariance[2]);
  CHECK_OK(lode_gp_sample(gp, 2, points, 3, 9, samples, &error));
  CHECK(fabs(samples[0] - mean[0]) < 6 * deviation[0]);
  CHECK_OK(lode_gp_append(gp, points, 1.5, 0.01, &longer, &error));
  CHECK_OK(lode_gp_predict(longer, 1, points, mean2, deviation2, &error));
  CHECK(deviation2[0] < deviation[0] && fabs(mean2[0] - 1.5) < fabs(mean[0] - 1.5));
  CHECK_OK(lode_gp_get_info(longer, &info, &error));
  CHECK(info.row_count == N + 1);
  lode_gp_free(longer), lode_gp_free(again), lode_gp_free(gp);
}

static void acquisitions(lode_context* context) {
  lode_gp* gp = fitted(context);
  lode_acquisition a = LODE_ACQUISITION_INIT;
  double values[2], more[2], gradients[2 * D], mean[2], deviation[2], rows[3 * D];
  const double lower[D] = {0.2, 3, 1}, upper[D] = {0.4, 5, 2};
  size_t best[2], i;
  CHECK_OK(lode_gp_predict(gp, 2, points, mean, deviation, &error));
  CHECK_OK(lode_gp_acquire(gp, NULL, 2, points, values, NULL, &error)); /* LOG_EI */
  a.kind = LODE_ACQUISITION_EI;
  CHECK_OK(lode_gp_acquire(gp, &a, 2, points, more, gradients, &error));
  CHECK(fabs(exp(values[0]) - more[0]) < 1e-10 && fabs(exp(values[1]) - more[1]) < 1e-10);
  a.kind = LODE_ACQUISITION_UCB, a.beta = 3, a.goal = LODE_MAXIMIZE;
  CHECK_OK(lode_gp_acquire(gp, &a, 2, points, values, NULL, &error));
  CHECK(fabs(values[0] - (mean[0] + 3 * deviation[0])) < 1e-12);
  a.kind = LODE_ACQUISITION_THOMPSON, a.seed = 4;
  CHECK_OK(lode_gp_acquire(gp, &a, 2, points, values, NULL, &error));
  CHECK_OK(lode_gp_acquire(gp, &a, 1, points + D, more, NULL, &error));
  CHECK(more[0] == values[1]);
  a.kind = LODE_ACQUISITION_LOG_EI;
  CHECK_OK(lode_gp_propose(gp, &a, lower, upper, 3, 1, rows, &error));
  for (i = 0; i < 3 * D; i++) CHECK(rows[i] >= lower[i % D] && rows[i] <= upper[i % D]);
  a.kind = LODE_ACQUISITION_MEAN;
  CHECK_OK(lode_gp_choose(gp, &a, 2, points, 2, best, &error));
  CHECK(best[0] == (mean[0] > mean[1] ? 0u : 1u) && best[1] == 1 - best[0]);
  lode_gp_free(gp);
}

static void nothing_asked_is_nothing_done(lode_context* context) {
  lode_gp* gp = fitted(context);
  CHECK_OK(lode_gp_predict(gp, 0, NULL, NULL, NULL, &error));
  CHECK_OK(lode_gp_predict_gradient(gp, 0, NULL, NULL, NULL, &error));
  CHECK_OK(lode_gp_covariance(gp, 0, NULL, NULL, &error));
  CHECK_OK(lode_gp_sample(gp, 0, NULL, 5, 1, NULL, &error));
  CHECK_OK(lode_gp_sample(gp, 0, NULL, (size_t)-1, 1, NULL, &error));
  CHECK_OK(lode_gp_sample(gp, 2, points, 0, 1, NULL, &error));
  CHECK_OK(lode_gp_acquire(gp, NULL, 0, NULL, NULL, NULL, &error));
  CHECK_OK(lode_gp_propose(gp, NULL, NULL, NULL, 0, 1, NULL, &error));
  CHECK_OK(lode_gp_choose(gp, NULL, 2, points, 0, NULL, &error));
  CHECK_OK(lode_gp_choose(gp, NULL, 0, NULL, 0, NULL, &error));
  lode_gp_free(gp);
  lode_gp_free(NULL);
}

static void without_observations(lode_context* context) {
  lode_gp_data data = table();
  lode_gp* prior = NULL;
  double mean, deviation;
  lode_acquisition a = LODE_ACQUISITION_INIT;
  data.row_count = 0;
  data.x = data.y = NULL;
  CHECK_OK(lode_gp_fit(context, &data, NULL, &prior, &error));
  CHECK_OK(lode_gp_predict(prior, 1, points, &mean, &deviation, &error));
  CHECK(mean == 0 && deviation == 1);
  CHECK_ERROR(LODE_E_ARGUMENT, "acquisition.best: none given",
              lode_gp_acquire(prior, &a, 1, points, &mean, NULL, &error));
  a.has_best = 1;
  CHECK_OK(lode_gp_acquire(prior, &a, 1, points, &mean, NULL, &error));
  lode_gp_free(prior);
}

/* What lode.h says lode_gp_fit maximises, up to constants. */
static double log_posterior(lode_context* context, const lode_gp_data* data, const double* h,
                            double average) {
  lode_gp* gp = NULL;
  lode_gp_info info = LODE_GP_INFO_INIT;
  const double v = h[D + 1] / h[D] * (h[D + 1] / h[D]), m = (h[D + 2] - average) / h[D];
  double sum = -(log(v) + 4) * (log(v) + 4) / 2 - log(v) - m * m / 2;
  int c;
  for (c = 0; c < D; c++) sum -= pow(log(h[c]) - log(0.9 * sqrt(D / 4.0)), 2) / 2;
  CHECK_OK(lode_gp_create(context, data, h, D + 3, &gp, &error));
  CHECK_OK(lode_gp_get_info(gp, &info, &error));
  lode_gp_free(gp);
  return sum + info.log_marginal_likelihood;
}

/* The same with one hyperparameter moved: the logarithm of a lengthscale or of v, or m. */
static double moved(lode_context* context, const lode_gp_data* data, const double* h, double average,
                    int which, double by) {
  double other[D + 3];
  memcpy(other, h, sizeof other);
  if (which < D) other[which] *= exp(by);
  if (which == D + 1) other[which] *= exp(by / 2);
  if (which == D + 2) other[which] += by * h[D];
  return log_posterior(context, data, other, average);
}

static void the_fit_is_what_the_manual_says(lode_context* context) {
  lode_gp_data data = table();
  lode_gp *gp = NULL, *prior = NULL;
  double h[D + 3], average = 0, square = 0;
  const double step = 1e-3;
  size_t needed = 0;
  int i;
  for (i = 0; i < N; i++) y[i] += 0.25 * (i * 7 % 5 - 2); /* so that there is noise to find */
  for (i = 0; i < N; i++) average += y[i] / N;
  for (i = 0; i < N; i++) square += (y[i] - average) * (y[i] - average) / N;
  CHECK_OK(lode_gp_fit(context, &data, NULL, &gp, &error));
  CHECK_OK(lode_gp_hyperparameters(gp, h, D + 3, &needed, &error));
  CHECK(fabs(h[D] - sqrt(square)) < 1e-12);
  for (i = 0; i < D + 3; i++) {
    const double slope =
        (moved(context, &data, h, average, i, step) - moved(context, &data, h, average, i, -step)) /
        (2 * step);
    if (i != D) CHECK(fabs(slope) < 0.01);
  }
  data.row_count = 0;
  CHECK_OK(lode_gp_fit(context, &data, NULL, &prior, &error));
  CHECK_OK(lode_gp_hyperparameters(prior, h, D + 3, &needed, &error));
  for (i = 0; i < D; i++) CHECK(fabs(h[i] - 0.9 * sqrt(D / 4.0)) < 1e-12);
  CHECK(h[D] == 1 && fabs(h[D + 1] - exp(-2.5)) < 1e-12 && h[D + 2] == 0);
  lode_gp_free(prior), lode_gp_free(gp);
}

/* Too large is refused, too small is 0. */
static void the_ends_of_a_double(lode_context* context) {
  const double sizes[] = {1e300, 1e-300};
  double covariance[4] = {77, 77, 77, 77}, mean[2], deviation[2];
  int k, i;
  for (k = 0; k < 2; k++) {
    lode_gp_data data = table();
    lode_gp* gp = NULL;
    for (i = 0; i < N; i++) y[i] *= sizes[k];
    CHECK_OK(lode_gp_fit(context, &data, NULL, &gp, &error));
    CHECK_OK(lode_gp_predict(gp, 2, points, mean, deviation, &error));
    CHECK(deviation[0] > 1e-3 * sizes[k] && deviation[0] < 10 * sizes[k]);
    if (k == 0) {
      CHECK_ERROR(LODE_E_NUMERIC, "covariance[0]: the result is too large for a double",
                  lode_gp_covariance(gp, 2, points, covariance, &error));
      CHECK(covariance[0] == 77);
    } else {
      CHECK_OK(lode_gp_covariance(gp, 2, points, covariance, &error));
      for (i = 0; i < 4; i++) CHECK(covariance[i] == 0);
    }
    lode_gp_free(gp);
  }
}

/* One ulp of 1e13 is 0.002. */
static void y_far_from_zero(lode_context* context) {
  lode_gp_data data = table();
  lode_gp* gp = NULL;
  double h[D + 3], mean;
  size_t needed = 0;
  int i;
  for (i = 0; i < N; i++) y[i] = 1e13 + 2 * i;
  CHECK_OK(lode_gp_fit(context, &data, NULL, &gp, &error));
  CHECK_OK(lode_gp_hyperparameters(gp, h, D + 3, &needed, &error));
  CHECK(fabs(h[D] - sqrt(33)) < 1e-12); /* of 0, 2, ..., 18: (n^2 - 1) / 3 = 33 */
  for (i = 0; i < N; i++) {
    CHECK_OK(lode_gp_predict(gp, 1, x + i * D, &mean, NULL, &error));
    CHECK(fabs(mean - y[i]) < 5);
  }
  lode_gp_free(gp);
}

static void bad_tables(lode_context* context) {
  lode_gp_data data = table();
  lode_options* options = NULL;
  lode_gp* gp = NULL;
  double noise[N] = {0}, h[D + 3] = {1, 1, 1, 1, 0.1, 0};
#define REFUSED(part) CHECK_ERROR(LODE_E_ARGUMENT, part, lode_gp_fit(context, &data, NULL, &gp, &error))
  CHECK_ERROR(LODE_E_ARGUMENT, "context: NULL", lode_gp_fit(NULL, &data, NULL, &gp, &error));
  CHECK_ERROR(LODE_E_ARGUMENT, "data: NULL", lode_gp_fit(context, NULL, NULL, &gp, &error));
  CHECK_ERROR(LODE_E_ARGUMENT, "out: NULL", lode_gp_fit(context, &data, NULL, NULL, &error));
  data.struct_size = 8;
  REFUSED("data.struct_size: 8");
  data = table(), data.reserved = 1;
  REFUSED("data.reserved: 1");
  data = table(), data.columns = NULL;
  REFUSED("data.columns: NULL");
  data = table(), data.column_count = 0;
  REFUSED("data.column_count: 0");
  data = table(), data.column_count = (size_t)-1;
  REFUSED("data.column_count: 18446744073709551615");
  data = table(), data.row_count = 40001;
  REFUSED("data.row_count: 40001");
  data = table(), data.row_count = (size_t)-1;
  REFUSED("data.row_count: 18446744073709551615");
  data = table(), data.x = NULL;
  REFUSED("data.x: NULL");
  data = table(), data.y = NULL;
  REFUSED("data.y: NULL");
  data = table(), x[4] = 9;
  REFUSED("x[1][1]: 9 given; accepted: a value of 'columns[1]': an integer from 1 to 8");
  data = table(), x[5] = 0.5;
  REFUSED("x[1][2]: 0.5 given; accepted: the index of a choice of 'columns[2]': 0 to 2");
  data = table(), x[0] = NAN;
  REFUSED("x[0][0]: NaN");
  data = table(), y[3] = INFINITY;
  REFUSED("y[3]: Infinity given; accepted: a finite number");
  data = table(), data.noise_variances = noise, noise[2] = -1;
  REFUSED("noise_variances[2]: -1");
  noise[2] = NAN;
  REFUSED("noise_variances[2]: NaN");
  data = table(), columns[1].struct_size = 16;
  REFUSED("columns[1].struct_size: 16");
  data = table(), columns[0].struct_size = 4;
  REFUSED("columns[0].struct_size: 4");
  data = table(), columns[0].kind = 5;
  REFUSED("columns[0].kind: 5");
  data = table(), columns[0].kind = -1;
  REFUSED("columns[0].kind: -1");
  data = table(), columns[0].reserved = 7;
  REFUSED("columns[0].reserved: 7");
  data = table(), columns[0].low = 2;
  REFUSED("'columns[0]': low is 2 and high is 1; accepted: low <= high");
  data = table(), columns[0].high = INFINITY;
  REFUSED("'columns[0]': high is Infinity");
  data = table(), columns[0].scaling = 9;
  REFUSED("'columns[0]': scaling is 9");
  data = table(), columns[0].scaling = LODE_SCALING_LOGARITHMIC;
  REFUSED("Logarithmic where low > 0");
  data = table(), columns[1].low = 0.5;
  REFUSED("'columns[1]': low is 0.5; accepted: an integer");
  data = table(), columns[2].low = 1;
  REFUSED("columns[2]: low is 1 and high is 2; accepted for a category: 0 and the last index");
  data = table(), columns[2].high = 1e300;
  REFUSED("columns[2]: low is 0 and high is 1e+300");
  data = table(), columns[2].high = NAN;
  REFUSED("columns[2]: low is 0 and high is NaN");
#undef REFUSED
  data = table(), columns[0].kind = LODE_COLUMN_TASK;
  CHECK_ERROR(LODE_E_UNSUPPORTED, "columns[0].kind: 3", lode_gp_fit(context, &data, NULL, &gp, &error));
  data = table(), columns[1].kind = LODE_COLUMN_FIDELITY;
  CHECK_ERROR(LODE_E_UNSUPPORTED, "columns[1].kind: 4", lode_gp_fit(context, &data, NULL, &gp, &error));
  data = table();
  CHECK_ERROR(LODE_E_ARGUMENT, "count: 2 given; 6 accepted",
              lode_gp_create(context, &data, h, 2, &gp, &error));
  CHECK_ERROR(LODE_E_ARGUMENT, "hyperparameters: NULL", lode_gp_create(context, &data, NULL, 6, &gp, &error));
  h[1] = -1;
  CHECK_ERROR(LODE_E_ARGUMENT, "hyperparameters[1]: -1", lode_gp_create(context, &data, h, 6, &gp, &error));
  CHECK_OK(lode_options_create(&options, &error));
  CHECK_ERROR(LODE_E_ARGUMENT, "'-1' given; accepted: an integer from 0 to 100",
              lode_options_set_integer(options, "gp.restarts", -1, &error));
  CHECK_OK(lode_options_set_integer(options, "gp.restarts", 0, &error));
  CHECK_OK(lode_gp_fit(context, &data, options, &gp, &error));
  lode_options_free(options), lode_gp_free(gp);
}

static void bad_questions(lode_context* context) {
  lode_gp *gp = fitted(context), *other = NULL;
  lode_gp_info info = LODE_GP_INFO_INIT;
  lode_acquisition a = LODE_ACQUISITION_INIT;
  double out[8];
  const double outside[D] = {2, 3, 1}, low[D] = {0.5, 1, 0}, high[D] = {0.4, 8, 2};
  size_t needed = 0, index = 0;
  const size_t huge = (size_t)-1;
  CHECK_ERROR(LODE_E_ARGUMENT, "gp: NULL", lode_gp_predict(NULL, 1, points, out, NULL, &error));
  CHECK_ERROR(LODE_E_ARGUMENT, "x: NULL", lode_gp_predict(gp, 1, NULL, out, NULL, &error));
  CHECK_ERROR(LODE_E_ARGUMENT, "m: 18446744073709551615",
              lode_gp_predict(gp, huge, points, out, NULL, &error));
  CHECK_ERROR(LODE_E_ARGUMENT, "x[0][0]: 2 given", lode_gp_predict(gp, 1, outside, out, NULL, &error));
  CHECK_ERROR(LODE_E_ARGUMENT, "gp: NULL", lode_gp_predict_gradient(NULL, 1, points, out, NULL, &error));
  CHECK_ERROR(LODE_E_ARGUMENT, "gp: NULL", lode_gp_covariance(NULL, 1, points, out, &error));
  CHECK_ERROR(LODE_E_ARGUMENT, "covariance: NULL", lode_gp_covariance(gp, 1, points, NULL, &error));
  CHECK_ERROR(LODE_E_ARGUMENT, "m: 10001", lode_gp_covariance(gp, 10001, points, out, &error));
  CHECK_ERROR(LODE_E_ARGUMENT, "gp: NULL", lode_gp_sample(NULL, 1, points, 1, 1, out, &error));
  CHECK_ERROR(LODE_E_ARGUMENT, "samples: NULL", lode_gp_sample(gp, 1, points, 1, 1, NULL, &error));
  CHECK_ERROR(LODE_E_ARGUMENT, "x[0][0]: 2 given", lode_gp_sample(gp, 1, outside, 0, 1, NULL, &error));
  CHECK_ERROR(LODE_E_ARGUMENT, "count: ", lode_gp_sample(gp, 2, points, huge, 1, out, &error));
  CHECK_ERROR(LODE_E_ARGUMENT, "gp: NULL", lode_gp_append(NULL, points, 1, 0, &other, &error));
  CHECK_ERROR(LODE_E_ARGUMENT, "out: NULL", lode_gp_append(gp, points, 1, 0, NULL, &error));
  CHECK_ERROR(LODE_E_ARGUMENT, "x: NULL", lode_gp_append(gp, NULL, 1, 0, &other, &error));
  CHECK_ERROR(LODE_E_ARGUMENT, "x[0]: 2 given", lode_gp_append(gp, outside, 1, 0, &other, &error));
  CHECK_ERROR(LODE_E_ARGUMENT, "y: NaN", lode_gp_append(gp, points, NAN, 0, &other, &error));
  CHECK_ERROR(LODE_E_ARGUMENT, "noise_variance: -1", lode_gp_append(gp, points, 1, -1, &other, &error));
  CHECK_ERROR(LODE_E_ARGUMENT, "gp: NULL", lode_gp_get_info(NULL, &info, &error));
  CHECK_ERROR(LODE_E_ARGUMENT, "info: NULL", lode_gp_get_info(gp, NULL, &error));
  info.struct_size = 4;
  CHECK_ERROR(LODE_E_ARGUMENT, "info.struct_size: 4", lode_gp_get_info(gp, &info, &error));
  CHECK_ERROR(LODE_E_ARGUMENT, "gp: NULL", lode_gp_hyperparameters(NULL, out, 8, NULL, &error));
  CHECK_ERROR(LODE_E_ARGUMENT, "needed: NULL", lode_gp_hyperparameters(gp, NULL, 0, NULL, &error));
  CHECK_ERROR(LODE_E_ARGUMENT, "buffer: NULL", lode_gp_hyperparameters(gp, NULL, 6, &needed, &error));
  CHECK_ERROR(LODE_E_BUFFER, "6 doubles", lode_gp_hyperparameters(gp, out, 5, &needed, &error));
  CHECK(needed == 6);

  CHECK_ERROR(LODE_E_ARGUMENT, "gp: NULL", lode_gp_acquire(NULL, &a, 1, points, out, NULL, &error));
  CHECK_ERROR(LODE_E_ARGUMENT, "values: NULL", lode_gp_acquire(gp, &a, 1, points, NULL, NULL, &error));
#define REFUSED(part) \
  CHECK_ERROR(LODE_E_ARGUMENT, part, lode_gp_acquire(gp, &a, 1, points, out, NULL, &error))
  a.kind = 7;
  REFUSED("acquisition.kind: 7");
  a.kind = -1;
  REFUSED("acquisition.kind: -1");
  a.kind = LODE_ACQUISITION_EI, a.goal = 2;
  REFUSED("acquisition.goal: 2");
  a.goal = LODE_MINIMIZE, a.has_best = 1, a.best = NAN;
  REFUSED("acquisition.best: NaN");
  a.best = 1e300;
  REFUSED("acquisition.best: 1e+300 given");
  a.has_best = 0, a.beta = -1;
  REFUSED("acquisition.beta: -1");
  a.beta = 2, a.struct_size = 4;
  REFUSED("acquisition.struct_size: 4");
#undef REFUSED
  CHECK_ERROR(LODE_E_ARGUMENT, "gp: NULL", lode_gp_propose(NULL, NULL, NULL, NULL, 1, 1, out, &error));
  CHECK_ERROR(LODE_E_ARGUMENT, "x: NULL", lode_gp_propose(gp, NULL, NULL, NULL, 1, 1, NULL, &error));
  CHECK_ERROR(LODE_E_ARGUMENT, "q: 10001", lode_gp_propose(gp, NULL, NULL, NULL, 10001, 1, out, &error));
  CHECK_ERROR(LODE_E_ARGUMENT, "lower[0]: 0.5 given and upper[0] is 0.4",
              lode_gp_propose(gp, NULL, low, high, 1, 1, out, &error));
  CHECK_ERROR(LODE_E_ARGUMENT, "lower[0]: 2 given",
              lode_gp_propose(gp, NULL, outside, NULL, 1, 1, out, &error));
  CHECK_ERROR(LODE_E_ARGUMENT, "gp: NULL", lode_gp_choose(NULL, NULL, 1, points, 1, &index, &error));
  CHECK_ERROR(LODE_E_ARGUMENT, "candidates: NULL", lode_gp_choose(gp, NULL, 1, NULL, 1, &index, &error));
  CHECK_ERROR(LODE_E_ARGUMENT, "indices: NULL", lode_gp_choose(gp, NULL, 1, points, 1, NULL, &error));
  CHECK_ERROR(LODE_E_ARGUMENT, "q: 2 given", lode_gp_choose(gp, NULL, 1, points, 2, &index, &error));
  CHECK_ERROR(LODE_E_ARGUMENT, "candidates[0][0]: 2 given",
              lode_gp_choose(gp, NULL, 1, outside, 1, &index, &error));
  CHECK(other == NULL && lode_gp_predict(gp, 1, outside, out, NULL, NULL) == LODE_E_ARGUMENT);
  lode_gp_free(gp);
}

int main(void) {
  lode_context* context = NULL;
  CHECK_OK(lode_context_create(NULL, &context, &error));
  answers(context);
  acquisitions(context);
  nothing_asked_is_nothing_done(context);
  without_observations(context);
  the_fit_is_what_the_manual_says(context);
  the_ends_of_a_double(context);
  y_far_from_zero(context);
  bad_tables(context);
  bad_questions(context);
  lode_context_free(context);
  return 0;
}
