// Slice sampling of densities whose moments are known.
#include "surrogate/slice.h"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>

#include "surrogate/chains.h"

namespace lode::surrogate {
namespace {

constexpr std::size_t chains = 10;
constexpr double infinity = std::numeric_limits<double>::infinity();

/// The log density of one point.
using Single = std::function<double(std::span<const double>)>;

LogDensity every(const Single& single, std::size_t p) {
  return [=](std::span<const double> points, std::span<double> values) {
    for (std::size_t k = 0; k < values.size(); ++k) values[k] = single(points.subspan(k * p, p));
  };
}

SliceDomain box(std::vector<double> lower, std::vector<double> upper, double width) {
  const std::vector<double> widths(lower.size(), width);
  return {std::move(lower), std::move(upper), widths};
}

/// `chains` chains from `start`.
SliceSamples sample(const Single& single, const SliceDomain& domain, const std::vector<double>& start,
                    SliceOptions options = {}) {
  options.samples = 4000;
  options.seed = 7;
  std::vector<double> starts;
  for (std::size_t i = 0; i < chains; ++i) starts.insert(starts.end(), start.begin(), start.end());
  return slice_sample(every(single, start.size()), starts, domain, options);
}

double gaussian(std::span<const double> x) { return -0.5 * x[0] * x[0]; }

double first(std::span<const double> x) { return x[0]; }
double second(std::span<const double> x) { return x[1]; }

Single squared_from(double centre) {
  return [centre](std::span<const double> x) { return (x[0] - centre) * (x[0] - centre); };
}

TEST(Slice, AGaussianHasItsMomentsWhateverTheWidth) {
  for (const double width : {0.5, 2.0, 30.0}) {
    const SliceSamples got = sample(gaussian, box({-100}, {100}, width), {1});
    expect_mean(got, 1, chains, first, 0, 0.03);
    expect_mean(got, 1, chains, squared_from(0), 1, 0.05);
    expect_mean(
        got, 1, chains, [](auto x) { return std::pow(x[0], 4); }, 3, 0.3);
    expect_mean(
        got, 1, chains, [](auto x) { return x[0] < 1 ? 1.0 : 0.0; }, 0.8413447460685429, 0.01);
  }
}

TEST(Slice, ACorrelatedGaussianHasItsMoments) {
  // Means 1 and -2, deviations 1 and 3, correlation 0.8.
  const Single density = [](std::span<const double> x) {
    const double a = x[0] - 1, b = (x[1] + 2) / 3;
    return -0.5 * (a * a - 2 * 0.8 * a * b + b * b) / (1 - 0.8 * 0.8);
  };
  const SliceSamples got = sample(density, box({-50, -50}, {50, 50}, 2), {0, 0});
  expect_mean(got, 2, chains, first, 1, 0.05);
  expect_mean(got, 2, chains, second, -2, 0.15);
  expect_mean(got, 2, chains, squared_from(1), 1, 0.05);
  expect_mean(
      got, 2, chains, [](auto x) { return (x[1] + 2) * (x[1] + 2); }, 9, 0.45);
  expect_mean(
      got, 2, chains, [](auto x) { return (x[0] - 1) * (x[1] + 2); }, 0.8 * 3, 0.15);
}

TEST(Slice, BoundsCutAGaussianOff) {
  // scipy.stats.truncnorm(-0.5, 1.5)
  for (const double width : {0.4, 4.0}) {
    const SliceSamples got = sample(gaussian, box({-0.5}, {1.5}, width), {1.5});
    expect_mean(got, 1, chains, first, 0.35627288417705977, 0.02);
    expect_mean(got, 1, chains, squared_from(0.35627288417705977), 0.28024815015122506, 0.02);
    for (const double x : got.points) EXPECT_TRUE(x >= -0.5 && x <= 1.5) << x;
  }
}

/// Few lengthenings, narrow intervals and unequal parts: what would show where an interval's ends were
/// lengthened other than by chance.
TEST(Slice, TwoPartsHaveTheirWeights) {
  const Single density = [](std::span<const double> x) {
    const double a = (x[0] + 1.5) / 0.6, b = (x[0] - 2) / 0.4;
    return std::log(0.7 / 0.6 * std::exp(-0.5 * a * a) + 0.3 / 0.4 * std::exp(-0.5 * b * b));
  };
  for (const int lengthenings : {0, 2, 8}) {
    SliceOptions options;
    options.lengthenings = lengthenings;
    const SliceSamples got = sample(density, box({-10}, {10}, lengthenings == 0 ? 6 : 1.5), {2}, options);
    expect_mean(got, 1, chains, first, -0.45, 0.15);
    expect_mean(got, 1, chains, squared_from(-0.45), 2.8725, 0.15);
    expect_mean(
        got, 1, chains, [](auto x) { return x[0] > 0.5 ? 1.0 : 0.0; }, 0.3001, 0.04);
  }
}

/// A density that falls by a step: half of the points that are drawn at first lie outside.
TEST(Slice, ADensityOfZeroIsNeverEntered) {
  const Single density = [](std::span<const double> x) {
    if (x[0] < 0) return -infinity;
    return x[0] < 1 ? 0.0 : std::nan("");
  };
  const SliceSamples got = sample(density, box({-9}, {9}, 3), {0.5});
  expect_mean(got, 1, chains, first, 0.5, 0.01);
  expect_mean(got, 1, chains, squared_from(0.5), 1.0 / 12, 0.01);
  for (const double v : got.values) EXPECT_EQ(v, 0);
}

TEST(Slice, ChainsInLockstepAreTheChainsAlone) {
  const Single density = [](std::span<const double> x) {
    return -0.5 * (x[0] * x[0] + std::pow(x[1] - x[0], 4));
  };
  const SliceDomain domain = box({-4, -4}, {4, 4}, 1.5);
  const std::vector<double> starts = {0, 0, 3, -1, 0, 0, -2, -2, 0.5, 0};
  SliceOptions options;
  options.samples = 7;
  options.thin = 3;
  options.seed = 1;
  options.trial = 11;
  const SliceSamples together = slice_sample(every(density, 2), starts, domain, options);
  std::vector<double> points, values;
  std::size_t evaluations = 0;
  for (options.first_chain = 0; options.first_chain < 5; ++options.first_chain) {
    const auto start = std::span(starts).subspan(2 * options.first_chain, 2);
    const SliceSamples alone = slice_sample(every(density, 2), start, domain, options);
    points.insert(points.end(), alone.points.begin(), alone.points.end());
    values.insert(values.end(), alone.values.begin(), alone.values.end());
    evaluations += alone.evaluations;
  }
  EXPECT_EQ(together.points, points);
  EXPECT_EQ(together.values, values);
  EXPECT_EQ(together.evaluations, evaluations);
  EXPECT_EQ(together.points.size(), 5u * 7 * 2);
  EXPECT_NE(points[0], points[2 * 2 * 7]);  // chains 0 and 2 start alike
  options.first_chain = 0;
  options.trial = 12;
  EXPECT_NE(slice_sample(every(density, 2), starts, domain, options).points, points);
}

TEST(Slice, EveryChainOfARoundIsInOneBatch) {
  std::vector<std::size_t> batches;
  const LogDensity density = [&](std::span<const double> points, std::span<double> values) {
    batches.push_back(values.size());
    for (std::size_t k = 0; k < values.size(); ++k) values[k] = gaussian(points.subspan(k, 1));
  };
  const std::vector<double> starts(6, 0.1);
  const SliceSamples got = slice_sample(density, starts, box({-9}, {9}, 2), {});
  EXPECT_EQ(batches.front(), 6u);
  EXPECT_TRUE(std::is_sorted(batches.rbegin(), batches.rend()));  // chains end one by one
  std::size_t sum = 0;
  for (const std::size_t b : batches) sum += b;
  EXPECT_EQ(got.evaluations, sum);
}

TEST(Slice, SamplesFollowTheBurnInAndAreThinned) {
  const SliceDomain domain = box({-9, -9}, {9, 9}, 2);
  const std::vector<double> start = {1, 1};
  const Single density = [](std::span<const double> x) { return gaussian(x) + gaussian(x.subspan(1)); };
  SliceOptions options;
  options.burn_in = 0;
  options.samples = 10;
  const SliceSamples all = slice_sample(every(density, 2), start, domain, options);
  EXPECT_EQ(all.points[0], 1);  // after no sweep: the start
  options.burn_in = 2;
  options.thin = 3;
  options.samples = 3;
  const SliceSamples some = slice_sample(every(density, 2), start, domain, options);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(some.points[2 * i], all.points[2 * (2 + 3 * i)]);
    EXPECT_EQ(some.values[i], all.values[2 + 3 * i]);
  }
}

TEST(Slice, AChainThatMayEvaluateNoMoreStays) {
  SliceOptions options;
  options.samples = 50;
  options.evaluations = 100;
  const std::vector<double> starts = {0, 1};
  const SliceSamples got = slice_sample(every(gaussian, 1), starts, box({-9}, {9}, 1), options);
  EXPECT_EQ(got.evaluations, 200u);
  ASSERT_EQ(got.points.size(), 100u);
  EXPECT_EQ(got.points[49], got.points[48]);
  EXPECT_NE(got.points[0], got.points[1]);
  for (std::size_t i = 0; i < 100; ++i)
    EXPECT_EQ(got.values[i], gaussian(std::span(got.points).subspan(i, 1)));
}

TEST(Slice, AStartWithoutDensityStays) {
  const Single density = [](std::span<const double> x) { return x[0] > 0 ? gaussian(x) : -infinity; };
  SliceOptions options;
  options.samples = 3;
  const std::vector<double> starts = {-1, 1};
  const SliceSamples got = slice_sample(every(density, 1), starts, box({-9}, {9}, 1), options);
  EXPECT_EQ(std::vector<double>(got.points.begin(), got.points.begin() + 3),
            (std::vector<double>{-1, -1, -1}));
  EXPECT_EQ(got.values[0], -infinity);
  EXPECT_GT(got.points[3], 0);
  EXPECT_NE(got.points[3], 1);
}

TEST(Slice, StartsAreMovedIntoTheBoundsAndEqualBoundsHold) {
  const SliceDomain domain = box({-1, 0.25, 2}, {1, 0.25, 2}, 1);
  const std::vector<double> starts = {5, 5, 5};
  SliceOptions options;
  options.samples = 20;
  const SliceSamples got = slice_sample(every(gaussian, 3), starts, domain, options);
  for (std::size_t i = 0; i < 20; ++i) {
    EXPECT_LE(std::fabs(got.points[3 * i]), 1);
    EXPECT_EQ(got.points[3 * i + 1], 0.25);
    EXPECT_EQ(got.points[3 * i + 2], 2);
  }
  const SliceSamples held = slice_sample(every(gaussian, 1), starts, box({3}, {3}, 1), options);
  EXPECT_EQ(held.points, std::vector<double>(60, 3.0));
  EXPECT_EQ(held.evaluations, 3u);
}

}  // namespace
}  // namespace lode::surrogate
