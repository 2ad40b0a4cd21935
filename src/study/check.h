/// \file
/// Whether a definition makes sense, before anything is written.
#pragma once

#include "study/definition.h"

namespace lode::study {

/// \throws Error(Code::argument) naming the field, what was given and what is accepted. The space checks
/// itself.
void check(const Definition& definition);

/// What study.convergence_start may be, in words: a model needs two trials.
inline constexpr const char* accepted_start = "0 (by default), or at least 2 trials";

}  // namespace lode::study
