#include "base/json.h"

#include <algorithm>  // all_of, min
#include <cctype>
#include <cmath>
#include <functional>  // ref
#include <set>
#include <vector>

#include "base/error.h"
#include "base/text.h"

namespace lode {

namespace {

// Deeper documents are not tuning jobs; the parser would recurse into them on destruction.
constexpr int max_depth = 200;

/// Refuses what the parser lets pass: duplicate keys (the last one would win in silence) and absurd nesting.
class Strict {
 public:
  bool operator()(int depth, Json::parse_event_t event, Json& value) {
    using Event = Json::parse_event_t;
    if (depth > max_depth) refuse_depth();
    if (event == Event::object_start || event == Event::array_start)
      open_.emplace_back();
    else if (event == Event::key)
      enter(value.get_ref<const std::string&>());
    else
      end(event != Event::value);
    return true;
  }

 private:
  /// An object or array whose end is not read yet.
  struct Container {
    std::set<std::string> keys;        ///< of an object: those read so far
    const std::string* key = nullptr;  ///< of an object: the last one read
    std::size_t ended = 0;             ///< of an array: the elements read so far
  };

  void enter(const std::string& key) {
    const auto [at, first] = open_.back().keys.insert(key);
    open_.back().key = &*at;
    if (first) return;
    throw Error(Code::argument,
                path(open_.size()) + ": the key is given twice; accepted: each key once in an object");
  }

  void end(bool container) {
    if (container) open_.pop_back();
    if (!open_.empty()) ++open_.back().ended;
  }

  [[noreturn]] void refuse_depth() const {
    constexpr std::size_t shown = 8;
    throw Error(Code::argument, path(shown) + "...: JSON is nested deeper than " + std::to_string(max_depth) +
                                    " levels; accepted: at most " + std::to_string(max_depth));
  }

  /// Where the parser is, down to `levels` levels.
  std::string path(std::size_t levels) const {
    std::string text = "$";
    for (std::size_t i = 0; i < std::min(levels, open_.size()); ++i)
      text = open_[i].key ? join(text, *open_[i].key) : text + "[" + std::to_string(open_[i].ended) + "]";
    return text;
  }

  std::vector<Container> open_;
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

std::string join(const std::string& path, std::string_view key) {
  const auto word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; };
  if (!key.empty() && key.size() <= 64 && std::all_of(key.begin(), key.end(), word)) {
    return path + "." + std::string(key);
  }
  std::string quoted = shortened(Json(std::string(key)));
  quoted.front() = '\'';
  quoted.back() = '\'';
  return path + "[" + quoted + "]";
}

std::string shortened(const Json& value) {
  constexpr std::size_t most = 80;
  const std::string text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
  if (text.size() <= most) return text;
  std::size_t end = most;
  while ((static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;  // not within a character
  return text.substr(0, end) + "...";
}

Json json_number(double value) { return std::isfinite(value) ? Json(value) : Json(to_text(value)); }

double number_of(const Json& value, std::string_view where) {
  if (value.is_number()) return value.get<double>();
  if (value.is_string())
    if (const auto number = parse_number(value.get_ref<const std::string&>())) return *number;
  throw Error(Code::argument, std::string(where) + ": " + value.dump() + " is not a number");
}

}  // namespace lode
