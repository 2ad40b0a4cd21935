// A model in natural units, with every kind of data that is hard on it.
#include "surrogate/model.h"

#include <cmath>
#include <functional>
#include <gtest/gtest.h>
#include <limits>

#include "base/error.h"
#include "math/philox.h"
#include "surrogate/model_cases.h"

namespace lode::surrogate {
namespace {

using Values = std::vector<double>;

space::Space unit_cube(std::size_t d) { return space_of(std::vector<ColumnRow>(d, {0, 0.0, 1.0, 1})); }

Values uniform(std::size_t count, std::uint64_t stream) {
  math::Random random(5, stream, math::Purpose::test);
  Values values(count);
  for (double& v : values) v = random.uniform();
  return values;
}

/// n points of d reals in the unit cube, and a smooth y times `scale`.
struct Problem {
  Problem(std::size_t n, std::size_t d, double scale = 1) : x(uniform(n * d, n)), y(n) {
    for (std::size_t i = 0; i < n; ++i) y[i] = scale * (std::sin(6 * x[i * d]) + x[i * d + d - 1]);
  }
  Values x, y;
};

void expect_finite(const Prediction& p) {
  for (const Values* all : {&p.mean, &p.deviation, &p.mean_gradient, &p.deviation_gradient}) {
    for (const double v : *all) EXPECT_TRUE(std::isfinite(v));
  }
  for (const double v : p.deviation) EXPECT_GE(v, 0);
}

std::string refusal(const std::function<void()>& call, Code code) {
  try {
    call();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), code) << error.what();
    return error.what();
  }
  ADD_FAILURE() << "nothing was thrown";
  return "";
}

TEST(Model, FittedHyperparametersGiveTheSameModelAgain) {
  for (const Case& c : cases) {
    const Model fitted = Model::fit(space_of(c.columns), {c.x, c.y, c.noise}, {});
    EXPECT_TRUE(fitted.fitted());
    EXPECT_GT(fitted.evaluations(), 0);
    const Model given = Model::given(space_of(c.columns), {c.x, c.y, c.noise}, fitted.hyperparameters());
    EXPECT_FALSE(given.fitted());
    const Prediction a = fitted.predict(c.points, true), b = given.predict(c.points, true);
    EXPECT_EQ(a.mean, b.mean) << c.name;
    EXPECT_EQ(a.deviation, b.deviation) << c.name;
    EXPECT_EQ(a.mean_gradient, b.mean_gradient) << c.name;
    EXPECT_EQ(fitted.log_likelihood(), given.log_likelihood()) << c.name;
  }
}

TEST(Model, FitScalesWithY) {
  const Problem plain(20, 2);
  const Values points = uniform(10, 99);
  const Model one = Model::fit(unit_cube(2), {plain.x, plain.y}, {});
  const Prediction want = one.predict(points, false);
  for (const double scale : {1e300, 1e-300, -1e150, 1e8}) {
    const Problem p(20, 2, scale);
    const Model model = Model::fit(unit_cube(2), {p.x, p.y}, {});
    const Prediction at = model.predict(points, true);
    for (std::size_t i = 0; i < at.mean.size(); ++i) {
      EXPECT_NEAR(at.mean[i] / scale, want.mean[i], 1e-6) << scale;
      EXPECT_NEAR(at.deviation[i] / std::fabs(scale), want.deviation[i], 1e-6) << scale;
    }
    expect_finite(at);
    const Values samples = model.sample(points, 3, 1);
    for (const double v : samples) EXPECT_TRUE(std::isfinite(v));
  }
}

/// y + c is fitted as y is, with the mean moved by c; c is a multiple of 1 here, as is y.
TEST(Model, FitMovesWithY) {
  constexpr double offset = 1e13;
  Values x, y, moved;
  for (int i = 0; i < 10; ++i) {
    x.push_back(i / 9.0);
    y.push_back(2 * i);
    moved.push_back(offset + 2 * i);
  }
  const Values points = uniform(10, 99);
  const Model near = Model::fit(unit_cube(1), {x, y}, {}), far = Model::fit(unit_cube(1), {x, moved}, {});
  EXPECT_DOUBLE_EQ(far.hyperparameters().signal, std::sqrt(33.0));
  EXPECT_NEAR(far.hyperparameters().lengthscales[0], near.hyperparameters().lengthscales[0], 1e-3);
  EXPECT_NEAR(far.hyperparameters().noise, near.hyperparameters().noise, 1e-3);
  const Prediction want = near.predict(points, false), at = far.predict(points, false);
  for (std::size_t i = 0; i < points.size(); ++i) {
    EXPECT_NEAR(at.mean[i] - offset, want.mean[i], 0.01);  // one ulp of it is 0.002
    EXPECT_NEAR(at.deviation[i], want.deviation[i], 1e-3);
  }
  const double above = 1 + 1e-13;
  const Model two = Model::fit(unit_cube(1), {Values{0.1, 0.9}, Values{1, above}}, {});
  EXPECT_DOUBLE_EQ(two.hyperparameters().signal, (above - 1) / 2);
}

TEST(Model, ResultsThatDoNotFitADoubleAreErrors) {
  const Problem p(8, 1, 1e300);
  const Model model = Model::fit(unit_cube(1), {p.x, p.y}, {});
  EXPECT_NE(refusal([&] { model.covariance(Values{0.5}); }, Code::numeric).find("covariance[0]"),
            std::string::npos);
  const double ulp = std::nextafter(1.0, 2.0);
  const Values narrow_x = {1.0, ulp};
  const Values y = {1e300, -1e300};
  const Model narrow = Model::fit(space_of({{0, 1.0, ulp, 1}}), {narrow_x, y}, {});
  expect_finite(narrow.predict(narrow_x, false));
  EXPECT_NE(refusal([&] { narrow.predict(narrow_x, true); }, Code::numeric).find("gradient"),
            std::string::npos);
}

TEST(Model, WithoutObservationsItIsThePrior) {
  const Model fitted = Model::fit(unit_cube(2), {{}, {}}, {});
  EXPECT_TRUE(fitted.fitted());
  EXPECT_EQ(fitted.log_likelihood(), 0);
  const Values points = {0.1, 0.2, 0.9, 0.3};
  EXPECT_EQ(fitted.predict(points, false).mean, Values(2, 0.0));
  EXPECT_EQ(fitted.predict(points, false).deviation, Values(2, 1.0));
  const Model given = Model::given(unit_cube(2), {{}, {}}, {{0.5, 0.5}, 3.0, 0.1, 10.0});
  EXPECT_EQ(given.predict(points, true).mean, Values(2, 10.0));
  EXPECT_EQ(given.predict(points, true).deviation, Values(2, 3.0));
  EXPECT_EQ(given.sample(points, 5, 1).size(), 10u);
  const Model one = given.append(Values{0.1, 0.2}, 11.0, 0);
  EXPECT_NEAR(one.predict(points, false).mean[0], 10 + 9 / 9.01, 1e-12);  // signal^2 / (signal^2 + noise^2)
}

TEST(Model, FewAndDegenerateObservationsAreFitted) {
  const Values points = {0.0, 0.25, 0.5, 1.0};
  struct {
    Values x, y;
  } const sets[] = {{{0.5}, {3.0}},
                    {{0.5}, {0.0}},
                    {{0.5}, {1e300}},
                    {{0.1, 0.9}, {1.0, 2.0}},
                    {{0.1, 0.9}, {-3e307, 3e307}},
                    {{0.4, 0.4}, {1.0, 2.0}},
                    {{0.4, 0.4, 0.4}, {1.0, 1.0, 1.0}},
                    {{0.1, 0.2, 0.3, 0.4}, {5.0, 5.0, 5.0, 5.0}},
                    {{0.1, 0.2, 0.3, 0.4}, {5e-324, 1e-323, 0.0, 5e-324}},
                    {{0.1, 0.2, 0.3, 0.4}, {1e300, -1e300, 1e300, 1e-300}},
                    {{0.0, 0.0, 1.0, 1.0}, {1e-300, 2e-300, 1e-300, 3e-300}}};
  for (const auto& set : sets) {
    const Model model = Model::fit(unit_cube(1), {set.x, set.y}, {});
    const Prediction at = model.predict(points, true);
    expect_finite(at);
    EXPECT_TRUE(std::isfinite(model.log_likelihood()));
  }
}

TEST(Model, TheWholeRangeOfDoublesIsPredicted) {
  const Model model = Model::fit(unit_cube(1), {Values{0.1, 0.9}, Values{-1.7e308, 1.7e308}}, {});
  expect_finite(model.predict(Values{0.0, 0.3, 0.9}, false));
  refusal([&] { model.predict(Values{0.5}, true); }, Code::numeric);  // steeper than a double can say
}

TEST(Model, OneConstantObservationIsItsOwnBestGuess) {
  const Model model = Model::fit(unit_cube(1), {Values{0.5}, Values{5.0}}, {});
  EXPECT_NEAR(model.predict(Values{0.5}, false).mean[0], 5, 1e-9);
}

TEST(Model, NarrowAndWideRangesWork) {
  const double big = 1.7976931348623157e308;
  const std::vector<ColumnRow> columns = {{0, 1.0, std::nextafter(1.0, 2.0), 1},
                                          {0, 3.0, 3.0, 1},
                                          {0, -big, big, 1},
                                          {0, 1e-300, 1e300, 2},
                                          {1, -9007199254740992.0, 9007199254740992.0, 1}};
  const Values x = {1.0, 3.0, 0.0, 1.0, 7, std::nextafter(1.0, 2.0), 3.0, big, 1e300, -9007199254740992.0};
  const Model model = Model::fit(space_of(columns), {x, Values{1, 2}}, {});
  expect_finite(model.predict(x, false));
}

/// d/dx of y k(s), s = sqrt(5) x / (l width), is -y (5 x / (3 l^2 width^2)) (1 + s) exp(-s).
TEST(Model, AGradientThatFitsADoubleIsGivenThoughItsFactorsTogetherDoNot) {
  const double width = 1e-10, length = 0.02, y = 1e300;
  const Model model =
      Model::given(space_of({{0, 0.0, width, 1}}), {Values{0.0}, Values{y}}, {{length}, y, 0, 0});
  const double s = std::sqrt(5.0) / length;
  const double want = -y * (5 / (3 * length * length) * (1 + s) * std::exp(-s)) / width;
  EXPECT_NEAR(model.predict(Values{width}, true).mean_gradient[0] / want, 1, 1e-12);
}

TEST(Model, DuplicatesWithoutNoiseTakeAJitterThatIsReported) {
  Problem p(10, 2);
  p.x.insert(p.x.end(), p.x.begin(), p.x.begin() + 6);
  p.y.insert(p.y.end(), p.y.begin(), p.y.begin() + 3);
  const Hyperparameters exact{{0.5, 0.5}, 1.0, 0.0, 0.0};
  const Model model = Model::given(unit_cube(2), {p.x, p.y}, exact);
  EXPECT_GT(model.jitter(), 0);
  EXPECT_LE(model.jitter(), 1e-4);
  const Prediction at = model.predict(p.x, true);
  expect_finite(at);
  for (std::size_t i = 0; i < p.y.size(); ++i) EXPECT_NEAR(at.mean[i], p.y[i], 1e-3);
  EXPECT_EQ(Model::given(unit_cube(2), {std::span(p.x).first(20), std::span(p.y).first(10)}, exact).jitter(),
            0);
}

TEST(Model, AHundredDimensionsAreFitted) {
  const Problem p(60, 100);
  const Model model = Model::fit(unit_cube(100), {p.x, p.y}, {});
  expect_finite(model.predict(uniform(300, 7), true));
}

TEST(Model, SamplesFollowTheSeedAndThePosterior) {
  const Case& c = cases[2];
  const Model model = model_of(c);
  constexpr std::size_t count = 20000;
  const Values samples = model.sample(c.points, count, 3);
  EXPECT_EQ(model.sample(c.points, 10, 3), Values(samples.begin(), samples.begin() + 50));
  EXPECT_NE(model.sample(c.points, 10, 4), model.sample(c.points, 10, 3));
  for (std::size_t a = 0; a < 5; ++a) {
    for (std::size_t b = 0; b < 5; ++b) {
      double sum = 0, product = 0;
      for (std::size_t k = 0; k < count; ++k) {
        sum += samples[k * 5 + a] - c.mean[a];
        product += (samples[k * 5 + a] - c.mean[a]) * (samples[k * 5 + b] - c.mean[b]);
      }
      const double spread = c.deviation[a] * c.deviation[b] / std::sqrt(count);
      EXPECT_LE(std::fabs(sum / count), 5 * c.deviation[a] / std::sqrt(count));
      EXPECT_LE(std::fabs(product / count - c.covariance[a * 5 + b]), 6 * spread);
    }
  }
}

TEST(Model, ASampleDoesNotDependOnHowManyAreDrawn) {
  for (const std::size_t m : {1, 5, 17, 64, 130}) {
    const Problem p(m, 2);
    const Model model = Model::given(unit_cube(2), {}, {{0.4, 0.7}, 1, 0, 0});
    const Values all = model.sample(p.x, 37, 5);
    for (const std::size_t count : {1, 2, 3, 5, 8, 16, 20}) {
      const Values first(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(count * m));
      EXPECT_EQ(model.sample(p.x, count, 5), first) << m << " points, " << count << " samples";
    }
  }
}

TEST(Model, BadValuesAreNamedWithWhatIsAccepted) {
  const auto fit = [](const Values& x, const Values& y, const Values& noise = {}) {
    return refusal(
        [&] {
          Model::fit(space_of({{0, 0.0, 1.0, 1}, {1, 1.0, 8.0, 1}}), {x, y, noise}, {});
        },
        Code::argument);
  };
  const double nan = std::nan("");
  EXPECT_EQ(fit({0.5, 3, 1.5, 3}, {1, 2}), "x[1][0]: 1.5 given; accepted: a value of 'columns[0]': 0 to 1");
  EXPECT_EQ(fit({0.5, 3, 0.5, 2.5}, {1, 2}),
            "x[1][1]: 2.5 given; accepted: a value of 'columns[1]': an integer from 1 to 8");
  EXPECT_EQ(fit({0.5, nan}, {1}),
            "x[0][1]: NaN given; accepted: a value of 'columns[1]': an integer from 1 to 8");
  EXPECT_EQ(fit({0.5, 3}, {nan}), "y[0]: NaN given; accepted: a finite number");
  EXPECT_EQ(fit({0.5, 3}, {1}, {-1}), "noise_variances[0]: -1 given; accepted: a finite number >= 0");
  const auto given = [](const Hyperparameters& h, double y) {
    return refusal([&] { Model::given(unit_cube(1), {Values{0.5}, Values{y}}, h); }, Code::argument);
  };
  EXPECT_EQ(given({{0}, 1, 0, 0}, 1),
            "hyperparameters[0]: 0 given; accepted: a lengthscale from 1e-10 to 1e10");
  EXPECT_NE(given({{1}, 0, 0, 0}, 1).find("hyperparameters[1]: 0 given"), std::string::npos);
  EXPECT_NE(given({{1}, 1, -1, 0}, 1).find("hyperparameters[2]: -1 given"), std::string::npos);
  EXPECT_NE(given({{1}, 1e-300, 1e300, 0}, 1).find("hyperparameters[2]: 1e+300 given"), std::string::npos);
  EXPECT_NE(given({{1}, 1, 0, nan}, 1).find("hyperparameters[3]: NaN given"), std::string::npos);
  EXPECT_NE(given({{1}, 1e-300, 0, 0}, 1e300).find("y[0]: 1e+300 given"), std::string::npos);
}

}  // namespace
}  // namespace lode::surrogate
