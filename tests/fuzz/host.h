/// \file
/// The C interface as the fuzz targets use it: a context with a store in memory, and texts by the two-call
/// pattern.
#pragma once

#include <lode/lode.h>
#include <memory>
#include <string>

#include "fuzz/fuzz.h"

namespace lode::fuzz {

template <auto release>
struct Free {
  template <class T>
  void operator()(T* handle) const {
    release(handle);
  }
};

using Context = std::unique_ptr<lode_context, Free<lode_context_free>>;
using Options = std::unique_ptr<lode_options, Free<lode_options_free>>;
using Space = std::unique_ptr<lode_space, Free<lode_space_free>>;
using Store = std::unique_ptr<lode_store, Free<lode_store_free>>;
using Study = std::unique_ptr<lode_study, Free<lode_study_free>>;
using Trial = std::unique_ptr<lode_trial, Free<lode_trial_free>>;
using Snapshot = std::unique_ptr<lode_snapshot, Free<lode_snapshot_free>>;
using Launcher = std::unique_ptr<lode_launcher, Free<lode_launcher_free>>;

/// What every call promises: a code that says what `status` says, a text where it failed, and never
/// LODE_E_INTERNAL.
inline lode_status answered(lode_status status, const lode_error& error) {
  LODE_MUST_SAY(status != LODE_E_INTERNAL && status != LODE_E_MEMORY, error.message);
  LODE_MUST(error.code == status);
  LODE_MUST((status < 0) == (error.message[0] != '\0'));
  LODE_MUST(std::string_view(lode_status_name(status)) != "unknown");
  return status;
}

/// The text of a two-call function, called as call(buffer, capacity, &needed, &error). A text that tells the
/// time may have grown between the two: then there is a third.
template <class Call>
std::string two_calls(Call&& call) {
  lode_error error = LODE_ERROR_INIT;
  std::size_t needed = 0;
  LODE_MUST_SAY(answered(call(nullptr, std::size_t{0}, &needed, &error), error) == LODE_OK, error.message);
  std::string text;
  lode_status status = LODE_E_BUFFER;
  for (int tries = 0; tries < 3 && status == LODE_E_BUFFER; ++tries) {
    text.assign(needed, '?');
    status = answered(call(text.data(), text.size(), &needed, &error), error);
  }
  LODE_MUST_SAY(status == LODE_OK && needed <= text.size(), error.message);
  LODE_MUST(needed > 0 && text[needed - 1] == '\0');
  return text.substr(0, needed - 1);
}

inline std::string request_of(lode_study* study) {
  return two_calls([&](auto... rest) { return lode_study_request_json(study, rest...); });
}

inline Context make_context(const lode_options* options = nullptr) {
  lode_context* context = nullptr;
  LODE_MUST(lode_context_create(options, &context, nullptr) == LODE_OK);
  return Context(context);
}

inline Options make_options() {
  lode_options* options = nullptr;
  LODE_MUST(lode_options_create(&options, nullptr) == LODE_OK);
  return Options(options);
}

inline Space new_space() {
  lode_space* space = nullptr;
  LODE_MUST(lode_space_create(&space, nullptr) == LODE_OK);
  return Space(space);
}

inline Store open_memory(lode_context* context) {
  lode_store* store = nullptr;
  LODE_MUST(lode_store_open(context, ":memory:", nullptr, &store, nullptr) == LODE_OK);
  return Store(store);
}

}  // namespace lode::fuzz
