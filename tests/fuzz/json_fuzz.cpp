// Input: a JSON document for lode_study_create_json. It makes a study in either profile, or is refused with a
// text. A study that it makes answers its queries, hands out a trial, and its own request makes it again.

#include <array>

#include "base/json.h"
#include "fuzz/host.h"

namespace {

using namespace lode::fuzz;

Study create(lode_store* store, const char* name, const std::string& json, const lode_options* options) {
  static const Context context = make_context();
  lode_error error = LODE_ERROR_INIT;
  lode_study* study = nullptr;
  const lode_status status = answered(
      lode_study_create_json(context.get(), store, name, json.c_str(), options, &study, &error), error);
  LODE_MUST_SAY(status == LODE_OK || status == LODE_E_ARGUMENT || status == LODE_E_UNSUPPORTED,
                error.message);
  LODE_MUST((status == LODE_OK) == (study != nullptr));
  return Study(study);
}

Options profile(const char* name) {
  lode_options* options = nullptr;
  LODE_MUST(lode_options_create(&options, nullptr) == LODE_OK);
  LODE_MUST(lode_options_set(options, "json.profile", name, nullptr) == LODE_OK);
  return Options(options);
}

void expect_same_again(lode_study* study) {
  const std::string request = request_of(study);
  const Store other = open_memory(make_context().get());
  const Study copy = create(other.get(), nullptr, request, nullptr);
  LODE_MUST_SAY(copy != nullptr, request);
  LODE_MUST_SAY(request_of(copy.get()) == request, request);
}

void expect_works(lode_study* study) {
  lode_error error = LODE_ERROR_INIT;
  std::array<lode_trial*, 2> trials{};
  std::uint32_t given = 0;
  const lode_status status =
      answered(lode_study_ask(study, trials.size(), trials.data(), &given, &error), error);
  LODE_MUST_SAY(status >= 0, error.message);
  for (std::uint32_t i = 0; i < given; ++i) {
    const Trial trial(trials[i]);
    lode::parse_json(two_calls([&](auto... rest) { return lode_trial_json(trial.get(), rest...); }));
    answered(lode_study_tell_value(study, lode_trial_number(trial.get()), i, &error), error);
  }
  lode::parse_json(two_calls([&](auto... rest) { return lode_study_describe_json(study, rest...); }));
  lode::parse_json(two_calls([&](auto... rest) { return lode_study_trials_json(study, rest...); }));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Options lode = profile("lode"), amt = profile("amt");
  const std::string json(text_of(data, size));
  for (const lode_options* options : {lode.get(), amt.get()}) {
    const Store store = open_memory(make_context().get());
    const Study study = create(store.get(), "fuzzed", json, options);
    if (study == nullptr) continue;
    expect_same_again(study.get());
    expect_works(study.get());
  }
  return 0;
}
