#include "strategy/random.h"

#include <cmath>

#include "strategy/common.h"

namespace lode::strategy {
namespace {

TEST(RandomSearch, HandsOutAFiniteSpaceOnceEach) {
  expect_exhausts(make_random, small_space(), 24);
  expect_exhausts(make_random, tree_space(), 8);
}

TEST(RandomSearch, IsAPureFunctionOfSeedAndHistory) {
  expect_pure(make_random, small_space(), 20);
  expect_pure(make_random, tree_space(), 7);
  expect_pure(make_random, square(), 30);
}

TEST(RandomSearch, SkipsWhatOthersTried) { expect_skips_enqueued(make_random); }

TEST(RandomSearch, OnlyConstantsIsOneConfiguration) {
  expect_exhausts(make_random, space::Space({make::real("x", 2, 2), make::integer("n", 5, 5)}), 1);
}

TEST(RandomSearch, ARangeOfTwoDoublesEnds) {
  const space::Space space({make::real("x", 1, std::nextafter(1.0, 2.0), space::Scaling::linear)});
  EXPECT_EQ(make_random(setup_of(space))->suggest({}, 10).size(), 2u);
}

TEST(RandomSearch, IsUniformInTheScaledRanges) {
  // 10 x 10 cells of (log10 x, y): 99 degrees of freedom, deviation sqrt(198); five deviations.
  const space::Space space({make::real("x", 1e-4, 1e6, space::Scaling::logarithmic),
                            make::real("y", -5, 5, space::Scaling::linear)});
  std::vector<int> counts(100);
  for (const Proposal& p : make_random(setup_of(space, 11))->suggest({}, 5000)) {
    const double column = std::floor(std::log10(p.row[0]) + 4);
    const double line = std::floor(p.row[1] + 5);
    ++counts[static_cast<std::size_t>(10 * column + line)];
  }
  EXPECT_NEAR(chi_square(counts, 50), 99, 5 * std::sqrt(198.0));
}

TEST(RandomSearch, AnUnaskedTrialNumberChangesNothingLater) {
  // The draw of trial 7 is keyed by its number, whoever proposed the trials before.
  const space::Space space = square();
  const std::unique_ptr<Strategy> strategy = make_random(setup_of(space, 5));
  const std::vector<Proposal> all = strategy->suggest({}, 8);
  History other;
  for (int i = 0; i < 7; ++i) append(other, {i / 10.0, 0.5}, enqueued());
  EXPECT_EQ(strategy->suggest(other, 1)[0].row, all[7].row);
}

TEST(RandomSearch, SeedsDiffer) {
  const space::Space space = square();
  EXPECT_NE(make_random(setup_of(space, 1))->suggest({}, 1)[0].row,
            make_random(setup_of(space, 2))->suggest({}, 1)[0].row);
}

TEST(RandomSearch, RecordsItsSource) {
  const Proposal proposal = make_random(setup_of(square()))->suggest({}, 1)[0];
  EXPECT_EQ(proposal.record.source, "random");
  EXPECT_FALSE(proposal.record.index);
}

}  // namespace
}  // namespace lode::strategy
