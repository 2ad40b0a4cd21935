/// \file
/// Trials as comma-separated values.
#pragma once

#include <iosfwd>

#include "cli/json.h"

namespace lode::cli {

/// A header and a line for each trial: the tuned hyperparameters, then what SageMaker's SDK has in a tuning
/// job's data frame, in its order. Quoted as RFC 4180 has it.
/// \param description of the study, as description_of() gives it
/// \param trials TrainingJobSummaries
void print_csv(std::ostream& out, const Json& description, const Json& trials);

}  // namespace lode::cli
