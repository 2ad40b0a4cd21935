#include "base/text.h"

#include <algorithm>  // min, copy
#include <array>
#include <charconv>  // shortest round-trip text of a double
#include <cmath>
#include <numeric>  // iota

namespace lode {

std::string to_text(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "Infinity" : "-Infinity";
  std::array<char, 40> buffer{};
  constexpr double largest = 9007199254740992.0;  // 2^53
  if (value == std::floor(value) && std::fabs(value) < largest && !(value == 0 && std::signbit(value)))
    return std::to_string(static_cast<long long>(value));  // not 1e+05: trainers read integers
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  return std::string(buffer.data(), end);
}

std::optional<double> parse_number(std::string_view text) {
  if (!text.empty() && text.front() == '+') {
    text.remove_prefix(1);
    if (!text.empty() && (text.front() == '+' || text.front() == '-')) return std::nullopt;
  }
  double value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  // from_chars reports an overflow or underflow as out of range; neither is a number that we could keep.
  if (error != std::errc() || stop != end || text.empty()) return std::nullopt;
  return value;
}

std::string one_of(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? " or " : ", ";
    text += "'" + names[i] + "'";
  }
  return text;
}

namespace {

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({row[j] + 1, row[j + 1] + 1, replaced});
    }
  }
  return row.back();
}

}  // namespace

std::optional<std::string> nearest(std::string_view given, const std::vector<std::string>& names) {
  if (given.size() > 256) return std::nullopt;
  std::optional<std::string> best;
  std::size_t distance = given.size() / 3 + 2;  // farther than this is another word, not a typing error
  for (const auto& name : names) {
    if (name.size() > 256) continue;
    const std::size_t d = edit_distance(given, name);
    if (d < distance) {
      distance = d;
      best = name;
    }
  }
  return best;
}

}  // namespace lode
