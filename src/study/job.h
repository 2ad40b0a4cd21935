/// \file
/// What a trial is to those who start it: its name, and its hyperparameters as text.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "study/launcher.h"
#include "study/state.h"

namespace lode::study {

/// "<study>-<number>", AMT's TrainingJobName.
std::string trial_name(const std::string& study, std::uint64_t number);

/// Static hyperparameters, then the active parameters in order of declaration, as a trainer gets them.
std::vector<std::pair<std::string, std::string>> hyperparameters(const State& state, const Trial& trial);
/// The active parameters alone: AMT's TunedHyperParameters.
std::vector<std::pair<std::string, std::string>> tuned(const space::Space& space, const Trial& trial);

Job make_job(const State& state, const Trial& trial);
/// Trial 0 with all hyperparameters that any trial may have, their values empty; for Launcher::check().
Job example_job(const State& state);

}  // namespace lode::study
