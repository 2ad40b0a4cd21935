/// \file
/// A value of a document together with where it stands, so that every refusal can say so.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"

namespace lode::amt {

/// A borrowed JSON value and its path ("$.ResourceLimits.MaxParallelTrainingJobs"). Lives as long as the
/// document.
class Node {
 public:
  /// \param digits the document's integers beyond 64 bits; nullptr: none is known
  Node(const Json& value, std::string path, const LongIntegers* digits = nullptr)
      : value_(&value), path_(std::move(path)), digits_(digits) {}

  const Json& value() const { return *value_; }
  const std::string& path() const { return path_; }

  /// The member of an object; nothing where it is absent.
  std::optional<Node> find(std::string_view key) const;
  /// The member at the end of `keys`, each the member of the one before; nothing where one is absent.
  std::optional<Node> find_path(std::initializer_list<std::string_view> keys) const;
  /// A member that the validator has made sure of. \throws Error(Code::argument) where it is absent.
  Node at(std::string_view key) const;
  /// The elements of an array, in order.
  std::vector<Node> items() const;
  /// The members of an object, in order.
  std::vector<std::pair<std::string, Node>> members() const;

  /// A string as it is; an integer of any size as it was written; another number or a boolean as its shortest
  /// text ("true", "0.1").
  std::string text() const;
  /// The value as a message shows it: JSON, shortened, and an integer of any size as it was written.
  std::string shown() const;

 private:
  /// An integer beyond 64 bits as it was written; else nullptr.
  const std::string* digits() const;

  const Json* value_;
  std::string path_;
  const LongIntegers* digits_;
};

/// \pre the validator has made sure that it is a whole number of at least 0
std::uint64_t whole(const Node& node);

/// \throws Error(Code::argument): path, value, what is accepted.
[[noreturn]] void refuse(const Node& node, const std::string& accepted);

/// The same of the key of a member, not of its value.
[[noreturn]] void refuse_key(const Node& member, const std::string& key, const std::string& accepted);

}  // namespace lode::amt
