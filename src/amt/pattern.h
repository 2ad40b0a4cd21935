/// \file
/// AMT's patterns, which are written for another regular-expression engine than ours.
#pragma once

#include <cstddef>
#include <string_view>

namespace lode::amt {

/// Whether `pattern` matches the whole of `text` (UTF-8). A trailing "(?<!-)", which RE2 does not have, is
/// checked by hand. \throws Error(Code::internal) for a pattern that is none: the table's are tested.
bool matches(std::string_view text, const char* pattern);

}  // namespace lode::amt
