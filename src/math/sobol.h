/// \file
/// Sobol sequences with the direction numbers of Joe & Kuo (2008), by index, scrambled or not.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace lode::math {

/// Points of a Sobol sequence in [0, 1)^d, in the order of Gray codes. Any point can be asked for by its
/// index; nothing has to be generated before it.
///
/// Scrambling is Matousek's (1998): in each coordinate a random lower triangular matrix over GF(2) with unit
/// diagonal, then a random digital shift. It keeps every net property of the sequence (each elementary
/// interval that held one point of an aligned block still holds one), and costs nothing per point.
///
/// Coordinates past maximum_dimensions, for which there are no direction numbers, are independent uniform
/// random numbers (also deterministic). Immutable once made, so any number of threads may share one.
class Sobol {
 public:
  static constexpr std::size_t maximum_dimensions = 1024;  ///< coordinates with direction numbers
  static constexpr int bits = 52;                          ///< coordinates are multiples of 2^-bits

  /// The plain sequence; its point 0 is the origin.
  explicit Sobol(std::size_t dimensions);
  /// The sequence scrambled by `seed`.
  Sobol(std::size_t dimensions, std::uint64_t seed);

  std::size_t dimensions() const { return dimensions_; }

  /// Writes point `index` into `out` (dimensions() values). \pre index < 2^52
  void point(std::uint64_t index, std::span<double> out) const;
  /// The same as a new vector.
  std::vector<double> point(std::uint64_t index) const;

 private:
  using Directions = std::array<std::uint64_t, bits>;  ///< numbers v_1, v_2, ...: bit 51 counts 1/2

  void scramble(std::uint64_t seed);

  std::size_t dimensions_;
  std::uint64_t seed_ = 0;
  std::vector<Directions> directions_;  ///< per coordinate that has them
  std::vector<std::uint64_t> shift_;    ///< digital shift per coordinate; 0: none
};

}  // namespace lode::math
