/// \file
/// What makes a declared parameter valid.
#pragma once

#include <cstddef>
#include <string>
#include <unordered_map>
#include <vector>

#include "space/parameter.h"

namespace lode::space {

/// The largest magnitude of an integer parameter: every integer up to it is one double.
inline constexpr double largest_integer = 9007199254740992.0;  // 2^53

/// The finest step of a real parameter that keeps its values different.
double finest_step(const Parameter& parameter);

/// Whether a condition may name `value` of this parent. \pre the parent is checked
bool can_be(const Parameter& parent, double value);

/// The values that can_be() accepts, in words.
std::string values_of(const Parameter& parent);

/// Where the parameter of a name stands.
using Columns = std::unordered_map<std::string, std::size_t>;

/// The first `count` of the declared parameters: those that a later one may refer to.
class Earlier {
 public:
  Earlier(const std::vector<Parameter>& all, const Columns& columns, std::size_t count)
      : all_(&all), columns_(&columns), count_(count) {}

  std::size_t size() const { return count_; }
  /// The parameter called `name`; nullptr where none is, or none so early.
  const Parameter* find(const std::string& name) const;
  std::vector<std::string> names() const;

 private:
  const std::vector<Parameter>* all_;
  const Columns* columns_;
  std::size_t count_;
};

/// Checks `parameter` against itself and against the parameters declared before it, and fills what follows
/// from the declaration: bounds of a category, the resolved scaling, the condition's values as the parent has
/// them. \throws Error(Code::argument) naming the parameter, the field, what was given and what is accepted.
Parameter checked(Parameter parameter, const Earlier& earlier);

}  // namespace lode::space
