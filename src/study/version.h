/// \file
#pragma once

namespace lode::study {

/// The release that runs, kept in a study's first event.
constexpr const char* version() { return LODE_VERSION; }

}  // namespace lode::study
