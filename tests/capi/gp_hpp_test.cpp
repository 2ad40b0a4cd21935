// gp.hpp: the model level through C++.
#include <cmath>
#include <gtest/gtest.h>
#include <lode/lode.hpp>
#include <utility>
#include <vector>

namespace {

using Values = std::vector<double>;

/// y = (log10 rate + 2)^2 + 0.2 [kind == 1] at ten points.
lode::Observations table() {
  lode::Observations o;
  o.columns = {lode::Column::real(1e-4, 1, LODE_SCALING_LOGARITHMIC), lode::Column::category(2),
               lode::Column::integer(1, 5)};
  for (int i = 0; i < 10; ++i) {
    const double rate = std::pow(10, -4 + 0.4 * i), kind = i % 2;
    o.x.insert(o.x.end(), {rate, kind, static_cast<double>(1 + i % 5)});
    o.y.push_back(std::pow(std::log10(rate) + 2, 2) + 0.2 * kind);
  }
  return o;
}

const Values points = {0.01, 0, 3, 0.5, 1, 2};

TEST(GpHpp, FitsAndAnswers) {
  lode::Context context;
  const lode::Gp gp = lode::Gp::fit(context, table());
  EXPECT_EQ(gp.info().row_count, 10u);
  EXPECT_EQ(gp.columns(), 3u);
  const lode::Prediction at = gp.predict(points);
  EXPECT_LT(at.mean[0], at.mean[1]);
  const lode::Gp again = lode::Gp::create(context, table(), gp.hyperparameters());
  EXPECT_EQ(again.predict(points).mean, at.mean);
  EXPECT_EQ(gp.predict_gradient(points).mean.size(), 6u);
  EXPECT_NEAR(gp.covariance(points)[0], at.deviation[0] * at.deviation[0], 1e-12);
  EXPECT_EQ(gp.sample(points, 7, 1).size(), 14u);
  EXPECT_LT(gp.append({0.01, 0, 3}, 0.0, 1e-4).predict(points).deviation[0], at.deviation[0]);
}

TEST(GpHpp, AcquiresAndProposes) {
  lode::Context context;
  const lode::Gp gp = lode::Gp::fit(context, table());
  lode_acquisition mean = LODE_ACQUISITION_INIT;
  mean.kind = LODE_ACQUISITION_MEAN;
  EXPECT_NEAR(gp.acquire(mean, points)[0], -gp.predict(points).mean[0], 1e-12);
  const lode::Acquired both = gp.acquire_gradient(mean, points);
  EXPECT_EQ(both.gradients[0], -gp.predict_gradient(points).mean[0]);
  const Values best = gp.propose(mean);
  EXPECT_NEAR(std::log10(best[0]), -2, 0.3);
  EXPECT_EQ(best[1], 0);
  const Values boxed = gp.propose(mean, 2, 1, {0.1, 1, 2}, {0.2, 1, 4});
  for (const std::size_t i : {0u, 3u}) {
    EXPECT_GE(boxed[i], 0.1);
    EXPECT_LE(boxed[i], 0.2);
    EXPECT_EQ(boxed[i + 1], 1);
  }
  EXPECT_EQ(gp.choose(mean, points), std::vector<std::size_t>{0});
}

TEST(GpHpp, WrongShapesThrow) {
  lode::Context context;
  lode::Observations o = table();
  o.y.pop_back();
  EXPECT_THROW(lode::Gp::fit(context, o), lode::Error);
  o = table();
  o.noise_variances = {1};
  EXPECT_THROW(lode::Gp::fit(context, o), lode::Error);
  o = table();
  o.columns[0].kind = LODE_COLUMN_TASK;
  try {
    lode::Gp::fit(context, o);
    ADD_FAILURE();
  } catch (const lode::Error& error) {
    EXPECT_EQ(error.status(), LODE_E_UNSUPPORTED);
  }
  const lode::Gp gp = lode::Gp::fit(context, table());
  EXPECT_THROW(gp.predict({0.1}), lode::Error);
  EXPECT_THROW(gp.append({0.1}, 0), lode::Error);
  const lode_acquisition acquisition = LODE_ACQUISITION_INIT;
  EXPECT_THROW(gp.propose(acquisition, 1, 0, {0.1}), lode::Error);
  EXPECT_THROW(lode::Gp::create(context, table(), {1, 2}), lode::Error);
}

TEST(GpHpp, OutlivesItsContext) {
  auto gp = [] {
    lode::Context context;
    return lode::Gp::fit(context, table());
  }();
  EXPECT_EQ(gp.predict(points).mean.size(), 2u);
}

}  // namespace
