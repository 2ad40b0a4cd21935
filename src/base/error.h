/// \file
/// The one exception type of the engine. It carries the status that the C ABI returns, so the guard at the
/// edge (capi/guard.h) needs no table of exception types.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

namespace lode {

/// Why an operation failed. The values are those of `lode_status` in lode.h (a test holds them equal).
enum class Code : std::int32_t {
  argument = -1,      ///< a bad argument or a bad value in a document: the message names it
  state = -2,         ///< the call does not fit the present state (a conflicting tell, an ended study)
  not_found = -3,     ///< no such study, trial, parameter or option
  exists = -4,        ///< the name is taken
  store = -5,         ///< the store could not be read or written
  conflict = -6,      ///< another process changed the study meanwhile and the retry limit was reached
  buffer = -7,        ///< the caller's buffer is too small
  memory = -8,        ///< out of memory
  numeric = -9,       ///< the numbers allow no answer (for example a matrix that no jitter makes definite)
  callback = -10,     ///< a host callback returned an error
  unsupported = -11,  ///< valid, but this build cannot do it
  internal = -12,     ///< a defect of Lode: please report it
  device = -13,       ///< a compute device failed, or the one asked for is not there
  limit = -14         ///< more than a quota of the context, or its slots, allow
};

/// The engine's exception: a status and a text fit for a user.
class Error : public std::runtime_error {
 public:
  Error(Code code, const std::string& message) : std::runtime_error(message), code_(code) {}
  Code code() const noexcept { return code_; }

 private:
  Code code_;
};

}  // namespace lode
