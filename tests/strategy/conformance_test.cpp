// Every strategy of the table keeps the promises of all: a new row of strategies() is tested without another
// line.

#include "conformance/strategy_suite.h"

namespace lode::strategy::test {

/// What a strategy's documentation excepts.
StrategyKind kind_of(const Factory& factory) {
  const std::string name = factory.name;
  if (name == "Grid") return {.name = name, .finite = true};
  if (name == "Bayesian" || name == "Hyperband") return {.name = name, .asked = 4};
  return {.name = name};
}

std::vector<StrategyKind> every_kind() {
  std::vector<StrategyKind> kinds;
  for (const auto& factory : strategies()) kinds.push_back(kind_of(factory));
  return kinds;
}

INSTANTIATE_TEST_SUITE_P(Registry, StrategySuite, testing::ValuesIn(every_kind()),
                         [](const auto& of) { return of.param.name; });

}  // namespace lode::strategy::test
