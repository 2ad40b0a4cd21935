#include "capi/guard.h"

#include <cstdio>  // snprintf

namespace lode::capi {

namespace {

/// Length of the valid UTF-8 sequence at `at` (RFC 3629), or 0.
std::size_t sequence_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(at);
  const std::size_t length = lead < 0x80   ? 1
                             : lead < 0xC2 ? 0
                             : lead < 0xE0 ? 2
                             : lead < 0xF0 ? 3
                             : lead < 0xF5 ? 4
                                           : 0;
  if (length == 0 || at + length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((byte(at + i) & 0xC0) != 0x80) return 0;
  if (length < 3) return length;
  const unsigned char second = byte(at + 1);
  const bool overlong = (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
  const bool surrogate = lead == 0xED && second >= 0xA0;
  const bool too_large = lead == 0xF4 && second >= 0x90;
  return overlong || surrogate || too_large ? 0 : length;
}

std::string hexadecimal(char byte) {
  char text[8];
  std::snprintf(text, sizeof text, "0x%02X", static_cast<unsigned>(static_cast<unsigned char>(byte)));
  return text;
}

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

lode_status defect(lode_error* error, const char* what) noexcept {
  char message[512];
  std::snprintf(message, sizeof message, "a defect of Lode, please report it with this text: %s", what);
  set_error(error, LODE_E_INTERNAL, message);
  return LODE_E_INTERNAL;
}

void check_reserved(int64_t value, const char* name) {
  if (value != 0)
    throw Error(Code::argument, std::string(name) + ": " + std::to_string(value) + " given; 0 accepted");
}

std::string text(const char* given, const char* name) {
  const std::string value = &required(given, name);
  for (std::size_t at = 0; at < value.size();) {
    const std::size_t length = sequence_length(value, at);
    if (length == 0)
      throw Error(Code::argument, std::string(name) + ": byte " + std::to_string(at) + ", " +
                                      hexadecimal(value[at]) + ", is not UTF-8; UTF-8 text accepted");
    at += length;
  }
  return value;
}

lode_status copy_out(std::string_view result, char* buffer, std::size_t capacity, std::size_t* needed) {
  if (needed != nullptr) *needed = result.size() + 1;
  if (buffer == nullptr) {
    if (capacity != 0)
      throw Error(Code::argument, "buffer: NULL given with a capacity of " + std::to_string(capacity) +
                                      "; a buffer, or NULL with capacity 0, accepted");
    required(needed, "needed");
    return LODE_OK;
  }
  if (capacity < result.size() + 1)
    throw Error(Code::buffer, "buffer: capacity " + std::to_string(capacity) + " given; " +
                                  std::to_string(result.size() + 1) + " bytes are needed");
  std::memcpy(buffer, result.data(), result.size());
  buffer[result.size()] = '\0';
  return LODE_OK;
}

void check_size(const void* given, std::size_t size, std::size_t least, std::size_t known, const char* name) {
  if (size < least)
    throw Error(Code::argument, std::string(name) + ".struct_size: " + std::to_string(size) +
                                    " given; at least " + std::to_string(least) + " is accepted");
  constexpr std::size_t absurd = 1 << 20;
  if (size > absurd)
    throw Error(Code::argument, std::string(name) + ".struct_size: " + std::to_string(size) +
                                    " given; at most " + std::to_string(absurd) + " is accepted");
  const char* bytes = static_cast<const char*>(given);
  for (std::size_t i = known; i < size; ++i)
    if (bytes[i] != 0)
      throw Error(Code::argument, std::string(name) +
                                      ": has fields that this library does not know (bytes past " +
                                      std::to_string(known) + " are not zero); they must be zero");
}

}  // namespace lode::capi
