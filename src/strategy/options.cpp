#include "strategy/options.h"

#include <cmath>

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

}  // namespace lode::strategy
