/// \file
/// The parameters of a space while they are declared, each checked against those before it.
#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "space/check.h"
#include "space/parameter.h"

namespace lode::space {

/// Valid at any time: a call that throws leaves everything as it was. A call costs what it touches, a
/// parameter and its children, and not the number of the others, so that a host can declare thousands one by
/// one.
class Declarations {
 public:
  std::size_t size() const { return parameters_.size(); }
  const std::vector<Parameter>& parameters() const { return parameters_; }

  /// The column of the parameter called `name`, if it is declared.
  std::optional<std::size_t> find(const std::string& name) const;

  /// Declares one more parameter. \throws Error(Code::argument) as checked() does
  void add(Parameter parameter);

  /// Puts `changed` in the place of the parameter at column i, whose name it has, and checks it and all that
  /// are conditional on it. \throws Error(Code::argument) as checked() does
  void replace(std::size_t i, Parameter changed);

 private:
  Earlier before(std::size_t i) const { return {parameters_, columns_, i}; }
  /// The children of column i as the parameter that stands there now has them.
  std::vector<Parameter> checked_children(std::size_t i) const;
  /// The children of the parent that `parameter` names; nothing where it has no condition.
  std::set<std::size_t>* siblings(const Parameter& parameter);

  std::vector<Parameter> parameters_;
  Columns columns_;
  std::vector<std::set<std::size_t>> children_;  ///< children_[i]: columns conditional on i
};

}  // namespace lode::space
