/// \file
/// What this build and this machine are, for the record that studies keep.
#pragma once

namespace lode {

/// The release, for example "0.1.0".
const char* release();

/// The widest instruction set that this machine offers and the library uses: bitwise promises hold between
/// runs with the same one, unless models are portable (backend::make_portable_backend).
const char* instruction_set();

}  // namespace lode
