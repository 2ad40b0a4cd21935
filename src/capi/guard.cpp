#include "capi/guard.h"

#include <cstdio>  // snprintf

#include "capi/utf8.h"

namespace lode::capi {

namespace {

std::string hexadecimal(char byte) {
  char text[8];
  std::snprintf(text, sizeof text, "0x%02X", static_cast<unsigned>(static_cast<unsigned char>(byte)));
  return text;
}

}  // namespace

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
