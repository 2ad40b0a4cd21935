/// \file
/// A command line as a person writes it, into a program and its arguments.
#pragma once

#include <string>
#include <vector>

namespace lode::launch {

/// Splits at blanks as a shell does: within '...' everything stands for itself, within "..." a backslash
/// before " or \ takes its meaning away, elsewhere before any character. Nothing is expanded, and nothing
/// else is special.
/// \param name what the error calls the line. \throws Error(Code::argument) where a quote is not closed, or a
/// backslash is the last character.
std::vector<std::string> split_words(const std::string& line, const std::string& name);

}  // namespace lode::launch
