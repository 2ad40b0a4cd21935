// Input: lines NAME=VALUE for lode_options_set and its relatives. What is accepted reads back as a value that
// is accepted and reads back the same; a context and a study can be made with it.

#include <cmath>

#include "fuzz/host.h"

namespace {

using namespace lode::fuzz;

std::string value_of(const lode_options* options, const std::string& name) {
  return two_calls([&](auto... rest) { return lode_options_get(options, name.c_str(), rest...); });
}

void expect_kept(lode_options* options, const std::string& name, lode_status status) {
  LODE_MUST(status == LODE_OK || status == LODE_E_ARGUMENT || status == LODE_E_NOT_FOUND);
  if (status != LODE_OK) return;
  lode_error error = LODE_ERROR_INIT;
  const std::string value = value_of(options, name);
  LODE_MUST_SAY(answered(lode_options_set(options, name.c_str(), value.c_str(), &error), error) == LODE_OK,
                error.message);
  LODE_MUST(value_of(options, name) == value);
}

void set(lode_options* options, std::string_view line) {
  lode_error error = LODE_ERROR_INIT;
  const std::string name(cut(line, '='));
  const std::string value(line);
  expect_kept(options, name, answered(lode_options_set(options, name.c_str(), value.c_str(), &error), error));
  Bytes bytes(reinterpret_cast<const std::uint8_t*>(value.data()), value.size());
  const auto real = bytes.raw<double>();
  expect_kept(options, name, answered(lode_options_set_real(options, name.c_str(), real, &error), error));
  const auto whole = bytes.raw<std::int64_t>();
  expect_kept(options, name, answered(lode_options_set_integer(options, name.c_str(), whole, &error), error));
  expect_kept(options, name, answered(lode_options_set(options, name.c_str(), value.c_str(), &error), error));
}

Space make_space() {
  lode_space* space = nullptr;
  LODE_MUST(lode_space_create(&space, nullptr) == LODE_OK);
  LODE_MUST(lode_space_add_real(space, "x", 0.0, 1.0, LODE_SCALING_LINEAR, nullptr) == LODE_OK);
  return Space(space);
}

/// Whatever the table accepts, the engine takes.
void expect_usable(const lode_options* options) {
  lode_error error = LODE_ERROR_INIT;
  const Context context = make_context(options);
  const Store store = open_memory(context.get());
  lode_objective objective = {sizeof objective, LODE_MINIMIZE, "loss"};
  lode_study_definition definition = LODE_STUDY_DEFINITION_INIT;
  definition.name = "fuzzed";
  definition.objectives = &objective;
  definition.objective_count = 1;
  lode_study* study = nullptr;
  const lode_status status =
      lode_study_create(context.get(), store.get(), &definition, make_space().get(), options, &study, &error);
  LODE_MUST_SAY(answered(status, error) == LODE_OK, error.message);
  const Study opened(study);
  lode_trial* trial = nullptr;
  std::uint32_t given = 0;
  LODE_MUST_SAY(answered(lode_study_ask(study, 1, &trial, &given, &error), error) == LODE_OK, error.message);
  const Trial first(trial);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  lode_options* options = nullptr;
  LODE_MUST(lode_options_create(&options, nullptr) == LODE_OK);
  const Options owned(options);
  for (std::string_view rest = text_of(data, size); !rest.empty();) set(options, cut(rest, '\n'));
  expect_usable(options);
  return 0;
}
