/// \file
/// One trial of a study.
#pragma once

#include "cli/common.h"

namespace lode::cli {

/// Runs the study until its first trial has ended, then stops it. Ctrl-C stops it too. \return that trial
/// \pre the study runs one trial at a time \throws Failure(exit_usage) where there is nothing to try
Trial run_one_trial(Study& study, Launcher& launcher);

}  // namespace lode::cli
