/// \file
/// Advice on a study: what AMT's best practices say of how it is set up and of how it goes. Advice refuses
/// nothing; each piece has a code that stays, and says what it rests on.
#pragma once

#include <string>
#include <vector>

#include "study/definition.h"
#include "study/state.h"

namespace lode::study {

/// One piece.
struct Advice {
  const char* code;       ///< "TooManyParameters": docs/cli.md lists them
  std::string parameter;  ///< that it is about; empty: the study
  std::string text;
};

/// On the definition alone: before any trial.
std::vector<Advice> advice_on(const Definition& definition);

/// On the definition, and on what the trials showed so far.
std::vector<Advice> advice_on(const State& state);

}  // namespace lode::study
