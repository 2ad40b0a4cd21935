#include "space/levels.h"

#include <algorithm>  // clamp, max, min
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "base/text.h"

namespace lode::space {

namespace {

/// Decimals after the point in the shortest exact text of `value`.
int decimals(double value) {
  std::array<char, 40> text{};
  const char* end =
      std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::scientific).ptr;
  const std::string_view whole(text.data(), static_cast<std::size_t>(end - text.data()));
  const std::size_t e = whole.find('e');
  const std::size_t point = whole.find('.');
  const int digits = point == std::string_view::npos ? 0 : static_cast<int>(e - point) - 1;
  const auto exponent = parse_number(whole.substr(e + 1));
  return std::max(0, digits - static_cast<int>(exponent.value_or(0)));
}

double rounded(double value, int places) {
  std::array<char, 1024> text{};  // 309 digits before the point, at most about 340 after it
  const auto written =
      std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed, places);
  const auto result =
      parse_number(std::string_view(text.data(), static_cast<std::size_t>(written.ptr - text.data())));
  return result.value_or(value) + 0.0;  // -0.0 + 0.0 is 0.0
}

double real_level(const Parameter& p, double k) {
  return rounded(std::fma(k, p.step, p.low), std::max(decimals(p.low), decimals(p.step)));
}

/// (value - low) / step, which stays finite where value - low would overflow.
double steps_above_low(const Parameter& p, double value) {
  const double difference = value - p.low;
  return std::isfinite(difference) ? difference / spacing(p) : value / spacing(p) - p.low / spacing(p);
}

std::uint64_t real_level_count(const Parameter& p) {
  double last = std::floor(steps_above_low(p, p.high));
  while (last > 0 && real_level(p, last) > p.high) --last;  // the division is off by one at most
  while (real_level(p, last + 1) <= p.high) ++last;
  return static_cast<std::uint64_t>(last) + 1;
}

double tolerance(const Parameter& p) {
  const double units =
      8 * std::numeric_limits<double>::epsilon() * std::max(std::abs(p.low), std::abs(p.high));
  return std::min(units, p.step / 4);
}

}  // namespace

bool discrete(const Parameter& parameter) {
  return parameter.kind != Kind::real || parameter.step > 0 || parameter.constant();
}

double spacing(const Parameter& parameter) { return parameter.step > 0 ? parameter.step : 1.0; }

std::uint64_t level_count(const Parameter& parameter) {
  if (parameter.constant()) return 1;
  if (parameter.kind == Kind::real) return real_level_count(parameter);
  const auto range = static_cast<std::int64_t>(parameter.high) - static_cast<std::int64_t>(parameter.low);
  return static_cast<std::uint64_t>(range / static_cast<std::int64_t>(spacing(parameter))) + 1;
}

double level_value(const Parameter& parameter, std::uint64_t k) {
  if (k == 0) return parameter.low + 0.0;
  if (parameter.kind == Kind::real) return real_level(parameter, static_cast<double>(k));
  const auto offset = static_cast<std::int64_t>(k) * static_cast<std::int64_t>(spacing(parameter));
  return static_cast<double>(static_cast<std::int64_t>(parameter.low) + offset);
}

std::uint64_t nearest_level(const Parameter& parameter, double value) {
  if (!(value > parameter.low)) return 0;
  const std::uint64_t last = level_count(parameter) - 1;
  if (parameter.kind == Kind::real) {
    const double k = std::round(steps_above_low(parameter, value));
    return k >= static_cast<double>(last) ? last : static_cast<std::uint64_t>(k);
  }
  if (value >= parameter.high) return last;
  const auto step = static_cast<std::int64_t>(spacing(parameter));  // whole numbers: a range may exceed 2^53
  const std::int64_t above = std::llround(value) - static_cast<std::int64_t>(parameter.low);
  return std::min(last, static_cast<std::uint64_t>((above + step / 2) / step));
}

std::optional<std::uint64_t> level_of(const Parameter& parameter, double value) {
  if (std::isnan(value)) return std::nullopt;
  const std::uint64_t k = nearest_level(parameter, value);
  const double slack = parameter.kind == Kind::real ? tolerance(parameter) : 0.0;
  if (std::abs(level_value(parameter, k) - value) <= slack) return k;
  return std::nullopt;
}

double canonical(const Parameter& parameter, double value) {
  if (discrete(parameter)) {
    if (const auto k = level_of(parameter, value)) return level_value(parameter, *k);
  }
  return value + 0.0;
}

}  // namespace lode::space
