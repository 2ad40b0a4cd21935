/// \file
/// Files, read whole.
#pragma once

#include <string>

namespace lode {

/// All that a file holds; empty where there is none, or where it cannot be read.
std::string content_of(const std::string& path);

}  // namespace lode
