/// \file
/// Studies and trials in the shapes of AMT's responses, with Lode's additions under the key "Lode".
///
/// Times are numbers, seconds since the epoch. A NaN or infinite objective is the text "NaN", "Infinity" or
/// "-Infinity". All functions are pure.
#pragma once

#include <string>
#include <vector>

#include "amt/views.h"

namespace lode::amt {

/// DescribeHyperParameterTuningJob's response. The request's own parts (HyperParameterTuningJobConfig,
/// TrainingJobDefinition, Tags, ...) are given back as the host wrote them.
Json describe_response(const StudyView& study);

/// ListTrainingJobsForHyperParameterTuningJob's TrainingJobSummaries: an array in the order given.
Json trial_summaries(const study::Definition& definition, const std::vector<TrialView>& trials);

/// ListHyperParameterTuningJobs' HyperParameterTuningJobSummaries: an array in the order given.
Json study_summaries(const std::vector<StudyView>& studies);

/// A well-formed ARN of this machine: "arn:aws:sagemaker:local:000000000000:<kind>/<name in lower case>".
/// \param kind "hyper-parameter-tuning-job" or "training-job"
std::string local_arn(const std::string& kind, const std::string& name);

}  // namespace lode::amt
