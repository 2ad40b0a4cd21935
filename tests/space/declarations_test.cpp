// Declaring and changing one by one must come to what the same space declared at once comes to.
#include "space/declarations.h"

#include <algorithm>  // sort
#include <gtest/gtest.h>
#include <random>

#include "base/error.h"
#include "space/make.h"

namespace lode::space {
namespace {

using make::choice;
using make::integer;
using make::real;
using make::where;

/// What an action refuses, "" where it does not.
template <class Action>
std::string refusal(Action&& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

void expect_same(const std::vector<Parameter>& some, const std::vector<Parameter>& others) {
  ASSERT_EQ(some.size(), others.size());
  for (std::size_t i = 0; i < some.size(); ++i) {
    const Parameter& a = some[i];
    const Parameter& b = others[i];
    EXPECT_EQ(a.name, b.name);
    EXPECT_EQ(a.kind, b.kind);
    EXPECT_EQ(std::vector({a.low, a.high, a.step}), std::vector({b.low, b.high, b.step})) << a.name;
    EXPECT_EQ(a.resolved, b.resolved);
    EXPECT_EQ(a.choices, b.choices);
    ASSERT_EQ(a.condition.has_value(), b.condition.has_value()) << a.name;
    if (!a.condition) continue;
    EXPECT_EQ(a.condition->parent, b.condition->parent);
    EXPECT_EQ(a.condition->values, b.condition->values);
  }
}

/// Parameters of few names, ranges and steps, so that about as many are refused as are taken.
class Dice {
 public:
  explicit Dice(unsigned seed) : engine_(seed) {}

  std::size_t below(std::size_t count) {
    return std::uniform_int_distribution<std::size_t>(0, count - 1)(engine_);
  }
  std::string name() { return "p" + std::to_string(below(12)); }
  double step() { return std::vector{0.0, 1.0, 2.0, 3.0, 0.5}[below(5)]; }
  Parameter range(std::string name) {
    const auto low = static_cast<double>(below(3));
    const auto high = static_cast<double>(below(8));
    switch (below(3)) {
      case 0:
        return real(std::move(name), low, high, Scaling::linear, step());
      case 1:
        return integer(std::move(name), low, high, Scaling::linear, step());
      default:
        return choice(std::move(name), {"a", "b", "c"});
    }
  }
  Parameter restricted(Parameter p) {
    if (below(2) == 0) return p;
    std::vector<double> values;
    for (std::size_t i = 0; i < 1 + below(3); ++i) values.push_back(static_cast<double>(below(5)));
    std::sort(values.begin(), values.end());  // as they are kept: the first bad one is the one that is named
    return where(std::move(p), name(), values);
  }

 private:
  std::mt19937 engine_;
};

TEST(Declarations, AsTheWholeSpaceAtOnce) {
  int taken = 0;
  int refused = 0;
  for (unsigned seed = 0; seed < 300; ++seed) {
    Dice dice(seed);
    Declarations declared;
    std::vector<Parameter> given;
    for (int turn = 0; turn < 60; ++turn) {
      auto all = given;
      const std::size_t at = dice.below(all.size() + 1);
      const bool adds = at == all.size() || dice.below(2) == 0;
      const Parameter p = dice.restricted(dice.range(adds ? dice.name() : all[at].name));
      adds ? all.push_back(p) : void(all[at] = p);
      const std::string expected = refusal([&] { Space{all}; });
      const std::string said = refusal([&] { adds ? declared.add(p) : declared.replace(at, p); });
      ASSERT_EQ(said, expected) << "seed " << seed << ", turn " << turn;
      if (said.empty()) given = all;
      expect_same(declared.parameters(), Space(given).parameters());
      ++(said.empty() ? taken : refused);
    }
  }
  EXPECT_GT(taken, 2000);
  EXPECT_GT(refused, 2000);
}

TEST(Declarations, AreFoundByName) {
  Declarations declared;
  for (int i = 0; i < 100; ++i) declared.add(real("x" + std::to_string(i), 0, 1));
  EXPECT_EQ(declared.find("x0"), 0u);
  EXPECT_EQ(declared.find("x99"), 99u);
  EXPECT_EQ(declared.find("x100"), std::nullopt);
  refusal([&] { declared.add(real("y", 1, 0)); });
  EXPECT_EQ(declared.find("y"), std::nullopt);
}

TEST(Declarations, AChangedParentAsksItsPresentChildrenOnly) {
  Declarations declared;
  declared.add(integer("n", 0, 10));
  declared.add(integer("m", 0, 10));
  declared.add(where(real("x", 0, 1), "n", {3}));
  const Parameter even = integer("n", 0, 10, Scaling::linear, 2);
  EXPECT_NE(refusal([&] { declared.replace(0, even); }).find("'x'"), std::string::npos);
  EXPECT_EQ(declared.parameters()[0].step, 0);
  declared.replace(2, where(real("x", 0, 1), "m", {3}));
  EXPECT_EQ(refusal([&] { declared.replace(0, even); }), "");
  EXPECT_NE(refusal([&] { declared.replace(1, integer("m", 0, 2)); }).find("'x'"), std::string::npos);
}

}  // namespace
}  // namespace lode::space
