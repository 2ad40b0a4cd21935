/// \file
/// What a value hint (AMT's AutoParameters) becomes: a range, or the value itself. AMT's own rules are not
/// published; these are Lode's, and docs/autotune.md says them.
#pragma once

#include <string>
#include <string_view>

#include "amt/node.h"
#include "base/json.h"

namespace lode::amt {

/// What stands in the request in place of a hint.
struct Hinted {
  const char* list;  ///< a list of ParameterRanges; "StaticHyperParameters": it is not tuned
  Json value;        ///< the list's element; of StaticHyperParameters an object with the one value
  std::string rule;  ///< why

  bool tuned() const { return list != std::string_view("StaticHyperParameters"); }
};

/// Not tuned: every trial gets the value.
Hinted kept(const std::string& name, const std::string& value, const std::string& rule);

/// \param parameter an element of AutoParameters, validated
/// \throws Error(Code::argument) for a number that a hyperparameter of that name cannot be.
Hinted by_hint(const Node& parameter);

}  // namespace lode::amt
