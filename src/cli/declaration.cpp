#include "cli/declaration.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

namespace lode::cli {

namespace {

/// CLI11 would read -1 as the largest number.
std::string check_whole_number(const std::string& text) {
  const bool digits = text.find_first_not_of("0123456789") == std::string::npos;
  return digits && !text.empty() ? "" : "'" + text + "' given; accepted: a whole number";
}

}  // namespace

void Declaration::positional(std::string& value, const char* type, const char* help, bool required) {
  app_.add_option(type, value, help)->type_name("")->required(required);
}

void Declaration::positionals(std::vector<std::string>& values, int least, int most, const char* type,
                              const char* help) {
  app_.add_option(type, values, help)->type_name("")->expected(least, most)->required();
}

void Declaration::text(const char* names, std::string& value, const char* type, const char* help) {
  app_.add_option(names, value, help)->type_name(type);
}

void Declaration::texts(const char* names, std::vector<std::string>& values, const char* type,
                        const char* help) {
  app_.add_option(names, values, help)->type_name(type)->allow_extra_args(false);
}

void Declaration::whole_number(const char* names, std::optional<std::uint64_t>& value, const char* help) {
  app_.add_option(names, value, help)->type_name("N")->check(check_whole_number, "");
}

void Declaration::flag(const char* names, bool& value, const char* help) {
  app_.add_flag(names, value, help);
}

void Declaration::store(std::string& value, const char* help) {
  app_.add_option("--store", value, help)->type_name("FILE")->envname("LODE_STORE")->required();
}

void Declaration::json(bool& value) { flag("--json", value, "Write JSON instead of text"); }

}  // namespace lode::cli
