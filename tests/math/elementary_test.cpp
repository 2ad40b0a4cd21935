// Our own elementary functions against mpmath, and against the C library's of a longer type.
#include "math/elementary.h"

#include <gtest/gtest.h>

#include "math/philox.h"
#include "math/trigonometry.h"
#include "reference/worst.h"

namespace lode::math {
namespace {

using reference::Worst;

struct Row {
  double at, value;
};

#include "math/elementary_reference.inc"

constexpr double one_place =
    0x1.0p-52;  // an error of one unit in the last place is between half of this and this

double cosine(double x) { return cosine_sine(x).cosine; }
double sine(double x) { return cosine_sine(x).sine; }

TEST(Elementary, AgreesWithMpmath) {
  const auto check = [](const char* name, const auto& rows, double (*f)(double)) {
    Worst worst(name, one_place);
    for (const Row& row : rows) worst.add(f(row.at), row.value, row.at);
  };
  check("elementary.exp", exp_rows, &exp);
  check("elementary.expm1", expm1_rows, &expm1);
  check("elementary.log", log_rows, &log);
  check("elementary.log1p", log1p_rows, &log1p);
  check("elementary.cosine", cosine_rows, &cosine);
  check("elementary.sine", sine_rows, &sine);
}

/// Where long double is longer than double, its last place is far below the one that is looked at.
double places_off(double got, long double want) {
  int exponent = 0;
  std::frexp(static_cast<double>(want), &exponent);
  return static_cast<double>(std::fabs(static_cast<long double>(got) - want) /
                             std::ldexp(1.0L, exponent - 53));
}

TEST(Elementary, IsWithinOneUnitInTheLastPlace) {
  if (std::numeric_limits<long double>::digits < 64) GTEST_SKIP() << "long double is no longer than double";
  struct Case {
    const char* name;
    double (*got)(double);
    long double (*want)(long double);
    double low, high;
  };
  const Case cases[] = {
      {"exp", &exp, &std::exp, -707, 709},       {"exp", &exp, &std::exp, -1, 1},
      {"expm1", &expm1, &std::expm1, -0.3, 0.3}, {"expm1", &expm1, &std::expm1, -40, 41},
      {"log", &log, &std::log, 0.98, 1.02},      {"log", &log, &std::log, 1e-3, 10},
      {"log1p", &log1p, &std::log1p, -1, 1},     {"log1p", &log1p, &std::log1p, -0.02, 0.02},
      {"log1p", &log1p, &std::log1p, 0, 1e5},    {"cosine", &cosine, &std::cos, -10, 10},
      {"cosine", &cosine, &std::cos, -2e6, 2e6}, {"sine", &sine, &std::sin, -10, 10},
      {"sine", &sine, &std::sin, -2e6, 2e6},     {"sine", &sine, &std::sin, -0.01, 0.01},
  };
  Random random(1, 1, Purpose::test);
  for (const Case& c : cases) {
    double worst = 0, at = 0;
    for (int i = 0; i < 200000; ++i) {
      const double x = c.low + (c.high - c.low) * random.uniform();
      const double off = places_off(c.got(x), c.want(static_cast<long double>(x)));
      if (off > worst) {
        worst = off;
        at = x;
      }
    }
    EXPECT_LT(worst, 0.85) << c.name << " at " << at;
  }
}

TEST(Elementary, Edges) {
  EXPECT_EQ(exp(0), 1);
  EXPECT_EQ(exp(-infinity), 0);
  EXPECT_EQ(exp(-746), 0);
  EXPECT_EQ(exp(infinity), infinity);
  EXPECT_EQ(exp(709.7827128933841), infinity);
  EXPECT_EQ(expm1(-infinity), -1);
  EXPECT_EQ(expm1(-100), -1);
  EXPECT_EQ(expm1(infinity), infinity);
  EXPECT_TRUE(std::signbit(expm1(-0.0)));
  EXPECT_EQ(log(1), 0);
  EXPECT_EQ(log(0), -infinity);
  EXPECT_EQ(log(-0.0), -infinity);
  EXPECT_EQ(log(infinity), infinity);
  EXPECT_EQ(log1p(-1), -infinity);
  EXPECT_EQ(log1p(infinity), infinity);
  EXPECT_TRUE(std::signbit(log1p(-0.0)));
  EXPECT_EQ(cosine(0), 1);
  EXPECT_TRUE(std::signbit(sine(-0.0)));
  for (const double x : {-1.0, -infinity, not_a_number}) EXPECT_TRUE(std::isnan(log(x))) << x;
  for (const double x : {-1.5, -infinity, not_a_number}) EXPECT_TRUE(std::isnan(log1p(x))) << x;
  for (const double x : {infinity, -infinity, not_a_number}) {
    EXPECT_TRUE(std::isnan(cosine(x))) << x;
    EXPECT_TRUE(std::isnan(sine(x))) << x;
  }
  EXPECT_TRUE(std::isnan(exp(not_a_number)));
  EXPECT_TRUE(std::isnan(expm1(not_a_number)));
}

}  // namespace
}  // namespace lode::math
