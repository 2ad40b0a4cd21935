// gp.hpp: the model level through C++.
#include <cmath>
#include <functional>
#include <gtest/gtest.h>
#include <lode/lode.hpp>
#include <new>
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

lode::Error error_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const lode::Error& error) {
    return error;
  }
  ADD_FAILURE() << "nothing was thrown";
  return lode::Error(LODE_OK, "");
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
  EXPECT_STREQ(error_of([&] {
                 gp.predict({0.1, 1});
               }).what(),
               "x: 2 values given; a multiple of the number of columns, 3, accepted");
  EXPECT_STREQ(error_of([&] {
                 gp.choose({}, {0.1, 0, 3, 0.1});
               }).what(),
               "candidates: 4 values given; a multiple of the number of columns, 3, accepted");
  EXPECT_THROW(gp.append({0.1}, 0), lode::Error);
  EXPECT_STREQ(error_of([] { lode::Column::integer(1, (std::int64_t{1} << 53) + 1); }).what(),
               "high: 9007199254740993 given; an integer from -2^53 to 2^53 (9007199254740992) accepted");
  o = table();
  o.columns.clear();
  EXPECT_STREQ(error_of([&] { lode::Gp::fit(context, o); }).what(),
               "data.column_count: 0 given; 1 to 10000 accepted");
  const lode_acquisition acquisition = LODE_ACQUISITION_INIT;
  EXPECT_THROW(gp.propose(acquisition, 1, 0, {0.1}), lode::Error);
  EXPECT_THROW(lode::Gp::create(context, table(), {1, 2}), lode::Error);
}

/// What the C call says is said here too, though there is no room for results to call it with.
TEST(GpHpp, WhatIsTooLargeIsRefusedAsByTheCCall) {
  lode::Context context;
  const lode::Gp gp = lode::Gp::fit(context, table());
  const lode_acquisition acquisition = LODE_ACQUISITION_INIT;
  constexpr std::size_t huge = static_cast<std::size_t>(-1);
  const Values many(3 * 10001, 1.0);
  lode_error c = LODE_ERROR_INIT;
  double place = 0;
  std::size_t index = 0;
  const auto expect_same = [&](lode_status status, const std::function<void()>& call) {
    const lode::Error thrown = error_of(call);
    EXPECT_EQ(thrown.status(), status);
    EXPECT_STREQ(thrown.what(), c.message);
  };
  for (const std::size_t q : {huge, huge / 3 + 2, std::size_t{1} << 50, std::size_t{10001}}) {
    expect_same(lode_gp_propose(gp.get(), &acquisition, nullptr, nullptr, q, 0, &place, &c),
                [&] { gp.propose(acquisition, q); });
    expect_same(lode_gp_choose(gp.get(), &acquisition, 1, points.data(), q, &index, &c),
                [&] { gp.choose(acquisition, points, q); });
  }
  for (const std::size_t count : {huge, huge / 2 + 2, std::size_t{1} << 50, std::size_t{500000001}})
    expect_same(lode_gp_sample(gp.get(), 2, points.data(), count, 0, &place, &c),
                [&] { gp.sample(points, count, 0); });
  expect_same(lode_gp_covariance(gp.get(), 10001, many.data(), &place, &c), [&] { gp.covariance(many); });
  expect_same(lode_gp_sample(gp.get(), 10001, many.data(), 1, 0, &place, &c), [&] { gp.sample(many, 1, 0); });
}

TEST(GpHpp, AResultWithoutMemoryIsAnError) {
  constexpr std::size_t huge = static_cast<std::size_t>(-1);
  for (const std::size_t columns : {std::size_t{1}, std::size_t{3}, huge})
    EXPECT_EQ(error_of([&] { lode::detail::room<double>(huge, columns); }).status(), LODE_E_MEMORY);
  EXPECT_EQ(error_of([] { lode::detail::within_memory([]() -> int { throw std::bad_alloc(); }); }).status(),
            LODE_E_MEMORY);
  EXPECT_TRUE(lode::detail::room<double>(huge, 0).empty());
}

TEST(GpHpp, OutlivesItsContext) {
  auto gp = [] {
    lode::Context context;
    return lode::Gp::fit(context, table());
  }();
  EXPECT_EQ(gp.predict(points).mean.size(), 2u);
}

}  // namespace
