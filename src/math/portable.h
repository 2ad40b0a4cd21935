/// \file
/// What lets one formula be compiled by the host compiler and by nvcc for the device.
#pragma once

#include <cmath>
#include <limits>

#ifdef __CUDACC__
#define LODE_HD __host__ __device__
#else
#define LODE_HD
#endif

namespace lode::math {

inline constexpr double infinity = std::numeric_limits<double>::infinity();
inline constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
inline constexpr double pi = 3.14159265358979323846;
inline constexpr double log_sqrt_2pi = 0.91893853320467274178;  ///< log(sqrt(2 pi))
inline constexpr double inv_sqrt_2pi = 0.39894228040143267794;  ///< 1 / sqrt(2 pi)
inline constexpr double inv_sqrt_pi = 0.56418958354775628695;   ///< 1 / sqrt(pi)
inline constexpr double inv_sqrt_2 = 0.70710678118654752440;    ///< 1 / sqrt(2)
inline constexpr double sqrt_half_pi = 1.25331413731550025121;  ///< sqrt(pi / 2)

}  // namespace lode::math
