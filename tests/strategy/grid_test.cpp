#include "strategy/grid.h"

#include <cmath>

#include "base/error.h"
#include "strategy/common.h"

namespace lode::strategy {
namespace {

TEST(GridSearch, HandsOutAFiniteSpaceOnceEach) {
  expect_exhausts(make_grid, small_space(), 24);
  expect_exhausts(make_grid, tree_space(), 8);
}

TEST(GridSearch, IsAPureFunctionOfSeedAndHistory) {
  expect_pure(make_grid, small_space(), 20);
  expect_pure(make_grid, tree_space(), 7);
}

TEST(GridSearch, SkipsWhatOthersTried) { expect_skips_enqueued(make_grid); }

TEST(GridSearch, OnlyConstantsIsOneConfiguration) {
  expect_exhausts(make_grid, space::Space({make::real("x", 2, 2), make::integer("n", 5, 5)}), 1);
}

TEST(GridSearch, TheLastParameterChangesFastest) {
  const std::vector<Proposal> all = make_grid(setup_of(small_space()))->suggest({}, 24);
  ASSERT_EQ(all.size(), 24u);
  std::size_t at = 0;
  for (const double a : {1, 2, 3})
    for (const double b : {0, 1, 2, 3})
      for (const double c : {0.0, 0.5}) {
        EXPECT_EQ(all[at].row, (space::Row{a, b, c}));
        EXPECT_EQ(all[at].record.index, at);
        EXPECT_EQ(all[at].record.source, "grid");
        ++at;
      }
}

TEST(GridSearch, ATreeIsWalkedOnlyWhereItIsActive) {
  const std::vector<Proposal> all = make_grid(setup_of(tree_space()))->suggest({}, 8);
  ASSERT_EQ(all.size(), 8u);
  const double expected[8][3] = {{0, NAN, NAN}, {1, 7, 0}, {1, 7, 1}, {1, 8, 0},
                                 {1, 8, 1},     {1, 9, 0}, {1, 9, 1}, {2, NAN, NAN}};
  for (std::size_t i = 0; i < 8; ++i)
    for (std::size_t k = 0; k < 3; ++k) {
      if (std::isnan(expected[i][k]))
        EXPECT_TRUE(std::isnan(all[i].row[k]));
      else
        EXPECT_EQ(all[i].row[k], expected[i][k]);
    }
}

/// The message of the error that making a grid of this space gives.
std::string refusal(const space::Space& space) {
  try {
    make_grid(setup_of(space));
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Code::argument);
    return error.what();
  }
  return "accepted";
}

TEST(GridSearch, NamesTheFirstRealWithoutStep) {
  const std::string text =
      refusal(space::Space({make::integer("n", 1, 9), make::real("rate", 0, 1), make::real("decay", 0, 1)}));
  EXPECT_NE(text.find("'rate'"), std::string::npos) << text;
  EXPECT_EQ(text.find("'decay'"), std::string::npos) << text;
}

TEST(GridSearch, RefusesMoreCellsThanCanBeNumbered) {
  const space::Space space({make::integer("a", 1, 1e9), make::integer("b", 1, 1e9)});
  EXPECT_NE(refusal(space).find("2^53"), std::string::npos);
}

TEST(GridSearch, AHugeGridIsNotBuilt) {
  const space::Space space({make::integer("a", 1, 1e7), make::integer("b", 1, 1e8)});
  const std::vector<Proposal> first = make_grid(setup_of(space))->suggest({}, 3);
  EXPECT_EQ(first[2].row, (space::Row{1, 3}));
}

}  // namespace
}  // namespace lode::strategy
