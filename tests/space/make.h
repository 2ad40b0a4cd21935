/// \file
/// Short ways to declare parameters in tests.
#pragma once

#include <limits>
#include <string>
#include <vector>

#include "space/space.h"

namespace lode::space::make {

inline constexpr double nan = std::numeric_limits<double>::quiet_NaN();
inline constexpr double inf = std::numeric_limits<double>::infinity();

inline Parameter real(std::string name, double low, double high, Scaling scaling = Scaling::automatic,
                      double step = 0) {
  Parameter p;
  p.name = std::move(name);
  p.low = low;
  p.high = high;
  p.scaling = scaling;
  p.step = step;
  return p;
}

inline Parameter integer(std::string name, double low, double high, Scaling scaling = Scaling::automatic,
                         double step = 0) {
  Parameter p = real(std::move(name), low, high, scaling, step);
  p.kind = Kind::integer;
  return p;
}

inline Parameter choice(std::string name, std::vector<std::string> choices) {
  Parameter p;
  p.name = std::move(name);
  p.kind = Kind::categorical;
  p.choices = std::move(choices);
  return p;
}

inline Parameter where(Parameter p, std::string parent, std::vector<double> values) {
  p.condition = Condition{std::move(parent), std::move(values)};
  return p;
}

}  // namespace lode::space::make
