#include "space/declarations.h"

#include <utility>  // move, swap

namespace lode::space {

std::optional<std::size_t> Declarations::find(const std::string& name) const {
  const auto at = columns_.find(name);
  if (at == columns_.end()) return std::nullopt;
  return at->second;
}

std::set<std::size_t>* Declarations::siblings(const Parameter& parameter) {
  return parameter.condition ? &children_[columns_.at(parameter.condition->parent)] : nullptr;
}

void Declarations::add(Parameter parameter) {
  const std::size_t column = size();
  parameters_.push_back(checked(std::move(parameter), before(column)));
  try {
    children_.resize(column + 1);
    columns_.emplace(parameters_.back().name, column);
    if (auto* all = siblings(parameters_.back())) all->insert(column);
  } catch (...) {  // out of memory
    columns_.erase(parameters_.back().name);
    children_.resize(column);
    parameters_.pop_back();
    throw;
  }
}

std::vector<Parameter> Declarations::checked_children(std::size_t i) const {
  std::vector<Parameter> all;
  for (const std::size_t child : children_[i]) all.push_back(checked(parameters_[child], before(child)));
  return all;
}

void Declarations::replace(std::size_t i, Parameter changed) {
  Parameter other = checked(std::move(changed), before(i));
  std::swap(parameters_[i], other);  // `other` is now the old one
  try {
    std::vector<Parameter> children = checked_children(i);
    if (auto* now = siblings(parameters_[i])) now->insert(i);
    auto* then = siblings(other);
    if (then && then != siblings(parameters_[i])) then->erase(i);
    std::size_t next = 0;
    for (const std::size_t child : children_[i]) std::swap(parameters_[child], children[next++]);
  } catch (...) {
    std::swap(parameters_[i], other);
    throw;
  }
}

}  // namespace lode::space
