// lode_study_run: the host's callbacks as a study::Launcher.

#include "study/run.h"

#include <memory>
#include <set>

#include "capi/guard.h"
#include "capi/handles.h"

using namespace lode;
using namespace lode::capi;

namespace {

/// Calls destroy(user_data) exactly once, whatever becomes of the run; also where the struct is refused.
class Destroyer {
 public:
  explicit Destroyer(const lode_launcher_callbacks* callbacks) {
    if (callbacks == nullptr || callbacks->struct_size < LODE_LEAST(lode_launcher_callbacks, destroy)) return;
    user_data_ = callbacks->user_data;
    destroy_ = callbacks->destroy;
  }
  ~Destroyer() {
    if (destroy_ != nullptr) destroy_(user_data_);
  }
  Destroyer(const Destroyer&) = delete;
  Destroyer& operator=(const Destroyer&) = delete;

 private:
  void* user_data_ = nullptr;
  void (*destroy_)(void*) = nullptr;
};

/// The one run of a handle. An interrupt is for the run that it meets, or for the next one; not for the one
/// after that, and not for one that is refused because this one goes on.
class Running {
 public:
  explicit Running(lode_study& study) : study_(study) {
    if (study.running.exchange(true))
      throw Error(Code::state, "the study '" + study.facts->name + "' is driven by this process already");
  }
  ~Running() {
    study_.interrupted = false;
    study_.running = false;
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

 private:
  lode_study& study_;
};

/// A study that was made elsewhere counts from its run on. \throws Error(Code::limit)
void check_quota_of_studies(const lode_study& study) {
  const study::Quotas& quotas = study.context->quotas;
  if (!quotas.counts_studies() || study.study->read([](const auto& state) { return state.ended(); })) return;
  quotas.check_studies(study::studies_going_on(*study.store, study.facts->name));
}

/// Calls a callback and turns what it returns into an exception.
template <class Call>
void checked(const char* callback, Call&& call) {
  lode_error error = LODE_ERROR_INIT;
  const lode_status status = call(&error);
  if (status >= 0) return;
  const bool known = status >= LODE_E_LIMIT;
  const std::string name =
      std::to_string(status) + (known ? std::string(" (") + lode_status_name(status) + ")" : "");
  error.message[sizeof error.message - 1] = '\0';
  const std::string text = error.message[0] != '\0'
                               ? std::string(error.message)
                               : std::string("the callback '") + callback + "' returned " + name;
  throw Error(known ? static_cast<Code>(status) : Code::callback, text);
}

class CallbackLauncher : public study::Launcher {
 public:
  CallbackLauncher(lode_study& study, const lode_launcher_callbacks& callbacks)
      : study_(study), callbacks_(callbacks) {}

  void check(const study::Job&) override {
    if (callbacks_.prepare == nullptr) return;
    checked("prepare", [&](lode_error* e) { return callbacks_.prepare(callbacks_.user_data, &study_, e); });
  }

  void launch(const study::Job& job, study::TrialSink& sink) override {
    const auto before = study_.study->snapshot();
    const lode_trial trial = make_trial(study_.facts, before->trials().at(job.trial));
    checked("launch",
            [&](lode_error* e) { return callbacks_.launch(callbacks_.user_data, &study_, &trial, e); });
    launched_.insert(job.trial);
    const auto after = study_.study->snapshot();
    const study::Trial& now = after->trial(job.trial);
    if (now.pending() && now.attempt == job.attempt && now.attempt_started == 0) mark_started(job, sink);
  }

  void poll(study::TrialSink&) override {
    if (callbacks_.poll == nullptr) return;
    checked("poll", [&](lode_error* e) { return callbacks_.poll(callbacks_.user_data, &study_, e); });
  }

  void cancel(std::uint64_t trial, study::Reason reason, study::TrialSink&) override {
    if (callbacks_.cancel == nullptr) return;
    checked("cancel", [&](lode_error* e) {
      return callbacks_.cancel(callbacks_.user_data, &study_, trial, static_cast<lode_reason>(reason), e);
    });
    if (reason == study::Reason::preempted) launched_.erase(trial);
  }

  /// Without the host's own count: the trials that were launched and have not ended.
  std::size_t active() const override {
    if (callbacks_.active != nullptr)
      return static_cast<std::size_t>(callbacks_.active(callbacks_.user_data));
    const auto state = study_.study->snapshot();
    std::size_t count = 0;
    for (const std::uint64_t trial : launched_) count += state->trial(trial).pending() ? 1 : 0;
    return count;
  }

 private:
  /// The host may tell the trial, from another thread, between the look and the mark: then there is nothing
  /// to mark.
  static void mark_started(const study::Job& job, study::TrialSink& sink) {
    try {
      sink.started(job.trial, job.attempt, "");
    } catch (const Error& e) {
      if (e.code() != Code::state) throw;
    }
  }

  lode_study& study_;
  const lode_launcher_callbacks& callbacks_;
  std::set<std::uint64_t> launched_;
};

}  // namespace

lode_status lode_study_run(lode_study* study, const lode_launcher_callbacks* launcher, lode_error* error) {
  const Destroyer destroyer(launcher);
  return guarded(error, [&] {
    const auto callbacks = read_struct(launcher, "launcher", LODE_LEAST(lode_launcher_callbacks, active),
                                       lode_launcher_callbacks LODE_LAUNCHER_CALLBACKS_INIT);
    check_reserved(callbacks.reserved, "launcher.reserved");
    const Running running(required(study, "study"));
    if (callbacks.launch == nullptr)
      throw Error(Code::argument, "launcher.launch: NULL given; it must not be NULL");
    check_quota_of_studies(*study);
    CallbackLauncher adapter(*study, callbacks);
    const auto result = study::run(*study->study, adapter, study->interrupted);
    return result == study::RunResult::ended ? LODE_OK : LODE_INTERRUPTED;
  });
}

void lode_study_interrupt(lode_study* study) {
  static_assert(std::atomic<bool>::is_always_lock_free, "signal handlers may only touch lock-free atomics");
  if (study != nullptr) study->interrupted.store(true);
}
