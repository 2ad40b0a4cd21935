#include "acquisition/ensemble.h"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>

#include "acquisition/log_ei.h"
#include "math/improvement.h"
#include "math/philox.h"

namespace lode::acquisition {
namespace {

using Members = std::vector<std::unique_ptr<const Acquisition>>;

/// a + slope * x at every point of one column.
class Line final : public Acquisition {
 public:
  Line(double a, double slope) : a_(a), slope_(slope) {}
  Scores evaluate(std::span<const double> points, bool with_gradient) const override {
    Scores scores;
    for (const double x : points) {
      scores.values.push_back(a_ + slope_ * x);
      if (with_gradient) scores.gradients.push_back(slope_);
    }
    return scores;
  }

 private:
  double a_, slope_;
};

LogMean lines(const std::vector<std::pair<double, double>>& all) {
  Members members;
  for (const auto& [a, slope] : all) members.push_back(std::make_unique<Line>(a, slope));
  return LogMean(std::move(members));
}

/// Processes of two columns, the second a category, that differ in their hyperparameters.
std::vector<surrogate::Gp> make_gps() {
  math::Random random(4, 1, math::Purpose::test);
  std::vector<double> X, y;
  for (std::size_t i = 0; i < 15; ++i) {
    X.push_back(random.uniform());
    X.push_back(random.below(2) == 0 ? 0.25 : 0.75);
    y.push_back(std::sin(7 * X[2 * i]));
  }
  const backend::Columns columns = {{backend::ColumnKind::real, backend::ColumnKind::category}};
  std::vector<surrogate::Gp> gps;
  for (const double length : {0.1, 0.3, 0.8})
    gps.emplace_back(backend::make_cpu_backend(), columns, backend::Data{X, y},
                     std::vector<double>{std::log(length), std::log(1.5), std::log(1e-3), 0.1});
  return gps;
}

LogMean make_mean(const std::vector<surrogate::Gp>& gps, const std::vector<double>& bests) {
  Members members;
  for (std::size_t s = 0; s < gps.size(); ++s) members.push_back(std::make_unique<LogEi>(gps[s], bests[s]));
  return LogMean(std::move(members));
}

TEST(LogMean, IsTheLogarithmOfTheMeanImprovement) {
  const std::vector<surrogate::Gp> gps = make_gps();
  const std::vector<double> bests = {-0.9, -0.95, -0.8};
  const std::vector<double> points = {0.05, 0.25, 0.33, 0.75, 0.6, 0.25, 0.99, 0.75};
  const Scores got = make_mean(gps, bests).evaluate(points, false);
  for (std::size_t i = 0; i < 4; ++i) {
    double mean = 0;
    for (std::size_t s = 0; s < 3; ++s) {
      const backend::Posterior at = gps[s].posterior(points);
      mean += math::expected_improvement(at.mean[i], std::sqrt(at.variance[i]), bests[s]).value / 3;
    }
    ASSERT_GT(mean, 0);
    EXPECT_NEAR(got.values[i], std::log(mean), 1e-10 * (1 + std::fabs(std::log(mean))));
  }
  EXPECT_TRUE(got.gradients.empty());
}

TEST(LogMean, GradientAgreesWithFiniteDifferences) {
  const LogMean log_mean = make_mean(make_gps(), {-0.9, -5.0, 1.0});
  for (double x = 0.03; x < 1; x += 0.09) {
    constexpr double h = 1e-6;
    const Scores at = log_mean.evaluate(std::vector<double>{0.5, 0.25, x, 0.75}, true);
    const Scores around = log_mean.evaluate(std::vector<double>{x + h, 0.75, x - h, 0.75}, false);
    const double difference = (around.values[0] - around.values[1]) / (2 * h);
    EXPECT_NEAR(at.gradients[2], difference, 1e-4 * (1 + std::fabs(difference))) << x;
    EXPECT_EQ(at.gradients[3], 0);
  }
}

TEST(LogMean, ASingleMemberIsItself) {
  const std::vector<surrogate::Gp> gps = make_gps();
  Members members;
  members.push_back(std::make_unique<LogEi>(gps[0], -0.9));
  const Scores want = members[0]->evaluate(std::vector<double>{0.1, 0.25, 0.7, 0.75}, true);
  const Scores got = LogMean(std::move(members)).evaluate(std::vector<double>{0.1, 0.25, 0.7, 0.75}, true);
  EXPECT_EQ(got.values, want.values);
  EXPECT_EQ(got.gradients, want.gradients);
}

TEST(LogMean, StaysWithinTheLogarithmsRange) {
  // log((exp(-1e4 - 1) + exp(-1e4 - 2)) / 2) and its slope, the weighted mean of 1 and -3.
  const Scores far = lines({{-1e4 - 1, 1}, {-1e4 - 2, -3}}).evaluate(std::vector<double>{0.0}, true);
  EXPECT_NEAR(far.values[0], -1e4 - 1 + std::log((1 + std::exp(-1.0)) / 2), 1e-11);
  EXPECT_NEAR(far.gradients[0], (1 - 3 * std::exp(-1.0)) / (1 + std::exp(-1.0)), 1e-14);
  const Scores apart = lines({{5, 1}, {-5000, -3}, {3000, 2}}).evaluate(std::vector<double>{0.0}, true);
  EXPECT_NEAR(apart.values[0], 3000 - std::log(3.0), 1e-11);
  EXPECT_EQ(apart.gradients[0], 2);
}

TEST(LogMean, NothingToGainCountsAsZero) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const Scores one = lines({{-infinity, 0}, {-3, 2}}).evaluate(std::vector<double>{0.0}, true);
  EXPECT_NEAR(one.values[0], -3 - std::log(2.0), 1e-14);
  EXPECT_EQ(one.gradients[0], 2);
  const Scores none = lines({{-infinity, 0}, {-infinity, 0}}).evaluate(std::vector<double>{0.0}, true);
  EXPECT_EQ(none.values[0], -infinity);
  EXPECT_EQ(none.gradients[0], 0);
}

}  // namespace
}  // namespace lode::acquisition
