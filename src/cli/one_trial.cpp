#include "cli/one_trial.h"

#include "cli/interrupts.h"
#include "cli/trial_text.h"

namespace lode::cli {

namespace {

/// The launcher's callbacks, of which the last asks whether it is enough.
class OneTrial {
 public:
  OneTrial(Study& study, Launcher& launcher) : study_(study) {
    lode_error error = LODE_ERROR_INIT;
    const lode_status status = lode_launcher_callbacks_get(launcher.get(), &launcher_, &error);
    if (status < 0) throw Error(status, error.message);
  }

  Callbacks callbacks() {
    Callbacks callbacks;
    callbacks.launch = [this](Study& study, const TrialView& trial) {
      check(launcher_.launch(launcher_.user_data, study.get(), trial.get()), "started");
    };
    callbacks.poll = [this](Study& study) {
      check(launcher_.poll(launcher_.user_data, study.get()), "looked after");
      stop_when_enough();
    };
    callbacks.cancel = [this](Study& study, std::uint64_t trial, lode_reason reason) {
      check(launcher_.cancel(launcher_.user_data, study.get(), trial, reason), "ended");
    };
    callbacks.active = [this] { return launcher_.active(launcher_.user_data); };
    return callbacks;
  }

 private:
  static void check(lode_status status, const char* what) {
    if (status < 0) throw Failure(exit_code_of(status), std::string("the trial could not be ") + what);
  }

  void stop_when_enough() {
    const Snapshot snapshot = study_.snapshot();
    const bool done = snapshot.size() > 0 && finished(snapshot[0].info());
    if ((done || interrupts_.count() > 0) && study_.counters().status == LODE_STUDY_IN_PROGRESS)
      study_.stop();
  }

  Study& study_;
  lode_launcher_callbacks launcher_ = LODE_LAUNCHER_CALLBACKS_INIT;
  const Interrupts interrupts_;
};

}  // namespace

Trial run_one_trial(Study& study, Launcher& launcher) {
  OneTrial one(study, launcher);
  study.run(one.callbacks());
  if (study.snapshot().size() == 0) throw Failure(exit_usage, "the document leaves no configuration to try");
  return study.trial(0);
}

}  // namespace lode::cli
