/// \file
/// One parameter of a search space.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace lode::space {

enum class Kind : std::int32_t { real = 0, integer = 1, categorical = 2 };

/// How the values of a numeric range are spread over [0, 1]; AMT's ScalingType.
enum class Scaling : std::int32_t { automatic = 0, linear = 1, logarithmic = 2, reverse_logarithmic = 3 };

/// A parameter is active only where its parent (an earlier column) has one of these values.
struct Condition {
  std::string parent;          ///< name of the parent, declared before the child
  std::vector<double> values;  ///< values of the parent, in its column's units (a choice is its index)
};

/// A declared parameter. A trial's value for it is one double: reals and integers in natural units, a choice
/// its index.
struct Parameter {
  std::string name;
  Kind kind = Kind::real;
  double low = 0;   ///< smallest value, inclusive (0 for categories)
  double high = 1;  ///< largest value, inclusive (number of choices - 1 for categories)
  double step = 0;  ///< 0: none. Values are low + k * step; `high` itself only where a step lands on it
  Scaling scaling = Scaling::automatic;  ///< as declared
  Scaling resolved = Scaling::linear;    ///< as used: never automatic once the space is built
  std::vector<std::string> choices;      ///< categories, in order
  std::optional<Condition> condition;    ///< none: always active

  bool constant() const { return low == high; }
};

const char* name_of(Kind kind);
const char* name_of(Scaling scaling);
/// AMT's spelling ("Auto", "Linear", ...) to Scaling; nothing for any other text.
std::optional<Scaling> scaling_from(const std::string& text);

}  // namespace lode::space
