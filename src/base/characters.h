/// \file
/// How long a text is as a person counts it.
#pragma once

#include <algorithm>  // count_if
#include <string_view>

namespace lode {

/// Number of Unicode characters of a UTF-8 text: what AMT's lengths count.
inline std::size_t characters(std::string_view text) {
  const auto starts = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; };
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), starts));
}

}  // namespace lode
