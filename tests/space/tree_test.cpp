/// Trees of parameters against an enumeration that tries every combination of values and keeps the valid
/// rows.
#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <set>

#include "base/error.h"
#include "space/make.h"

namespace lode::space {
namespace {

using make::choice;
using make::integer;
using make::nan;
using make::real;
using make::where;

/// Values of a small discrete parameter, by plain counting.
std::vector<double> counted_values(const Parameter& p) {
  std::vector<double> values;
  const double step = p.step > 0 ? p.step : 1;
  for (int k = 0; p.low + k * step <= p.high; ++k) values.push_back(p.low + k * step);
  return values;
}

bool should_be_active(const std::vector<Parameter>& parameters, const Row& row, std::size_t i) {
  const auto& condition = parameters[i].condition;
  if (!condition) return true;
  for (std::size_t j = 0; j < i; ++j) {
    if (parameters[j].name != condition->parent) continue;
    for (const double value : condition->values) {
      if (row[j] == value) return true;  // never for an inactive parent: NaN equals nothing
    }
  }
  return false;
}

/// Every valid row, the last column fastest.
std::vector<Row> enumerate(const std::vector<Parameter>& parameters) {
  std::vector<Row> rows = {{}};
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    std::vector<Row> longer;
    for (const Row& row : rows) {
      const bool on = should_be_active(parameters, row, i);
      for (const double value : on ? counted_values(parameters[i]) : std::vector<double>{nan}) {
        longer.push_back(row);
        longer.back().push_back(value);
      }
    }
    rows = longer;
  }
  return rows;
}

bool same(const Row& a, const Row& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](double x, double y) { return x == y || (std::isnan(x) && std::isnan(y)); });
}

void compare_with_enumeration(const std::vector<Parameter>& declared) {
  const Space space(declared);
  const std::vector<Row> rows = enumerate(space.parameters());
  ASSERT_EQ(space.cardinality(), static_cast<double>(rows.size()));
  std::set<std::string> keys;
  for (std::uint64_t n = 0; n < rows.size(); ++n) {
    const Row row = space.configuration(n);
    EXPECT_TRUE(same(row, rows[n])) << n;
    EXPECT_TRUE(same(space.decode(space.encode(row)), row)) << n;
    EXPECT_NO_THROW(space.check(row));
    keys.insert(space.key(row));
  }
  EXPECT_EQ(keys.size(), rows.size());
  EXPECT_THROW(space.configuration(rows.size()), Error);
}

TEST(Tree, ProductOfIndependentParameters) {
  compare_with_enumeration(
      {integer("a", 1, 3), choice("b", {"x", "y"}), real("c", 0, 1, Scaling::linear, 0.5)});
  const Space space({choice("a", {"0", "1", "2"}), choice("b", {"0", "1"})});
  EXPECT_EQ(space.configuration(3), (Row{1, 1}));  // the last name changes fastest
}

TEST(Tree, ChildrenGrandchildrenAndInterleavedRoots) {
  compare_with_enumeration(
      {choice("model", {"tree", "linear", "net"}), integer("other", 0, 2),
       where(integer("depth", 1, 4), "model", {0}), where(integer("layers", 1, 3), "model", {2, 1}),
       choice("last", {"u", "v"}), where(choice("act", {"relu", "tanh"}), "layers", {2, 3}),
       where(integer("slope", 0, 1), "act", {0}), where(integer("both", 0, 1), "model", {0, 2})});
}

TEST(Tree, ConstantAndSteppedParents) {
  compare_with_enumeration(
      {integer("one", 5, 5), where(integer("always", 0, 2), "one", {5}),
       where(choice("single", {"s"}), "always", {1}), where(integer("below", 0, 3), "single", {0}),
       integer("even", 0, 10, Scaling::linear, 2), where(integer("some", 0, 1), "even", {0, 4, 10})});
  compare_with_enumeration({real("pi", 3.25, 3.25), where(integer("n", 0, 2), "pi", {3.25})});
}

TEST(Tree, EmptySpaceHasOneConfiguration) {
  const Space space(std::vector<Parameter>{});
  EXPECT_EQ(space.cardinality(), 1);
  EXPECT_TRUE(space.configuration(0).empty());
}

TEST(Tree, RealParametersMakeItInfinite) {
  const Space space({choice("c", {"a", "b"}), where(real("x", 0, 1), "c", {1})});
  EXPECT_TRUE(std::isinf(space.cardinality()));
  EXPECT_THROW(space.configuration(0), Error);
  const Space on_real({real("x", 0, 1), where(integer("n", 0, 1), "x", {0.5})});
  EXPECT_TRUE(std::isinf(on_real.cardinality()));
  EXPECT_TRUE(on_real.active(Row{0.5, nan}, 1));
  EXPECT_FALSE(on_real.active(Row{0.25, nan}, 1));
}

TEST(Tree, HugeRangesAreCountedWithoutBeingListed) {
  const Space space({integer("n", 0, 1e12), where(choice("c", {"a", "b", "c"}), "n", {7, 1e12})});
  EXPECT_EQ(space.cardinality(), 1e12 + 1 + 2 + 2);
  EXPECT_TRUE(same(space.configuration(6), Row{6, nan}));
  EXPECT_TRUE(same(space.configuration(9), Row{7, 2}));
  EXPECT_TRUE(same(space.configuration(10), Row{8, nan}));
  EXPECT_TRUE(same(space.configuration(1000000000004), Row{1e12, 2}));
}

TEST(Tree, LevelsCountOneParameter) {
  const Space space({real("x", 0, 1), real("s", 0, 1, Scaling::linear, 0.25), real("k", 2, 2),
                     integer("n", 1, 9), choice("c", {"a", "b"})});
  EXPECT_TRUE(std::isinf(space.levels(0)));
  EXPECT_EQ(space.levels(1), 5);
  EXPECT_EQ(space.levels(2), 1);
  EXPECT_EQ(space.levels(3), 9);
  EXPECT_EQ(space.levels(4), 2);
}

}  // namespace
}  // namespace lode::space
