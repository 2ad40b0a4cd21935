// The exact search for the best candidates: its bounds one by one, then its results against scoring all.
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <numeric>

#include "backend/cpu/factor.h"
#include "backend/cpu/partial_variance.h"
#include "backend/cpu/rough_rows.h"
#include "backend/cpu/screen.h"
#include "math/matern.h"
#include "math/philox.h"

namespace lode::backend::cpu {
namespace {

using math::Score;
using math::ScoreKind;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::array<ScoreKind, 6> kinds = {ScoreKind::ei,  ScoreKind::log_ei, ScoreKind::poi,
                                            ScoreKind::ucb, ScoreKind::mean,   ScoreKind::deviation};
const Pool one_thread(1);

math::Random random_of(std::uint64_t trial) { return {7, trial, math::Purpose::test}; }

double between(math::Random& random, double low, double high) {
  return low + (high - low) * random.uniform();
}

std::size_t pick(math::Random& random, std::initializer_list<std::size_t> from) {
  return from.begin()[random.below(from.size())];
}

/// What a problem is drawn from; logarithms to the base of ten.
struct Shape {
  std::size_t n = 100;
  std::size_t d = 3;
  std::size_t categories = 0;  ///< the last of the columns
  double least_length = -1, most_length = 0.5;
  double least_noise = -6, most_noise = -1;
  bool far = false;  ///< a tenth of the training points lie where floats are coarse
};

/// One of four codes, or now and then one that as a float would be the same.
double category(math::Random& random) {
  const double code = (std::floor(random.uniform() * 4) + 0.5) / 4;
  return random.below(16) == 0 ? code * (1 + 1e-12) : code;
}

/// A training set like a search's, half of it around one point, with duplicates, and a factor of it.
struct Problem {
  Problem(const Shape& drawn, math::Random& random) : shape(drawn) {
    columns.kinds.assign(shape.d, ColumnKind::real);
    std::fill(columns.kinds.end() - static_cast<std::ptrdiff_t>(shape.categories), columns.kinds.end(),
              ColumnKind::category);
    for (std::size_t i = 0; i < shape.n; ++i) {
      const std::size_t before = i == 0 ? 0 : random.below(i);
      const double width = i == 0 ? 1 : std::array{0.0, 1e-9, 1e-3, 0.1, 1.0, 1.0}[random.below(6)];
      const std::vector<double> start(
          X.begin() + static_cast<std::ptrdiff_t>(before * shape.d),
          X.begin() + static_cast<std::ptrdiff_t>(i == 0 ? 0 : (before + 1) * shape.d));
      add_near(X, start.data(), width, random);
      if (shape.far && random.below(10) == 0 && columns.kinds[0] == ColumnKind::real) X[i * shape.d] += 3e7;
    }
    const double slope = between(random, -3, 3);
    for (std::size_t i = 0; i < shape.n; ++i)
      y.push_back(std::sin(7 * X[i * shape.d]) + slope * X[i * shape.d + shape.d - 1] +
                  0.02 * random.normal());
    const double lean = between(random, shape.least_length, shape.most_length);
    for (std::size_t c = 0; c < shape.d; ++c)
      theta.push_back(std::log(10.0) *
                      std::clamp(lean + 0.3 * random.normal(), shape.least_length, shape.most_length));
    theta.push_back(std::log(10.0) * between(random, shape.least_noise, shape.most_noise));
    theta.push_back(between(random, -1, 1));
    factor = make_factor(columns, {X, y}, theta, 0);
  }

  /// Candidates of all sorts: anywhere, near a training point or on it, near another candidate or on it.
  std::vector<double> candidates(std::size_t m, math::Random& random) const {
    std::vector<double> points;
    for (std::size_t j = 0; j < m; ++j) {
      const bool again = j > 0 && random.below(8) == 0;
      const std::vector<double>& from = again ? points : X;
      const std::size_t at = random.below(from.size() / shape.d) * shape.d;
      const std::vector<double> start(from.begin() + static_cast<std::ptrdiff_t>(at),
                                      from.begin() + static_cast<std::ptrdiff_t>(at + shape.d));
      const double width = std::array{0.0, 1e-12, 1e-6, 1e-2, 0.1, 1.0, 1.0}[random.below(7)];
      add_near(points, start.data(), width, random);
    }
    return points;
  }

  Score score(ScoreKind kind, math::Random& random) const {
    Score score{kind, 0, between(random, 0, 4), random.below(2) == 1};
    const auto [least, most] = std::minmax_element(y.begin(), y.end());
    const double best = score.maximised ? -*most : *least;
    score.best = best + std::array{0.0, 0.3, -0.3, 5.0, -40.0}[random.below(5)];
    return score;
  }

  Shape shape;
  Columns columns;
  std::vector<double> X, y, theta;
  std::unique_ptr<CpuFactor> factor;

 private:
  /// \param width 1: anywhere
  void add_near(std::vector<double>& points, const double* start, double width, math::Random& random) const {
    std::vector<double> point;
    for (std::size_t c = 0; c < shape.d; ++c) {
      const bool numeric = columns.kinds[c] == ColumnKind::real;
      if (width == 1 || (!numeric && random.uniform() < width)) {
        point.push_back(numeric ? random.uniform() : category(random));
      } else {
        point.push_back(numeric ? start[c] + width * random.normal() : start[c]);
      }
    }
    points.insert(points.end(), point.begin(), point.end());
  }
};

/// The whole range that bounds must hold for.
Shape any_shape(math::Random& random) {
  Shape shape;
  shape.n = pick(random, {1, 2, 3, 7, 24, 31, 32, 33, 64, 100, 130, 250, 600});
  shape.d = pick(random, {1, 2, 3, 5, 6, 10, 20, 40});
  shape.categories = random.below(3) == 0 ? random.below(shape.d + 1) : 0;
  shape.least_length = -3;
  shape.most_length = 3;
  shape.least_noise = -12;
  shape.most_noise = 0;
  shape.far = random.below(8) == 0;
  return shape;
}

/// Scoring all and sorting.
Top reference_top(const CpuFactor& factor, const Score& score, std::span<const double> candidates,
                  std::size_t k) {
  const std::vector<double> values = score_with(factor, score, candidates, one_thread);
  Top top;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (!std::isnan(values[i])) top.index.push_back(i);
  std::stable_sort(top.index.begin(), top.index.end(),
                   [&](std::size_t a, std::size_t b) { return values[a] > values[b]; });
  top.index.resize(std::min(k, top.index.size()));
  for (const std::size_t i : top.index) top.value.push_back(values[i]);
  return top;
}

void expect_same_bits(const std::vector<double>& a, const std::vector<double>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i)
    ASSERT_EQ(std::bit_cast<std::uint64_t>(a[i]), std::bit_cast<std::uint64_t>(b[i])) << i;
}

void expect_equal(const Top& got, const Top& want) {
  EXPECT_EQ(got.index, want.index);
  expect_same_bits(got.value, want.value);
}

TEST(Scores, DoNotDependOnWhatIsScoredTogether) {
  for (const std::size_t n : {1u, 5u, 17u, 48u, 100u, 129u, 257u}) {
    math::Random random = random_of(n);
    Shape shape;
    shape.n = n;
    const Problem problem(shape, random);
    const Score score = problem.score(ScoreKind::log_ei, random);
    const std::vector<double> points = problem.candidates(500, random);
    const std::vector<double> all = score_with(*problem.factor, score, points, one_thread);
    for (const std::size_t count : {1u, 2u, 23u, 24u, 25u, 119u, 120u, 121u, 333u}) {
      std::vector<double> some, want;
      for (std::size_t k = 0; k < count; ++k) {
        const std::size_t i = random.below(500);
        some.insert(some.end(), points.begin() + static_cast<std::ptrdiff_t>(i * 3),
                    points.begin() + static_cast<std::ptrdiff_t>(i * 3 + 3));
        want.push_back(all[i]);
      }
      expect_same_bits(score_with(*problem.factor, score, some, one_thread), want);
    }
  }
}

TEST(ScoreBound, IsNoLessThanTheScoreOfAnyBetterPosterior) {
  math::Random random = random_of(1);
  for (int i = 0; i < 200000; ++i) {
    const ScoreKind kind = kinds.at(random.below(kinds.size()));
    if (!math::rises_with_deviation(kind)) continue;
    const Score score{kind, between(random, -2, 2), between(random, 0, 3), random.below(2) == 1};
    const double sd = std::pow(10.0, between(random, -6, 0));
    // Around the borders of the formulas' branches, and anywhere.
    const double u = std::array{-60.0,
                                -12.0,
                                -1.0,
                                0.0,
                                40.0,
                                between(random, -80, 80),
                                between(random, -3, 3),
                                -std::pow(10.0, between(random, 0, 160))}[random.below(8)];
    const double sign = score.maximised ? -1 : 1;
    const double mean = sign * (score.best - u * sd);
    const double move = std::array{0.0, 1e-17, 1e-15, 1e-9, 0.1}[random.below(5)];
    const double bound = math::score_bound(score, mean - sign * move * std::fabs(mean), sd * (1 + move));
    EXPECT_GE(bound, math::score_at(score, mean, sd).value)
        << static_cast<int>(kind) << " u " << u << " sd " << sd;
  }
  EXPECT_EQ(math::score_bound({ScoreKind::mean}, std::nan(""), 1), infinity);
}

/// One training point and weight 1: the kernel function itself, at the float nearest to each s.
TEST(RoughSum, HasTheKernelToSixUnits) {
  const Columns columns = {{ColumnKind::real}};
  const std::vector<double> at = {0.0}, theta = {0, 0, 0}, weight = {1.0};
  const RoughSum sum(scale_inputs(columns, at, theta), weight);
  const auto first = std::bit_cast<std::uint32_t>(1e-6F), last = std::bit_cast<std::uint32_t>(79.0F);
  std::array<double, rough_tile> points{};
  RoughSum::Tile tile{};
  double worst = 0;
  for (std::uint32_t bits = first; bits < last; bits += 53 * rough_tile) {
    for (std::uint32_t l = 0; l < rough_tile; ++l)
      points.at(l) = static_cast<double>(std::bit_cast<float>(bits + 53 * l)) / std::sqrt(5.0);
    sum.evaluate(points.data(), rough_tile, tile);
    for (std::size_t l = 0; l < rough_tile; ++l) {
      const double s = std::sqrt(5.0) * points.at(l);
      const double want = math::matern52(points.at(l) * points.at(l));
      // s itself has one rounding of its square and one of its root.
      worst = std::max(worst, std::fabs(tile.value.at(l) - want) / want * 0x1p24 - 2 * s);
      ASSERT_LE(std::fabs(tile.value.at(l) - want), tile.error.at(l));
    }
  }
  EXPECT_LT(worst, 6);
}

TEST(RoughSum, ErrsByLessThanItSays) {
  for (std::uint64_t trial = 0; trial < 150; ++trial) {
    math::Random random = random_of(1000 + trial);
    const Problem problem(any_shape(random), random);
    const std::size_t d = problem.shape.d;
    std::vector<double> weights(problem.shape.n);
    const double power = between(random, -300, 290);
    for (double& w : weights) w = random.normal() * std::pow(10.0, power + between(random, -5, 5));
    const RoughSum sum(problem.factor->inputs, weights);
    const std::vector<double> points = problem.candidates(2 * rough_tile, random);
    const std::vector<double> want = kernel_sum_with(*problem.factor, weights, points, false).value;
    std::vector<double> scaled;
    for (std::size_t i = 0; i < points.size(); ++i)
      scaled.push_back(problem.factor->inputs.scaled(i % d, points[i]));
    RoughSum::Tile tile{};
    for (std::size_t j = 0; j < 2 * rough_tile; ++j) {
      if (j % rough_tile == 0) sum.evaluate(scaled.data() + j * d, rough_tile, tile);
      ASSERT_LE(std::fabs(tile.value.at(j % rough_tile) - want[j]), tile.error.at(j % rough_tile)) << trial;
    }
  }
}

TEST(PartialVariance, IsNoLessThanTheVariance) {
  for (std::uint64_t trial = 0; trial < 150; ++trial) {
    math::Random random = random_of(2000 + trial);
    const Problem problem(any_shape(random), random);
    std::vector<std::size_t> points(problem.shape.n);
    std::iota(points.begin(), points.end(), std::size_t{0});
    for (std::size_t i = points.size(); i > 1; --i) std::swap(points[i - 1], points[random.below(i)]);
    points.resize(std::min(points.size(), pick(random, {0, 1, 2, 32, 50, 600})));
    const PartialVariance partial(*problem.factor, points);
    const std::vector<double> candidates = problem.candidates(100, random);
    const std::vector<double> want = predict_with(*problem.factor, candidates, false, one_thread).variance;
    std::vector<double> scaled, got(100);
    for (std::size_t i = 0; i < candidates.size(); ++i)
      scaled.push_back(problem.factor->inputs.scaled(i % problem.shape.d, candidates[i]));
    partial.evaluate(scaled.data(), 100, got.data());
    for (std::size_t j = 0; j < 100; ++j) ASSERT_GE(got[j], want[j]) << trial;
  }
}

/// Where W is so far from an inverse factor that only the slack allows for it. Two training points stand so
/// near to the first that they are its derivatives along the two columns, with pivots of 1e-14, of which a
/// rounding of the kernel is a hundredth: the one computed last has a hundredth of the other mixed in.
/// Candidates that see little but its own derivative then have a larger variance by all three points than by
/// two; and where Q's rows happen to have length 1, the stretch does not show that. Without the slack, one
/// problem in some hundreds finds it out.
TEST(PartialVariance, IsNoLessThanTheVarianceWherePivotsHaveTwoDigits) {
  constexpr std::size_t count = 101;
  const std::vector<std::size_t> points = {0, 2};
  const std::vector<double> y = {0, 0, 0}, theta = {0, 0, -200, 0};  // no noise
  std::size_t factorised = 0;
  for (std::uint64_t trial = 0; trial < 10000; ++trial) {
    math::Random random = random_of(20000 + trial);
    const double a = random.uniform(), b = random.uniform(), along = 7.9e-8 * between(random, 1, 1.5),
                 across = 7.9e-8 * between(random, 1, 1.5);
    const std::vector<double> X = {a, b, a, b + across, a + along, b};
    const auto factor = make_factor({{ColumnKind::real, ColumnKind::real}}, {X, y}, theta, 0);
    if (factor->jitter() > 0) continue;
    ++factorised;
    std::vector<double> candidates, scaled, got(count);
    for (std::size_t i = 0; i < count; ++i) {
      candidates.push_back(a + 0.6);
      candidates.push_back(b + 3e-4 * (static_cast<double>(i) - 50));
    }
    for (std::size_t i = 0; i < 2 * count; ++i) scaled.push_back(factor->inputs.scaled(i % 2, candidates[i]));
    PartialVariance(*factor, points).evaluate(scaled.data(), count, got.data());
    const std::vector<double> want = predict_with(*factor, candidates, false, one_thread).variance;
    for (std::size_t j = 0; j < count; ++j) ASSERT_GE(got[j], want[j]) << trial;
  }
  EXPECT_GT(factorised, 5000u);  // of the others the diagonal was raised
}

/// Of all points it is the variance, but for the slack.
TEST(PartialVariance, OfAllPointsIsTheVariance) {
  math::Random random = random_of(3);
  const Problem problem({.n = 60, .d = 3, .least_noise = -4, .most_noise = -2}, random);
  std::vector<std::size_t> points(60);
  std::iota(points.rbegin(), points.rend(), std::size_t{0});
  const PartialVariance partial(*problem.factor, points);
  const std::vector<double> candidates = problem.candidates(100, random);
  const std::vector<double> want = predict_with(*problem.factor, candidates, false, one_thread).variance;
  std::vector<double> scaled, got(100);
  for (std::size_t i = 0; i < candidates.size(); ++i)
    scaled.push_back(problem.factor->inputs.scaled(i % 3, candidates[i]));
  partial.evaluate(scaled.data(), 100, got.data());
  for (std::size_t j = 0; j < 100; ++j) EXPECT_NEAR(got[j], want[j], 1e-8);
}

TEST(Screen, BoundsEveryCandidate) {
  for (std::uint64_t trial = 0; trial < 400; ++trial) {
    math::Random random = random_of(3000 + trial);
    const Problem problem(any_shape(random), random);
    std::vector<double> candidates = problem.candidates(100, random);
    for (const double odd : {std::nan(""), infinity, -infinity, 1e300, -1e18, 1e9})
      candidates[random.below(candidates.size())] = odd;
    const ScoreKind kind = kinds.at(trial % kinds.size());
    if (!math::rises_with_deviation(kind)) continue;
    const Score score = problem.score(kind, random);
    const Screen screen(*problem.factor, score, trial % 2 == 0 ? 100 : 100000);
    Screen::Bounds bounds = screen.evaluate(candidates, one_thread);
    const std::vector<double> scores = score_with(*problem.factor, score, candidates, one_thread);
    for (std::size_t j = 0; j < 100; ++j) ASSERT_GE(bounds.score[j], scores[j]) << trial << ' ' << j;
    const std::vector<double> rough = bounds.score;
    std::vector<std::size_t> all(100);
    std::iota(all.begin(), all.end(), std::size_t{0});
    screen.sharpen(candidates, all, one_thread, bounds);
    for (std::size_t j = 0; j < 100; ++j) {
      ASSERT_GE(bounds.score[j], scores[j]) << trial << ' ' << j;
      ASSERT_LE(bounds.score[j], rough[j]);
    }
  }
}

/// A shape as searches have it, where screening is worth its time.
Shape ordinary_shape(math::Random& random) {
  Shape shape;
  shape.n = pick(random, {20, 80, 100, 150, 220, 300});
  shape.d = pick(random, {1, 2, 4, 7});
  shape.categories = random.below(3) == 0 ? random.below(shape.d) : 0;
  return shape;
}

TEST(Top, EqualsScoringAllInAThousandCases) {
  std::size_t candidates_of_all = 0, scored = 0, screened = 0;
  for (std::uint64_t trial = 0; trial < 1000; ++trial) {
    math::Random random = random_of(10000 + trial);
    const Problem problem(trial % 10 == 0 ? any_shape(random) : ordinary_shape(random), random);
    const std::size_t m = pick(random, {1, 100, 500, 700, 1300});
    std::vector<double> candidates = problem.candidates(m, random);
    if (trial % 20 == 0) candidates[random.below(candidates.size())] = infinity;
    if (trial % 20 == 1) candidates[random.below(candidates.size())] = std::nan("");
    const Score score = problem.score(kinds.at(trial % kinds.size()), random);
    const std::size_t k = pick(random, {0, 1, 2, 8, 64, m / 4, m, m + 1});
    Effort effort;
    const Top got = top_with(*problem.factor, score, candidates, k, one_thread, &effort);
    expect_equal(got, reference_top(*problem.factor, score, candidates, k));
    if (testing::Test::HasFailure()) FAIL() << "trial " << trial;
    candidates_of_all += m;
    scored += effort.scores;
    screened += effort.scores < m ? 1 : 0;
  }
  EXPECT_GT(screened, 200u);
  EXPECT_LT(scored, candidates_of_all);
}

TEST(Top, TakesTheFirstOfEqualScores) {
  math::Random random = random_of(4);
  const Problem problem({.n = 150, .d = 2}, random);
  const std::vector<double> few = problem.candidates(40, random);
  std::vector<double> many;
  for (int i = 0; i < 20; ++i) many.insert(many.end(), few.begin(), few.end());
  const Score score = problem.score(ScoreKind::log_ei, random);
  const Top top = top_with(*problem.factor, score, many, 30, one_thread);
  expect_equal(top, reference_top(*problem.factor, score, many, 30));
  for (std::size_t i = 1; i < 20; ++i) EXPECT_EQ(top.index[i], top.index[0] + i * 40);
}

/// Where the bound is the score itself.
TEST(Top, TakesTheFirstOfEqualScoresThatEqualTheirBounds) {
  math::Random random = random_of(11);
  const Problem problem({.n = 150, .d = 2}, random);
  const std::vector<double> few = problem.candidates(20, random);
  std::vector<double> many;
  for (int i = 0; i < 200; ++i) many.insert(many.end(), few.begin(), few.end());
  const Score score{ScoreKind::mean};
  expect_equal(top_with(*problem.factor, score, many, 30, one_thread),
               reference_top(*problem.factor, score, many, 30));
}

TEST(Top, PassesOverMostOfALargePool) {
  math::Random random = random_of(5);
  const Problem problem({.n = 200, .d = 5, .least_length = -0.3, .least_noise = -4, .most_noise = -2},
                        random);
  const std::vector<double> candidates = problem.candidates(6000, random);
  for (const ScoreKind kind : {ScoreKind::ei, ScoreKind::log_ei, ScoreKind::ucb, ScoreKind::mean}) {
    const Score score{kind, *std::min_element(problem.y.begin(), problem.y.end()), 2, false};
    Effort effort;
    const Top top = top_with(*problem.factor, score, candidates, 8, one_thread, &effort);
    expect_equal(top, reference_top(*problem.factor, score, candidates, 8));
    EXPECT_LT(effort.scores, 1500u) << static_cast<int>(kind);
  }
}

TEST(Top, DoesNotDependOnTheNumberOfThreads) {
  math::Random random = random_of(6);
  const Problem problem({.n = 150, .d = 4, .categories = 1}, random);
  const std::vector<double> candidates = problem.candidates(3000, random);
  for (const ScoreKind kind : kinds) {
    const Score score = problem.score(kind, random);
    const Top want = reference_top(*problem.factor, score, candidates, 64);
    for (const int threads : {1, 2, 3, 16})
      expect_equal(top_with(*problem.factor, score, candidates, 64, Pool(threads)), want);
  }
}

TEST(Top, OfNothingIsNothing) {
  math::Random random = random_of(8);
  const Problem problem({.n = 40, .d = 2}, random);
  EXPECT_TRUE(top_with(*problem.factor, {}, {}, 5, one_thread).index.empty());
  const auto prior = make_factor(problem.columns, {{}, {}}, problem.theta, 0);
  const std::vector<double> candidates = problem.candidates(500, random);
  EXPECT_EQ(top_with(*prior, {}, candidates, 2, one_thread).index, (std::vector<std::size_t>{0, 1}));
}

TEST(Top, ScoresThatAreNotNumbersAreNotAmongThem) {
  math::Random random = random_of(9);
  const Problem problem({.n = 40, .d = 2}, random);
  const std::vector<double> candidates = problem.candidates(500, random);
  EXPECT_TRUE(
      top_with(*problem.factor, {ScoreKind::ucb, 0, std::nan("")}, candidates, 5, one_thread).index.empty());
}

}  // namespace
}  // namespace lode::backend::cpu
