#include "space/check.h"

#include <algorithm>  // sort, unique, max
#include <cmath>
#include <limits>
#include <set>

#include "base/error.h"
#include "base/text.h"
#include "space/levels.h"

namespace lode::space {

namespace {

[[noreturn]] void refuse(const Parameter& p, const std::string& field, const std::string& given,
                         const std::string& accepted) {
  throw Error(Code::argument,
              "parameter '" + p.name + "': " + field + " is " + given + "; accepted: " + accepted);
}

bool integral(double value) { return value == std::trunc(value) && std::abs(value) <= largest_integer; }

void check_name(Parameter& p, const Earlier& earlier) {
  if (p.name.empty()) {
    throw Error(Code::argument, "parameter " + std::to_string(earlier.size()) +
                                    ": name is empty; accepted: a text of at least one character");
  }
  if (earlier.find(p.name)) refuse(p, "name", "declared twice", "a name used once in the space");
}

void check_enums(Parameter& p, const Earlier&) {
  const auto kind = static_cast<std::int32_t>(p.kind);
  const auto scaling = static_cast<std::int32_t>(p.scaling);
  if (kind < 0 || kind > 2) {
    refuse(p, "kind", std::to_string(kind), "0 (real), 1 (integer) or 2 (categorical)");
  }
  if (scaling < 0 || scaling > 3) {
    refuse(p, "scaling", std::to_string(scaling),
           "0 (Auto), 1 (Linear), 2 (Logarithmic) or 3 (ReverseLogarithmic)");
  }
}

void check_choices(Parameter& p, const Earlier&) {
  if (p.kind != Kind::categorical) {
    if (!p.choices.empty()) {
      refuse(p, "choices", std::to_string(p.choices.size()) + " texts",
             std::string("none for a parameter of kind ") + name_of(p.kind));
    }
    return;
  }
  if (p.choices.empty()) refuse(p, "choices", "empty", "at least one choice");
  std::set<std::string> seen;
  for (const auto& choice : p.choices) {
    if (!seen.insert(choice).second) refuse(p, "choices", "with '" + choice + "' twice", "different choices");
  }
  p.low = 0;
  p.high = static_cast<double>(p.choices.size() - 1);
}

void check_range(Parameter& p, const Earlier&) {
  for (const auto& [field, value] : {std::pair{"low", p.low}, std::pair{"high", p.high}}) {
    if (!std::isfinite(value)) refuse(p, field, to_text(value), "a finite number");
    if (p.kind == Kind::integer && !integral(value)) {
      refuse(p, field, to_text(value), "an integer within +-9007199254740992 (2^53)");
    }
  }
  if (p.low > p.high) {
    refuse(p, "low", to_text(p.low) + " and high is " + to_text(p.high), "low <= high");
  }
  p.low += 0.0;  // -0.0 becomes 0.0
  p.high += 0.0;
}

void check_step(Parameter& p, const Earlier&) {
  if (p.step == 0) return;
  if (p.kind == Kind::categorical) refuse(p, "step", to_text(p.step), "none for a categorical parameter");
  if (!(p.step > 0) || !std::isfinite(p.step)) refuse(p, "step", to_text(p.step), "a finite number > 0");
  if (p.kind == Kind::integer) {
    if (!integral(p.step)) refuse(p, "step", to_text(p.step), "an integer from 1 to 9007199254740992 (2^53)");
    return;
  }
  if (!p.constant() && p.step < finest_step(p)) {
    refuse(p, "step", to_text(p.step),
           "at least " + to_text(finest_step(p)) + ", so that the values of this range stay different");
  }
}

/// A ratio of 1000 as a person wrote it, 0.07 and 70, may come out a rounding below.
bool wide(const Parameter& p) { return p.low > 0 && p.high / p.low >= 1000 * (1 - 1e-12); }

void resolve_scaling(Parameter& p, const Earlier&) {
  const auto range = "[" + to_text(p.low) + ", " + to_text(p.high) + "]";
  const bool plain = p.scaling == Scaling::automatic || p.scaling == Scaling::linear;
  if (p.kind == Kind::categorical && !plain) {
    refuse(p, "scaling", name_of(p.scaling), "Auto or Linear for a categorical parameter");
  }
  if (p.scaling == Scaling::logarithmic && !(p.low > 0)) {
    refuse(p, "scaling", "Logarithmic over " + range, "Logarithmic where low > 0");
  }
  if (p.scaling == Scaling::reverse_logarithmic) {
    if (p.kind != Kind::real) {
      refuse(p, "scaling", "ReverseLogarithmic", "Auto, Linear or Logarithmic for an integer parameter");
    }
    if (!(p.low >= 0 && p.high < 1)) {
      refuse(p, "scaling", "ReverseLogarithmic over " + range,
             "ReverseLogarithmic where 0 <= low and high < 1");
    }
  }
  p.resolved = p.scaling;
  if (p.scaling == Scaling::automatic) {
    p.resolved = p.kind != Kind::categorical && wide(p) ? Scaling::logarithmic : Scaling::linear;
  }
}

/// The parent's own value for `value`; refuses what the parent can never be.
double parent_value(const Parameter& child, const Parameter& parent, double value) {
  if (!can_be(parent, value)) refuse(child, "condition.values", "with " + to_text(value), values_of(parent));
  return canonical(parent, value);
}

void check_condition(Parameter& p, const Earlier& earlier) {
  if (!p.condition) return;
  auto& [parent_name, values] = *p.condition;
  if (parent_name == p.name) refuse(p, "condition.parent", "the parameter itself", "an earlier parameter");
  const Parameter* parent = earlier.find(parent_name);
  if (!parent) {
    const auto names = earlier.names();
    refuse(p, "condition.parent", "'" + parent_name + "'",
           names.empty() ? "none, as no parameter is declared before it" : one_of(names));
  }
  if (values.empty()) refuse(p, "condition.values", "empty", "at least one: " + values_of(*parent));
  for (double& value : values) value = parent_value(p, *parent, value);
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

/// In this order: each may rely on the ones before.
constexpr void (*checks[])(Parameter&, const Earlier&) = {
    check_name, check_enums, check_choices, check_range, check_step, resolve_scaling, check_condition};

}  // namespace

double finest_step(const Parameter& p) {
  const double largest = std::max(std::abs(p.low), std::abs(p.high));
  const double ulp = largest - std::nextafter(largest, 0.0);
  return std::max(4 * ulp, p.high / 0x1p50 - p.low / 0x1p50);
}

bool can_be(const Parameter& parent, double value) {
  return discrete(parent) ? level_of(parent, value).has_value() : value >= parent.low && value <= parent.high;
}

std::string values_of(const Parameter& p) {
  const std::string range = to_text(p.low) + " to " + to_text(p.high);
  if (p.kind == Kind::categorical) return "the index of a choice of '" + p.name + "': " + range;
  if (p.step > 0) return "a value of '" + p.name + "': " + range + " in steps of " + to_text(p.step);
  return "a value of '" + p.name + "': " + (p.kind == Kind::integer ? "an integer from " : "") + range;
}

const Parameter* Earlier::find(const std::string& name) const {
  const auto at = columns_->find(name);
  return at == columns_->end() || at->second >= count_ ? nullptr : &(*all_)[at->second];
}

std::vector<std::string> Earlier::names() const {
  std::vector<std::string> all;
  for (std::size_t i = 0; i < count_; ++i) all.push_back((*all_)[i].name);
  return all;
}

Parameter checked(Parameter parameter, const Earlier& earlier) {
  for (const auto check : checks) check(parameter, earlier);
  return parameter;
}

}  // namespace lode::space
