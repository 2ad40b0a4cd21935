/// \file
/// The option table and what is read from a caller's options.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "lode/lode.h"
#include "study/definition.h"

namespace lode::capi {

struct Option {
  const char* name;
  lode_option_type type;
  std::string default_value;
  double low;
  double high;
  std::string text;
};

/// Every option there is. Drives set, check, documentation and bindings.
const std::vector<Option>& option_table();

/// The value in force; NULL options mean the defaults. \pre name is in the table.
double option_number(const lode_options* options, const char* name);
std::string option_text(const lode_options* options, const char* name);

/// The numeric options that were set and begin with `prefix`.
std::map<std::string, double> options_set(const lode_options* options, const std::string& prefix);
/// The options that were set and begin with "study.", put into the definition.
void apply_settings(const lode_options* options, study::Definition& definition);

}  // namespace lode::capi
