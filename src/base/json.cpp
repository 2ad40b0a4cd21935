#include "base/json.h"

#include <cmath>
#include <functional>  // ref
#include <set>
#include <vector>

#include "base/error.h"
#include "base/text.h"

namespace lode {

namespace {

constexpr int max_depth =
    200;  // deeper documents are not tuning jobs; the parser would recurse into them on destruction

/// Refuses what the parser lets pass: duplicate keys (the last one would win in silence) and absurd nesting.
class Strict {
 public:
  bool operator()(int depth, Json::parse_event_t event, Json& value) {
    if (depth > max_depth) throw Error(Code::argument, "JSON is nested deeper than 200 levels");
    if (event == Json::parse_event_t::object_start) keys_.emplace_back();
    if (event == Json::parse_event_t::object_end) keys_.pop_back();
    if (event == Json::parse_event_t::key) {
      const auto& key = value.get_ref<const std::string&>();
      if (!keys_.back().insert(key).second)
        throw Error(Code::argument, "JSON has the key '" + key + "' twice in one object");
    }
    return true;
  }

 private:
  std::vector<std::set<std::string>> keys_;
};

/// The parser's own text without its "[json.exception.parse_error.101] " prefix.
std::string plain(const char* what) {
  const std::string text = what;
  const auto end = text.find("] ");
  return end == std::string::npos ? text : text.substr(end + 2);
}

}  // namespace

Json parse_json(std::string_view text) {
  Strict strict;
  try {
    return Json::parse(text.begin(), text.end(), std::ref(strict));
  } catch (const Json::exception& e) {
    throw Error(Code::argument, "not a JSON document: " + plain(e.what()));
  }
}

Json json_number(double value) { return std::isfinite(value) ? Json(value) : Json(to_text(value)); }

double number_of(const Json& value, std::string_view where) {
  if (value.is_number()) return value.get<double>();
  if (value.is_string())
    if (const auto number = parse_number(value.get_ref<const std::string&>())) return *number;
  throw Error(Code::argument, std::string(where) + ": " + value.dump() + " is not a number");
}

}  // namespace lode
