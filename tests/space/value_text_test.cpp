#include <cmath>
#include <gtest/gtest.h>

#include "base/error.h"
#include "space/make.h"

namespace lode::space {
namespace {

using make::choice;
using make::inf;
using make::integer;
using make::nan;
using make::real;
using make::where;

TEST(ValueText, IsWhatAPersonWouldWrite) {
  const Space space({real("x", 0, 1), integer("n", -9007199254740992.0, 9007199254740992.0),
                     choice("c", {"gbtree", "dart"}), real("s", 0, 0.3, Scaling::linear, 0.1)});
  EXPECT_EQ(space.format(0, 0.1), "0.1");
  EXPECT_EQ(space.format(0, 1), "1");
  EXPECT_EQ(space.format(0, 0.1 + 0.2), "0.30000000000000004");
  EXPECT_EQ(space.format(1, 9007199254740991.0), "9007199254740991");
  EXPECT_EQ(space.format(1, -1e15), "-1000000000000000");
  EXPECT_EQ(space.format(2, 1), "dart");
  EXPECT_EQ(space.format(3, 0.1 + 0.2), "0.3");
}

TEST(ValueText, ParseRefusesWhatTheParameterCannotBe) {
  const Space space({real("x", 0, 1), integer("n", 1, 9, Scaling::linear, 2), choice("c", {"a", "b"}),
                     real("s", 0, 1, Scaling::linear, 0.25)});
  const std::vector<std::pair<std::size_t, std::string>> bad = {
      {0, ""},  {0, "x"},  {0, "0.5 "}, {0, "1.0000001"}, {0, "NaN"}, {0, "inf"},
      {1, "2"}, {1, "11"}, {1, "1.5"},  {1, "0x3"},       {1, "NaN"}, {2, "A"},
      {2, ""},  {2, "0"},  {3, "0.3"},  {3, "-0.25"},     {3, "1.25"}};
  for (const auto& [i, text] : bad) {
    try {
      const double value = space.parse(i, text);
      ADD_FAILURE() << space[i].name << " took '" << text << "' as " << value;
    } catch (const Error& error) {
      const std::string said = error.what();
      EXPECT_EQ(error.code(), Code::argument);
      EXPECT_NE(said.find("'" + space[i].name + "' is '" + text + "'; accepted: "), std::string::npos)
          << said;
    }
  }
  EXPECT_EQ(space.parse(1, "3"), 3);
  EXPECT_EQ(space.parse(1, "3.0"), 3);
  EXPECT_EQ(space.parse(2, "b"), 1);
  EXPECT_EQ(space.parse(3, "7.5e-1"), 0.75);
}

TEST(ValueText, CheckNamesTheParameterAndTheFault) {
  const Space space({choice("c", {"a", "b"}), where(integer("n", 0, 3), "c", {1}), real("x", 0, 1)});
  EXPECT_NO_THROW(space.check(Row{0, nan, 0.5}));
  EXPECT_NO_THROW(space.check(Row{1, 3, 1}));
  const std::vector<std::pair<Row, std::string>> bad = {{{0, nan}, "2 values"},
                                                        {{2, nan, 0}, "'c' is choice 2"},
                                                        {{0.5, nan, 0}, "'c'"},
                                                        {{nan, nan, 0}, "'c' is miss"},
                                                        {{0, 1, 0}, "'n' is 1 though inactive"},
                                                        {{1, nan, 0}, "'n' is missing"},
                                                        {{1, 2.5, 0}, "'n' is 2.5"},
                                                        {{1, 4, 0}, "'n' is 4"},
                                                        {{0, nan, 1.5}, "'x' is 1.5"},
                                                        {{0, nan, nan}, "'x' is missing"}};
  for (const auto& [row, part] : bad) {
    try {
      space.check(row);
      ADD_FAILURE() << "accepted, expected: " << part;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), Code::argument);
      EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << error.what();
    }
  }
}

}  // namespace
}  // namespace lode::space
