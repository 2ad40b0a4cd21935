/// \file
/// The edge between C and C++: one guard around every function, and the checks of what comes in.
#pragma once

#include <algorithm>  // min
#include <cstddef>
#include <cstring>
#include <exception>
#include <new>
#include <string>
#include <string_view>

#include "base/error.h"
#include "lode/lode.h"

namespace lode::capi {

/// Writes code and text to the caller's error: control characters, which could move a terminal's cursor, as
/// "\x1B"; what does not fit loses its middle. NULL and unknown sizes are left
/// alone.
void set_error(lode_error* error, lode_status code, std::string_view message) noexcept;

/// Says that Lode itself is at fault, with a library's text for who mends it. \return LODE_E_INTERNAL
lode_status defect(lode_error* error, const char* what) noexcept;

/// Runs a body that returns a lode_status; turns exceptions into statuses. Nothing is thrown past it.
template <class Body>
lode_status guarded(lode_error* error, Body&& body) noexcept {
  try {
    const lode_status status = body();
    if (status >= 0) set_error(error, status, "");
    return status;
  } catch (const Error& e) {
    set_error(error, static_cast<lode_status>(e.code()), e.what());
    return static_cast<lode_status>(e.code());
  } catch (const std::bad_alloc&) {
    set_error(error, LODE_E_MEMORY, "out of memory");
    return LODE_E_MEMORY;
  } catch (const std::exception& e) {
    return defect(error, e.what());
  } catch (...) {
    return defect(error, "an exception of unknown type");
  }
}

/// \throws Error(Code::argument) naming the argument where it is NULL.
template <class T>
T& required(T* pointer, const char* name) {
  if (pointer == nullptr)
    throw Error(Code::argument, std::string(name) + ": NULL given; it must not be NULL");
  return *pointer;
}

/// The most elements that an array may have which a caller hands over: a length that is a mistake, such as
/// (size_t)-1, is refused before anything is read.
inline constexpr std::size_t most_elements = std::size_t{1} << 20;

/// \throws Error(Code::argument) for an array of more elements, or one that is NULL though it has some.
template <class T>
void check_array(const T* array, std::size_t count, const char* name, std::size_t most = most_elements) {
  if (count > most)
    throw Error(Code::argument, std::string(name) + ": " + std::to_string(count) +
                                    " elements given; at most " + std::to_string(most) + " accepted");
  if (count > 0) required(array, name);
}

/// \throws Error(Code::argument) where a field that is kept for later is not 0.
void check_reserved(int64_t value, const char* name);

/// A required, valid UTF-8 string.
std::string text(const char* given, const char* name);

/// The two-call pattern of text results.
lode_status copy_out(std::string_view result, char* buffer, std::size_t capacity, std::size_t* needed);

/// Checks the size of a struct that came in: large enough for its first `least` bytes, and an unknown tail
/// all zeros.
void check_size(const void* given, std::size_t size, std::size_t least, std::size_t known, const char* name);

/// A caller's struct as this library knows it: what an older caller's lacks is as `defaults` has it.
template <class T>
T read_struct(const T* given, const char* name, std::size_t least, T defaults) {
  const std::size_t size = required(given, name).struct_size;
  check_size(given, size, least, sizeof(T), name);
  std::memcpy(static_cast<void*>(&defaults), given, std::min(size, sizeof(T)));
  defaults.struct_size = static_cast<uint32_t>(sizeof(T));
  return defaults;
}

/// Fills a caller's struct up to the size that it has; its struct_size stays.
template <class T>
void write_struct(const T& value, T* out, const char* name, std::size_t least) {
  const std::size_t size = required(out, name).struct_size;
  check_size(out, size, least, sizeof(T), name);
  T copy = value;
  copy.struct_size = static_cast<uint32_t>(size);
  std::memcpy(static_cast<void*>(out), &copy, std::min(size, sizeof(T)));
}

/// Element `i` of a caller's array of structs, whose stride is the first one's struct_size.
template <class T>
const T* element(const T* array, std::size_t i) {
  return reinterpret_cast<const T*>(reinterpret_cast<const char*>(array) + i * array->struct_size);
}

/// The size that a struct must have at least: up to and with `member`.
#define LODE_LEAST(type, member) (offsetof(type, member) + sizeof(type::member))

}  // namespace lode::capi
