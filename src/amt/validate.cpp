#include "amt/validate.h"

#include <algorithm>  // any_of
#include <array>
#include <cmath>
#include <vector>

#include "amt/accepted.h"
#include "amt/beyond.h"
#include "amt/pattern.h"
#include "base/characters.h"
#include "base/error.h"
#include "base/text.h"

namespace lode::amt {

namespace {

/// What a check needs: where, the row of the table, the profile, and the table of the whole document.
struct Check {
  const Node& node;
  const Field& field;
  Profile profile;
  const Field& root;
  const Json& value() const { return node.value(); }
  bool strict() const { return profile == Profile::amt; }
};

void check_type(const Check& check);

void check_below(const Check& above, const Node& node, const Field& field) {
  check_type({node, field, above.profile, above.root});
}

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
  const auto is_given = [&](const char* name) { return check.value() == name; };
  if (std::ranges::any_of(check.field.values, is_given)) return;
  if (!check.strict() && std::ranges::any_of(check.field.more_values, is_given)) return;
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

// Objects and arrays.

void check_list(const Check& check) {
  if (!check.value().is_array()) refuse(check);
  check_bounds(check, static_cast<double>(check.value().size()));
  for (const auto& item : check.node.items()) check_below(check, item, *check.field.value);
}

void check_map(const Check& check) {
  if (!check.value().is_object()) refuse(check);
  check_bounds(check, static_cast<double>(check.value().size()));
  for (const auto& [key, value] : check.node.members()) {
    const Json name = key;
    check_below(check, Node(name, value.path() + " (the key)"), *check.field.key);
    check_below(check, value, *check.field.value);
  }
}

const Field* find_in(const Constants<Field>& fields, const std::string& key) {
  for (const auto& field : fields) {
    if (key == field.name) return &field;
  }
  return nullptr;
}

/// Where a key of that name belongs, as a path below `shape`; empty where nowhere.
std::string home_of(const std::string& key, const Field& shape, const std::string& path, Profile profile) {
  if (shape.value) return home_of(key, *shape.value, path + "[]", profile);
  const auto members = members_of(shape, profile);
  for (const auto* member : members) {
    if (!member->later() && key == member->name) return join(path, key);
  }
  for (const auto* member : members) {
    if (member->later()) continue;
    auto found = home_of(key, *member, join(path, member->name), profile);
    if (!found.empty()) return found;
  }
  return {};
}

/// The same in words; the place may be one of the form that the document does not have.
std::string home_text(const Check& check, const std::string& key) {
  const auto home = home_of(key, check.root, "$", check.profile);
  if (!home.empty()) return "; its place is " + home;
  const auto elsewhere = home_of(key, full_request(), "$", check.profile);
  if (elsewhere.empty()) return "";
  return "; its place is " + elsewhere +
         " of a full request (CreateHyperParameterTuningJob), where this configuration is the value of " +
         "HyperParameterTuningJobConfig";
}

[[noreturn]] void refuse_key(const Check& check, const std::string& key, const Node& value) {
  // A configuration alone has no place for what only the full request has; that this release has it neither,
  // where it is valid at all, is what there is to say.
  const Field* of_request = &check.field == &check.root ? find_in(full_request().fields, key) : nullptr;
  if (of_request && of_request->later()) {
    check_below(check, value, *of_request);
    refuse_later(value, *of_request);
  }
  std::string text = value.path() + ": unknown key";
  const auto names = keys_of(check.field, check.profile);
  if (check.strict() && find_in(check.field.additions, key)) {
    text += " (an addition of Lode's: profile amt accepts AMT's keys only).";
  } else if (of_request) {
    text += home_text(check, key) + ".";
  } else if (const auto near = nearest(key, names)) {
    text += "; did you mean '" + *near + "'?";
  } else {
    text += home_text(check, key) + ".";
  }
  throw Error(Code::argument, text + " Accepted here: " + (names.empty() ? "no key" : one_of(names)));
}

void check_required(const Check& check, const Field& field) {
  if (!needed_in(field, check.profile) || check.value().contains(field.name)) return;
  throw Error(Code::argument, join(check.node.path(), field.name) +
                                  ": missing; accepted: " + accepted(field, check.profile) +
                                  (field.need == Need::amt ? " (required in profile amt)" : ""));
}

void check_structure(const Check& check) {
  if (!check.value().is_object()) refuse(check);
  for (const auto& [key, value] : check.node.members()) {
    const Field* field = find_in(check.field.fields, key);
    if (!field && !check.strict()) field = find_in(check.field.additions, key);
    if (!field) refuse_key(check, key, value);
    check_below(check, value, *field);
  }
  for (const auto* field : members_of(check.field, check.profile)) check_required(check, *field);
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
};

void check_type(const Check& check) {
  for (const auto& checker : checkers) {
    if (checker.type == check.field.type) return checker.check(check);
  }
}

}  // namespace

void validate(const Node& node, const Field& shape, Profile profile) {
  check_type({node, shape, profile, shape});
}

}  // namespace lode::amt
