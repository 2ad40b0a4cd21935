/// \file
/// The standard normal distribution, accurate in relative terms far into both tails.
#pragma once

#include "math/elementary.h"

namespace lode::math {

/// erfcx for x >= 0: (1 + 2x) erfcx(x) as a Chebyshev series in q = (x - 3.75) / (x + 3.75), which maps
/// [0, inf) onto [-1, 1) (Shepherd & Laframboise 1981). Coefficients: tests/reference/normal_coefficients.py.
LODE_HD inline double erfcx_positive(double x) {
  constexpr double c[26] = {
      1.1775789345674017,     -0.004590054580646478,  -0.08424913336651792,    0.05920993999819189,
      -0.026658668435305753,  0.009074997670705265,   -0.002413163540417608,   0.0004907758365258086,
      -6.916973302501207e-05, 4.13902798607301e-06,   7.74038306619849e-07,    -2.1886401049234397e-07,
      1.076499946567091e-08,  4.521959811218287e-09,  -7.754400208831351e-10,  -6.318088340886684e-11,
      2.86879501093067e-11,   1.9455868545777347e-13, -9.65469674843344e-13,   3.25254814814874e-14,
      3.3478119482868056e-14, -1.864562880419313e-15, -1.2507950530688648e-15, 7.418235256624044e-17,
      5.068148904796111e-17,  -2.2370566594359995e-18};
  if (x > 1e16) return inv_sqrt_pi / x;
  const double q = (x - 3.75) / (x + 3.75);
  double b0 = 0;
  double b1 = 0;
  for (int j = 25; j > 0; --j) {  // Clenshaw's recurrence
    const double b2 = b1;
    b1 = b0;
    b0 = 2 * q * b1 - b2 + c[j];
  }
  return (c[0] + q * b0 - b1) / (1 + 2 * x);
}

/// The scaled complementary error function exp(x^2) erfc(x): about 1 / (x sqrt(pi)) for large x, infinity
/// below about -26.6.
LODE_HD inline double erfcx(double x) {
  if (x >= 0) return erfcx_positive(x);
  return 2 * exp_of_square(x, 1) - erfcx_positive(-x);
}

/// Density exp(-x^2 / 2) / sqrt(2 pi).
LODE_HD inline double normal_pdf(double x) { return inv_sqrt_2pi * exp_of_square(x, -0.5); }

/// Distribution function: P(X <= x). Relative accuracy down to where it underflows (about -38.5).
LODE_HD inline double normal_cdf(double x) {
  const double tail = 0.5 * exp_of_square(x, -0.5) * erfcx_positive(std::fabs(x) * inv_sqrt_2);
  return x < 0 ? tail : 1 - tail;
}

/// log P(X <= x): finite from -1e154 up, relative accuracy everywhere.
LODE_HD inline double normal_log_cdf(double x) {
  if (x < -1) return -0.5 * x * x + log(0.5 * erfcx_positive(-x * inv_sqrt_2));
  if (x < 0) return log(normal_cdf(x));
  return log1p(-normal_cdf(-x));
}

/// Ratio of two polynomials of degree 7, coefficients from the constant up.
LODE_HD inline double rational7(const double (&p)[8], const double (&q)[8], double r) {
  double numerator = p[7];
  double denominator = q[7];
  for (int k = 6; k >= 0; --k) {
    numerator = numerator * r + p[k];
    denominator = denominator * r + q[k];
  }
  return numerator / denominator;
}

/// Wichura's algorithm AS 241, PPND16 (Applied Statistics 37, 1988), for p <= 1/2: about 1e-16 relative in
/// exact arithmetic.
LODE_HD inline double normal_quantile_lower(double p) {
  constexpr double a[8] = {3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3,
                           1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4,
                           3.3430575583588128105e4, 2.5090809287301226727e3};
  constexpr double b[8] = {1,
                           4.2313330701600911252e1,
                           6.8718700749205790830e2,
                           5.3941960214247511077e3,
                           2.1213794301586595867e4,
                           3.9307895800092710610e4,
                           2.8729085735721942674e4,
                           5.2264952788528545610e3};
  constexpr double c[8] = {1.42343711074968357734e0,  4.63033784615654529590e0, 5.76949722146069140550e0,
                           3.64784832476320460504e0,  1.27045825245236838258e0, 2.41780725177450611770e-1,
                           2.27238449892691845833e-2, 7.74545014278341407640e-4};
  constexpr double d[8] = {1,
                           2.05319162663775882187e0,
                           1.67638483018380384940e0,
                           6.89767334985100004550e-1,
                           1.48103976427480074590e-1,
                           1.51986665636164571966e-2,
                           5.47593808499534494600e-4,
                           1.05075007164441684324e-9};
  constexpr double e[8] = {6.65790464350110377720e0,  5.46378491116411436990e0,  1.78482653991729133580e0,
                           2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
                           2.71155556874348757815e-5, 2.01033439929228813265e-7};
  constexpr double f[8] = {1,
                           5.99832206555887937690e-1,
                           1.36929880922735805310e-1,
                           1.48753612908506148525e-2,
                           7.86869131145613259100e-4,
                           1.84631831751005468180e-5,
                           1.42151175831644588870e-7,
                           2.04426310338993978564e-15};
  const double centre = p - 0.5;
  if (centre >= -0.425) return centre * rational7(a, b, 0.180625 - centre * centre);
  const double r = std::sqrt(-log(p));
  return r <= 5 ? -rational7(c, d, r - 1.6) : -rational7(e, f, r - 5);
}

/// Inverse of normal_cdf: -infinity at 0, infinity at 1, NaN outside [0, 1]. AS 241; in the tails one Halley
/// step takes out the rounding of the logarithm. Near the centre, where p - 1/2 counts, AS 241 is as good as
/// it gets.
LODE_HD inline double normal_quantile(double p) {
  if (!(p >= 0 && p <= 1)) return not_a_number;
  if (p == 0 || p == 1) return p == 0 ? -infinity : infinity;
  const double lower = p <= 0.5 ? p : 1 - p;
  double x = normal_quantile_lower(lower);
  if (lower < 0.075 && lower > 1e-300) {  // further out the distribution function itself underflows
    const double step = (normal_cdf(x) - lower) / normal_pdf(x);
    x -= step / (1 + 0.5 * x * step);
  }
  return p <= 0.5 ? x : -x;
}

}  // namespace lode::math
