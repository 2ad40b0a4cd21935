#include "strategy/unseen.h"

#include <cmath>
#include <map>

#include "strategy/common.h"

namespace lode::strategy {
namespace {

TEST(Unseen, KnowsTheHistoryAndWhatIsAdded) {
  const space::Space space = small_space();
  History history;
  append(history, space.configuration(3), enqueued());
  Unseen unseen(space, history);
  EXPECT_FALSE(unseen.is_new(space.configuration(3)));
  EXPECT_TRUE(unseen.is_new(space.configuration(4)));
  unseen.add(space.configuration(4));
  unseen.add(space.configuration(4));
  EXPECT_FALSE(unseen.is_new(space.configuration(4)));
  EXPECT_EQ(unseen.seen(), 2u);
}

/// Draws `draws` times among what is left of small_space() after its first `gone` configurations.
std::vector<int> draw_counts(std::uint64_t gone, int draws) {
  const space::Space space = small_space();
  Unseen unseen(space, {});
  for (std::uint64_t i = 0; i < gone; ++i) unseen.add(space.configuration(i));
  std::map<std::string, std::size_t> place;
  for (std::uint64_t i = gone; i < 24; ++i) place[space.key(space.configuration(i))] = i - gone;
  std::vector<int> counts(place.size());
  math::Random random(gone, 0, math::Purpose::test);
  for (int i = 0; i < draws; ++i) ++counts[place.at(space.key(*unseen.draw(random)))];
  return counts;
}

TEST(Unseen, EachOfTheRestIsEquallyLikely) {
  // Both ways of drawing: by rejection (4 of 24 gone) and by enumeration (20 of 24 gone); five deviations.
  EXPECT_NEAR(chi_square(draw_counts(4, 4000), 200), 19, 5 * std::sqrt(38.0));
  EXPECT_LT(chi_square(draw_counts(20, 4000), 1000), 3 + 5 * std::sqrt(6.0));
}

TEST(Unseen, NothingIsLeftOfAnExhaustedSpace) {
  const space::Space space = tree_space();
  Unseen unseen(space, {});
  math::Random random(1, 0, math::Purpose::test);
  for (int i = 0; i < 8; ++i) {
    const std::optional<space::Row> row = unseen.draw(random);
    ASSERT_TRUE(row);
    EXPECT_TRUE(unseen.is_new(*row));
    unseen.add(*row);
  }
  EXPECT_FALSE(unseen.draw(random));
}

TEST(Unseen, HugeAndContinuousSpacesAreNotEnumerated) {
  const space::Space huge({make::integer("a", 1, 1e8), make::integer("b", 1, 1e7)});
  const space::Space larger({make::integer("a", 1, 1e15), make::integer("b", 1, 1e15)});
  const space::Space real = square();
  math::Random random(1, 0, math::Purpose::test);
  for (const space::Space* space : {&huge, &larger, &real}) {
    const std::optional<space::Row> row = Unseen(*space, {}).draw(random);
    ASSERT_TRUE(row);
    EXPECT_NO_THROW(space->check(*row));
  }
}

}  // namespace
}  // namespace lode::strategy
