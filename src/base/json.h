/// \file
/// JSON as the engine uses it: insertion order is kept, so that a host gets its document back as it wrote it.
/// Doubles that JSON cannot hold (NaN, infinities) travel as the strings of to_text().
#pragma once

#include <limits>
#include <map>
#include <nlohmann/json.hpp>  // the parser and the value type
#include <string>
#include <string_view>
#include <utility>  // in_range

#include "base/error.h"

namespace lode {

using Json = nlohmann::ordered_json;

/// Parses a document. \throws Error(Code::argument) with line, column and what was found there; for a
/// duplicate key, a number beyond a double's range and absurd nesting with the path of the place.
Json parse_json(std::string_view text);

/// A document's integers of more than 64 bits, as they are written, each by the value that stands for it: a
/// Json holds but the nearest double.
using LongIntegers = std::map<const Json*, std::string>;

/// \pre parsed is parse_json(text), and is not changed while the result is in use
LongIntegers long_integers(std::string_view text, const Json& parsed);

/// `path` with one more key: ".Key", or "['any key']" where it is no plain word.
std::string join(const std::string& path, std::string_view key);

/// The text cut to a length that fits into a message.
std::string cut(const std::string& text);

/// The value as JSON, cut to a length that fits into a message.
std::string shortened(const Json& value);

/// A double as a JSON number, or as a string where JSON has no number for it.
Json json_number(double value);

/// The inverse of json_number. \throws Error(Code::argument) naming `where`.
double number_of(const Json& value, std::string_view where);

/// The value as an integer of type T, which the parser's own get() would wrap around or cut off.
/// \throws Error(Code::argument) naming `where`, where it is none or does not fit.
template <class T>
T integer_of(const Json& value, std::string_view where) {
  using Bounds = std::numeric_limits<T>;
  if (value.is_number_unsigned() && std::in_range<T>(value.get<std::uint64_t>())) return value.get<T>();
  if (value.is_number_integer() && !value.is_number_unsigned() && std::in_range<T>(value.get<std::int64_t>()))
    return value.get<T>();
  throw Error(Code::argument, std::string(where) + ": " + shortened(value) + " given; an integer from " +
                                  std::to_string(Bounds::min()) + " to " + std::to_string(Bounds::max()) +
                                  " accepted");
}

}  // namespace lode
