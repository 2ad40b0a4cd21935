/// \file
/// JSON as the commands read and write it: a few verbs over nlohmann's library, which only json.cpp and
/// document.cpp see (its header is slow to compile).
#pragma once

#include <cstdint>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <utility>
#include <vector>

namespace lode::cli {

/// A JSON value that never changes. A copy is cheap: it shares the document that the value is a part of.
class Json {
 public:
  using Member = std::pair<std::string, Json>;

  Json();  ///< null
  // Not explicit, so that a document can be written down as it looks.
  Json(bool value);
  Json(double value);
  Json(std::uint64_t value);
  Json(const char* text);
  Json(const std::string& text);
  /// Of two members of one name the later counts.
  static Json object(const std::vector<Member>& members);
  static Json array(const std::vector<Json>& elements);

  /// Reads a text. \throws std::exception where it is no JSON
  static Json parse(const std::string& text);
  /// Reads a text; null where it is no JSON.
  static Json parse_or_null(const std::string& text);

  bool is_null() const;
  bool is_object() const;
  bool is_array() const;
  bool is_string() const;
  bool is_number() const;
  /// Elements of an array, members of an object; 0 for anything else.
  std::size_t size() const;
  /// Of an array; of an object its values; else none.
  std::vector<Json> elements() const;
  /// Of an object, as they stand; else none.
  std::vector<Member> members() const;
  /// A member of an object; null where there is none.
  Json operator[](const std::string& key) const;

  /// A string as it is, null as "", anything else as JSON.
  std::string text() const;
  /// NaN where it is no number. Reads the texts "NaN" and "Infinity" too.
  double number() const;
  /// As JSON. \param indent spaces a level; -1: in one line. Bytes that are not UTF-8 are replaced.
  std::string dump(int indent = -1) const;

 private:
  using Node = std::shared_ptr<const nlohmann::ordered_json>;
  explicit Json(Node node) : node_(std::move(node)) {}

  Node node_;
};

/// Writes a document to stdout, indented.
void print_json(const Json& json);

/// A member at a path of keys; null where one is missing.
Json at_path(const Json& json, const std::vector<std::string>& keys);
/// Its text().
std::string text_at(const Json& json, const std::vector<std::string>& keys);
/// Its number().
double number_at(const Json& json, const std::vector<std::string>& keys);

}  // namespace lode::cli
