#include <gtest/gtest.h>

#include "base/error.h"
#include "strategy/common.h"

namespace lode::strategy {
namespace {

TEST(Registry, FindsNamesWithoutCase) {
  for (const char* name : {"Bayesian", "Random", "Sobol", "Grid"})
    EXPECT_STREQ(find_strategy(name).name, name);
  EXPECT_STREQ(find_strategy("bayesian").name, "Bayesian");
  EXPECT_STREQ(find_strategy("GRID").name, "Grid");
}

TEST(Registry, EachMakesAStrategyThatProposes) {
  for (const Factory& factory : strategies()) {
    const std::unique_ptr<Strategy> strategy = factory.make(setup_of(small_space()));
    EXPECT_EQ(keys_of(small_space(), strategy->suggest({}, 2)).size(), 2u) << factory.name;
    EXPECT_NE(std::string(factory.summary), "");
  }
}

TEST(Registry, AnUnknownNameListsTheAcceptedOnesAndTheNearest) {
  try {
    find_strategy("Bayesain");
    FAIL() << "accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Code::argument);
    const std::string text = error.what();
    for (const char* part :
         {"'Bayesain'", "'Bayesian'", "'Random'", "'Sobol'", "'Grid'", "did you mean 'Bayesian'"})
      EXPECT_NE(text.find(part), std::string::npos) << text;
  }
}

}  // namespace
}  // namespace lode::strategy
