/// \file
/// Sine and cosine, the same to the last bit on every processor (elementary.h says why).
#pragma once

namespace lode::math {

struct CosineSine {
  double cosine;
  double sine;
};

/// Both for one reduction of the angle, in radians: errors stay below one unit in the last place, for however
/// large an angle. NaN for an infinite one.
CosineSine cosine_sine(double angle);

}  // namespace lode::math
