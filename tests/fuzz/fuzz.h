/// \file
/// What the fuzz targets share: taking an input apart, and ending the program where a promise is broken.
///
/// A target is a libFuzzer entry point. Ordinary builds link it with replay.cpp, which feeds it the inputs in
/// corpus/; scripts/fuzz.sh builds it with libFuzzer and sanitizers, which make inputs of their own.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

/// Ends the program with the place where `condition` does not hold: a finding.
#define LODE_MUST(condition) ::lode::fuzz::must(condition, __FILE__, __LINE__, #condition, "")
/// The same, with a text that explains it.
#define LODE_MUST_SAY(condition, text) ::lode::fuzz::must(condition, __FILE__, __LINE__, #condition, text)

namespace lode::fuzz {

inline void must(bool holds, const char* file, int line, const char* condition, const std::string& text) {
  if (holds) return;
  std::fprintf(stderr, "%s:%d: must hold: %s %s\n", file, line, condition, text.c_str());
  std::abort();
}

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// Cuts what stands before the first `separator`, and that itself, off `rest`; all of it where there is none.
inline std::string_view cut(std::string_view& rest, char separator) {
  const auto at = rest.find(separator);
  const std::string_view first = rest.substr(0, at);
  rest = at == std::string_view::npos ? std::string_view() : rest.substr(at + 1);
  return first;
}

/// An input as a sequence of small decisions. Past its end everything is zero.
class Bytes {
 public:
  Bytes(const std::uint8_t* data, std::size_t size) : at_(data), end_(data + size) {}

  bool empty() const { return at_ == end_; }
  std::uint8_t byte() { return empty() ? std::uint8_t{0} : *at_++; }
  /// Below `count`.
  std::size_t index(std::size_t count) { return byte() % count; }

  template <class T>
  T raw() {
    unsigned char bytes[sizeof(T)] = {};
    for (unsigned char& b : bytes) b = byte();
    T value;
    std::memcpy(&value, bytes, sizeof(T));
    return value;
  }

  /// Up to 255 bytes.
  std::string text() {
    std::string text(byte(), '\0');
    for (char& c : text) c = static_cast<char>(byte());
    return text;
  }

 private:
  const std::uint8_t* at_;
  const std::uint8_t* end_;
};

}  // namespace lode::fuzz
