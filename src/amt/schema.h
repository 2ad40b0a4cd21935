/// \file
/// The table of shapes as a JSON Schema, so that docs/schema.json is never another opinion.
#pragma once

#include "base/json.h"

namespace lode::amt {

/// The JSON Schema (draft 2020-12) of profile lode: both forms of a request with Lode's additions.
/// It says all that the validator says, and refuses what AMT accepts and this release does not; what relates
/// several values (MinValue <= MaxValue, a name used twice) only the library checks. docs/schema.json is this
/// document, held equal by a test.
Json request_schema();

}  // namespace lode::amt
