#include "fuzz/gp_table.h"

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <iterator>

#include "fuzz/arguments.h"

namespace lode::fuzz {
namespace {

constexpr std::size_t most_columns = 5;
constexpr std::size_t most_rows = 12;
constexpr std::size_t plain_columns = 8;  // of those below

lode_column make(lode_column_kind kind, double low, double high, lode_scaling scaling = LODE_SCALING_AUTO) {
  return {sizeof(lode_column), kind, low, high, scaling, 0};
}

/// All valid; the first are ordinary ones.
const lode_column good_columns[] = {
    make(LODE_COLUMN_REAL, 0, 1),
    make(LODE_COLUMN_INTEGER, 1, 8),
    make(LODE_COLUMN_CATEGORY, 0, 2),
    make(LODE_COLUMN_REAL, 1e-6, 1),
    make(LODE_COLUMN_REAL, 0, 0.999, LODE_SCALING_REVERSE_LOGARITHMIC),
    make(LODE_COLUMN_INTEGER, 1, 4096, LODE_SCALING_LOGARITHMIC),
    make(LODE_COLUMN_REAL, 3, 3),
    make(LODE_COLUMN_REAL, -5, 10, LODE_SCALING_LINEAR),
    make(LODE_COLUMN_INTEGER, -9007199254740992.0, 9007199254740992.0),
    make(LODE_COLUMN_INTEGER, 1, 9007199254740992.0, LODE_SCALING_LOGARITHMIC),
    make(LODE_COLUMN_CATEGORY, 0, 0),
    make(LODE_COLUMN_CATEGORY, 0, 9999),
    make(LODE_COLUMN_REAL, 0, 5e-324),
    make(LODE_COLUMN_REAL, 1, 1 + 0x1p-52),
    make(LODE_COLUMN_REAL, -1.7e308, 1.7e308),
    make(LODE_COLUMN_REAL, 5e-324, 1.7e308, LODE_SCALING_LOGARITHMIC),
    make(LODE_COLUMN_REAL, 0, 1 - 0x1p-53, LODE_SCALING_REVERSE_LOGARITHMIC),
    make(LODE_COLUMN_REAL, 1e300, 1.1e300),
    make(LODE_COLUMN_INTEGER, 7, 8, LODE_SCALING_LOGARITHMIC),
    make(LODE_COLUMN_REAL, 1e-320, 1e-300),
};

bool logarithmic(const lode_column& column) {
  return column.low > 0 && column.high / column.low >= 1000 && column.scaling != LODE_SCALING_LINEAR;
}

double between(const lode_column& column, double share) {
  double value = (1 - share) * column.low + share * column.high;
  if (logarithmic(column))
    value = std::exp((1 - share) * std::log(column.low) + share * std::log(column.high));
  if (column.kind != LODE_COLUMN_REAL) value = std::round(value);
  return column.low <= column.high ? std::clamp(value, column.low, column.high) : value;
}

}  // namespace

GpTable::GpTable(Bytes& in) {
  static const double scales[] = {1, 1, 1, 1, 1e300, 1e-300, 1e-310, 5e307};
  const std::size_t columns = 1 + in.index(most_columns);
  for (std::size_t c = 0; c < columns; ++c) add_column(in);
  lay_out(in);
  const std::size_t rows = in.index(most_rows + 1);
  const double scale = scales[in.index(std::size(scales))];
  plain_ = plain_ && scale == 1;
  const bool noisy = in.index(4) == 3;
  for (std::size_t i = 0; i < rows; ++i) {
    add_row(in, scale);
    if (noisy) noise_.push_back(in.index(8) == 7 ? number(in) : scale * in.byte() / 256);
  }
  const auto within = [](const std::vector<double>& values, double least, double most) {
    return std::all_of(values.begin(), values.end(), [&](double v) { return v >= least && v <= most; });
  };
  valid_ = valid_ && holds_all(x_) && within(y_, -DBL_MAX, DBL_MAX) && within(noise_, 0, DBL_MAX);
  plain_ = plain_ && valid_ && within(noise_, 0, 10);
}

void GpTable::add_column(Bytes& in) {
  const std::size_t which = in.byte();
  if (which < 240) {
    const std::size_t i = which < 160 ? which % plain_columns : which % std::size(good_columns);
    columns_.push_back(good_columns[i]);
    plain_ = plain_ && i < plain_columns;
  } else {
    lode_column free = make(in.byte() % 7 - 1, number(in), number(in), in.byte() % 6 - 1);
    free.reserved = in.index(16) == 15;
    columns_.push_back(free);
    valid_ = plain_ = false;  // it may be, by chance
  }
  const lode_column& column = columns_.back();
  if (column.kind == LODE_COLUMN_CATEGORY && column.high > 0) levels_ += column.high + 1;
}

/// Like an older, this or a newer program's array: the stride is the struct_size of all.
void GpTable::lay_out(Bytes& in) {
  constexpr std::size_t words = sizeof(lode_column) / sizeof(std::uint64_t);
  const std::size_t how = in.index(32);
  const std::size_t stride = how < 28 ? words : words + how - 28;
  for (lode_column& column : columns_) column.struct_size = static_cast<std::uint32_t>(stride * 8);
  if (how == 31) columns_.back().struct_size = size_of_struct(in, sizeof(lode_column));
  array_.assign(stride * columns_.size(), 0);
  for (std::size_t c = 0; c < columns_.size(); ++c)
    std::memcpy(array_.data() + c * stride, &columns_[c], sizeof(lode_column));
  if (how == 30 && in.index(2) == 1) array_.back() = 1;  // a field that is not known
  valid_ = valid_ && how < 30;
}

void GpTable::add_row(Bytes& in, double scale) {
  for (std::size_t c = 0; c < columns(); ++c) x_.push_back(value(in, c));
  const int y = in.byte();
  y_.push_back(y < 250 ? scale * (y - 125) / 40 : number(in));
  plain_ = plain_ && y < 250;
}

std::vector<double> GpTable::noise(std::size_t rows) const {
  return {noise_.data(), noise_.data() + std::min(rows, noise_.size())};
}

const lode_column* GpTable::column_array() const {
  return reinterpret_cast<const lode_column*>(array_.data());
}

double GpTable::value(Bytes& in, std::size_t c) const {
  const std::uint8_t how = in.byte();
  return how == 255 ? number(in) : between(columns_[c], std::min(how, std::uint8_t{250}) / 250.0);
}

bool GpTable::holds(std::size_t c, double value) const {
  const lode_column& column = columns_[c];
  return value >= column.low && value <= column.high &&
         (column.kind == LODE_COLUMN_REAL || value == std::floor(value));
}

bool GpTable::holds_all(const std::vector<double>& x) const {
  for (std::size_t i = 0; i < x.size(); ++i)
    if (!holds(i % columns(), x[i])) return false;
  return true;
}

Points GpTable::points(Bytes& in, std::size_t most) const {
  Points points;
  points.count = in.index(most + 1);
  for (std::size_t i = 0; i < points.count * columns(); ++i) points.x.push_back(value(in, i % columns()));
  points.valid = holds_all(points.x);
  return points;
}

}  // namespace lode::fuzz
