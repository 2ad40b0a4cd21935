/// \file
/// Values as text and back.
#include <algorithm>  // find
#include <cmath>

#include "base/error.h"
#include "base/text.h"
#include "space/levels.h"
#include "space/space.h"

namespace lode::space {

namespace {

std::string accepted_by(const Parameter& p) {
  if (p.kind == Kind::categorical) return one_of(p.choices);
  std::string text = p.kind == Kind::integer ? "an integer" : "a number";
  text += " from " + to_text(p.low) + " to " + to_text(p.high);
  if (p.step > 0) text += " in steps of " + to_text(p.step);
  return text;
}

[[noreturn]] void refuse(const Parameter& p, const std::string& given) {
  throw Error(Code::argument, "parameter '" + p.name + "' is " + given + "; accepted: " + accepted_by(p));
}

bool holds(const Parameter& p, double value) {
  return discrete(p) ? level_of(p, value).has_value() : value >= p.low && value <= p.high;
}

double number_in(const Parameter& p, std::string_view text) {
  const auto value = parse_number(text);
  if (!value || !holds(p, *value)) refuse(p, "'" + std::string(text) + "'");
  return canonical(p, *value);
}

}  // namespace

void Space::check_value(std::size_t i, double value) const {
  const Parameter& p = parameters_[i];
  if (std::isnan(value)) refuse(p, "missing (NaN) though active");
  if (!holds(p, value)) refuse(p, (p.kind == Kind::categorical ? "choice " : "") + to_text(value));
}

std::string Space::format(std::size_t i, double value) const {
  const Parameter& p = parameters_[i];
  check_value(i, value);
  if (p.kind == Kind::categorical) return p.choices[static_cast<std::size_t>(value)];
  if (p.kind == Kind::integer) return std::to_string(static_cast<std::int64_t>(value));
  return to_text(canonical(p, value));
}

double Space::parse(std::size_t i, std::string_view text) const {
  const Parameter& p = parameters_[i];
  if (p.kind != Kind::categorical) return number_in(p, text);
  const auto at = std::find(p.choices.begin(), p.choices.end(), text);
  if (at == p.choices.end()) refuse(p, "'" + std::string(text) + "'");
  return static_cast<double>(at - p.choices.begin());
}

}  // namespace lode::space
