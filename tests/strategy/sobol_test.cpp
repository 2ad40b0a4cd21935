#include "strategy/sobol.h"

#include <cmath>

#include "strategy/common.h"

namespace lode::strategy {
namespace {

TEST(SobolSearch, HandsOutAFiniteSpaceOnceEach) {
  expect_exhausts(make_sobol, small_space(), 24);
  expect_exhausts(make_sobol, tree_space(), 8);
}

TEST(SobolSearch, IsAPureFunctionOfSeedAndHistory) {
  expect_pure(make_sobol, small_space(), 20);
  expect_pure(make_sobol, tree_space(), 7);
  expect_pure(make_sobol, square(), 30);
}

TEST(SobolSearch, SkipsWhatOthersTried) { expect_skips_enqueued(make_sobol); }

TEST(SobolSearch, OnlyConstantsIsOneConfiguration) {
  expect_exhausts(make_sobol, space::Space({make::real("x", 2, 2), make::integer("n", 5, 5)}), 1);
}

TEST(SobolSearch, CoversEveryBoxOnce) {
  for (const std::uint64_t seed : {0ull, 9ull}) {
    const std::vector<Proposal> all = make_sobol(setup_of(square(), seed))->suggest({}, 64);
    for (int a = 0; a <= 6; ++a) {
      std::set<std::pair<double, double>> boxes;
      for (const Proposal& p : all)
        boxes.insert({std::floor(std::ldexp(p.row[0], a)), std::floor(std::ldexp(p.row[1], 6 - a))});
      EXPECT_EQ(boxes.size(), 64u) << a;
    }
  }
}

TEST(SobolSearch, RecordsConsecutiveIndices) {
  const std::vector<Proposal> all = make_sobol(setup_of(square()))->suggest({}, 10);
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(all[i].record.source, "sobol");
    EXPECT_EQ(all[i].record.index, i);
  }
}

TEST(SobolSearch, TrialsOfOthersLeaveNoGapInTheSequence) {
  const std::unique_ptr<Strategy> strategy = make_sobol(setup_of(square(), 6));
  const std::vector<Proposal> plain = strategy->suggest({}, 6);
  History history;
  std::vector<Proposal> mixed;
  for (int i = 0; i < 6; ++i) {
    Record foreign = enqueued();
    foreign.index = 1000;  // an index of another source is not ours
    append(history, {0.001 * i, 0.5}, foreign);
    mixed.push_back(ask_one_by_one(*strategy, history, 1)[0]);
  }
  expect_same(square(), mixed, plain);
}

TEST(SobolSearch, TheLastOneLeftIsFound) {
  std::vector<std::string> names;
  for (int i = 0; i < 4096; ++i) names.push_back(std::to_string(i));
  const space::Space space({make::choice("a", names)});
  History history;
  for (std::uint64_t i = 0; i + 1 < 4096; ++i) append(history, space.configuration(i), enqueued());
  const std::vector<Proposal> last = make_sobol(setup_of(space))->suggest(history, 3);
  ASSERT_EQ(last.size(), 1u);
  EXPECT_EQ(last[0].row[0], 4095);
}

TEST(SobolSearch, MoreParametersThanDirectionNumbers) {
  std::vector<space::Parameter> many;
  for (int i = 0; i < 1100; ++i) many.push_back(make::real("x" + std::to_string(i), 0, 1));
  const space::Space space(many);
  EXPECT_EQ(keys_of(space, make_sobol(setup_of(space))->suggest({}, 5)).size(), 5u);
}

}  // namespace
}  // namespace lode::strategy
