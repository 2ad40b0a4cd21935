/// \file
/// The folder of a trial.
#pragma once

#include <string>

#include "launch/running.h"
#include "study/launcher.h"

namespace lode::launch {

/// Makes sure that trials' folders can be made in `directory`, which is made where it is missing.
/// \throws Error(Code::argument) naming it and the reason
void check_directory(const std::string& directory);

/// Makes a trial's folder ready for an attempt: ends what still runs in it, makes it and the one for
/// checkpoints in it, writes hyperparameters.json. A folder that another study of the same name has left (one
/// that was purged, say) is renamed first, so that no trainer takes up a stranger's checkpoint. \param
/// grace_seconds for what still runs there \return what a person should know of it; empty where there is
/// nothing \throws StartFailure, std::filesystem::filesystem_error
std::string prepare_folder(const study::Job& job, const TrialFiles& files, double grace_seconds);

}  // namespace lode::launch
