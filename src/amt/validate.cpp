#include "amt/validate.h"

#include <array>
#include <cmath>
#include <vector>

#include "amt/accepted.h"
#include "amt/pattern.h"
#include "base/error.h"
#include "base/text.h"

namespace lode::amt {

namespace {

/// What a check needs: where, the row of the table, the profile.
struct Check {
  const Node& node;
  const Field& field;
  Profile profile;
  const Json& value() const { return node.value(); }
  bool strict() const { return profile == Profile::amt; }
};

[[noreturn]] void refuse(const Check& check) { refuse(check.node, accepted(check.field, check.profile)); }

void check_bounds(const Check& check, double measure) {
  const Bounds bounds = bounds_of(check.field, check.profile);
  const bool low = bounds.open ? measure > bounds.low : measure >= bounds.low;
  if (!low || !(measure <= bounds.high)) refuse(check);
}

// Texts.

/// A C string ends at a NUL, so no text may hold one.
void check_plain(const Node& node, const std::string& text) {
  if (text.find('\0') != std::string::npos) refuse(node, "a text without the character U+0000");
}

void check_text(const Check& check) {
  if (!check.value().is_string()) refuse(check);
  const auto& text = check.value().get_ref<const std::string&>();
  check_plain(check.node, text);
  check_bounds(check, static_cast<double>(characters(text)));
  if (check.strict() && check.field.pattern && !matches(text, check.field.pattern)) refuse(check);
}

void check_choice(const Check& check) {
  for (const auto& name : choices_of(check.field, check.profile)) {
    if (check.value() == name) return;
  }
  refuse(check);
}

void check_host_choice(const Check& check) {
  check_text(check);
  if (check.strict() && check.field.values.count > 0) check_choice(check);
}

void check_any_text(const Check& check) {
  const bool stands_for_text = check.value().is_number() || check.value().is_boolean();
  if (check.strict() || !stands_for_text) check_text(check);
}

void check_number_text(const Check& check) {
  if (check.strict() || !check.value().is_number()) check_text(check);
}

// Numbers.

void check_integer(const Check& check) {
  const Json& value = check.value();
  if (!value.is_number()) refuse(check);
  const double number = value.get<double>();
  const bool digits = value.is_number_integer();
  if (!digits && (number != std::trunc(number) || std::abs(number) >= 0x1p64)) refuse(check);
  check_bounds(check, number);
  // A float beyond 2^53 has lost its last digits: it is no longer the number that was meant.
  if (!digits && std::abs(number) > 0x1p53) {
    refuse(check.node, accepted(check.field, check.profile) + ", written in digits only where beyond 2^53");
  }
}

void check_real(const Check& check) {
  if (!check.value().is_number()) refuse(check);
  check_bounds(check, check.value().get<double>());
}

void check_seconds(const Check& check) { check.strict() ? check_integer(check) : check_real(check); }

void check_boolean(const Check& check) {
  if (!check.value().is_boolean()) refuse(check);
}

void check_number_or_bool(const Check& check) {
  if (!check.value().is_number() && !check.value().is_boolean()) refuse(check);
}

// Objects and arrays.

void check_list(const Check& check) {
  if (!check.value().is_array()) refuse(check);
  check_bounds(check, static_cast<double>(check.value().size()));
  for (const auto& item : check.node.items()) validate(item, *check.field.value, check.profile);
}

void check_map(const Check& check) {
  if (!check.value().is_object()) refuse(check);
  check_bounds(check, static_cast<double>(check.value().size()));
  for (const auto& [key, value] : check.node.members()) {
    const Json name = key;
    validate(Node(name, value.path() + " (the key)"), *check.field.key, check.profile);
    validate(value, *check.field.value, check.profile);
  }
}

const Field* find_in(const Constants<Field>& fields, const std::string& key) {
  for (const auto& field : fields) {
    if (key == field.name) return &field;
  }
  return nullptr;
}

std::vector<std::string> accepted_keys(const Check& check) {
  std::vector<std::string> names;
  for (const auto& field : check.field.fields) names.emplace_back(field.name);
  if (check.strict()) return names;
  for (const auto& field : check.field.additions) names.emplace_back(field.name);
  return names;
}

/// Where a key of that name belongs, as a path below `shape`; empty where nowhere.
std::string home_of(const std::string& key, const Field& shape, const std::string& path) {
  if (shape.value) return home_of(key, *shape.value, path + "[]");
  if (find_in(shape.fields, key)) return join(path, key);
  for (const auto& field : shape.fields) {
    auto found = home_of(key, field, join(path, field.name));
    if (!found.empty()) return found;
  }
  return {};
}

[[noreturn]] void refuse_key(const Check& check, const std::string& key) {
  std::string text = join(check.node.path(), key) + ": unknown key";
  const auto names = accepted_keys(check);
  if (check.strict() && find_in(check.field.additions, key)) {
    text += " (an addition of Lode's: profile amt accepts AMT's keys only).";
  } else if (const auto near = nearest(key, names)) {
    text += "; did you mean '" + *near + "'?";
  } else if (const auto home = home_of(key, full_request(), "$"); !home.empty()) {
    text += "; its place is " + home + ".";
  } else {
    text += ".";
  }
  throw Error(Code::argument, text + " Accepted here: " + one_of(names));
}

void check_required(const Check& check, const Field& field) {
  const bool needed = field.need == Need::always || (field.need == Need::amt && check.strict());
  if (!needed || check.value().contains(field.name)) return;
  throw Error(Code::argument, join(check.node.path(), field.name) +
                                  ": missing; accepted: " + accepted(field, check.profile) +
                                  (field.need == Need::amt ? " (required in profile amt)" : ""));
}

void check_structure(const Check& check) {
  if (!check.value().is_object()) refuse(check);
  for (const auto& [key, value] : check.node.members()) {
    const Field* field = find_in(check.field.fields, key);
    if (!field && !check.strict()) field = find_in(check.field.additions, key);
    if (!field) refuse_key(check, key);
    validate(value, *field, check.profile);
  }
  for (const auto& field : check.field.fields) check_required(check, field);
  if (!check.strict()) {
    for (const auto& field : check.field.additions) check_required(check, field);
  }
}

struct Checker {
  Type type;
  void (*check)(const Check&);
};

constexpr std::array checkers = {
    Checker{Type::structure, check_structure},
    Checker{Type::list, check_list},
    Checker{Type::map, check_map},
    Checker{Type::text, check_text},
    Checker{Type::choice, check_choice},
    Checker{Type::host_choice, check_host_choice},
    Checker{Type::integer, check_integer},
    Checker{Type::real, check_real},
    Checker{Type::boolean, check_boolean},
    Checker{Type::seconds, check_seconds},
    Checker{Type::number_text, check_number_text},
    Checker{Type::any_text, check_any_text},
    Checker{Type::number_or_bool, check_number_or_bool},
};

}  // namespace

void validate(const Node& node, const Field& shape, Profile profile) {
  for (const auto& checker : checkers) {
    if (checker.type == shape.type) return checker.check({node, shape, profile});
  }
}

}  // namespace lode::amt
