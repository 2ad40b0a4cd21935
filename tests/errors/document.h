/// \file
/// Documents for lode_study_create_json: texts, and good documents with one value changed.
#pragma once

#include <string>

#include "row.h"

namespace lode::errors {

/// A file of this folder, or of tests/amt/data. \throws std::runtime_error where there is none
std::string read_file(const std::string& path);

/// Gives the text to lode_study_create_json, with the option json.profile.
Outcome create(const std::string& json, const char* profile);

/// The document in `file` with `value` (JSON) at `path` ("$.a[0]['b c']"); removed where `value` is empty.
std::string changed(const std::string& file, const std::string& path, const std::string& value);

}  // namespace lode::errors
