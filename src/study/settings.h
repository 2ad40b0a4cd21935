/// \file
/// The settings of a study that AMT's form or the typed calls have no field for, as rows of the engine's one
/// option table: whoever sets, checks, keeps, documents or lists them reads them from here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "study/definition.h"

namespace lode::study {

enum class SettingType : std::int32_t { integer, real, boolean, choice };

/// One row. A value is a number: a choice its place among `words`, a boolean 0 or 1, NaN: none.
struct Setting {
  const char* name;  ///< begins with "study."
  SettingType type;
  double low = 0;   ///< smallest number accepted
  double high = 0;  ///< largest number accepted
  std::vector<const char*> words;
  const char* amt = "";  ///< AMT's own field for it, "" where it has none
  const char* text;
  double (*get)(const Definition&);
  void (*set)(Definition&, double);
};

const std::vector<Setting>& settings();
/// nullptr where there is none of that name.
const Setting* find_setting(const std::string& name);
/// What to say of a name that is none: the nearest one, or all.
std::string setting_hint(const std::string& name);

/// "an integer from 0 to 100", "'last', 'best' or 'mean'", "true or false"
std::string accepted(const Setting& setting);
/// The value of a text; nothing where it is not one that the setting accepts.
std::optional<double> find_value(const Setting& setting, const std::string& text);
/// The same. \throws Error(Code::argument) naming the setting.
double setting_value(const Setting& setting, const std::string& text);
/// The text of a value: its word, "true", or the number; "none" for NaN.
std::string setting_text(const Setting& setting, double value);
/// What a study has where it was not set.
double setting_fallback(const Setting& setting);

}  // namespace lode::study
