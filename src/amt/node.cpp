#include "amt/node.h"

#include "base/error.h"
#include "base/text.h"

namespace lode::amt {

std::optional<Node> Node::find(std::string_view key) const {
  if (!value_->is_object()) return std::nullopt;
  const auto at = value_->find(key);
  if (at == value_->end()) return std::nullopt;
  return Node(*at, join(path_, key), digits_);
}

std::optional<Node> Node::find_path(std::initializer_list<std::string_view> keys) const {
  std::optional<Node> node = *this;
  for (const auto key : keys) {
    if (node) node = node->find(key);
  }
  return node;
}

Node Node::at(std::string_view key) const {
  if (auto node = find(key)) return *node;
  throw Error(Code::argument, join(path_, key) + ": missing, though it is required");
}

std::vector<Node> Node::items() const {
  std::vector<Node> all;
  for (std::size_t i = 0; i < value_->size(); ++i) {
    all.emplace_back((*value_)[i], path_ + "[" + std::to_string(i) + "]", digits_);
  }
  return all;
}

std::vector<std::pair<std::string, Node>> Node::members() const {
  std::vector<std::pair<std::string, Node>> all;
  for (const auto& [key, value] : value_->items())
    all.emplace_back(key, Node(value, join(path_, key), digits_));
  return all;
}

const std::string* Node::digits() const {
  if (digits_ == nullptr) return nullptr;
  const auto written = digits_->find(value_);
  return written == digits_->end() ? nullptr : &written->second;
}

std::string Node::text() const {
  if (const auto* written = digits()) return *written;
  if (value_->is_string()) return value_->get<std::string>();
  if (value_->is_number_float()) return to_text(value_->get<double>());
  return value_->dump();
}

std::string Node::shown() const {
  const auto* written = digits();
  return written ? cut(*written) : shortened(*value_);
}

std::uint64_t whole(const Node& node) {
  const Json& value = node.value();
  return value.is_number_float() ? static_cast<std::uint64_t>(value.get<double>())
                                 : value.get<std::uint64_t>();
}

void refuse(const Node& node, const std::string& accepted) {
  throw Error(Code::argument, node.path() + ": given " + node.shown() + "; accepted: " + accepted);
}

void refuse_key(const Node& member, const std::string& key, const std::string& accepted) {
  const Json name = key;
  refuse(Node(name, member.path() + " (the key)"), accepted);
}

}  // namespace lode::amt
