#include "strategy/options.h"

#include <cmath>
#include <vector>

#include "base/error.h"
#include "base/text.h"

namespace lode::strategy {

const NumberOption* find_option(const std::string& name) {
  for (const auto& option : bayesian_options)
    if (name == option.name) return &option;
  return nullptr;
}

std::string hint_for(const std::string& name) {
  std::vector<std::string> names;
  for (const auto& option : bayesian_options) names.emplace_back(option.name);
  const auto hint = nearest(name, names);
  return (hint ? "did you mean '" + *hint + "'? Accepted: " : "accepted: ") + one_of(names);
}

bool accepts(const NumberOption& option, double value) {
  const bool whole = !option.integer || value == std::floor(value);
  return value >= option.low && value <= option.high && whole;
}

std::string accepted(const NumberOption& option) {
  return std::string(option.integer ? "an integer" : "a number") + " from " + to_text(option.low) + " to " +
         to_text(option.high);
}

double option_value(const std::map<std::string, double>& numbers, const NumberOption& option) {
  const auto found = numbers.find(option.name);
  if (found == numbers.end()) return option.fallback;
  if (accepts(option, found->second)) return found->second;
  throw Error(Code::argument, std::string("option '") + option.name + "': '" + to_text(found->second) +
                                  "' given; accepted: " + accepted(option));
}

void check_options(const std::map<std::string, double>& numbers) {
  for (const auto& [name, value] : numbers) {
    const NumberOption* option = find_option(name);
    if (option == nullptr) throw Error(Code::argument, "option '" + name + "' is unknown; " + hint_for(name));
    option_value(numbers, *option);
  }
}

}  // namespace lode::strategy
