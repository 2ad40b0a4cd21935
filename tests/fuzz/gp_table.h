/// \file
/// The table of observations that an input of the target `gp` begins with.
#pragma once

#include <algorithm>
#include <cstdint>
#include <lode/lode.h>
#include <vector>

#include "fuzz/fuzz.h"

namespace lode::fuzz {

/// Points that an input chooses.
struct Points {
  std::size_t count = 0;
  std::vector<double> x;  ///< count x columns
  bool valid = true;      ///< each value is one of its column's

  bool same(std::size_t i, std::size_t j) const {
    const auto d = static_cast<std::ptrdiff_t>(x.size() / count);
    const auto row = [&](std::size_t at) { return x.begin() + static_cast<std::ptrdiff_t>(at) * d; };
    return std::equal(row(i), row(i) + d, row(j));
  }
};

/// Columns, most of them as lode.h wants them, and up to 12 rows.
class GpTable {
 public:
  explicit GpTable(Bytes& in);

  std::size_t columns() const { return columns_.size(); }
  const lode_column& column(std::size_t c) const { return columns_[c]; }
  std::size_t rows() const { return y_.size(); }
  std::vector<double> x(std::size_t rows) const { return {x_.data(), x_.data() + rows * columns()}; }
  std::vector<double> y(std::size_t rows) const { return {y_.data(), y_.data() + rows}; }
  /// Empty where the table has none.
  std::vector<double> noise(std::size_t rows) const;
  /// The columns as an array whose stride is that of the first.
  const lode_column* column_array() const;

  /// All of it is as lode.h wants it.
  bool valid() const { return valid_; }
  /// Nothing extreme in it either: there must be a model of it.
  bool plain() const { return plain_; }
  /// Categories are small enough for functions to be drawn and boxes to be searched within the time of an
  /// input.
  bool small() const { return levels_ <= 1000; }

  /// A value that lies mostly in the column.
  double value(Bytes& in, std::size_t c) const;
  bool holds(std::size_t c, double value) const;
  bool holds_all(const std::vector<double>& x) const;
  /// Up to `most` points.
  Points points(Bytes& in, std::size_t most) const;

 private:
  void add_column(Bytes& in);
  void lay_out(Bytes& in);
  void add_row(Bytes& in, double scale);

  std::vector<lode_column> columns_;
  std::vector<std::uint64_t> array_;  ///< column_array()
  std::vector<double> x_, y_, noise_;
  double levels_ = 0;  ///< of all categories
  bool valid_ = true, plain_ = true;
};

}  // namespace lode::fuzz
