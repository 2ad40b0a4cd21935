#include "cli/json.h"

#include <cmath>
#include <cstdlib>  // strtod
#include <iostream>
#include <nlohmann/json.hpp>

namespace lode::cli {

namespace {

using Value = nlohmann::ordered_json;

std::shared_ptr<const Value> shared(Value value) { return std::make_shared<const Value>(std::move(value)); }

}  // namespace

Json::Json() : node_(shared(nullptr)) {}
Json::Json(bool value) : node_(shared(value)) {}
Json::Json(double value) : node_(shared(value)) {}
Json::Json(std::uint64_t value) : node_(shared(value)) {}
Json::Json(const char* text) : node_(shared(text)) {}
Json::Json(const std::string& text) : node_(shared(text)) {}

Json Json::object(const std::vector<Member>& members) {
  Value value = Value::object();
  for (const auto& [key, member] : members) value[key] = *member.node_;
  return Json(shared(std::move(value)));
}

Json Json::array(const std::vector<Json>& elements) {
  Value value = Value::array();
  for (const auto& element : elements) value.push_back(*element.node_);
  return Json(shared(std::move(value)));
}

Json Json::parse(const std::string& text) { return Json(shared(Value::parse(text))); }

Json Json::parse_or_null(const std::string& text) {
  Value value = Value::parse(text, nullptr, false);
  return value.is_discarded() ? Json() : Json(shared(std::move(value)));
}

bool Json::is_null() const { return node_->is_null(); }
bool Json::is_object() const { return node_->is_object(); }
bool Json::is_array() const { return node_->is_array(); }
bool Json::is_string() const { return node_->is_string(); }
bool Json::is_number() const { return node_->is_number(); }
std::size_t Json::size() const { return node_->is_structured() ? node_->size() : 0; }

std::vector<Json> Json::elements() const {
  std::vector<Json> elements;
  if (!node_->is_structured()) return elements;
  for (const auto& element : *node_) elements.push_back(Json(Node(node_, &element)));
  return elements;
}

std::vector<Json::Member> Json::members() const {
  std::vector<Member> members;
  if (!is_object()) return members;
  for (const auto& [key, value] : node_->items()) members.emplace_back(key, Json(Node(node_, &value)));
  return members;
}

Json Json::operator[](const std::string& key) const {
  if (!is_object()) return {};
  const auto found = node_->find(key);
  return found == node_->end() ? Json() : Json(Node(node_, &*found));
}

std::string Json::text() const {
  if (is_null()) return "";
  return is_string() ? node_->get<std::string>() : dump();
}

double Json::number() const {
  if (is_number()) return node_->get<double>();
  if (!is_string()) return std::nan("");
  const std::string text = this->text();
  char* end = nullptr;
  const double number = std::strtod(text.c_str(), &end);
  return end != text.c_str() && *end == '\0' ? number : std::nan("");
}

std::string Json::dump(int indent) const {
  return node_->dump(indent, ' ', false, Value::error_handler_t::replace);
}

void print_json(const Json& json) { std::cout << json.dump(2) << '\n'; }

Json at_path(const Json& json, const std::vector<std::string>& keys) {
  Json node = json;
  for (const auto& key : keys) node = node[key];
  return node;
}

std::string text_at(const Json& json, const std::vector<std::string>& keys) {
  return at_path(json, keys).text();
}

double number_at(const Json& json, const std::vector<std::string>& keys) {
  return at_path(json, keys).number();
}

}  // namespace lode::cli
