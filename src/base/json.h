/// \file
/// JSON as the engine uses it: insertion order is kept, so that a host gets its document back as it wrote it.
/// Doubles that JSON cannot hold (NaN, infinities) travel as the strings of to_text().
#pragma once

#include <nlohmann/json.hpp>  // the parser and the value type
#include <string_view>

namespace lode {

using Json = nlohmann::ordered_json;

/// Parses a document. \throws Error(Code::argument) with line, column and what was found there; also for
/// duplicate keys.
Json parse_json(std::string_view text);

/// A double as a JSON number, or as a string where JSON has no number for it.
Json json_number(double value);

/// The inverse of json_number. \throws Error(Code::argument) naming `where`.
double number_of(const Json& value, std::string_view where);

}  // namespace lode
