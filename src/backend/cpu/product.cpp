// As Goto & van de Geijn 2008: both operands are copied into strips, so that a tile of the product reads them
// in order and stays in registers.

#include "backend/cpu/product.h"

#include <algorithm>
#include <memory>

#include "backend/cpu/wide.h"

namespace lode::backend::cpu {
namespace {

constexpr std::size_t tile_rows = 8;     // one vector of AVX-512
constexpr std::size_t tile_columns = 6;  // with AVX2 as many sums as registers hold
constexpr std::size_t strips_together = 4;

/// The inner indices between which a strip is not 0.
struct Range {
  std::size_t first, last;
  std::size_t size() const { return last > first ? last - first : 0; }
};

Range overlap(Range a, Range b) { return {std::max(a.first, b.first), std::min(a.last, b.last)}; }

/// `width` rows of an operand, from `first` on; of columns those of the transposed operand.
Range range_of(const Operand& a, std::size_t first, std::size_t width, std::size_t rows, std::size_t inner) {
  if (a.shape != Operand::Shape::lower) return {0, inner};
  if (a.transposed) return {std::min(first, inner), inner};
  return {0, std::min(std::min(first + width, rows), inner)};
}

double element(const Operand& a, std::size_t i, std::size_t k) {
  if (a.transposed) std::swap(i, k);
  if (i >= k || a.shape == Operand::Shape::full) return a.data[k * a.ld + i];
  return a.shape == Operand::Shape::symmetric ? a.data[i * a.ld + k] : 0.0;
}

/// Copies `width` rows: for each inner index one number a row, and 0 for rows that there are not.
/// \param crossed whether the rows are stored as columns
template <std::size_t width>
void copy_rows(const Operand& a, std::size_t first, std::size_t taken, Range part, bool crossed, double* to) {
  const std::size_t along = crossed ? 1 : a.ld, across = crossed ? a.ld : 1;
  const double* from = a.data + first * across + part.first * along;
  for (std::size_t k = part.first; k < part.last; ++k, from += along, to += width) {
    if (taken == width) {
      for (std::size_t r = 0; r < width; ++r) to[r] = from[r * across];
      continue;
    }
    for (std::size_t r = 0; r < width; ++r) to[r] = r < taken ? from[r * across] : 0.0;
  }
}

/// Left of the block on the diagonal lies what is stored, or its transpose; right of it the other.
template <std::size_t width>
void pack(const Operand& a, std::size_t first, std::size_t rows, Range range, double* out) {
  const std::size_t taken = std::min(width, rows - first);
  const auto place = [&](std::size_t k) { return out + (k - range.first) * width; };
  if (a.shape == Operand::Shape::full) return copy_rows<width>(a, first, taken, range, a.transposed, out);
  const bool both = a.shape == Operand::Shape::symmetric;
  const Range left = overlap(range, {0, first}), right = overlap(range, {first + width, range.last});
  if (left.size() > 0) copy_rows<width>(a, first, taken, left, !both && a.transposed, place(left.first));
  const Range diagonal = overlap(range, {first, first + width});
  for (std::size_t k = diagonal.first; k < diagonal.last; ++k) {
    for (std::size_t r = 0; r < width; ++r) place(k)[r] = r < taken ? element(a, first + r, k) : 0.0;
  }
  if (right.size() > 0) copy_rows<width>(a, first, taken, right, both || a.transposed, place(right.first));
}

using Vector = double __attribute__((vector_size(tile_rows * sizeof(double))));

/// tile_columns x tile_rows sums over `inner` steps of two strips.
[[gnu::always_inline]] inline void sum_tile_with(std::size_t inner, const double* a, const double* b,
                                                 double* tile) {
  Vector sums[tile_columns] = {};
  for (std::size_t k = 0; k < inner; ++k) {
    Vector x;
    __builtin_memcpy(&x, a + k * tile_rows, sizeof x);
    for (std::size_t j = 0; j < tile_columns; ++j) sums[j] += x * b[k * tile_columns + j];
  }
  __builtin_memcpy(tile, sums, sizeof sums);
}

using SumTile = void (*)(std::size_t inner, const double* a, const double* b, double* tile);

void sum_tile(std::size_t inner, const double* a, const double* b, double* tile) {
  sum_tile_with(inner, a, b, tile);
}

#if LODE_HAS_WIDTHS
__attribute__((target("avx2"))) void sum_tile_avx2(std::size_t inner, const double* a, const double* b,
                                                   double* tile) {
  sum_tile_with(inner, a, b, tile);
}

__attribute__((target("avx512f"))) void sum_tile_avx512(std::size_t inner, const double* a, const double* b,
                                                        double* tile) {
  sum_tile_with(inner, a, b, tile);
}
#endif

SumTile widest() {
#if LODE_HAS_WIDTHS
  if (__builtin_cpu_supports("avx512f")) return sum_tile_avx512;
  if (__builtin_cpu_supports("avx2")) return sum_tile_avx2;
#endif
  return sum_tile;
}

/// Writes the part of a tile that lies in the target. \param i, j its first row and column.
template <typename Combine>
void store(const Target& c, const double* tile, std::size_t i, std::size_t rows, std::size_t j,
           std::size_t columns, Combine combine) {
  const bool whole = rows - i == tile_rows && !(c.lower_only && columns > i);
  for (std::size_t q = j; q < columns; ++q) {
    double* column = c.data + q * c.ld;
    const double* sums = tile + (q - j) * tile_rows;
    if (whole) {
      for (std::size_t p = 0; p < tile_rows; ++p) column[i + p] = combine(column[i + p], sums[p]);
      continue;
    }
    for (std::size_t p = c.lower_only ? std::max(i, q) : i; p < rows; ++p)
      column[p] = combine(column[p], sums[p - i]);
  }
}

void store(const Target& c, const double* tile, std::size_t i, std::size_t rows, std::size_t j,
           std::size_t columns) {
  switch (c.write) {
    case Target::Write::set:
      return store(c, tile, i, rows, j, columns, [](double, double sum) { return sum; });
    case Target::Write::negative:
      return store(c, tile, i, rows, j, columns, [](double, double sum) { return -sum; });
    case Target::Write::add:
      return store(c, tile, i, rows, j, columns, [](double before, double sum) { return before + sum; });
    case Target::Write::subtract:
      return store(c, tile, i, rows, j, columns, [](double before, double sum) { return before - sum; });
  }
}

/// All strips of an operand's rows, one after the other.
template <std::size_t width>
class Strips {
 public:
  /// \param most strips that are held at a time
  Strips(const Operand& a, std::size_t rows, std::size_t inner, std::size_t most)
      : a_(a), rows_(rows), inner_(inner), packed_(new double[most * width * inner]) {}

  std::size_t count() const { return (rows_ + width - 1) / width; }
  Range range(std::size_t strip) const { return range_of(a_, strip * width, width, rows_, inner_); }

  /// Copies strips [first, last); of these alone, at() may be asked.
  void hold(std::size_t first, std::size_t last) {
    first_ = first;
    for (std::size_t s = first; s < last; ++s)
      pack<width>(a_, s * width, rows_, range(s), packed_.get() + (s - first) * width * inner_);
  }

  /// Where a strip's inner index k begins.
  const double* at(std::size_t strip, std::size_t k) const {
    return packed_.get() + ((strip - first_) * inner_ + k - range(strip).first) * width;
  }

 private:
  Operand a_;
  std::size_t rows_, inner_, first_ = 0;
  std::unique_ptr<double[]> packed_;
};

Operand turned(Operand a) {
  a.transposed = !a.transposed;
  return a;
}

}  // namespace

void multiply(std::size_t rows, std::size_t inner, std::size_t columns, const Operand& a, const Operand& b,
              const Target& c) {
  if (rows == 0 || columns == 0) return;
  const SumTile sum = widest();
  Strips<tile_columns> right(turned(b), columns, inner, (columns + tile_columns - 1) / tile_columns);
  Strips<tile_rows> left(a, rows, inner, strips_together);
  right.hold(0, right.count());
  double tile[tile_rows * tile_columns];
  for (std::size_t first = 0; first < left.count(); first += strips_together) {
    const std::size_t last = std::min(left.count(), first + strips_together);
    left.hold(first, last);
    for (std::size_t t = 0; t < right.count(); ++t) {
      for (std::size_t s = first; s < last; ++s) {
        const std::size_t i = s * tile_rows, j = t * tile_columns;
        if (c.lower_only && j >= i + tile_rows) continue;
        const Range range = overlap(left.range(s), right.range(t));
        sum(range.size(), left.at(s, range.first), right.at(t, range.first), tile);
        store(c, tile, i, std::min(rows, i + tile_rows), j, std::min(columns, j + tile_columns));
      }
    }
  }
}

}  // namespace lode::backend::cpu
