/// \file
/// What the end of a trainer says of its trial.
#pragma once

#include "launch/process.h"
#include "study/launcher.h"

namespace lode::launch {

/// Exit statuses by which a trainer says why it fails (docs/trainers.md).
inline constexpr int exit_platform_error = 75;  ///< EX_TEMPFAIL of sysexits.h
inline constexpr int exit_out_of_memory = 79;
inline constexpr int exit_preempted = 80;

/// What must be known beside how the process ended.
struct Circumstances {
  bool memory_killed = false;     ///< the kernel killed for want of memory while it ran
  bool sigterm_preempts = false;  ///< a SIGTERM that Lode did not send takes the trial away
};

/// The ending of a trial whose process Lode did not end; the attempt is left open.
study::Ending verdict(const Exit& exit, const Circumstances& circumstances);

}  // namespace lode::launch
