/// \file
/// A definition and its parts as JSON: the form in which events keep them.
#pragma once

#include "base/json.h"
#include "study/definition.h"
#include "study/trial.h"

namespace lode::study {

Json to_json(const Definition& definition);
Definition definition_from(const Json& json);

Json to_json(const space::Parameter& parameter);
space::Parameter parameter_from(const Json& json);

Json to_json(const strategy::Record& record);
strategy::Record record_from(const Json& json);

/// A row as an array; NaN travels as null, which is what an inactive parameter means.
Json row_to_json(const space::Row& row);
space::Row row_from(const Json& json);

}  // namespace lode::study
