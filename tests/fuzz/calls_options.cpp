// Calls on options and spaces.

#include "fuzz/calls.h"

namespace lode::fuzz {

void Machine::set_option() {
  // Those of the strategy stay: they could make a fit arbitrarily dear.
  static const char* const all[] = {"context.threads", "store.create", "json.profile", "launch.directory",
                                    "none"};
  const char* option = all[in_.index(std::size(all))];
  const std::string value = in_.text();
  check(lode_options_set(options_.get(), option, text_or_null(value), &error_));
  check(lode_options_set_real(options_.get(), option, number(), &error_));
  check(lode_options_set_integer(options_.get(), option, in_.raw<std::int32_t>(), &error_));
}

void Machine::get_option() {
  const std::string option = in_.index(2) == 0 ? "json.profile" : name();
  read_text([&](auto... rest) { return lode_options_get(options_.get(), option.c_str(), rest...); });
}

void Machine::describe_option() {
  lode_option_info info = LODE_OPTION_INFO_INIT;
  info.struct_size = size_of_struct(sizeof info);
  check(lode_option_describe(in_.byte(), &info, &error_));
}

void Machine::make_space() { space_ = new_space(); }

void Machine::add_real() {
  const std::string n = name();
  const char* given = text_or_null(n);
  const double low = number(), high = number();
  check(lode_space_add_real(space_.get(), given, low, high, in_.byte() % 5, &error_));
}

void Machine::add_integer() {
  const std::string n = name();
  const auto low = in_.index(8) == 0 ? in_.raw<std::int64_t>() : in_.byte();
  const auto high = in_.index(8) == 0 ? in_.raw<std::int64_t>() : in_.byte();
  const char* given = text_or_null(n);
  check(lode_space_add_integer(space_.get(), given, low, high, in_.byte() % 5, &error_));
}

void Machine::add_categorical() {
  const std::string n = name();
  std::array<std::string, 3> texts{name(), name(), name()};
  std::array<const char*, 3> choices{};
  for (std::size_t i = 0; i < texts.size(); ++i) choices[i] = text_or_null(texts[i]);
  const char* given = text_or_null(n);
  const char* const* list = in_.index(16) == 15 ? nullptr : choices.data();
  check(lode_space_add_categorical(space_.get(), given, list, in_.index(4), &error_));
}

void Machine::set_step() {
  const std::string n = name();
  const char* given = text_or_null(n);
  check(lode_space_set_step(space_.get(), given, number(), &error_));
}

void Machine::set_condition() {
  const std::string child = name(), parent = name();
  const std::array<const char*, 2> given{text_or_null(child), text_or_null(parent)};
  const std::array<double, 2> values{number(), number()};
  const double* list = in_.index(16) == 15 ? nullptr : values.data();
  check(lode_space_set_condition(space_.get(), given[0], given[1], list, in_.index(3), &error_));
}

}  // namespace lode::fuzz
