#include "cli/declaration.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>  // reverse
#include <charconv>   // from_chars
#include <stdexcept>

namespace lode::cli {

namespace {

/// CLI11 would read -1, and what is too large, as the largest number.
/// Decimal, also with zeros in front: CLI11's own reading would take "010" for eight.
std::optional<std::uint64_t> read_whole_number(const std::string& text) {
  std::uint64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  return stop == end && error == std::errc() ? std::optional(number) : std::nullopt;
}

/// What is wrong with the text of a number of that range; empty where nothing is.
std::string wrong_number(const std::string& text, const WholeNumbers& range) {
  const auto number = read_whole_number(text);
  if (number && *number >= range.low && *number <= range.high) return "";
  return "'" + text + "' given; accepted: a whole number from " + std::to_string(range.low) + " to " +
         std::to_string(range.high);
}

/// A text that is empty is one that went missing, in a script's "$NAME" say: to take it as not given would
/// mean another study.
std::string check_not_empty(const std::string& text) {
  return text.empty() ? "'' given; accepted: at least one character" : "";
}

/// "--store FILE (the store: a SQLite file)".
std::string shown(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  return option.get_name() + (type.empty() ? "" : " " + type) + " (" + option.get_description() + ")";
}

/// What is wrong with how often an option has a value; empty where nothing is.
std::string wrong_count(const CLI::Option& option, bool named) {
  const std::string name = option.get_name();
  const auto most = static_cast<std::size_t>(option.get_items_expected_max());
  if (option.count() > most)
    return name + ": " + std::to_string(option.count()) + " values given; accepted: " + std::to_string(most);
  if (option.count() > 0 || !(named || option.get_required())) return "";
  const std::string& variable = option.get_envname();
  return name + ": missing; accepted: " + shown(option) +
         (variable.empty() ? "" : ", or the environment variable " + variable);
}

/// CLI11's own words name neither what was given nor what is accepted.
std::string in_our_words(const CLI::App& app, const CLI::ParseError& error) {
  const bool count_is_wrong = dynamic_cast<const CLI::RequiredError*>(&error) != nullptr ||
                              dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr;
  const std::string what = error.what();
  std::string positionals;
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_positional()) positionals += " and " + option->get_name();
    if (!count_is_wrong) continue;
    const bool named = what.rfind(option->get_name() + ":", 0) == 0;
    if (const std::string wrong = wrong_count(*option, named); !wrong.empty()) return wrong;
  }
  const auto extra = app.remaining();
  if (dynamic_cast<const CLI::ExtrasError*>(&error) == nullptr || extra.empty()) return what;
  return "argument '" + extra.front() + "': not expected; accepted: options" +
         (positionals.empty() ? " only" : positionals);
}

/// CLI11 would take --quiet=no for something, and --json=3 for --json.
void check_flags(const CLI::App& app, const std::vector<std::string>& arguments) {
  for (const auto& argument : arguments) {
    const auto equals = argument.find('=');
    if (equals == std::string::npos || argument.rfind("--", 0) != 0) continue;
    const std::string name = argument.substr(0, equals);
    const CLI::Option* option = app.get_option_no_throw(name);
    if (option != nullptr && option->get_items_expected_max() == 0)
      throw std::invalid_argument(name + ": '" + argument.substr(equals + 1) + "' given; accepted: no value");
  }
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
  app_->add_option(type, value, help)->type_name("")->required(required)->check(check_not_empty, "");
}

void Declaration::positionals(std::vector<std::string>& values, int least, int most, const char* type,
                              const char* help) {
  app_->add_option(type, values, help)
      ->type_name("")
      ->expected(least, most)
      ->required()
      ->check(check_not_empty, "");
}

void Declaration::text(const char* names, std::string& value, const char* type, const char* help) {
  app_->add_option(names, value, help)->type_name(type)->check(check_not_empty, "");
}

void Declaration::texts(const char* names, std::vector<std::string>& values, const char* type,
                        const char* help) {
  app_->add_option(names, values, help)->type_name(type)->allow_extra_args(false)->check(check_not_empty, "");
}

void Declaration::whole_number(const char* names, std::optional<std::uint64_t>& value,
                               const WholeNumbers& range, const char* help) {
  const auto take = [&value](const std::string& text) { value = read_whole_number(text); };
  const auto check = [range](const std::string& text) { return wrong_number(text, range); };
  app_->add_option_function<std::string>(names, take, help)->type_name("N")->check(check, "");
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
  check_flags(*app_, arguments);
  std::reverse(arguments.begin(), arguments.end());  // as CLI11 wants it
  try {
    app_->parse(arguments);
    return true;
  } catch (const CLI::CallForHelp&) {
    return false;
  } catch (const CLI::ParseError& error) {
    throw std::invalid_argument(in_our_words(*app_, error));
  }
}

std::string Declaration::help() const { return app_->help(); }

}  // namespace lode::cli
