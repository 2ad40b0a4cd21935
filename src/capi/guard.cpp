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

}  // namespace

void set_error(lode_error* error, lode_status code, std::string_view message) noexcept {
  constexpr std::size_t head = offsetof(lode_error, message);
  if (error == nullptr || error->struct_size <= head) return;
  error->code = code;
  const std::size_t capacity = std::min<std::size_t>(error->struct_size, sizeof(lode_error)) - head;
  std::size_t length = 0;
  for (std::size_t at = 0; at < message.size();) {
    char room[8];
    const std::string_view character = message.substr(at, character_length(message, at));
    const std::string_view shown = printable(character, room);
    if (length + shown.size() > capacity - 1) break;
    std::memcpy(error->message + length, shown.data(), shown.size());
    length += shown.size();
    at += character.size();
  }
  error->message[length] = '\0';
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
