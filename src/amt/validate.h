/// \file
/// Checks a document against the table of shapes.
#pragma once

#include "amt/node.h"
#include "amt/profile.h"
#include "amt/shape.h"

namespace lode::amt {

/// Checks `node` and everything below it: types, known keys, and what the profile asks for.
/// \throws Error(Code::argument) for the first thing that is wrong: its path, what was given, what is
/// accepted; for an unknown key also the nearest known one.
void validate(const Node& node, const Field& shape, Profile profile);

}  // namespace lode::amt
