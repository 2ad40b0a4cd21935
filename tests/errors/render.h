/// \file
/// The table as a document for people.
#pragma once

#include <string>
#include <vector>

#include "row.h"

namespace lode::errors {

/// docs/errors.md. \param outcomes what came of each row, in the same order
std::string render(const std::vector<Row>& rows, const std::vector<Outcome>& outcomes);

}  // namespace lode::errors
