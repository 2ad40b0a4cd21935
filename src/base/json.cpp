#include "base/json.h"

#include <algorithm>  // all_of, min
#include <cctype>
#include <cmath>
#include <functional>  // ref
#include <limits>
#include <optional>
#include <set>
#include <utility>  // move
#include <vector>

#include "base/error.h"
#include "base/text.h"

namespace lode {

namespace {

// Deeper documents are not tuning jobs; the parser would recurse into them on destruction.
constexpr int max_depth = 200;

/// Where a parser is.
class Place {
 public:
  void open() { open_.emplace_back(); }
  void enter(const std::string& key) { open_.back().key = key; }
  /// An element, or a member's value, was read; an object or array: closes it, too.
  void end(bool container) {
    if (container) open_.pop_back();
    if (!open_.empty()) ++open_.back().ended;
  }

  /// Down to `levels` levels.
  std::string path(std::size_t levels = std::numeric_limits<std::size_t>::max()) const {
    std::string text = "$";
    for (std::size_t i = 0; i < std::min(levels, open_.size()); ++i)
      text = open_[i].key ? join(text, *open_[i].key) : text + "[" + std::to_string(open_[i].ended) + "]";
    return text;
  }

 private:
  /// An object or array whose end is not read yet.
  struct Container {
    std::optional<std::string> key;  ///< of an object: the last one read
    std::size_t ended = 0;           ///< of an array: the elements read so far
  };
  std::vector<Container> open_;
};

/// Refuses what the parser lets pass: duplicate keys (the last one would win in silence) and absurd nesting.
class Strict {
 public:
  bool operator()(int depth, Json::parse_event_t event, Json& value) {
    using Event = Json::parse_event_t;
    if (depth > max_depth) refuse_depth();
    if (event == Event::object_start || event == Event::array_start)
      open();
    else if (event == Event::key)
      enter(value.get_ref<const std::string&>());
    else
      end(event != Event::value);
    return true;
  }

  const Place& place() const { return place_; }

 private:
  void open() {
    keys_.emplace_back();
    place_.open();
  }

  void enter(const std::string& key) {
    place_.enter(key);
    if (keys_.back().insert(key).second) return;
    throw Error(Code::argument,
                place_.path() + ": the key is given twice; accepted: each key once in an object");
  }

  void end(bool container) {
    if (container) keys_.pop_back();
    place_.end(container);
  }

  [[noreturn]] void refuse_depth() const {
    constexpr std::size_t shown = 8;
    throw Error(Code::argument, place_.path(shown) + "...: JSON is nested deeper than " +
                                    std::to_string(max_depth) + " levels; accepted: at most " +
                                    std::to_string(max_depth));
  }

  Place place_;
  std::vector<std::set<std::string>> keys_;  ///< of each open object: those read so far
};

/// Gathers how the doubles are written that the parser makes, in the document's order.
class WrittenDoubles : public nlohmann::json_sax<Json> {
 public:
  std::vector<std::string> found;

  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t& written) override {
    found.push_back(written);
    return true;
  }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool start_object(std::size_t) override { return true; }
  bool start_array(std::size_t) override { return true; }
  bool key(string_t&) override { return true; }
  bool end_object() override { return true; }
  bool end_array() override { return true; }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override {
    return false;
  }
};

/// The doubles of a document, in its order.
void collect_doubles(const Json& value, std::vector<const Json*>& doubles) {
  if (value.is_number_float()) doubles.push_back(&value);
  if (!value.is_structured()) return;
  for (const Json& inner : value) collect_doubles(inner, doubles);
}

/// The parser's own text without its "[json.exception.parse_error.101] " prefix.
std::string plain(const char* what) {
  const std::string text = what;
  const auto end = text.find("] ");
  return end == std::string::npos ? text : text.substr(end + 2);
}

/// The parser's only complaint of a number that JSON allows is that no double holds it; its text quotes it.
[[noreturn]] void refuse_overflow(const Place& place, const std::string& what) {
  const auto begin = what.find('\'') + 1;
  const std::string number = what.substr(begin, what.rfind('\'') - begin);
  throw Error(Code::argument, place.path() + ": given " + cut(number) +
                                  ", which no double can hold; accepted: what the field takes, within "
                                  "-1.7976931348623157e+308 to 1.7976931348623157e+308");
}

}  // namespace

Json parse_json(std::string_view text) {
  // The parser would take it for the text's end.
  if (const auto nul = text.find('\0'); nul != std::string_view::npos)
    throw Error(Code::argument, "not a JSON document: byte " + std::to_string(nul) + " is NUL");
  Strict strict;
  try {
    return Json::parse(text.begin(), text.end(), std::ref(strict));
  } catch (const Json::out_of_range& e) {
    refuse_overflow(strict.place(), plain(e.what()));
  } catch (const Json::exception& e) {
    throw Error(Code::argument, "not a JSON document: " + plain(e.what()));
  }
}

LongIntegers long_integers(std::string_view text, const Json& parsed) {
  WrittenDoubles written;
  Json::sax_parse(text, &written);
  std::vector<const Json*> doubles;
  collect_doubles(parsed, doubles);
  LongIntegers integers;
  for (std::size_t i = 0; i < doubles.size(); ++i) {
    std::string& digits = written.found.at(i);
    if (digits.find_first_not_of("-0123456789") == std::string::npos)
      integers[doubles[i]] = std::move(digits);
  }
  return integers;
}

std::string cut(const std::string& text) {
  constexpr std::size_t most = 80;
  if (text.size() <= most) return text;
  std::size_t end = most;
  while ((static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;  // not within a character
  return text.substr(0, end) + "...";
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
  return cut(value.dump(-1, ' ', false, Json::error_handler_t::replace));
}

Json json_number(double value) { return std::isfinite(value) ? Json(value) : Json(to_text(value)); }

double number_of(const Json& value, std::string_view where) {
  if (value.is_number()) return value.get<double>();
  if (value.is_string())
    if (const auto number = parse_number(value.get_ref<const std::string&>())) return *number;
  throw Error(Code::argument, std::string(where) + ": " + value.dump() + " is not a number");
}

}  // namespace lode
