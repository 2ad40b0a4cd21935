// Options: named settings, all from one table.

#include "capi/options.h"

#include <algorithm>  // none_of
#include <cmath>
#include <memory>
#include <string_view>

#include "base/text.h"
#include "capi/guard.h"
#include "capi/handles.h"
#include "study/quotas.h"
#include "study/settings.h"

using namespace lode;
using namespace lode::capi;

namespace lode::capi {

namespace {

const Option& find(const std::string& name) {
  std::vector<std::string> names;
  for (const auto& option : option_table()) {
    if (name == option.name) return option;
    names.emplace_back(option.name);
  }
  const auto hint = nearest(name, names);
  throw Error(Code::not_found, "option '" + name + "' is unknown; " +
                                   (hint ? "did you mean '" + *hint + "'? Accepted: " : "accepted: ") +
                                   one_of(names));
}

[[noreturn]] void refuse(const Option& option, const std::string& value, const std::string& accepted) {
  throw Error(Code::argument,
              std::string("option '") + option.name + "': '" + value + "' given; accepted: " + accepted);
}

/// The value in the table's own text form: numbers shortest, booleans "true" or "false".
std::string checked(const Option& option, const std::string& value) {
  if (const auto* setting = study::find_setting(option.name))
    return study::setting_text(*setting, study::setting_value(*setting, value));
  if (option.type == LODE_OPTION_TEXT) {
    if (option.name == std::string("json.profile") && value != "lode" && value != "amt")
      refuse(option, value, "'lode' or 'amt'");
    if (option.name == std::string("context.quotas") &&
        std::ranges::none_of(study::preset_words(), [&](const char* word) { return value == word; }))
      refuse(option, value, "'none', 'amt-classic' or 'amt-current'");
    return value;
  }
  if (option.type == LODE_OPTION_BOOLEAN) {
    if (value == "true" || value == "1") return "true";
    if (value == "false" || value == "0") return "false";
    refuse(option, value, "true or false");
  }
  const auto number = parse_number(value);
  const bool whole = option.type != LODE_OPTION_INTEGER || (number && *number == std::floor(*number));
  if (!number || !whole || !(*number >= option.low && *number <= option.high))
    refuse(option, value,
           std::string(option.type == LODE_OPTION_INTEGER ? "an integer" : "a number") + " from " +
               to_text(option.low) + " to " + to_text(option.high));
  return to_text(*number);
}

std::string in_force(const lode_options* options, const Option& option) {
  if (options != nullptr)
    if (const auto found = options->values.find(option.name); found != options->values.end())
      return found->second;
  return option.default_value;
}

double as_number(const std::string& value) {
  return value == "true" ? 1 : value == "false" ? 0 : *parse_number(value);
}

lode_status set(lode_options* options, const char* name, const std::string& value, lode_error* error) {
  return guarded(error, [&] {
    required(options, "options");
    const Option& option = find(text(name, "name"));
    options->values[option.name] = checked(option, value);
    return LODE_OK;
  });
}

}  // namespace

double option_number(const lode_options* options, const char* name) {
  return as_number(in_force(options, find(name)));
}

std::string option_text(const lode_options* options, const char* name) {
  return in_force(options, find(name));
}

std::map<std::string, double> options_set(const lode_options* options, const std::string& prefix) {
  std::map<std::string, double> numbers;
  if (options == nullptr) return numbers;
  for (const auto& [name, value] : options->values)
    if (name.starts_with(prefix)) numbers[name] = as_number(value);
  return numbers;
}

void apply_settings(const lode_options* options, study::Definition& definition) {
  if (options == nullptr) return;
  for (const auto& [name, value] : options->values)
    if (const auto* setting = study::find_setting(name)) {
      const double before = setting->get(definition), after = study::setting_value(*setting, value);
      setting->set(definition, after);
      const auto erased = std::erase_if(definition.choices, [&](const study::Choice& choice) {
        return std::string_view(setting->amt).starts_with(choice.field);
      });
      const bool same = study::setting_text(*setting, before) == study::setting_text(*setting, after);
      if (erased > 0 || !same) definition.amended = true;
    }
}

}  // namespace lode::capi

size_t lode_option_count(void) { return option_table().size(); }

lode_status lode_option_describe(size_t index, lode_option_info* info, lode_error* error) {
  return guarded(error, [&] {
    const auto& table = option_table();
    if (index >= table.size())
      throw Error(Code::argument, "index: " + std::to_string(index) + " given; 0 to " +
                                      std::to_string(table.size() - 1) + " accepted");
    const Option& o = table[index];
    lode_option_info filled = LODE_OPTION_INFO_INIT;
    filled.type = o.type;
    filled.name = o.name;
    filled.default_value = o.default_value.c_str();
    filled.text = o.text.c_str();
    filled.low = o.low;
    filled.high = o.high;
    write_struct(filled, info, "info", LODE_LEAST(lode_option_info, high));
    return LODE_OK;
  });
}

lode_status lode_options_create(lode_options** out, lode_error* error) {
  return guarded(error, [&] {
    lode_options*& made = required(out, "out");
    made = new lode_options;
    return LODE_OK;
  });
}

void lode_options_free(lode_options* options) { delete options; }

lode_status lode_options_set(lode_options* options, const char* name, const char* value, lode_error* error) {
  std::string copy;
  const lode_status status = guarded(error, [&] {
    copy = text(value, "value");
    return LODE_OK;
  });
  return status < 0 ? status : set(options, name, copy, error);
}

lode_status lode_options_set_integer(lode_options* options, const char* name, int64_t value,
                                     lode_error* error) {
  return set(options, name, std::to_string(value), error);
}

lode_status lode_options_set_real(lode_options* options, const char* name, double value, lode_error* error) {
  return set(options, name, to_text(value), error);
}

lode_status lode_options_get(const lode_options* options, const char* name, char* buffer, size_t capacity,
                             size_t* needed, lode_error* error) {
  return guarded(error, [&] {
    required(options, "options");
    return copy_out(in_force(options, find(text(name, "name"))), buffer, capacity, needed);
  });
}
