#include "cli/declaration.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>  // reverse
#include <stdexcept>

namespace lode::cli {

namespace {

/// CLI11 would read -1 as the largest number.
std::string check_whole_number(const std::string& text) {
  const bool digits = text.find_first_not_of("0123456789") == std::string::npos;
  return digits && !text.empty() ? "" : "'" + text + "' given; accepted: a whole number";
}

/// CLI11's help with a usage line of our own.
class UsageFormatter : public CLI::Formatter {
 public:
  explicit UsageFormatter(std::string usage) : usage_(std::move(usage)) { column_width(34); }
  std::string make_usage(const CLI::App*, std::string) const override { return "Usage: " + usage_ + "\n"; }

 private:
  std::string usage_;
};

}  // namespace

Declaration::Declaration(const std::string& usage, const std::string& summary, const std::string& footer)
    : app_(std::make_unique<CLI::App>(summary)) {
  app_->formatter(std::make_shared<UsageFormatter>(usage));
  app_->footer(footer);
}

Declaration::~Declaration() = default;

void Declaration::positional(std::string& value, const char* type, const char* help, bool required) {
  app_->add_option(type, value, help)->type_name("")->required(required);
}

void Declaration::positionals(std::vector<std::string>& values, int least, int most, const char* type,
                              const char* help) {
  app_->add_option(type, values, help)->type_name("")->expected(least, most)->required();
}

void Declaration::text(const char* names, std::string& value, const char* type, const char* help) {
  app_->add_option(names, value, help)->type_name(type);
}

void Declaration::texts(const char* names, std::vector<std::string>& values, const char* type,
                        const char* help) {
  app_->add_option(names, values, help)->type_name(type)->allow_extra_args(false);
}

void Declaration::whole_number(const char* names, std::optional<std::uint64_t>& value, const char* help) {
  app_->add_option(names, value, help)->type_name("N")->check(check_whole_number, "");
}

void Declaration::flag(const char* names, bool& value, const char* help) {
  app_->add_flag(names, value, help);
}

void Declaration::store(std::string& value, const char* help) {
  app_->add_option("--store", value, help)->type_name("FILE")->envname("LODE_STORE")->required();
}

void Declaration::json(bool& value) { flag("--json", value, "Write JSON instead of text"); }

std::vector<std::string> Declaration::option_names() const {
  std::vector<std::string> names;
  for (const auto* option : app_->get_options()) {
    for (const auto& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

bool Declaration::read(std::vector<std::string> arguments) {
  std::reverse(arguments.begin(), arguments.end());  // as CLI11 wants it
  try {
    app_->parse(arguments);
    return true;
  } catch (const CLI::CallForHelp&) {
    return false;
  } catch (const CLI::ParseError& error) {
    throw std::invalid_argument(error.what());
  }
}

std::string Declaration::help() const { return app_->help(); }

}  // namespace lode::cli
