/// \file
/// One trial of a study, run here and now without a driver.
#pragma once

#include "cli/common.h"

namespace lode::cli {

/// Asks the study for a configuration, runs the launcher's process for it, and waits for its end. Ctrl-C ends
/// it. \return the ended trial
Trial run_one_trial(Study& study, Launcher& launcher);

}  // namespace lode::cli
