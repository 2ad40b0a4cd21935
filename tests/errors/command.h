/// \file
/// Command lines of the program `lode`.
#pragma once

#include <string>

#include "row.h"

namespace lode::errors {

/// Runs a line in a shell in a temporary folder; the message is what followed "lode: error: ", with FOLDER in
/// place of the folder's path. The folder, which all lines share, has job.json (base.json), log.txt, an empty
/// folder, and two stores: s.db with the study 'job' of job.json, and two.db with 'one' and 'two'.
/// \pre the environment has LODE_PROGRAM
Outcome run_command(const std::string& line);

}  // namespace lode::errors
