/// \file
/// What the tests of quotas, slots and advice share.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "rows/world.h"

namespace lode::rows {

using Set = std::map<std::string, std::string>;

inline const Set classic = {{"context.quotas", "amt-classic"}};

inline Set with(Set options, const Set& more) {
  for (const auto& [name, value] : more) options[name] = value;
  return options;
}

/// "x0" to "x<count - 1>" in [0, 1].
inline Json reals(std::size_t count) {
  Json ranges = Json::array();
  for (std::size_t i = 0; i < count; ++i)
    ranges.push_back({{"Name", "x" + std::to_string(i)}, {"MinValue", "0"}, {"MaxValue", "1"}});
  return {{"ParameterRanges", {{"ContinuousParameterRanges", ranges}}}};
}

inline Json limit(const char* name, const Json& value) { return {{"ResourceLimits", {{name, value}}}}; }

/// What `lode plan` shows of a study.
inline Json plan_of(Study& study) { return described(study)["Lode"]["Plan"]; }

/// What making the study answers: LODE_OK, or the refusal.
inline lode_status made(World& world, const Json& document, std::string* message = nullptr) {
  static int number = 0;
  try {
    world.study(document, "s" + std::to_string(number++)).stop();  // a stopped one is not counted
    return LODE_OK;
  } catch (const Error& error) {
    if (message != nullptr) *message = error.what();
    return error.status();
  }
}

/// How many asks were given a trial, and what the next one was told.
using Answer = std::pair<int, lode_status>;

/// One ask after the other until none is given.
inline Answer ask_all(Study& study) {
  lode_status why = LODE_OK;
  int given = 0;
  while (study.ask(&why)) ++given;
  return {given, why};
}

}  // namespace lode::rows
