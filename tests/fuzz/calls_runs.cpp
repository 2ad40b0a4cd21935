// Runs, launchers and metric expressions.

#include "fuzz/calls.h"

namespace lode::fuzz {

namespace {

/// A host that tells each trial at once, refuses some, and has enough after a few looks.
struct Host {
  Bytes* in;
  int destroyed = 0;
  int polls = 0;
};

/// Any code that a host may fail with, but for the two that `answered` takes for Lode's own.
lode_status failure(Bytes& in) {
  const lode_status code = -static_cast<lode_status>(in.byte());
  return code == LODE_E_INTERNAL || code == LODE_E_MEMORY ? LODE_E_CALLBACK : code;
}

lode_status launch(void* user_data, lode_study* study, const lode_trial* trial, lode_error* error) {
  Bytes& in = *static_cast<Host*>(user_data)->in;
  switch (in.index(8)) {
    case 5:
      return LODE_OK;  // it goes on and on
    case 6:
      return failure(in);
    case 7:
      return lode_study_tell_value(study, 99999, 1.0, error);
    default:
      return lode_study_tell_value(study, lode_trial_number(trial), in.byte(), error);
  }
}

lode_status poll(void* user_data, lode_study* study, lode_error*) {
  auto& host = *static_cast<Host*>(user_data);
  if (++host.polls > 3) lode_study_interrupt(study);
  return LODE_OK;
}

lode_status cancel(void*, lode_study* study, std::uint64_t trial, lode_reason reason, lode_error* error) {
  if (reason == LODE_REASON_PREEMPTED) return LODE_OK;
  lode_outcome outcome = LODE_OUTCOME_INIT;
  outcome.status = LODE_TRIAL_STOPPED;
  outcome.reason = reason;
  return lode_study_tell(study, trial, nullptr, 0, &outcome, error);
}

void destroy(void* user_data) { ++static_cast<Host*>(user_data)->destroyed; }

}  // namespace

void Machine::run_study() {
  lode_study* study = pick(studies_);
  if (fits_left_-- <= 0) return;
  Host host{&in_};
  lode_launcher_callbacks callbacks = LODE_LAUNCHER_CALLBACKS_INIT;
  callbacks.user_data = &host;
  callbacks.destroy = destroy;
  callbacks.launch = in_.index(16) == 15 ? nullptr : launch;
  callbacks.poll = poll;
  callbacks.cancel = cancel;
  check(lode_study_run(study, &callbacks, &error_));
  LODE_MUST(host.destroyed == 1);
}

/// Made, filled and freed: what it would start is another test's.
void Machine::make_launcher() {
  const std::string program = name(), metric = name(), regex = in_.text();
  const std::array<const char*, 2> command{text_or_null(program), "{x}"};
  lode_launcher* launcher = nullptr;
  const char* const* words = in_.index(16) == 15 ? nullptr : command.data();
  const std::size_t count = in_.index(3);
  check(lode_launcher_create(context_.get(), words, count, options_or_null(), &launcher, &error_));
  const Launcher owned(launcher);
  const std::array<const char*, 2> given{text_or_null(metric), text_or_null(regex)};
  check(lode_launcher_add_metric(launcher, given[0], given[1], &error_));
  lode_launcher_callbacks callbacks = LODE_LAUNCHER_CALLBACKS_INIT;
  callbacks.struct_size = size_of_struct(sizeof callbacks);
  check(lode_launcher_callbacks_get(launcher, &callbacks, &error_));
}

void Machine::explain() {
  const std::string regex = in_.text(), log = in_.text();
  const char* given = text_or_null(regex);
  read_text([&](auto... rest) { return lode_metric_explain_json(given, log.data(), log.size(), rest...); });
}

}  // namespace lode::fuzz
