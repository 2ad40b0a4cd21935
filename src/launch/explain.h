/// \file
/// Why a metric's regular expression finds what it finds in a log.
#pragma once

#include <string>
#include <string_view>

namespace lode::launch {

/// A JSON object about what `regex` finds in `log`, read exactly as a launcher reads it:
/// - "regex", "groups" (capture groups in it), "lines" (in the log), "matched" (lines that it matches) and
///   "values" (matches that are numbers);
/// - "matches": of the first 1,000 matched lines "line" (number, from 1), "log" (the line, shortened), "text"
/// (what
///   the first group took, null without a group), "value" (number, or null with "why");
/// - "near": up to 20 lines that it nearly matches, each with "line", "log" and "why" (upper and lower case,
/// blanks,
///   "^" and "$", terminal colours);
/// - "prefix" where nothing matched: "regex" (the longest beginning of the expression that matches a line),
/// "line",
///   "log", "then" (the text at which it failed) and "expected" (the rest of the expression); null where no
///   beginning matches;
/// - "advice": sentences for people.
/// \throws Error(Code::argument) where `regex` is not valid RE2.
std::string explain_json(const std::string& regex, std::string_view log);

}  // namespace lode::launch
