/// \file
/// AMT's tuning-job request to a study definition, and back.
///
/// Accepted: the CreateHyperParameterTuningJob request; HyperParameterTuningJobConfig alone ("bare"); and, in
/// profile lode, either with Lode's additions (docs/schema.json). Fields that only the host needs are checked
/// for their type and kept in Definition::request.
#pragma once

#include <string>
#include <string_view>

#include "amt/profile.h"
#include "base/json.h"
#include "study/definition.h"
#include "study/quotas.h"

namespace lode::amt {

/// Reads a request.
/// \param json the document, kept verbatim in Definition::request.
/// \param name_override the study's name; where it is empty, the document's HyperParameterTuningJobName.
/// \param quotas what the document leaves to Lode is chosen within them.
/// \return the definition; without RandomSeed its seed is 0; parameters are checked, Auto scaling resolved.
/// \throws Error(Code::argument) with the JSON path, the value and what is accepted; Error(Code::unsupported)
/// for what is valid but beyond this release.
study::Definition parse_request(std::string_view json, Profile profile, const std::string& name_override,
                                const study::Quotas& quotas = study::Quotas());

/// What Hyperband asks of a request once the options beside it are in its definition: a MaxResource, here or
/// as a static hyperparameter, MinResource no larger, TrainingJobEarlyStoppingType Off. Nothing of a
/// definition without a request. \throws Error(Code::argument) with AMT's names
void check_resources(const study::Definition& given);

/// Checks a study's name: AMT's pattern in profile amt; else 1 to 200 bytes of UTF-8 without '/' and control
/// characters, and neither "." nor "..", as names become folder names.
/// \param where what the message calls it, for example "$.HyperParameterTuningJobName".
/// \throws Error(Code::argument)
void check_name(const std::string& name, Profile profile, const std::string& where);

/// The definition as a full request: the host's own document where there is one (a bare config moves to its
/// place in the full form, and what stood beside it into TrainingJobDefinition), else a generated one.
Json full_document(const study::Definition& definition);

/// A request that parse_request(..., Profile::lode, "") turns into the same definition under another name.
/// The host's fields stay. \throws Error(Code::argument) for a bad name.
std::string write_request(const study::Definition& definition, const std::string& new_name);

}  // namespace lode::amt
