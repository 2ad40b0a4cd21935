#include "backend/cpu/rough_rows.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include "backend/cpu/wide.h"

namespace lode::backend::cpu {
namespace {

constexpr double unit_roundoff = 0x1p-24;
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double sqrt_5 = 2.23606797749978969641;
constexpr float farthest = 80.0F;
/// Training points whose terms are summed in floats before a double takes them.
constexpr std::size_t block = 8;
constexpr double constant_roundings = 6 + block + 2 + 0.1;
/// exp(h) - 1 <= 1.04 h up to here; the rest of 1.07 covers roundings of the constants to floats.
constexpr double largest_move = 1.0 / 16;
constexpr double per_move = 1.07;

/// exp(-s) for 0 <= s <= farthest: as decay_of in kernel_rows.cpp, to a few units in the last place.
[[gnu::always_inline]] inline float decay_of(float s) {
  constexpr float shifter = 12582912.0F;  // 1.5 * 2^23: adding it rounds to an integer
  const float shifted = shifter - s * 1.44269504F;
  const float k = shifted - shifter;
  const float r = (-s - k * 0.693359375F) - k * -2.12194440e-4F;
  float p = 1.9875691500e-4F;
  p = p * r + 1.3981999507e-3F;
  p = p * r + 8.3334519073e-3F;
  p = p * r + 4.1665795894e-2F;
  p = p * r + 1.6666665459e-1F;
  p = p * r + 5.0000001201e-1F;
  p = p * (r * r) + r + 1.0F;
  const std::uint32_t exponent = std::bit_cast<std::uint32_t>(shifted) << 23;
  return std::bit_cast<float>(std::bit_cast<std::uint32_t>(p) + exponent);
}

/// Kernel values from squared distances (5 r^2), and s.
[[gnu::always_inline]] inline float matern_of(float squared, float& s) {
  s = std::sqrt(squared);
  s = s < farthest ? s : farthest;
  return decay_of(s) * (1.0F + s * (1.0F + s * (1.0F / 3.0F)));
}

/// One tile's loops' view of a RoughSum.
struct View {
  std::size_t n, numeric, categories;
  const float* rows;
  const float* costs;
  const float* weights;
};

/// \param lanes (numeric + categories) x rough_tile coordinates of the candidates.
LODE_WIDE void sum_tile(const View& view, const float* lanes, float constant, float bend, double* value,
                        double* error) {
  constexpr std::size_t tile = rough_tile;
  double values[tile] = {};
  float errors[tile] = {};
  const std::size_t d = view.numeric + view.categories;
  for (std::size_t first = 0; first < view.n; first += block) {
    const std::size_t last = first + block < view.n ? first + block : view.n;
    float sums[tile] = {};
    for (std::size_t i = first; i < last; ++i) {
      const float* row = view.rows + i * d;
      float even[tile] = {}, odd[tile] = {};
      std::size_t c = 0;
      for (; c + 2 <= view.numeric; c += 2) {
        const float* z = lanes + c * tile;
        for (std::size_t l = 0; l < tile; ++l) {
          const float t = row[c] - z[l];
          even[l] += t * t;
        }
        for (std::size_t l = 0; l < tile; ++l) {
          const float t = row[c + 1] - z[tile + l];
          odd[l] += t * t;
        }
      }
      if (c < view.numeric) {
        for (std::size_t l = 0; l < tile; ++l) {
          const float t = row[c] - lanes[c * tile + l];
          even[l] += t * t;
        }
      }
      for (c = view.numeric; c < d; ++c) {
        const float cost = view.costs[c - view.numeric];
        for (std::size_t l = 0; l < tile; ++l) odd[l] += row[c] != lanes[c * tile + l] ? cost : 0.0F;
      }
      const float weight = view.weights[i], size = std::fabs(weight);
      for (std::size_t l = 0; l < tile; ++l) {
        float s = 0;
        const float k = matern_of(even[l] + odd[l], s);
        sums[l] += weight * k;
        errors[l] += size * k * (constant + bend * s);
      }
    }
    for (std::size_t l = 0; l < tile; ++l) values[l] += static_cast<double>(sums[l]);
  }
  for (std::size_t l = 0; l < tile; ++l) {
    value[l] = values[l];
    error[l] = static_cast<double>(errors[l]);
  }
}

/// Weights are divided by this power of two, so that floats hold them.
double scale_of(std::span<const double> weights) {
  double largest = 0;
  for (const double w : weights) largest = std::max(largest, std::fabs(w));
  return largest > 0 && std::isfinite(largest) ? std::ldexp(1.0, std::ilogb(largest)) : 1.0;
}

/// Of s, as rough_rows.h counts it.
double relative_error_of_distance(std::size_t numeric, std::size_t categories) {
  const auto additions = static_cast<double>(std::max((numeric + 1) / 2, numeric / 2 + categories) + 1);
  return 1.01 * unit_roundoff * ((3 + additions) / 2 + 1);
}

}  // namespace

RoughSum::RoughSum(const ScaledInputs& inputs, std::span<const double> weights)
    : n_(inputs.n), rows_(inputs.values.size()), scale_(scale_of(weights)) {
  const std::size_t d = inputs.columns();
  for (std::size_t c = 0; c < d; ++c) {
    if (inputs.kinds[c] != ColumnKind::category) {
      numeric_.push_back(c);
      continue;
    }
    categories_.push_back(c);
    codes_.emplace_back(inputs.column(c), inputs.column(c) + n_);
    std::sort(codes_.back().begin(), codes_.back().end());
    costs_.push_back(static_cast<float>(5 * inputs.weight[c] * inputs.weight[c]));
  }
  bend_ = relative_error_of_distance(numeric_.size(), categories_.size());
  std::vector<double> point(d);
  for (std::size_t i = 0; i < n_; ++i) {
    for (std::size_t c = 0; c < d; ++c) point[c] = inputs.column(c)[i];
    slip_ = std::max(slip_, place(point.data(), 1, rows_.data() + i * d));
    total_ += std::fabs(weights[i]);
    weights_.push_back(static_cast<float>(weights[i] / scale_));
  }
}

/// Which of the training points' values this is; -1 for none. Rounded codes might be equal where these are
/// not.
float RoughSum::code(std::size_t category, double value) const {
  const std::vector<double>& known = codes_[category];
  const auto found = std::lower_bound(known.begin(), known.end(), value);
  if (found == known.end() || *found != value) return -1;
  return static_cast<float>(found - known.begin());
}

/// Writes a point's rounded coordinates, `stride` apart. \return at least how far rounding moved it.
double RoughSum::place(const double* point, std::size_t stride, float* out) const {
  double moved = 0, length = 0;
  for (const std::size_t c : numeric_) {
    const double x = sqrt_5 * point[c];
    *out = static_cast<float>(x);
    const double by = static_cast<double>(*out) - x;
    moved += by * by;
    length += x * x;
    out += stride;
  }
  for (std::size_t k = 0; k < categories_.size(); ++k) {
    *out = code(k, point[categories_[k]]);
    out += stride;
  }
  // The roundings of these lines, and squares that underflow in floats.
  return 1.001 * std::sqrt(moved) + 1e-15 * std::sqrt(length) + 1e-16;
}

void RoughSum::evaluate(const double* points, std::size_t m, Tile& out) const {
  const std::size_t d = numeric_.size() + categories_.size();
  std::vector<float> lanes(d * rough_tile);
  std::array<double, rough_tile> shift = {};
  for (std::size_t l = 0; l < m; ++l) shift.at(l) = place(points + l * d, rough_tile, lanes.data() + l);
  const auto bounded = [&](double s) { return slip_ + s + bend_ * farthest <= largest_move; };
  double furthest = 0;
  for (const double s : shift) furthest = bounded(s) ? std::max(furthest, s) : furthest;

  const double constant = per_move * (slip_ + furthest) + constant_roundings * unit_roundoff;
  const View view = {n_, numeric_.size(), categories_.size(), rows_.data(), costs_.data(), weights_.data()};
  sum_tile(view, lanes.data(), static_cast<float>(constant), static_cast<float>(per_move * bend_),
           out.value.data(), out.error.data());
  for (std::size_t l = 0; l < m; ++l) {
    out.value.at(l) *= scale_;
    out.error.at(l) = bounded(shift.at(l)) ? 1.01 * scale_ * out.error.at(l) + 1e-31 * total_ : infinity;
  }
}

}  // namespace lode::backend::cpu
