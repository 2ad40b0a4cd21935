// Acquisition functions of a model in natural units.
#include "acquisition/model_acquisition.h"

#include <cmath>
#include <gtest/gtest.h>

#include "base/error.h"
#include "math/normal.h"
#include "space/make.h"

namespace lode::acquisition {
namespace {

namespace make = space::make;
using Values = std::vector<double>;

constexpr Kind kinds[] = {Kind::ei,   Kind::log_ei,    Kind::poi,     Kind::ucb,
                          Kind::mean, Kind::deviation, Kind::thompson};
constexpr double rate[] = {0.0011, 0.004, 0.013, 0.05, 0.11, 0.4, 0.77, 0.9};

space::Space mixed_space() {
  return space::Space({make::real("rate", 1e-3, 1, space::Scaling::logarithmic),
                       make::choice("kind", {"p", "q", "r"}),
                       make::real("x", -2, 6, space::Scaling::linear)});
}

/// y = 50 + 10 * something, so that units of y and of the model differ.
surrogate::Model make_model(double sign = 1) {
  Values x, y;
  for (std::size_t i = 0; i < 8; ++i) {
    const double category = static_cast<double>(i % 3), z = -2 + static_cast<double>(i * 5 % 8);
    x.insert(x.end(), {rate[i], category, z});
    y.push_back(sign * (50 + 10 * (std::sin(2 * std::log(rate[i])) + 0.4 * category - 0.1 * z)));
  }
  return surrogate::Model::given(mixed_space(), {x, y}, {{0.5, 1.2, 0.8}, 12, 0.7, sign * 50});
}

const Values points = {0.002, 0, 0.5, 0.02, 1, 3.5, 0.3, 2, -1.5, 0.013, 2, 5.9};

Choice choice_of(Kind kind, bool maximised = false) {
  Choice choice;
  choice.kind = kind;
  choice.maximised = maximised;
  choice.seed = 11;
  return choice;
}

TEST(ModelAcquisition, ValuesAreTheTextbooksFormulas) {
  const surrogate::Model model = make_model();
  const surrogate::Prediction at = model.predict(points, false);
  Choice choice;
  choice.best = 45;
  choice.beta = 1.5;
  const auto value = [&](Kind kind, std::size_t i) {
    choice.kind = kind;
    return evaluate(model, choice, points, false).values[i];
  };
  for (std::size_t i = 0; i < 4; ++i) {
    const double mean = at.mean[i], sd = at.deviation[i], u = (45 - mean) / sd;
    const double density = std::exp(-u * u / 2) / std::sqrt(2 * math::pi);
    const double probability = 0.5 * std::erfc(-u / std::sqrt(2.0));
    const double ei = (45 - mean) * probability + sd * density;
    EXPECT_NEAR(value(Kind::ei, i), ei, 1e-11);
    EXPECT_NEAR(value(Kind::log_ei, i), std::log(ei), 1e-9);
    EXPECT_NEAR(value(Kind::poi, i), probability, 1e-12);
    EXPECT_NEAR(value(Kind::ucb, i), -mean + 1.5 * sd, 1e-12);
    EXPECT_NEAR(value(Kind::mean, i), -mean, 1e-12);
    EXPECT_NEAR(value(Kind::deviation, i), sd, 1e-12);
  }
}

TEST(ModelAcquisition, TheBestIsTheBestSeenUnlessGiven) {
  const surrogate::Model model = make_model();
  Choice choice = choice_of(Kind::ei);
  const Values without = evaluate(model, choice, points, false).values;
  choice.best = *std::min_element(model.y().begin(), model.y().end());
  EXPECT_EQ(evaluate(model, choice, points, false).values, without);
}

TEST(ModelAcquisition, MaximisingIsMinimisingTheNegative) {
  const surrogate::Model model = make_model(), mirrored = make_model(-1);
  for (const Kind kind : kinds) {
    if (kind == Kind::thompson) continue;  // another draw
    const Scores a = evaluate(model, choice_of(kind), points, true);
    const Scores b = evaluate(mirrored, choice_of(kind, true), points, true);
    for (std::size_t i = 0; i < a.values.size(); ++i)
      EXPECT_NEAR(a.values[i], b.values[i], 1e-10 * (1 + std::fabs(a.values[i])));
    for (std::size_t i = 0; i < a.gradients.size(); ++i)
      EXPECT_NEAR(a.gradients[i], b.gradients[i], 1e-8 * (1 + std::fabs(a.gradients[i])));
  }
}

TEST(ModelAcquisition, GradientsAgreeWithFiniteDifferences) {
  const surrogate::Model model = make_model();
  for (const bool maximised : {false, true}) {
    for (const Kind kind : kinds) {
      const Choice choice = choice_of(kind, maximised);
      const Scores at = evaluate(model, choice, points, true);
      for (std::size_t i = 0; i < points.size(); ++i) {
        if (i % 3 == 1) {
          EXPECT_EQ(at.gradients[i], 0);
          continue;
        }
        const double h = 1e-5 * std::fabs(points[i]);
        Values up = points, down = points;
        up[i] += h;
        down[i] -= h;
        const double difference = (evaluate(model, choice, up, false).values[i / 3] -
                                   evaluate(model, choice, down, false).values[i / 3]) /
                                  (2 * h);
        EXPECT_NEAR(at.gradients[i], difference, 1e-5 * (1 + std::fabs(difference)))
            << "kind " << static_cast<int>(kind) << ", entry " << i;
      }
    }
  }
}

TEST(ModelAcquisition, WithoutObservationsABestIsNeeded) {
  const surrogate::Model prior = surrogate::Model::given(mixed_space(), {{}, {}}, {{1, 1, 1}, 2, 0, 5});
  EXPECT_THROW(evaluate(prior, choice_of(Kind::ei), points, false), Error);
  EXPECT_EQ(evaluate(prior, choice_of(Kind::ucb), points, false).values, Values(4, -5 + 2 * 2.0));
  Choice choice = choice_of(Kind::poi);
  choice.best = 5;
  for (const double v : evaluate(prior, choice, points, true).values) EXPECT_NEAR(v, 0.5, 1e-15);
  choice.best = 1e300;
  EXPECT_THROW(evaluate(prior, choice, points, false), Error);
  for (const double v : evaluate(prior, choice_of(Kind::thompson), points, true).values)
    EXPECT_TRUE(std::isfinite(v));
}

TEST(Thompson, ASeedIsOneFunctionHoweverItIsAsked) {
  const surrogate::Model model = make_model();
  const Values all = evaluate(model, choice_of(Kind::thompson), points, true).values;
  for (std::size_t i = 0; i < 4; ++i) {
    const Values one =
        evaluate(model, choice_of(Kind::thompson), std::span(points).subspan(3 * i, 3), false).values;
    EXPECT_EQ(one[0], all[i]);
  }
  Choice other = choice_of(Kind::thompson);
  other.seed = 12;
  EXPECT_NE(evaluate(model, other, points, false).values, all);
}

/// Moments over many draws at observed and other points, two of them of another category.
TEST(Thompson, DrawsHaveThePosteriorsMoments) {
  const surrogate::Model model = make_model();
  constexpr std::size_t m = 4, count = 1000;
  const surrogate::Prediction at = model.predict(points, false);
  const Values covariance = model.covariance(points);
  Values samples;
  Choice choice = choice_of(Kind::thompson);
  for (choice.seed = 1; choice.seed <= count; ++choice.seed) {
    for (const double v : evaluate(model, choice, points, false).values) samples.push_back(-v);
  }
  for (std::size_t a = 0; a < m; ++a) {
    for (std::size_t b = 0; b < m; ++b) {
      double sum = 0, product = 0;
      for (std::size_t k = 0; k < count; ++k) {
        sum += samples[k * m + a] - at.mean[a];
        product += (samples[k * m + a] - at.mean[a]) * (samples[k * m + b] - at.mean[b]);
      }
      const double spread = at.deviation[a] * at.deviation[b] / std::sqrt(count);
      EXPECT_LE(std::fabs(sum / count), 4 * at.deviation[a] / std::sqrt(count)) << a;
      EXPECT_LE(std::fabs(product / count - covariance[a * m + b]), 6 * spread) << a << ' ' << b;
    }
  }
}

/// Draws from the prior alone, where nothing but the Fourier features speaks: their covariance is the kernel.
TEST(Thompson, DrawsFromThePriorHaveTheKernelAsCovariance) {
  const surrogate::Model prior = surrogate::Model::given(mixed_space(), {{}, {}}, {{0.4, 0.9, 0.3}, 1, 0, 0});
  constexpr std::size_t m = 4, count = 1000;
  const Values near = {0.01, 0, 1, 0.02, 0, 2, 0.01, 1, 1, 0.5, 0, 1};
  const Values covariance = prior.covariance(near);
  Values samples;
  Choice choice = choice_of(Kind::thompson, true);
  for (choice.seed = 1; choice.seed <= count; ++choice.seed) {
    for (const double v : evaluate(prior, choice, near, false).values) samples.push_back(v);
  }
  for (std::size_t a = 0; a < m; ++a) {
    for (std::size_t b = 0; b < m; ++b) {
      double product = 0;
      for (std::size_t k = 0; k < count; ++k) product += samples[k * m + a] * samples[k * m + b];
      EXPECT_NEAR(product / count, covariance[a * m + b], 6 / std::sqrt(count)) << a << ' ' << b;
    }
  }
}

}  // namespace
}  // namespace lode::acquisition
