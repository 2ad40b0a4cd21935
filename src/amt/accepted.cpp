#include "amt/accepted.h"

#include <algorithm>  // min
#include <array>

#include "base/text.h"

namespace lode::amt {

namespace {

/// "of 1 to 30 characters"; empty where any number will do.
std::string count_text(const Bounds& bounds, const std::string& unit) {
  const auto units = [&](double count) { return to_text(count) + " " + unit + (count == 1 ? "" : "s"); };
  if (bounds.high == unlimited) return bounds.low <= 0 ? "" : " of at least " + units(bounds.low);
  if (bounds.low <= 0) return " of at most " + units(bounds.high);
  if (bounds.low == bounds.high) return " of " + units(bounds.low);
  return " of " + to_text(bounds.low) + " to " + units(bounds.high);
}

/// "'a', 'b' and 'c'".
std::string all_of(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? " and " : ", ";
    text += "'" + names[i] + "'";
  }
  return text;
}

std::string of_text(const Field& field, Profile profile) {
  std::string text = "a string" + count_text(bounds_of(field, profile), "character");
  if (profile == Profile::amt && field.pattern) text += std::string(" that matches ") + field.pattern;
  return text;
}

std::string of_structure(const Field& field, Profile profile) {
  std::vector<std::string> needed;
  for (const auto* member : members_of(field, profile)) {
    if (needed_in(*member, profile)) needed.emplace_back(member->name);
  }
  const auto all = keys_of(field, profile);
  if (all.empty()) return "an object without keys";
  if (needed.empty()) return "an object with any of the keys " + all_of(all);
  return std::string("an object with the key") + (needed.size() == 1 ? " " : "s ") + all_of(needed);
}

std::string of_list(const Field& field, Profile profile) {
  return "an array" + count_text(bounds_of(field, profile), "element") + ", each " +
         accepted(*field.value, profile);
}

std::string of_map(const Field& field, Profile profile) {
  return "an object" + count_text(bounds_of(field, profile), "key") + ", each value " +
         accepted(*field.value, profile);
}

std::string of_choice(const Field& field, Profile profile) { return one_of(choices_of(field, profile)); }

std::string of_host_choice(const Field& field, Profile profile) {
  return profile == Profile::amt && field.values.count > 0 ? of_choice(field, profile)
                                                           : of_text(field, profile);
}

/// Of the integers that a document can hold: below 0 those of 64 bits with a sign, else those without one.
std::string of_integer(const Field& field, Profile profile) {
  const Bounds bounds = bounds_of(field, profile);
  if (bounds.low == bounds.high) return "the integer " + to_text(bounds.low);
  return "an integer from " + (bounds.low == -unlimited ? "-9223372036854775808" : to_text(bounds.low)) +
         " to " + (bounds.high == unlimited ? "18446744073709551615 (2^64 - 1)" : to_text(bounds.high));
}

std::string of_real(const Field& field, Profile profile) {
  const Bounds bounds = bounds_of(field, profile);
  if (bounds.low == -unlimited) return "a number";
  const std::string most = bounds.high == unlimited ? "" : " and at most " + to_text(bounds.high);
  if (bounds.open) return "a number greater than " + to_text(bounds.low) + most;
  if (bounds.high == unlimited) return "a number of at least " + to_text(bounds.low);
  return "a number from " + to_text(bounds.low) + " to " + to_text(bounds.high);
}

std::string of_seconds(const Field& field, Profile profile) {
  return profile == Profile::amt ? of_integer(field, profile) : of_real(field, profile);
}

std::string of_boolean(const Field&, Profile) { return "true or false"; }

std::string of_number_text(const Field& field, Profile profile) {
  if (profile == Profile::lode) return "a number, or a string that holds one";
  return "a string" + count_text(bounds_of(field, profile), "character") + " that holds a number";
}

std::string of_any_text(const Field& field, Profile profile) {
  const std::string text = of_text(field, profile);
  return profile == Profile::amt ? text : text + ", or a number or boolean that stands for its text";
}

struct Words {
  Type type;
  std::string (*of)(const Field&, Profile);
};

constexpr std::array words = {
    Words{Type::structure, of_structure},
    Words{Type::list, of_list},
    Words{Type::map, of_map},
    Words{Type::text, of_text},
    Words{Type::choice, of_choice},
    Words{Type::host_choice, of_host_choice},
    Words{Type::integer, of_integer},
    Words{Type::real, of_real},
    Words{Type::boolean, of_boolean},
    Words{Type::seconds, of_seconds},
    Words{Type::number_text, of_number_text},
    Words{Type::any_text, of_any_text},
};

}  // namespace

Bounds bounds_of(const Field& field, Profile profile) {
  if (profile == Profile::lode) return field.lode;
  Bounds both = field.amt.low > field.lode.low ? field.amt : field.lode;
  both.high = std::min(field.amt.high, field.lode.high);
  return both;
}

std::vector<const Field*> members_of(const Field& structure, Profile profile) {
  std::vector<const Field*> members;
  for (const auto& field : structure.fields) members.push_back(&field);
  if (profile == Profile::amt) return members;
  for (const auto& field : structure.additions) members.push_back(&field);
  return members;
}

bool needed_in(const Field& field, Profile profile) {
  return field.need == Need::always || (field.need == Need::amt && profile == Profile::amt);
}

std::vector<std::string> keys_of(const Field& structure, Profile profile) {
  std::vector<std::string> names;
  for (const auto* member : members_of(structure, profile)) {
    if (!member->later()) names.emplace_back(member->name);
  }
  return names;
}

std::vector<std::string> choices_of(const Field& field, Profile profile) {
  std::vector<std::string> names(field.values.begin(), field.values.end());
  if (profile == Profile::lode) names.insert(names.end(), field.more_values.begin(), field.more_values.end());
  return names;
}

std::string accepted(const Field& field, Profile profile) {
  for (const auto& word : words) {
    if (word.type == field.type) return word.of(field, profile);
  }
  return {};
}

std::string accepted(const Field& structure, std::string_view key, Profile profile) {
  for (const auto& field : structure.fields) {
    if (key == field.name) return accepted(field, profile);
  }
  return {};
}

}  // namespace lode::amt
