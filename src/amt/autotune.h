/// \file
/// AMT's Autotune and AutoParameters: what a request leaves open, chosen by rules that docs/autotune.md says.
#pragma once

#include <vector>

#include "amt/layout.h"
#include "amt/profile.h"
#include "base/json.h"
#include "study/definition.h"
#include "study/quotas.h"

namespace lode::amt {

/// A request with what it leaves to Lode written out. What it says itself stays.
struct Completed {
  Json document;                       ///< null where there are no choices
  LongIntegers digits;                 ///< of `document`
  std::vector<study::Choice> choices;  ///< what was added; none where nothing was left open
};

/// \param request the document, laid out; AutoParameters become ranges and static hyperparameters, and where
/// Autotune is enabled so is what else it chooses
/// \param quotas what is chosen keeps to them
/// \throws Error(Code::argument) for a hint that no rule takes, or that names what is given otherwise.
Completed complete(const Layout& request, const LongIntegers& digits, const study::Quotas& quotas);

/// The document with the choices, made of it by complete(), in their places, and without AutoParameters. A
/// configuration alone may have become a full request meanwhile.
Json with_choices(Json document, const std::vector<study::Choice>& choices);

}  // namespace lode::amt
