#include "launch/verdict.h"

#include <signal.h>

namespace lode::launch {

namespace {

using study::Reason;
using study::TrialStatus;

/// Shells, and programs that pass on how their own child ended, exit with 128 and the signal's number.
bool ended_by(const Exit& exit, int signal) { return exit.signal == signal || exit.status == 128 + signal; }

study::Ending failed(Reason reason, const Exit& exit, const char* words) {
  return {TrialStatus::failed, reason, 0, describe(exit) + words};
}

/// No program sends itself SIGTERM or SIGINT because of its hyperparameters: somebody ended it.
study::Ending ended_from_outside(const Exit& exit, bool preempts) {
  if (preempts && ended_by(exit, SIGTERM))
    return failed(Reason::preempted, exit, ", which Lode did not send: taken away");
  return {TrialStatus::stopped, Reason::user, 0, describe(exit) + ", which Lode did not send"};
}

}  // namespace

study::Ending verdict(const Exit& exit, const Circumstances& circumstances) {
  if (exit.success()) return {};
  if (!exit.known) return failed(Reason::platform_error, exit, "");
  if (ended_by(exit, SIGTERM) || ended_by(exit, SIGINT))
    return ended_from_outside(exit, circumstances.sigterm_preempts);
  if (ended_by(exit, SIGKILL) && circumstances.memory_killed)
    return failed(Reason::out_of_memory, exit, " by the kernel for want of memory");
  if (exit.signal == SIGKILL)
    return failed(Reason::trial_error, exit, ", possibly by the kernel for want of memory");
  switch (exit.status) {
    case exit_platform_error:
      return failed(Reason::platform_error, exit, ", by which a trainer says: the platform's fault");
    case exit_out_of_memory:
      return failed(Reason::out_of_memory, exit, ", by which a trainer says: out of memory");
    case exit_preempted:
      return failed(Reason::preempted, exit, ", by which a trainer says: taken away");
    default:
      return failed(Reason::trial_error, exit, "");
  }
}

}  // namespace lode::launch
