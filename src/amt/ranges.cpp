#include "amt/ranges.h"

#include <algorithm>  // find_if, find
#include <charconv>   // exact integers
#include <cmath>
#include <cstdint>

#include "base/error.h"
#include "base/text.h"
#include "space/declarations.h"

namespace lode::amt {

namespace {

using space::Kind;
using space::Parameter;

/// A range of the document on its way to a parameter.
struct Declared {
  Parameter parameter;
  Node node;
};

struct RangeList {
  const char* key;
  Kind kind;
};

/// In the order in which their parameters stand in a row.
constexpr RangeList range_lists[] = {{"CategoricalParameterRanges", Kind::categorical},
                                     {"ContinuousParameterRanges", Kind::real},
                                     {"IntegerParameterRanges", Kind::integer}};

double finite(const Node& node) {
  const auto number = parse_number(node.text());
  if (!number || !std::isfinite(*number)) refuse(node, "a finite number, or a string that holds one");
  return *number;
}

/// Whether the text is an integer too large for a double to hold exactly.
bool beyond_double(const std::string& text) {
  std::int64_t exact = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), exact);
  if (stop != text.data() + text.size() || error != std::errc()) return false;
  return exact > (std::int64_t{1} << 53) || exact < -(std::int64_t{1} << 53);
}

double number_of_kind(const Node& node, Kind kind) {
  const double number = finite(node);
  if (kind == Kind::real) return number;
  const bool whole = number == std::trunc(number) && std::abs(number) <= space::largest_integer;
  if (!whole || beyond_double(node.text())) {
    refuse(node, "an integer from -9007199254740992 to 9007199254740992 (2^53)");
  }
  return number;
}

void read_step(Declared& declared) {
  const auto node = declared.node.find("Step");
  if (!node) return;
  Parameter& p = declared.parameter;
  p.step = number_of_kind(*node, p.kind);
  if (!(p.step > 0)) refuse(*node, "a number greater than 0");
  if (p.kind == Kind::real && !p.constant() && p.step < space::finest_step(p)) {
    refuse(*node, "a number of at least " + to_text(space::finest_step(p)) +
                      ", so that the values of this range stay different");
  }
}

void check_scaling(const Declared& declared) {
  const auto node = declared.node.find("ScalingType");
  if (!node) return;
  const Parameter& p = declared.parameter;
  const std::string range = "[" + to_text(p.low) + ", " + to_text(p.high) + "]";
  if (p.scaling == space::Scaling::logarithmic && !(p.low > 0)) {
    refuse(*node, "'Auto' or 'Linear' for the range " + range + ", as Logarithmic needs MinValue > 0");
  }
  if (p.scaling != space::Scaling::reverse_logarithmic) return;
  if (p.kind == Kind::integer) refuse(*node, "'Auto', 'Linear' or 'Logarithmic' for an integer range");
  if (!(p.low >= 0 && p.high < 1)) {
    refuse(*node, "another scaling for the range " + range +
                      ", as ReverseLogarithmic needs 0 <= MinValue and MaxValue < 1");
  }
}

void read_numeric(Declared& declared) {
  Parameter& p = declared.parameter;
  const Node low = declared.node.at("MinValue");
  p.low = number_of_kind(low, p.kind);
  p.high = number_of_kind(declared.node.at("MaxValue"), p.kind);
  if (p.low > p.high) refuse(low, "a number not greater than MaxValue, which is " + to_text(p.high));
  if (const auto scaling = declared.node.find("ScalingType")) {
    p.scaling = space::scaling_from(scaling->text()).value_or(space::Scaling::automatic);
  }
  check_scaling(declared);
  read_step(declared);
}

void read_choices(Declared& declared) {
  auto& choices = declared.parameter.choices;
  for (const auto& item : declared.node.at("Values").items()) {
    const std::string text = item.text();
    if (std::find(choices.begin(), choices.end(), text) != choices.end()) {
      refuse(item, "different texts; this one is there already");
    }
    choices.push_back(text);
  }
  declared.parameter.high = static_cast<double>(choices.size() - 1);
}

Declared declare(const Node& node, Kind kind) {
  Declared declared{{}, node};
  declared.parameter.kind = kind;
  declared.parameter.name = node.at("Name").text();
  kind == Kind::categorical ? read_choices(declared) : read_numeric(declared);
  return declared;
}

const Declared* find(const std::vector<Declared>& all, const std::string& name) {
  const auto at =
      std::find_if(all.begin(), all.end(), [&](const Declared& d) { return d.parameter.name == name; });
  return at == all.end() ? nullptr : &*at;
}

std::vector<std::string> names_of(const std::vector<Declared>& all) {
  std::vector<std::string> names;
  for (const auto& declared : all) names.push_back(declared.parameter.name);
  return names;
}

std::vector<Declared> declare_all(const Node& ranges) {
  std::vector<Declared> all;
  for (const auto& [key, kind] : range_lists) {
    const auto list = ranges.find(key);
    if (!list) continue;
    for (const auto& node : list->items()) {
      Declared declared = declare(node, kind);
      if (const auto* twin = find(all, declared.parameter.name)) {
        refuse(node.at("Name"), "a name used once; " + twin->node.path() + " has it too");
      }
      all.push_back(std::move(declared));
    }
  }
  return all;
}

/// A value of the parent in its column's units.
double value_of_condition(const Node& node, const Parameter& parent) {
  if (parent.kind != Kind::categorical) return number_of_kind(node, parent.kind);
  const auto& choices = parent.choices;
  const auto at = std::find(choices.begin(), choices.end(), node.text());
  if (at == choices.end()) refuse(node, "a choice of '" + parent.name + "': " + one_of(choices));
  return static_cast<double>(at - choices.begin());
}

void read_conditions(std::vector<Declared>& all) {
  for (auto& declared : all) {
    const auto node = declared.node.find("Condition");
    if (!node) continue;
    const Node name = node->at("Parent");
    const Declared* parent = find(all, name.text());
    if (!parent) refuse(name, "the name of another parameter: " + one_of(names_of(all)));
    if (parent == &declared) refuse(name, "another parameter than the one it restricts");
    space::Condition condition{name.text(), {}};
    for (const auto& value : node->at("Values").items()) {
      condition.values.push_back(value_of_condition(value, parent->parameter));
    }
    declared.parameter.condition = std::move(condition);
  }
}

/// A row's value says whether the parameters conditional on it are active: those stand after it.
void check_order(const std::vector<Declared>& sorted, const Node& order) {
  const auto names = order.items();
  std::vector<Declared> before;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const auto& condition = sorted[i].parameter.condition;
    if (condition && !find(before, condition->parent)) {
      refuse(names[i], "a name whose parent stands before it; the parent of '" + sorted[i].parameter.name +
                           "' is '" + condition->parent + "'");
    }
    before.push_back(sorted[i]);
  }
}

/// The place of each name of ParameterOrder, which must list every parameter once.
std::vector<Declared> reorder(const std::vector<Declared>& all, const Node& order) {
  std::vector<Declared> sorted;
  for (const auto& item : order.items()) {
    const Declared* declared = find(all, item.text());
    if (!declared) refuse(item, "the name of a parameter: " + one_of(names_of(all)));
    if (find(sorted, item.text())) refuse(item, "each name once");
    sorted.push_back(*declared);
  }
  if (sorted.size() != all.size()) {
    refuse(order, "all " + std::to_string(all.size()) + " parameter names: " + one_of(names_of(all)));
  }
  check_order(sorted, order);
  return sorted;
}

/// A parameter that is its own ancestor. \pre `rest` has the parents of all that are in it
const Declared& in_circle(const std::vector<Declared>& rest) {
  const Declared* member = &rest.front();  // it may only hang on the circle: after so many steps none does
  for (std::size_t i = 0; i < rest.size(); ++i) member = find(rest, member->parameter.condition->parent);
  return *member;
}

/// Moves parents before their children and leaves the rest as it was.
std::vector<Declared> parents_first(std::vector<Declared> rest) {
  std::vector<Declared> sorted;
  while (!rest.empty()) {
    const auto ready = std::find_if(rest.begin(), rest.end(), [&](const Declared& d) {
      return !d.parameter.condition || find(sorted, d.parameter.condition->parent);
    });
    if (ready == rest.end()) {
      refuse(in_circle(rest).node.at("Condition").at("Parent"),
             "a parent that does not depend on its own child");
    }
    sorted.push_back(*ready);
    rest.erase(ready);
  }
  return sorted;
}

/// What is left to check once the parents are known.
void check_condition(const Declared& declared, const std::vector<Parameter>& earlier) {
  const auto& condition = declared.parameter.condition;
  if (!condition) return;
  const auto parent = std::find_if(earlier.begin(), earlier.end(),
                                   [&](const Parameter& p) { return p.name == condition->parent; });
  const auto nodes = declared.node.at("Condition").at("Values").items();
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (!space::can_be(*parent, condition->values[i])) refuse(nodes[i], space::values_of(*parent));
  }
}

/// The space's own rules; one that has no words here is said with the range's path.
std::vector<Parameter> checked(const std::vector<Declared>& all) {
  space::Declarations parameters;
  for (const auto& declared : all) {
    check_condition(declared, parameters.parameters());
    try {
      parameters.add(declared.parameter);
    } catch (const Error& e) {
      throw Error(e.code(), declared.node.path() + ": " + e.what());
    }
  }
  return parameters.parameters();
}

}  // namespace

std::vector<Parameter> read_ranges(const Node& ranges) {
  auto all = declare_all(ranges);
  if (all.empty()) refuse(ranges, "at least one parameter to tune");
  read_conditions(all);
  const auto sorted = parents_first(all);  // also where it is not asked for: it refuses circles
  const auto order = ranges.find("ParameterOrder");
  return checked(order ? reorder(all, *order) : sorted);
}

namespace {

std::string value_text(const Parameter& p, double value) {
  return p.kind == Kind::categorical ? p.choices[static_cast<std::size_t>(value)] : to_text(value);
}

Json write_condition(const space::Condition& condition, const std::vector<Parameter>& parameters) {
  Json values = Json::array();
  for (const auto& parent : parameters) {
    if (parent.name != condition.parent) continue;
    for (const double value : condition.values) values.push_back(value_text(parent, value));
  }
  return Json{{"Parent", condition.parent}, {"Values", values}};
}

Json write_range(const Parameter& p, const std::vector<Parameter>& parameters) {
  Json range{{"Name", p.name}};
  if (p.kind == Kind::categorical) {
    range["Values"] = p.choices;
  } else {
    range["MinValue"] = to_text(p.low);
    range["MaxValue"] = to_text(p.high);
    range["ScalingType"] = space::name_of(p.scaling);
    if (p.step > 0) range["Step"] = to_text(p.step);
  }
  if (p.condition) range["Condition"] = write_condition(*p.condition, parameters);
  return range;
}

}  // namespace

Json write_ranges(const std::vector<Parameter>& parameters) {
  Json ranges = Json::object();
  for (const auto& [key, kind] : range_lists) ranges[key] = Json::array();
  std::vector<std::string> listed;
  for (const auto& [key, kind] : range_lists) {
    for (const auto& p : parameters) {
      if (p.kind != kind) continue;
      ranges[key].push_back(write_range(p, parameters));
      listed.push_back(p.name);
    }
  }
  std::vector<std::string> names;
  for (const auto& p : parameters) names.push_back(p.name);
  if (names != listed) ranges["ParameterOrder"] = names;
  return ranges;
}

}  // namespace lode::amt
