/// \file
/// Whether a definition makes sense, before anything is written.
#pragma once

#include "study/definition.h"

namespace lode::study {

/// \throws Error(Code::argument) naming the field, what was given and what is accepted. The space checks
/// itself.
void check(const Definition& definition);

}  // namespace lode::study
