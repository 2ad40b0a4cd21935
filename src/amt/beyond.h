/// \file
/// What AMT accepts and this release does not, by the table of shapes.
#pragma once

#include "amt/node.h"
#include "amt/profile.h"
#include "amt/shape.h"

namespace lode::amt {

/// Refuses a field that this release does not have, whatever stands there. \throws Error(Code::unsupported)
[[noreturn]] void refuse_later(const Node& node, const Field& field);

/// Refuses what this release does not have in `node` and below it. \pre validate() accepts it
/// \throws Error(Code::unsupported) for the first of it: its path, what was given, what is accepted now.
void refuse_beyond(const Node& node, const Field& shape, Profile profile);

}  // namespace lode::amt
