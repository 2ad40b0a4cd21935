/// \file
/// How an expression that matches nothing nearly matches.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"

namespace lode::launch {

/// A log's line: its number and its text.
struct LogLine {
  std::size_t number = 0;
  std::string text;
};

/// `text` within 300 bytes, for display.
std::string shortened(const std::string& text);

/// Lines that variants of the expression match, each with the reason why the expression itself does not: at
/// most 5 a reason and 20 in all.
Json near_misses(const std::string& regex, const std::vector<LogLine>& lines);

/// The longest beginning of the expression that some line matches, see explain_json; null: none.
Json longest_prefix(const std::string& regex, const std::vector<LogLine>& lines);

}  // namespace lode::launch
