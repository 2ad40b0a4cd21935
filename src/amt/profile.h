/// \file
/// How strictly a document is checked.
#pragma once

#include <cstdint>

namespace lode::amt {

/// Which rules a request must meet.
enum class Profile : std::int32_t {
  lode = 0,  ///< syntax, types, known keys, and what the engine itself needs; Lode's additions are accepted
  amt = 1    ///< also AMT's required fields, enumerations, patterns and limits; Lode's additions are refused
};

}  // namespace lode::amt
