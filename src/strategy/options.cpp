#include "strategy/options.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/error.h"
#include "base/text.h"

namespace lode::strategy {

double option_value(const std::map<std::string, double>& numbers, const NumberOption& option) {
  const auto found = numbers.find(option.name);
  if (found == numbers.end()) return option.fallback;
  const double value = found->second;
  const bool whole = !option.integer || value == std::floor(value);
  if (value >= option.low && value <= option.high && whole) return value;
  throw Error(Code::argument, std::string(option.name) + ": got " + to_text(value) + "; accepted is a" +
                                  (option.integer ? " whole" : "") + " number from " + to_text(option.low) +
                                  " to " + to_text(option.high));
}

void check_options(const std::map<std::string, double>& numbers) {
  std::vector<std::string> names;
  for (const auto& option : bayesian_options) names.emplace_back(option.name);
  for (const auto& [name, value] : numbers) {
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    const auto hint = nearest(name, names);
    throw Error(Code::argument, "option '" + name + "' is unknown; " +
                                    (hint ? "did you mean '" + *hint + "'?" : "accepted: " + one_of(names)));
  }
  for (const auto& option : bayesian_options) option_value(numbers, option);
}

}  // namespace lode::strategy
