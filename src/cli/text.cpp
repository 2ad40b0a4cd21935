#include "cli/text.h"

#include <algorithm>  // min
#include <cmath>
#include <cstdio>
#include <cstdlib>  // strtod
#include <ctime>
#include <numeric>  // iota

namespace lode::cli {

namespace {

std::size_t edit_distance(const std::string& a, const std::string& b) {
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

bool follows(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }  // inside a character

template <class... Values>
std::string printed(const char* format, Values... values) {
  char buffer[64];
  std::snprintf(buffer, sizeof buffer, format, values...);
  return buffer;
}

std::string shell_word(const std::string& word) {
  const char* plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=:,+@%";
  if (!word.empty() && word.find_first_not_of(plain) == std::string::npos) return word;
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

}  // namespace

std::string did_you_mean(const std::string& given, const std::vector<std::string>& names) {
  const std::string* best = nullptr;
  std::size_t distance = given.size() / 3 + 2;  // farther than this is another word
  for (const auto& name : names) {
    const std::size_t d = edit_distance(given, name);
    if (d < distance) {
      distance = d;
      best = &name;
    }
  }
  return best != nullptr ? "; did you mean '" + *best + "'?" : "";
}

std::string short_number(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "Infinity" : "-Infinity";
  return printed("%.6g", value);
}

std::string short_value(const std::string& text) {
  if (text.size() <= 9 || text.find_first_not_of("0123456789.eE+-") != std::string::npos) return text;
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  const bool whole = text.find_first_of(".eE") == std::string::npos;
  return *end == '\0' && !whole ? short_number(value) : text;
}

std::string duration(double seconds) {
  if (!(seconds > 0)) seconds = 0;
  const auto whole = static_cast<long long>(seconds);
  if (whole >= 3600) return printed("%lld:%02lld:%02lld", whole / 3600, whole / 60 % 60, whole % 60);
  return printed("%lld:%02lld", whole / 60, whole % 60);
}

std::string date_time(double seconds) {
  if (!(seconds > 0)) return "-";
  const auto time = static_cast<std::time_t>(seconds);
  std::tm parts{};
  localtime_r(&time, &parts);
  char buffer[32];
  return std::strftime(buffer, sizeof buffer, "%Y-%m-%d %H:%M:%S", &parts) > 0 ? buffer : "-";
}

std::string counted(std::size_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

std::string shell_line(const std::vector<std::string>& arguments) {
  std::string line;
  for (const auto& argument : arguments) line += (line.empty() ? "" : " ") + shell_word(argument);
  return line;
}

std::size_t width(const std::string& text) {
  std::size_t columns = 0;
  for (const char c : text) columns += follows(c) ? 0 : 1;
  return columns;
}

std::string cut(const std::string& text, std::size_t columns) {
  if (width(text) <= columns) return text;
  const std::size_t kept = columns > 3 ? columns - 3 : columns;
  std::size_t end = 0;
  for (std::size_t seen = 0; end < text.size(); ++end) {
    if (!follows(text[end]) && seen++ == kept) break;
  }
  return text.substr(0, end) + (columns > 3 ? "..." : "");
}

}  // namespace lode::cli
