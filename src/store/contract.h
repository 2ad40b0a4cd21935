/// \file
/// The checks and the error texts that every store shares, so that a study behaves alike wherever it is kept.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "store/store.h"

namespace lode::store {

inline constexpr std::size_t longest_name = 200;                        ///< bytes of a study's name
inline constexpr std::size_t largest_payload = std::size_t{256} << 20;  ///< bytes of one event's payload

/// True for well-formed UTF-8 without NUL: no overlong forms, no surrogates, nothing above U+10FFFF.
bool is_text(std::string_view bytes);

/// \throws Error(Code::argument) unless `name` is non-empty text of at most longest_name bytes.
void check_study_name(std::string_view name);

/// \throws Error(Code::argument) unless `time`, a study's time of creation, is finite.
void check_time(double time);

/// Each event needs a type, and text of a bearable size in both fields. \throws Error(Code::argument) naming
/// the event by its place in the list and the field.
void check_events(const std::vector<Event>& events);

/// Code::exists, for create().
Error study_exists(std::string_view name, std::string_view location);

/// Code::not_found, with the member of `names` that was probably meant.
Error no_such_study(std::string_view name, const std::vector<StudyEntry>& names, std::string_view location);

/// Code::not_found, for a log whose study was removed while it was open.
Error study_removed(std::string_view name, std::string_view location);

}  // namespace lode::store
