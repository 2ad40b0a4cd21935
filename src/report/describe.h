/// \file
/// Studies as AMT's documents: what DescribeHyperParameterTuningJob and its relatives answer.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "store/store.h"
#include "study/quotas.h"
#include "study/state.h"

namespace lode::report {

/// DescribeHyperParameterTuningJob's response. \param now seconds since the epoch, for what still runs.
/// \param quotas in force here and now, whatever they were when the study was made
std::string describe_json(const study::State& state, double now, const study::Quotas& quotas);

/// TrainingJobSummaries: a JSON array, by trial number. \param now as above
std::string trials_json(const study::State& state, double now);

/// HyperParameterTuningJobSummaries: a JSON array, oldest first. A study whose events
/// cannot be read is Failed there, with the reason.
std::string list_json(store::Store& store);

/// The process that drives a study now, if one may be alive. \throws Error(Code::not_found)
std::optional<std::int64_t> live_driver(store::Store& store, const std::string& study);

}  // namespace lode::report
