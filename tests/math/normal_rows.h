/// \file
/// The reference values of the normal distribution and of log h.
#pragma once

namespace lode::math {

/// An argument and up to three values there.
struct Row {
  double at;
  double value;
  double second = 0;
  double third = 0;
};

#include "math/normal_reference.inc"

}  // namespace lode::math
