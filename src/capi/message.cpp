// A message on its way to the caller's lode_error.

#include <algorithm>  // max, min
#include <cstdio>     // snprintf
#include <cstring>

#include "capi/guard.h"
#include "capi/utf8.h"

namespace lode::capi {

namespace {

/// As many bytes of the text as make up its next character, or 1 where it is not UTF-8.
std::size_t character_length(std::string_view text, std::size_t at) {
  return std::max<std::size_t>(1, sequence_length(text, at));
}

/// What stands for the character in a message. `room` is where an escape is written.
std::string_view printable(std::string_view character, char (&room)[8]) {
  const auto byte = static_cast<unsigned char>(character.front());
  if (byte >= 0x20 && byte != 0x7F) return character;
  return {room, static_cast<std::size_t>(std::snprintf(room, sizeof room, "\\x%02X", byte))};
}

/// Calls `use(shown)` for each character of a text as a message shows it, until it returns false.
template <class Use>
void for_each_shown(std::string_view text, Use use) {
  for (std::size_t at = 0; at < text.size();) {
    char room[8];
    const std::string_view character = text.substr(at, character_length(text, at));
    if (!use(printable(character, room))) return;
    at += character.size();
  }
}

/// A message's place. What does not fit loses its middle: the field stands at the beginning, and what is
/// accepted at the end.
class Message {
 public:
  /// \param capacity with the NUL at the end; > 0
  Message(char* place, std::size_t capacity) : place_(place), room_(capacity - 1) {}

  void write(std::string_view text) {
    std::size_t needed = 0;
    for_each_shown(text, [&](std::string_view shown) { return needed += shown.size(), true; });
    if (needed <= room_ || room_ <= 2 * gap.size()) {
      append_until(text, room_);
    } else {
      append_until(text, (room_ - gap.size()) / 2);
      append(gap);
      append_last(text, needed - (room_ - length_));
    }
    place_[length_] = '\0';
  }

 private:
  static constexpr std::string_view gap = " ... ";

  void append(std::string_view shown) {
    std::memcpy(place_ + length_, shown.data(), shown.size());
    length_ += shown.size();
  }
  /// Whole characters from the beginning, while they end within `end` bytes.
  void append_until(std::string_view text, std::size_t end) {
    for_each_shown(text, [&](std::string_view shown) {
      if (length_ + shown.size() > end) return false;
      append(shown);
      return true;
    });
  }
  /// Whole characters to the end, from the first that begins `skipped` bytes or more after the beginning.
  void append_last(std::string_view text, std::size_t skipped) {
    std::size_t seen = 0;
    for_each_shown(text, [&](std::string_view shown) {
      if (seen >= skipped) append(shown);
      seen += shown.size();
      return true;
    });
  }

  char* place_;
  std::size_t room_;
  std::size_t length_ = 0;
};

}  // namespace

void set_error(lode_error* error, lode_status code, std::string_view message) noexcept {
  constexpr std::size_t head = offsetof(lode_error, message);
  if (error == nullptr || error->struct_size <= head) return;
  error->code = code;
  Message shown(error->message, std::min<std::size_t>(error->struct_size, sizeof(lode_error)) - head);
  shown.write(message);
}

}  // namespace lode::capi
