#include "cli/text.h"

#include <algorithm>  // min
#include <cmath>
#include <cstdio>
#include <cstdlib>  // strtod
#include <ctime>

namespace lode::cli {

namespace {

constexpr double most_counted = 0x1p53;  // seconds; beyond these they are no times, and no integers

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

std::string quoted_list(const std::vector<std::string>& names) {
  constexpr std::size_t most = 20;  // a store may hold thousands of studies
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), most); ++i) {
    text += (text.empty() ? "'" : ", '") + names[i] + "'";
  }
  return names.size() > most ? text + " and " + std::to_string(names.size() - most) + " more" : text;
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
  if (seconds > most_counted) return short_number(seconds) + " s";
  const auto whole = static_cast<long long>(seconds);
  if (whole >= 3600) return printed("%lld:%02lld:%02lld", whole / 3600, whole / 60 % 60, whole % 60);
  return printed("%lld:%02lld", whole / 60, whole % 60);
}

std::string date_time(double seconds) {
  if (!(seconds > 0 && seconds <= most_counted)) return "-";
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

std::string printable(const std::string& text) {
  std::string shown;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    shown += byte < 0x20 || byte == 0x7F ? printed("\\x%02X", byte) : std::string(1, c);
  }
  return shown;
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
