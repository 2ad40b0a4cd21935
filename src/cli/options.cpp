/// \file
/// `lode options`: the library's option table.
#include <iostream>
#include <memory>

#include "cli/command.h"
#include "cli/common.h"
#include "cli/json.h"
#include "cli/table.h"
#include "cli/text.h"

namespace lode::cli {

namespace {

const char* type_word(lode_option_type type) {
  constexpr const char* words[] = {"integer", "real", "text", "boolean"};
  return type >= 0 && type < 4 ? words[type] : "unknown";
}

bool numeric(const lode_option_info& row) {
  return row.type == LODE_OPTION_INTEGER || row.type == LODE_OPTION_REAL;
}

Json json_of(const lode_option_info& row) {
  std::vector<Json::Member> members = {
      {"Name", row.name}, {"Type", type_word(row.type)}, {"Default", row.default_value}};
  if (numeric(row)) members.insert(members.end(), {{"MinValue", row.low}, {"MaxValue", row.high}});
  members.emplace_back("Text", row.text);
  return Json::object(members);
}

std::string bounds_of(const lode_option_info& row) {
  return numeric(row) ? "[" + short_number(row.low) + ", " + short_number(row.high) + "]" : "";
}

int options(bool json) {
  const auto rows = Options::table();
  if (json) {
    std::vector<Json> list;
    for (const auto& row : rows) list.push_back(json_of(row));
    print_json(Json::array(list));
    return exit_ok;
  }
  Table table({"Name", "Type", "Default", "Bounds", "Meaning"});
  for (const auto& row : rows) {
    table.add({row.name, type_word(row.type), row.default_value, bounds_of(row), row.text});
  }
  table.print(std::cout);
  return exit_ok;
}

}  // namespace

Action declare_options(Declaration& declared) {
  const auto json = std::make_shared<bool>(false);
  declared.json(*json);
  return [json](const Trainer&) { return options(*json); };
}

}  // namespace lode::cli
