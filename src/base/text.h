/// \file
/// Numbers and lists as text, the same way everywhere: shortest text that reads back to the same double.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lode {

/// Shortest decimal text that parses back to exactly `value`. Non-finite values become "NaN", "Infinity",
/// "-Infinity".
std::string to_text(double value);

/// The inverse of to_text: a whole number text, nothing before or after it. Accepts NaN, Infinity, inf (any
/// case, sign).
std::optional<double> parse_number(std::string_view text);

/// `'a', 'b' or 'c'`: for messages that list what is accepted.
std::string one_of(const std::vector<std::string>& names);

/// The member of `names` nearest to `given` by edit distance, if one is near enough to be a likely typing
/// error.
std::optional<std::string> nearest(std::string_view given, const std::vector<std::string>& names);

}  // namespace lode
