/// \file
/// Sums of weighted kernel functions in single precision, for many candidates at once, with a bound of their
/// error against the ones in double precision (kernel_rows.h, predict.cpp).
///
/// The error, with u = 2^-24 the unit roundoff of a float and f(s) = (1 + s + s^2/3) exp(-s), s = sqrt(5) r:
///
/// - Coordinates. Both points are multiplied by sqrt(5) in double precision and rounded. That moves them by
///   `shift` and `slip`, which are measured, so that s changes by at most slip + shift: the distance of the
///   moved points is within that by the triangle inequality. This holds the cancellation of large
///   coordinates, and an overflow, which makes the slip infinite.
/// - Distance of the moved points: of each term of the sum, a difference (counting twice, as it is squared),
///   a square, a category's cost, and as many additions as its partial sum has; then the two partial sums.
///   A square root halves the relative error and adds u. Fused operations only leave roundings out. Together
///   at most `bend` * s.
/// - Hence |s~ - s| <= h = slip + shift + bend s~. As 0 >= d ln f / ds > -1, f(s) is within the factor
///   exp(h) of f(s~), and exp(h) - 1 <= 1.04 h for h <= 1/16, beyond which there is no bound.
/// - f itself: 6 u relative (tests/backend/top_test.cpp tries the floats there are). Beyond s = 80 both are
///   below 5e-32, which adds an absolute error of 1e-31 sum |weight|, as does what underflows.
/// - The sum: u for the weight, u for the product, and one for each addition of a block, whose sum goes to a
///   double: `block` + 2.
/// - The double-precision value's own error, (d + n) 2^-53 and less, is below 0.01 u for the sizes that
///   most_points allows.
///
/// So |error| <= sum_i |w_i| k~_i (constant + 1.07 bend s~_i) + 1e-31 sum |w_i| with constant = 1.07 (slip +
/// shift) + (6 + block + 2 + 0.1) u. That sum is itself computed in floats, of positive terms: its relative
/// error is below n u, and it is raised by a hundredth.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "backend/cpu/kernel_rows.h"

namespace lode::backend::cpu {

/// Candidates at a time.
inline constexpr std::size_t rough_tile = 64;

/// The training points and weights as the single-precision loops read them.
class RoughSum {
 public:
  RoughSum(const ScaledInputs& inputs, std::span<const double> weights);

  /// The sums of one tile of candidates, and their largest errors: infinite where there is no bound.
  struct Tile {
    std::array<double, rough_tile> value;
    std::array<double, rough_tile> error;
  };

  /// \param points scaled coordinates (ScaledInputs::scaled), row-major. \param m 1 to rough_tile of them.
  void evaluate(const double* points, std::size_t m, Tile& out) const;

 private:
  float code(std::size_t category, double value) const;
  double place(const double* point, std::size_t stride, float* out) const;

  std::size_t n_;
  std::vector<std::size_t> numeric_, categories_;  ///< columns; they are stored in this order
  std::vector<std::vector<double>> codes_;         ///< sorted values of each of categories_
  std::vector<float> rows_;                        ///< n x d row-major
  std::vector<float> costs_;                       ///< of each of categories_
  std::vector<float> weights_;                     ///< n, divided by scale_
  double scale_ = 1;                               ///< a power of two
  double total_ = 0;                               ///< sum |weight|
  double slip_ = 0;                                ///< furthest that rounding moved a training point
  double bend_ = 0;                                ///< largest relative error of a distance
};

}  // namespace lode::backend::cpu
