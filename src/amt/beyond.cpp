#include "amt/beyond.h"

#include "amt/accepted.h"
#include "base/error.h"

namespace lode::amt {

namespace {

[[noreturn]] void refuse_unsupported(const Node& node, const std::string& accepted) {
  throw Error(Code::unsupported, node.path() + ": given " + node.shown() +
                                     ", which is valid but not in this release; accepted now: " + accepted);
}

void check_members(const Node& node, const Field& field, Profile profile) {
  for (const auto* member : members_of(field, profile)) {
    if (const auto value = node.find(member->name)) refuse_beyond(*value, *member, profile);
  }
}

void check_elements(const Node& node, const Field& field, Profile profile) {
  if (field.instead && node.value().size() > field.taken) refuse_later(node, field);
  for (const auto& item : node.items()) refuse_beyond(item, *field.value, profile);
}

}  // namespace

void refuse_later(const Node& node, const Field& field) { refuse_unsupported(node, field.instead); }

void refuse_beyond(const Node& node, const Field& shape, Profile profile) {
  if (shape.type == Type::list) return check_elements(node, shape, profile);
  if (shape.later()) refuse_later(node, shape);
  if (shape.type == Type::structure) check_members(node, shape, profile);
}

}  // namespace lode::amt
