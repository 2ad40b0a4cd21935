#include "cli/one_trial.h"

#include <chrono>
#include <thread>

#include "cli/interrupts.h"

namespace lode::cli {

namespace {

constexpr auto pause_between_polls = std::chrono::milliseconds(10);

void check(lode_status status, const char* what) {
  if (status < 0) throw Failure(exit_code_of(status), std::string("the trial could not be ") + what);
}

}  // namespace

Trial run_one_trial(Study& study, Launcher& launcher) {
  lode_launcher_callbacks c = LODE_LAUNCHER_CALLBACKS_INIT;
  check(lode_launcher_callbacks_get(launcher.get(), &c, nullptr), "prepared");
  const auto trial = study.ask();
  if (!trial) throw Failure(exit_usage, "the document leaves no configuration to try");
  const Interrupts interrupts(study);
  lode_error error = LODE_ERROR_INIT;
  check(c.launch(c.user_data, study.get(), trial->get(), &error), "started");
  for (bool cancelled = false; c.active(c.user_data) > 0;) {
    if (interrupts.count() > 0 && !cancelled) {
      cancelled = true;
      check(c.cancel(c.user_data, study.get(), trial->number(), LODE_REASON_USER, &error), "ended");
    }
    check(c.poll(c.user_data, study.get(), &error), "looked after");
    std::this_thread::sleep_for(pause_between_polls);
  }
  return study.trial(trial->number());
}

}  // namespace lode::cli
