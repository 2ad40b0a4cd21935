/// \file
/// The run loop: keeps trials running until the study ends. A client of Study's commands; whatever it does, a
/// host can do.
#pragma once

#include <atomic>

#include "study/launcher.h"
#include "study/study.h"

namespace lode::study {

enum class RunResult { ended, interrupted };

/// Drives the study until it ends or `interrupted` becomes true. Then what runs is cancelled as preempted and
/// stays due. \throws Error(Code::state) where another driver is alive; whatever the store throws, after what
/// runs was cancelled.
RunResult run(Study& study, Launcher& launcher, const std::atomic<bool>& interrupted);

}  // namespace lode::study
