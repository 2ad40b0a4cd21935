#include "math/trigonometry.h"

#include "math/elementary.h"

namespace lode::math {
namespace {

using elementary::Double2;

/// An angle is quadrant * pi/2 + rest, with |rest| <= pi/4.
struct Reduced {
  unsigned quadrant;
  Double2 rest;
};

/// Where the angle is not large: the multiple of pi/2 taken away in three parts, of which two leave no
/// rounding (Cody & Waite). \return whether enough digits are left
bool reduce_small(double x, Reduced& reduced) {
  constexpr double shifter = 0x1.8p52, largest = 1e6, least = 0x1p-20;
  if (!(x < largest)) return false;
  const double n = (x * 0x1.45f306dc9c883p-1 + shifter) - shifter;
  const Double2 left = elementary::sum(x - n * 0x1.921fb54400000p+0, -n * 0x1.0b4611a600000p-34);
  reduced = {static_cast<unsigned>(static_cast<std::int64_t>(n)),
             elementary::sum(left.high, left.low - n * 0x1.3198a2e037073p-69)};
  return std::fabs(left.high) > least;
}

/// x 2/pi modulo 4 in whole numbers (Payne & Hanek 1983): of 2/pi only 192 bits count, as those before them
/// add multiples of 4 and those behind them less than what is kept. \pre x is finite and at least 1/2
Reduced reduce_any(double x) {
  const auto bits = std::bit_cast<std::uint64_t>(x);
  const std::uint64_t mantissa = (bits & 0x000fffffffffffff) | 0x0010000000000000;
  // x = mantissa * 2^(shift - 61), so that of the words' 64 zeros and 2/pi, `shift` bits are passed over.
  const auto shift = static_cast<unsigned>((bits >> 52) - 1075 + 62);
  const auto word = [&](unsigned i) {
    const unsigned at = shift / 64 + i, by = shift % 64;
    const std::uint64_t* words = elementary::two_over_pi;
    return by == 0 ? words[at] : words[at] << by | words[at + 1] >> (64 - by);
  };
  using Wide = unsigned __int128;
  const Wide low = Wide{word(2)} * mantissa;
  const Wide turns = (Wide{word(0)} * mantissa << 64) + Wide{word(1)} * mantissa + (low >> 64);
  // Two bits of quadrants, and 126 of a fraction, which is taken to the nearest quadrant.
  const auto quadrant = static_cast<unsigned>((turns + (Wide{1} << 125)) >> 126);
  const auto fraction = static_cast<__int128>(turns << 2) / 4;
  const auto high = static_cast<double>(fraction);
  const auto rest = static_cast<double>(fraction - static_cast<__int128>(high));
  const double a = high * 0x1p-126, b = rest * 0x1p-126;
  const Double2 product = elementary::product(a, 0x1.921fb54442d18p+0);
  return {quadrant, elementary::sum(product.high,
                                    product.low + (a * 0x1.1a62633145c07p-54 + b * 0x1.921fb54442d18p+0))};
}

double sine_of(Double2 x) {
  constexpr double c[8] = {-1.0 / 6,
                           1.0 / 120,
                           -1.0 / 5040,
                           1.0 / 362880,
                           -1.0 / 39916800.0,
                           1.0 / 6227020800.0,
                           -1.0 / 1307674368000.0,
                           1.0 / 355687428096000.0};
  const double s = x.high * x.high;
  double p = c[7];
  for (int i = 6; i >= 1; --i) p = p * s + c[i];
  // x - x^3/6 + ..., where the low part moves x and, by its cosine, the rest.
  return x.high + (x.low * (1 - 0.5 * s) + x.high * s * (c[0] + s * p));
}

double cosine_of(Double2 x) {
  constexpr double c[8] = {1.0 / 24,
                           -1.0 / 720,
                           1.0 / 40320,
                           -1.0 / 3628800,
                           1.0 / 479001600.0,
                           -1.0 / 87178291200.0,
                           1.0 / 20922789888000.0,
                           -1.0 / 6402373705728000.0};
  const double s = x.high * x.high;
  double p = c[7];
  for (int i = 6; i >= 0; --i) p = p * s + c[i];
  const double half = 0.5 * s, near = 1 - half;
  return near + (((1 - near) - half) + (s * s * p - x.high * x.low));
}

CosineSine of_quadrant(unsigned quadrant, Double2 rest) {
  const double c = cosine_of(rest), s = sine_of(rest);
  if (quadrant % 4 == 0) return {c, s};
  if (quadrant % 4 == 1) return {-s, c};
  if (quadrant % 4 == 2) return {-c, -s};
  return {s, -c};
}

}  // namespace

CosineSine cosine_sine(double angle) {
  if (!std::isfinite(angle)) return {not_a_number, not_a_number};
  const double size = std::fabs(angle);
  if (size < 0x1p-27) return {1, angle};
  if (size <= 0.78) return of_quadrant(0, {angle, 0});
  Reduced reduced = {};
  if (!reduce_small(size, reduced)) reduced = reduce_any(size);
  const CosineSine at = of_quadrant(reduced.quadrant, reduced.rest);
  return {at.cosine, angle < 0 ? -at.sine : at.sine};
}

}  // namespace lode::math
