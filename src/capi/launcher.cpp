// The launcher of local processes, and what it offers lode_study_run; metric expressions explained.

#include <memory>

#include "capi/guard.h"
#include "capi/handles.h"
#include "capi/options.h"
#include "launch/explain.h"
#include "study/job.h"

using namespace lode;
using namespace lode::capi;

namespace {

/// The sink of the study that is run now.
study::StudySink& sink_of(lode_launcher& launcher, lode_study* study) {
  if (launcher.study != study) {
    launcher.sink = std::make_unique<study::StudySink>(*study->study);
    launcher.study = study;
  }
  return *launcher.sink;
}

/// A callback's body: an exception becomes a line for the log sink and a status.
template <class Body>
lode_status logged(lode_study* study, Body&& body) {
  lode_error error = LODE_ERROR_INIT;
  const lode_status status = guarded(&error, std::forward<Body>(body));
  if (status < 0) study->context->log.write(LODE_LOG_ERROR, error.message);
  return status;
}

lode_status launch_trial(void* user_data, lode_study* study, const lode_trial* trial) {
  return logged(study, [&] {
    auto& launcher = *static_cast<lode_launcher*>(user_data);
    const auto state = study->study->snapshot();
    launcher.launcher.launch(study::make_job(*state, *trial->trial), sink_of(launcher, study));
    return LODE_OK;
  });
}

lode_status poll_trials(void* user_data, lode_study* study) {
  return logged(study, [&] {
    auto& launcher = *static_cast<lode_launcher*>(user_data);
    auto& sink = sink_of(launcher, study);
    launcher.launcher.poll(sink);
    sink.flush();
    return LODE_OK;
  });
}

lode_status cancel_trial(void* user_data, lode_study* study, uint64_t trial, lode_reason reason) {
  return logged(study, [&] {
    auto& launcher = *static_cast<lode_launcher*>(user_data);
    launcher.launcher.cancel(trial, static_cast<study::Reason>(reason), sink_of(launcher, study));
    return LODE_OK;
  });
}

uint64_t active_trials(void* user_data) { return static_cast<lode_launcher*>(user_data)->launcher.active(); }

}  // namespace

lode_status lode_launcher_create(lode_context* context, const char* const* command, size_t count,
                                 const lode_options* options, lode_launcher** out, lode_error* error) {
  return guarded(error, [&] {
    required(context, "context");
    required(out, "out");
    if (count > 0) required(command, "command");
    std::vector<std::string> arguments;
    // Arguments of programs are bytes, not text: they need not be UTF-8.
    for (size_t i = 0; i < count; ++i)
      arguments.emplace_back(&required(command[i], ("command[" + std::to_string(i) + "]").c_str()));
    launch::LocalOptions local;
    local.directory = option_text(options, "launch.directory");
    local.grace_seconds = option_number(options, "launch.grace_seconds");
    *out = new lode_launcher{context->context, launch::LocalLauncher(std::move(arguments), local), nullptr,
                             nullptr};
    return LODE_OK;
  });
}

void lode_launcher_free(lode_launcher* launcher) { delete launcher; }

lode_status lode_launcher_add_metric(lode_launcher* launcher, const char* name, const char* regex,
                                     lode_error* error) {
  return guarded(error, [&] {
    required(launcher, "launcher").launcher.add_metric(text(name, "name"), text(regex, "regex"));
    return LODE_OK;
  });
}

lode_status lode_launcher_callbacks_get(lode_launcher* launcher, lode_launcher_callbacks* callbacks,
                                        lode_error* error) {
  return guarded(error, [&] {
    required(launcher, "launcher");
    lode_launcher_callbacks filled = LODE_LAUNCHER_CALLBACKS_INIT;
    filled.user_data = launcher;
    filled.launch = launch_trial;
    filled.poll = poll_trials;
    filled.cancel = cancel_trial;
    filled.active = active_trials;
    write_struct(filled, callbacks, "callbacks", LODE_LEAST(lode_launcher_callbacks, active));
    return LODE_OK;
  });
}

lode_status lode_metric_explain_json(const char* regex, const char* log_text, size_t log_size, char* buffer,
                                     size_t capacity, size_t* needed, lode_error* error) {
  return guarded(error, [&] {
    if (log_size > 0) required(log_text, "log_text");
    const std::string_view log = log_size > 0 ? std::string_view(log_text, log_size) : std::string_view();
    return copy_out(launch::explain_json(text(regex, "regex"), log), buffer, capacity, needed);
  });
}
