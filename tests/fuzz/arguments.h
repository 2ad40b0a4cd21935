/// \file
/// Arguments that an input chooses, for the targets that call lode.h: mostly sensible ones, now and then any.
#pragma once

#include <cmath>
#include <iterator>
#include <limits>

#include "fuzz/fuzz.h"

namespace lode::fuzz {

inline double number(Bytes& in) {
  static constexpr double inf = std::numeric_limits<double>::infinity();
  static const double numbers[] = {0,           1,     0.5,    -1,     2,   3,    10,   0.25,
                                   1e-3,        1e300, -1e300, 5e-324, inf, -inf, -0.0, 9007199254740992.0,
                                   std::nan("")};
  const std::size_t i = in.index(std::size(numbers) + 1);
  return i < std::size(numbers) ? numbers[i] : in.raw<double>();
}

inline std::uint32_t size_of_struct(Bytes& in, std::size_t right) {
  switch (in.index(8)) {
    case 6:
      return in.byte() % static_cast<std::uint32_t>(right + 1);  // what lies past it is not ours
    case 7:
      return std::numeric_limits<std::uint32_t>::max();
    default:
      return static_cast<std::uint32_t>(right);
  }
}

}  // namespace lode::fuzz
