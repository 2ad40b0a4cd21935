/// \file
/// Numbers, times and lists as people read them on a terminal.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace lode::cli {

/// "'a', 'b'"; of many names the first ones, and how many more there are.
std::string quoted_list(const std::vector<std::string>& names);

/// A number with at most 6 significant digits.
std::string short_number(double value);
/// A hyperparameter's text for a table: a long number with 6 significant digits, anything else as it is.
std::string short_value(const std::string& text);

/// Seconds as "1:02:03" or "2:03".
std::string duration(double seconds);
/// Seconds since the epoch as local date and time; "-" for 0.
std::string date_time(double seconds);

/// "1 trial", "2 trials".
std::string counted(std::size_t count, const std::string& noun);

/// A command line that a shell reads back as these arguments.
std::string shell_line(const std::vector<std::string>& arguments);

/// The text on one line, control characters as "\\x1B": they could move a terminal's cursor.
std::string printable(const std::string& text);

/// Columns that a UTF-8 text takes, one per character.
std::size_t width(const std::string& text);
/// `text` within `columns`, cut off with "..." where it is longer.
std::string cut(const std::string& text, std::size_t columns);

}  // namespace lode::cli
