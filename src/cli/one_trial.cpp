#include "cli/one_trial.h"

#include "cli/interrupts.h"
#include "cli/trial_text.h"

namespace lode::cli {

namespace {

/// The launcher's callbacks, of which the last asks whether it is enough.
class OneTrial {
 public:
  OneTrial(Study& study, Launcher& launcher) : study_(study) {
    checked([&](lode_error* e) { return lode_launcher_callbacks_get(launcher.get(), &launcher_, e); });
  }

  Callbacks callbacks() {
    Callbacks callbacks;
    callbacks.prepare = [this](Study& study) {
      checked([&](lode_error* e) { return launcher_.prepare(launcher_.user_data, study.get(), e); });
    };
    callbacks.launch = [this](Study& study, const TrialView& trial) {
      checked(
          [&](lode_error* e) { return launcher_.launch(launcher_.user_data, study.get(), trial.get(), e); });
    };
    callbacks.poll = [this](Study& study) {
      checked([&](lode_error* e) { return launcher_.poll(launcher_.user_data, study.get(), e); });
      stop_when_enough();
    };
    callbacks.cancel = [this](Study& study, std::uint64_t trial, lode_reason reason) {
      checked([&](lode_error* e) {
        return launcher_.cancel(launcher_.user_data, study.get(), trial, reason, e);
      });
    };
    callbacks.active = [this] { return launcher_.active(launcher_.user_data); };
    return callbacks;
  }

 private:
  template <class Call>
  static void checked(Call&& call) {
    lode_error error = LODE_ERROR_INIT;
    const lode_status status = call(&error);
    if (status < 0) throw Error(status, error.message);
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
