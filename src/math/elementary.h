/// \file
/// exp, log and what is made of them, the same to the last bit on every processor: the C library chooses
/// among several versions by what the processor can do, and they differ in their last bits, as do releases of
/// the library. These are additions, multiplications and divisions of doubles in a fixed order, none of them
/// fused; with tables, they are as fast (bench/NOTES.md).
///
/// Their errors stay below one unit in the last place (tests/math/elementary_test.cpp); below the smallest
/// normal number there may be one unit more. On a device they are the device's own.
#pragma once

#include <bit>
#include <cstdint>

#include "math/portable.h"

namespace lode::math {

namespace elementary {

/// 2^(i/64), and what the nearest double leaves out.
struct PowerOfTwo {
  double value;
  double rest;
};

/// A factor f near 1 / x for all x of an interval, and -log(f) in two parts.
struct Logarithm {
  double factor;
  double coarse;  ///< a multiple of 2^-42
  double rest;
};

#include "math/elementary_tables.inc"

/// A number as the sum of two, the second at most half a unit in the last place of the first.
struct Double2 {
  double high;
  double low;
};

/// a + b, exactly (Knuth).
inline Double2 sum(double a, double b) {
  const double s = a + b, of_b = s - a;
  return {s, (a - (s - of_b)) + (b - of_b)};
}

/// a * b, exactly unless a part under- or overflows (Dekker): a fused operation would be exact too, but is
/// slow where the processor has none.
inline Double2 product(double a, double b) {
  constexpr double splitter = 0x1p27 + 1;
  const double a_scaled = splitter * a, b_scaled = splitter * b;
  const double a1 = a_scaled - (a_scaled - a), b1 = b_scaled - (b_scaled - b);
  const double a2 = a - a1, b2 = b - b1;
  const double p = a * b;
  return {p, ((a1 * b1 - p) + a1 * b2 + a2 * b1) + a2 * b2};
}

/// 2^k for -1022 <= k <= 1023.
inline double power(std::int64_t k) {
  return std::bit_cast<double>(static_cast<std::uint64_t>(k + 1023) << 52);
}

/// exp(x) = 2^k * (value + rest) * (1 + p).
struct Exponential {
  std::int64_t k;
  PowerOfTwo of;
  double p;
};

/// \pre |x| < 800
inline Exponential reduced_exp(double x) {
  constexpr double shifter = 0x1.8p52;  // adding it rounds to an integer
  const double shifted = x * 0x1.71547652b82fep+6 + shifter;
  const double n = shifted - shifter;
  const double r = (x - n * 0x1.62e42fefa0000p-7) - n * 0x1.cf79abc9e3b3ap-46;
  const double square = r * r;
  const double p =
      r + square * ((0.5 + r * (1.0 / 6)) + square * ((1.0 / 24 + r * (1.0 / 120)) + square * (1.0 / 720)));
  const auto steps = static_cast<std::int64_t>(n);
  return {steps >> 6, powers_of_two[steps & 63], p};
}

/// log(1 + r) - r for -2^-7.6 < r < 2^-7.
inline double log_series(double r) {
  const double s = r * r;
  const double a = -0.5 + r * (1.0 / 3), b = -0.25 + r * 0.2, c = -1.0 / 6 + r * (1.0 / 7),
               d = -0.125 + r * (1.0 / 9);
  return s * (a + s * (b + s * (c + s * d)));
}

/// log(x + rest) for a normal x and a rest of at most half a unit in its last place. \param k added: k log 2
inline double log_of(double x, double rest, std::int64_t k) {
  constexpr std::uint64_t start = 0x3fe6000000000000;  // 0.6875
  constexpr std::uint64_t upper_bits = ~std::uint64_t{0} << 11;
  const auto bits = std::bit_cast<std::uint64_t>(x);
  const std::uint64_t above = bits - start;
  const std::int64_t own = static_cast<std::int64_t>(above) >> 52;
  const Logarithm& part = logarithms[(above >> 45) & 127];
  const std::uint64_t scaled = bits - (static_cast<std::uint64_t>(own) << 52);
  const auto z = std::bit_cast<double>(scaled), z1 = std::bit_cast<double>(scaled & upper_bits);
  // (z1 + z2) * factor - 1 without rounding: 42 bits and 11, times 11.
  const double r1 = z1 * part.factor - 1;
  const double r2 = (z - z1) * part.factor;
  const double r = r1 + r2;
  double e = (r1 - r) + r2;
  if (rest != 0) e += (own < 1022 ? rest * power(-own) : rest * 0x1p-1022 * power(1022 - own)) * part.factor;
  const auto n = static_cast<double>(own + k);
  const double coarse = n * 0x1.62e42fefa3800p-1 + part.coarse;  // exact: both are multiples of 2^-42
  const double fine = n * 0x1.ef35793c76730p-45 + part.rest;
  const double high = coarse + r, low = (coarse - high) + r;  // exact: |r| is the smaller, or coarse is 0
  return high + (low + (fine + (e - r * e) + log_series(r)));
}

}  // namespace elementary

LODE_HD inline double exp(double x) {
#ifdef __CUDA_ARCH__
  return ::exp(x);
#else
  if (!(x > -746 && x < 710)) return std::isnan(x) ? x : x > 0 ? infinity : 0;
  const elementary::Exponential e = elementary::reduced_exp(x);
  const double y = e.of.value + (e.of.rest + e.of.value * e.p);
  if (e.k > -1022 && e.k < 1023) return y * elementary::power(e.k);
  const std::int64_t half = e.k / 2;
  return y * elementary::power(half) * elementary::power(e.k - half);
#endif
}

LODE_HD inline double expm1(double x) {
#ifdef __CUDA_ARCH__
  return ::expm1(x);
#else
  if (std::fabs(x) < 0.25) {
    if (x == 0) return x;
    constexpr double c[11] = {1.0 / 6,        1.0 / 24,        1.0 / 120,       1.0 / 720,
                              1.0 / 5040,     1.0 / 40320,     1.0 / 362880,    1.0 / 3628800,
                              1.0 / 39916800, 1.0 / 479001600, 1.0 / 6227020800};
    double p = c[10];
    for (int i = 9; i >= 0; --i) p = p * x + c[i];
    return x + x * x * (0.5 + x * p);
  }
  if (!(x > -40 && x < 40)) return x < -40 ? -1 : exp(x);
  const elementary::Exponential e = elementary::reduced_exp(x);
  const double scale = elementary::power(e.k);
  const elementary::Double2 difference = elementary::sum(e.of.value * scale, -1);
  return difference.high + (difference.low + (e.of.rest + e.of.value * e.p) * scale);
#endif
}

LODE_HD inline double log(double x) {
#ifdef __CUDA_ARCH__
  return ::log(x);
#else
  if (x >= std::numeric_limits<double>::min() && x < infinity) return elementary::log_of(x, 0, 0);
  if (x > 0 && x < 1) return elementary::log_of(x * 0x1p52, 0, -52);
  return x == 0 ? -infinity : x > 0 || std::isnan(x) ? x : not_a_number;
#endif
}

LODE_HD inline double log1p(double x) {
#ifdef __CUDA_ARCH__
  return ::log1p(x);
#else
  if (std::fabs(x) < 0x1p-54) return x;
  if (!(x > -1 && x < infinity)) {
    return x == -1 ? -infinity : x > 0 || std::isnan(x) ? x : not_a_number;
  }
  const elementary::Double2 whole = elementary::sum(1, x);
  return elementary::log_of(whole.high, whole.low, 0);
#endif
}

/// exp(scale * x^2), with the rounding error of x^2 put back: relative error of a few units in the last place
/// where the plain formula loses about x^2 of them. \p scale must be a power of two, or minus one.
LODE_HD inline double exp_of_square(double x, double scale) {
  const double square = x * x;
  const double plain = exp(scale * square);
  if (!(square < 1e300) || plain == 0 || plain == infinity) return plain;
#ifdef __CUDA_ARCH__
  const double rest = ::fma(x, x, -square);
#else
  const double rest = elementary::product(x, x).low;
#endif
  return plain + plain * (scale * rest);
}

}  // namespace lode::math
