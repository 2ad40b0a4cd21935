// Philox against the known answers that its authors publish with Random123 (kat_vectors), and the statistics
// of the streams made from it against closed-form bounds.
#include "math/philox.h"

#include <gtest/gtest.h>
#include <set>
#include <vector>

#include "reference/worst.h"

namespace lode::math {
namespace {

struct KnownAnswer {
  Words4 counter;
  std::uint32_t key0, key1;
  Words4 output;
};

constexpr KnownAnswer known_answers[] = {
    {{{0, 0, 0, 0}}, 0, 0, {{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}}},
    {{{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}},
     0xffffffff,
     0xffffffff,
     {{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}}},
    {{{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}},
     0xa4093822,
     0x299f31d0,
     {{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}}},
};

TEST(Philox, KnownAnswers) {
  reference::Worst worst("philox.words", 0);
  for (const KnownAnswer& known : known_answers) {
    const Words4 got = philox4x32(known.counter, known.key0, known.key1);
    for (int i = 0; i < 4; ++i) worst.add(got.w[i], known.output.w[i], known.counter.w[0]);
  }
}

TEST(Random, FirstBitsAreTheFirstBlock) {
  // Seed in the key, (block, block and purpose, trial, trial) in the counter: kept for ever, or studies
  // change.
  Random random(0x299f31d0a4093822, 0x0370734413198a2e, Purpose::test);
  const Words4 block = philox4x32({{0, 200, 0x13198a2e, 0x03707344}}, 0xa4093822, 0x299f31d0);
  EXPECT_EQ(random.bits(), (std::uint64_t{block.w[0]} << 32) | block.w[1]);
  EXPECT_EQ(random.bits(), (std::uint64_t{block.w[2]} << 32) | block.w[3]);
  const Words4 second = philox4x32({{1, 200, 0x13198a2e, 0x03707344}}, 0xa4093822, 0x299f31d0);
  EXPECT_EQ(random.bits(), (std::uint64_t{second.w[0]} << 32) | second.w[1]);
}

TEST(Random, EveryKeyPartMakesAnotherStream) {
  std::set<std::uint64_t> first;
  for (const std::uint64_t seed : {0ull, 1ull, 1ull << 32, ~0ull})
    for (const std::uint64_t trial : {0ull, 1ull, 1ull << 32, ~0ull})
      for (const Purpose purpose : {Purpose::random_search, Purpose::sobol, Purpose::test})
        first.insert(Random(seed, trial, purpose).bits());
  EXPECT_EQ(first.size(), 4u * 4u * 3u);
}

TEST(Random, UniformIsInRangeAndUniform) {
  Random random(7, 0, Purpose::test);
  constexpr int cells = 100;
  constexpr int draws = 100000;
  std::vector<int> count(cells);
  for (int i = 0; i < draws; ++i) {
    const double x = random.uniform();
    ASSERT_GE(x, 0);
    ASSERT_LT(x, 1);
    ++count[static_cast<std::size_t>(x * cells)];
  }
  double chi2 = 0;
  for (const int c : count) chi2 += (c - draws / cells) * (c - draws / cells) / double{draws / cells};
  // Mean 99, deviation sqrt(198) = 14.1: five deviations either way.
  EXPECT_GT(chi2, 99 - 5 * 14.1);
  EXPECT_LT(chi2, 99 + 5 * 14.1);
}

TEST(Random, BelowCoversAndIsUnbiased) {
  Random random(8, 0, Purpose::test);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(random.below(1), 0u);
  constexpr std::uint64_t large = 3ull << 62;  // a quarter of all 64-bit numbers has to be rejected
  int low = 0;
  for (int i = 0; i < 30000; ++i) {
    const std::uint64_t x = random.below(large);
    ASSERT_LT(x, large);
    low += x < large / 3;
  }
  EXPECT_NEAR(low, 10000, 5 * 81.6);  // binomial: sqrt(30000 / 3 * 2 / 3) = 81.6
}

TEST(Random, NormalHasTheMomentsOfANormal) {
  Random random(9, 0, Purpose::test);
  constexpr int draws = 100000;
  double sum = 0, square = 0, fourth = 0;
  for (int i = 0; i < draws; ++i) {
    const double x = random.normal();
    sum += x;
    square += x * x;
    fourth += x * x * x * x;
  }
  EXPECT_NEAR(sum / draws, 0, 5 / std::sqrt(draws));
  EXPECT_NEAR(square / draws, 1, 5 * std::sqrt(2.0 / draws));
  EXPECT_NEAR(fourth / draws, 3, 5 * std::sqrt(96.0 / draws));
}

}  // namespace
}  // namespace lode::math
