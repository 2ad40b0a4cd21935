#include <lode/lode.h>
#include <math.h>
#include <stdio.h>

int main(void) { /* fits a Gaussian process to a table, asks it, and asks it where to look next */
  lode_error error = LODE_ERROR_INIT;
  lode_context* context = NULL;
  lode_gp* gp = NULL;
  lode_column columns[2] = {LODE_COLUMN_INIT, LODE_COLUMN_INIT};
  lode_gp_data data = LODE_GP_DATA_INIT;
  lode_acquisition improvement = LODE_ACQUISITION_INIT; /* expected improvement, minimising */
  double x[12][2], y[12], mean, deviation, next[2];
  const double here[2] = {0.02, 6};
  for (int i = 0; i < 12; i++) { /* rate and depth of twelve trainings, and their loss */
    x[i][0] = pow(10, -4 + 4 * fmod(i * 0.618, 1));
    x[i][1] = 1 + i * 7 % 10;
    y[i] = pow(log10(x[i][0]) + 1.7, 2) + 0.1 * pow(x[i][1] - 6, 2);
  }
  columns[0].low = 0.0001;
  columns[0].scaling = LODE_SCALING_LOGARITHMIC;
  columns[1].kind = LODE_COLUMN_INTEGER;
  columns[1].low = 1;
  columns[1].high = 10;
  data.columns = columns;
  data.column_count = 2;
  data.row_count = 12;
  data.x = x[0];
  data.y = y;
  if (lode_context_create(NULL, &context, &error) || lode_gp_fit(context, &data, NULL, &gp, &error) ||
      lode_gp_predict(gp, 1, here, &mean, &deviation, &error) ||
      lode_gp_propose(gp, &improvement, NULL, NULL, 1, 7, next, &error))
    return fprintf(stderr, "%s\n", error.message), 1;
  printf("loss at rate 0.02, depth 6: %.2f +- %.2f\n", mean, deviation);
  printf("next: rate %.3g, depth %g\n", next[0], next[1]);
  lode_gp_free(gp), lode_context_free(context);
  return 0;
}
