/// \file
/// A study's description, its parts in one place whichever form the document had.
#pragma once

#include <string>

#include "cli/common.h"
#include "cli/json.h"

namespace lode::cli {

/// Study::describe_json() with the training job definition as TrainingJobDefinition, and its TuningObjective
/// and HyperParameterRanges, where the document has those, in HyperParameterTuningJobConfig.
Json description_of(Study& study);

/// A line of what is said of a study, "Strategy          Random"; nothing where the value is empty.
void print_field(const std::string& label, const std::string& value);

/// What ended a study, or is ending it, and when: "Target (the objective reached it), 2026-05-01 12:00:00";
/// "" while it goes on.
std::string ended_by(const Json& description);

}  // namespace lode::cli
