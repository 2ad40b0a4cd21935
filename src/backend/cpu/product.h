/// \file
/// Products of matrices whose numbers are the same on every processor: each element of a product is one sum,
/// term after term in the order of the inner index, whatever the vector width. Nothing is fused.
#pragma once

#include <cstddef>

namespace lode::backend::cpu {

/// A column-major matrix as a product reads it.
struct Operand {
  enum class Shape {
    full,
    lower,     ///< what is above the diagonal is not read, and counts as 0
    symmetric  ///< what is above the diagonal is not read, and counts as what is below
  };

  const double* data;
  std::size_t ld;
  Shape shape = Shape::full;
  bool transposed = false;  ///< read with rows and columns exchanged
};

/// Where a product goes.
struct Target {
  enum class Write { set, add, subtract, negative };

  double* data;
  std::size_t ld;
  Write write = Write::set;
  bool lower_only = false;  ///< nothing above the diagonal is written
};

/// C <- A B, or what the target says, with A rows x inner and B inner x columns. C may be A, where A is not
/// transposed, or B.
void multiply(std::size_t rows, std::size_t inner, std::size_t columns, const Operand& a, const Operand& b,
              const Target& c);

}  // namespace lode::backend::cpu
