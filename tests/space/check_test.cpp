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

std::string refusal(const std::vector<Parameter>& parameters) {
  try {
    const Space space(parameters);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Code::argument);
    return error.what();
  }
  return "";
}

struct Bad {
  std::string what;
  std::vector<Parameter> parameters;
  std::vector<std::string> said;  ///< the message holds each of these
};

Parameter of_kind(std::int32_t kind) {
  Parameter p = real("x", 0, 1);
  p.kind = static_cast<Kind>(kind);
  return p;
}

Parameter with_choices(Parameter p) {
  p.choices = {"a"};
  return p;
}

Parameter stepped_choice() {
  Parameter p = choice("c", {"a", "b"});
  p.step = 1;
  return p;
}

Parameter log_choice() {
  Parameter p = choice("c", {"a", "b"});
  p.scaling = Scaling::logarithmic;
  return p;
}

const std::vector<Bad> bad_spaces = {
    {"empty name", {real("a", 0, 1), real("", 0, 1)}, {"parameter 1", "name", "empty"}},
    {"name twice", {real("eta", 0, 1), integer("eta", 0, 1)}, {"'eta'", "name", "twice"}},
    {"kind", {of_kind(3)}, {"'x'", "kind", "3"}},
    {"scaling", {real("x", 0, 1, static_cast<Scaling>(9))}, {"'x'", "scaling", "9"}},
    {"low above high", {real("x", 2, 1)}, {"'x'", "low is 2", "high is 1", "low <= high"}},
    {"low NaN", {real("x", nan, 1)}, {"'x'", "low", "NaN", "finite"}},
    {"high infinite", {real("x", 0, inf)}, {"'x'", "high", "Infinity", "finite"}},
    {"integer bound with a fraction", {integer("n", 0.5, 3)}, {"'n'", "low", "0.5", "integer"}},
    {"integer beyond 2^53", {integer("n", 0, 9007199254740994.0)}, {"'n'", "high", "2^53"}},
    {"negative step", {real("x", 0, 1, Scaling::linear, -0.1)}, {"'x'", "step", "-0.1", "> 0"}},
    {"NaN step", {real("x", 0, 1, Scaling::linear, nan)}, {"'x'", "step", "NaN"}},
    {"infinite step", {real("x", 0, 1, Scaling::linear, inf)}, {"'x'", "step", "Infinity"}},
    {"step below an ulp", {real("x", 1, 2, Scaling::linear, 1e-17)}, {"'x'", "step", "1e-17"}},
    {"integer step 1.5", {integer("n", 0, 9, Scaling::linear, 1.5)}, {"'n'", "step", "1.5", "integer"}},
    {"category with a step", {stepped_choice()}, {"'c'", "step"}},
    {"category with a log scale", {log_choice()}, {"'c'", "scaling", "Logarithmic"}},
    {"log from 0", {real("x", 0, 1, Scaling::logarithmic)}, {"'x'", "scaling", "[0, 1]", "low > 0"}},
    {"reverse log to 1", {real("x", 0, 1, Scaling::reverse_logarithmic)}, {"'x'", "high < 1"}},
    {"reverse log below 0", {real("x", -0.1, 0.5, Scaling::reverse_logarithmic)}, {"'x'", "0 <= low"}},
    {"reverse log integer", {integer("n", 0, 0, Scaling::reverse_logarithmic)}, {"'n'", "integer"}},
    {"no choices", {choice("c", {})}, {"'c'", "choices", "empty", "at least one"}},
    {"choice twice", {choice("c", {"a", "b", "a"})}, {"'c'", "choices", "'a' twice"}},
    {"choices of a number", {with_choices(real("x", 0, 1))}, {"'x'", "choices", "real"}},
    {"parent is the child", {where(real("x", 0, 1), "x", {0})}, {"'x'", "condition.parent", "itself"}},
    {"no such parent",
     {choice("a", {"u"}), where(real("x", 0, 1), "z", {0})},
     {"'x'", "condition.parent", "'z'", "'a'"}},
    {"parent declared later",
     {where(real("x", 0, 1), "a", {0}), choice("a", {"u"})},
     {"'x'", "condition.parent", "'a'", "none"}},
    {"condition without values",
     {choice("a", {"u"}), where(real("x", 0, 1), "a", {})},
     {"'x'", "condition.values", "empty"}},
    {"no such choice",
     {choice("a", {"u", "v"}), where(real("x", 0, 1), "a", {2})},
     {"'x'", "condition.values", "2", "'a'", "0 to 1"}},
    {"value beyond the parent",
     {real("a", 0, 1), where(real("x", 0, 1), "a", {1.5})},
     {"'x'", "condition.values", "1.5"}},
    {"value off the parent's step",
     {real("a", 0, 1, Scaling::linear, 0.1), where(real("x", 0, 1), "a", {0.25})},
     {"'x'", "condition.values", "0.25", "steps of 0.1"}},
    {"value NaN", {integer("a", 0, 1), where(real("x", 0, 1), "a", {nan})}, {"'x'", "condition", "NaN"}},
};

TEST(Check, RefusesAndNamesTheFault) {
  for (const auto& bad : bad_spaces) {
    const std::string text = refusal(bad.parameters);
    EXPECT_FALSE(text.empty()) << bad.what;
    for (const auto& part : bad.said) {
      EXPECT_NE(text.find(part), std::string::npos) << bad.what << ": " << text << " lacks " << part;
    }
  }
}

TEST(Check, AcceptsTheLimits) {
  constexpr double most = 9007199254740992.0;
  EXPECT_EQ(refusal({integer("n", -most, most)}), "");
  EXPECT_EQ(refusal({real("x", -1e308, 1e308), real("y", 5e-324, 1e308)}), "");
  EXPECT_EQ(refusal({real("x", 0, 0.999, Scaling::reverse_logarithmic)}), "");
  EXPECT_EQ(refusal({real("x", 3, 3, Scaling::logarithmic), integer("n", 0, 0), choice("c", {"only"})}), "");
  EXPECT_EQ(refusal({}), "");
}

TEST(Check, AutomaticScalingIsLogarithmicFromThreeDecades) {
  const Space space({real("wide", 1e-3, 1), real("narrow", 1.001e-3, 1), real("zero", 0, 1e9),
                     real("negative", -1, 1e6), integer("n", 1, 1000), integer("m", 1, 999),
                     real("widest", 5e-324, 1e308), choice("c", std::vector<std::string>{"a", "b"}),
                     real("declared", 1e-6, 1, Scaling::linear)});
  const std::vector<Scaling> expected = {Scaling::logarithmic, Scaling::linear,      Scaling::linear,
                                         Scaling::linear,      Scaling::logarithmic, Scaling::linear,
                                         Scaling::logarithmic, Scaling::linear,      Scaling::linear};
  for (std::size_t i = 0; i < space.size(); ++i) EXPECT_EQ(space[i].resolved, expected[i]) << space[i].name;
}

TEST(Check, FindsAParameterAndNamesTheNearest) {
  const Space space({real("eta", 0, 1), real("alpha", 0, 1)});
  EXPECT_EQ(space.index_of("alpha"), 1U);
  try {
    space.index_of("alpa");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Code::not_found);
    EXPECT_NE(std::string(error.what()).find("'alpha'"), std::string::npos);
  }
}

TEST(Names, ScalingReadsBackAndRefusesOtherText) {
  for (const auto scaling :
       {Scaling::automatic, Scaling::linear, Scaling::logarithmic, Scaling::reverse_logarithmic}) {
    EXPECT_EQ(scaling_from(name_of(scaling)), scaling);
  }
  EXPECT_EQ(scaling_from("ReverseLogarithmic"), Scaling::reverse_logarithmic);
  EXPECT_FALSE(scaling_from("logarithmic"));
  EXPECT_STREQ(name_of(Kind::integer), "integer");
}

}  // namespace
}  // namespace lode::space
