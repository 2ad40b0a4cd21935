/// \file
/// A study's description, its parts in one place whichever form the document had.
#pragma once

#include "cli/common.h"
#include "cli/json.h"

namespace lode::cli {

/// Study::describe_json() with the training job definition as TrainingJobDefinition, and its TuningObjective
/// and HyperParameterRanges, where the document has those, in HyperParameterTuningJobConfig.
Json description_of(Study& study);

}  // namespace lode::cli
