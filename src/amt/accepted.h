/// \file
/// What the table of shapes accepts, in the words of a message.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "amt/profile.h"
#include "amt/shape.h"

namespace lode::amt {

/// The bounds of a field that hold in the profile, AMT's and Lode's together.
Bounds bounds_of(const Field& field, Profile profile);

/// The members of a structure that the profile knows: AMT's, and in profile lode Lode's.
std::vector<const Field*> members_of(const Field& structure, Profile profile);

/// Whether a structure must have that member in the profile.
bool needed_in(const Field& field, Profile profile);

/// The names of those members that this release accepts.
std::vector<std::string> keys_of(const Field& structure, Profile profile);

/// The values of a choice that the profile and this release accept.
std::vector<std::string> choices_of(const Field& field, Profile profile);

/// The type and shape of a field, with its bounds: "an array of 1 to 30 elements, each a string".
std::string accepted(const Field& field, Profile profile);

/// The same for the member `key` of a structure. \pre it has that key among its `fields`
std::string accepted(const Field& structure, std::string_view key, Profile profile);

}  // namespace lode::amt
