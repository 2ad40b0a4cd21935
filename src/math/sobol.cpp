#include "math/sobol.h"

#include <algorithm>
#include <bit>

#include "math/philox.h"

namespace lode::math {
namespace {

constexpr std::uint16_t table[] = {
#include "math/sobol_directions.inc"
};

constexpr int bits = Sobol::bits;
using Directions = std::array<std::uint64_t, bits>;

/// Van der Corput's sequence, the first coordinate: every initial number is 1.
Directions first_directions() {
  Directions v{};
  for (std::size_t k = 0; k < v.size(); ++k) v[k] = std::uint64_t{1} << (bits - 1 - static_cast<int>(k));
  return v;
}

/// One row of the table, extended by the recurrence of its primitive polynomial (Bratley & Fox 1988).
Directions directions_from(const std::uint16_t* row) {
  const unsigned polynomial = row[0];
  const auto degree = static_cast<std::size_t>(std::bit_width(polynomial)) - 1;
  Directions v{};
  for (std::size_t k = 0; k < degree; ++k)
    v[k] = std::uint64_t{row[1 + k]} << (bits - 1 - static_cast<int>(k));
  for (std::size_t k = degree; k < v.size(); ++k) {
    v[k] = v[k - degree] ^ (v[k - degree] >> degree);
    for (std::size_t j = 1; j < degree; ++j)
      if (polynomial >> (degree - j) & 1) v[k] ^= v[k - j];
  }
  return v;
}

/// v times a lower triangular matrix over GF(2), given by its rows: row i makes bit i, counted from the top.
std::uint64_t multiply(const Directions& rows, std::uint64_t v) {
  std::uint64_t result = 0;
  for (const std::uint64_t row : rows)
    result = result << 1 | static_cast<std::uint64_t>(std::popcount(row & v) & 1);
  return result;
}

/// Rows of a random lower triangular matrix with unit diagonal.
Directions random_triangle(Random& random) {
  Directions rows{};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::uint64_t diagonal = std::uint64_t{1} << (bits - 1 - static_cast<int>(i));
    const std::uint64_t above = ~(diagonal | (diagonal - 1));  // the columns left of the diagonal
    rows[i] = diagonal | (random.bits() & above & ((std::uint64_t{1} << bits) - 1));
  }
  return rows;
}

}  // namespace

Sobol::Sobol(std::size_t dimensions) : dimensions_(dimensions) {
  const std::size_t tabulated = std::min(dimensions, maximum_dimensions);
  directions_.reserve(tabulated);
  const std::uint16_t* row = table;
  for (std::size_t d = 0; d < tabulated; ++d) {
    directions_.push_back(d == 0 ? first_directions() : directions_from(row));
    if (d > 0) row += std::bit_width(static_cast<unsigned>(row[0]));  // 1 + the polynomial's degree
  }
  shift_.assign(tabulated, 0);
}

Sobol::Sobol(std::size_t dimensions, std::uint64_t seed) : Sobol(dimensions) {
  seed_ = seed;
  scramble(seed);
}

void Sobol::scramble(std::uint64_t seed) {
  for (std::size_t d = 0; d < directions_.size(); ++d) {
    Random random(seed, d, Purpose::sobol);
    const Directions rows = random_triangle(random);
    for (std::uint64_t& v : directions_[d]) v = multiply(rows, v);
    shift_[d] = random.bits() >> (64 - bits);
  }
}

void Sobol::point(std::uint64_t index, std::span<double> out) const {
  const std::uint64_t gray = index ^ (index >> 1);
  for (std::size_t d = 0; d < directions_.size(); ++d) {
    std::uint64_t x = shift_[d];
    for (std::uint64_t rest = gray; rest != 0; rest &= rest - 1)
      x ^= directions_[d][static_cast<std::size_t>(std::countr_zero(rest))];
    out[d] = static_cast<double>(x) * 0x1p-52;
  }
  if (directions_.size() == dimensions_) return;
  Random random(seed_, ~index, Purpose::sobol);  // far from the streams that scramble
  for (std::size_t d = directions_.size(); d < dimensions_; ++d) out[d] = random.uniform();
}

std::vector<double> Sobol::point(std::uint64_t index) const {
  std::vector<double> out(dimensions_);
  point(index, out);
  return out;
}

}  // namespace lode::math
