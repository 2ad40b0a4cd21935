// The launcher of local processes, and what it offers lode_study_run; metric expressions explained.

#include "capi/guard.h"
#include "capi/handles.h"
#include "capi/options.h"
#include "launch/explain.h"
#include "launch/words.h"
#include "study/job.h"

using namespace lode;
using namespace lode::capi;
using lode::launch::LocalLauncher;

namespace {

LocalLauncher& launcher_of(void* user_data) { return static_cast<lode_launcher*>(user_data)->launcher; }

lode_status prepare_run(void* user_data, lode_study* study, lode_error* error) {
  return guarded(error, [&] {
    launcher_of(user_data).check(study::example_job(*study->study->snapshot()));
    return LODE_OK;
  });
}

lode_status launch_trial(void* user_data, lode_study* study, const lode_trial* trial, lode_error* error) {
  return guarded(error, [&] {
    const auto state = study->study->snapshot();
    launcher_of(user_data).launch(study::make_job(*state, *trial->trial), study->sink);
    return LODE_OK;
  });
}

lode_status poll_trials(void* user_data, lode_study* study, lode_error* error) {
  return guarded(error, [&] {
    launcher_of(user_data).poll(study->sink);
    study->sink.flush();
    return LODE_OK;
  });
}

lode_status cancel_trial(void* user_data, lode_study* study, uint64_t trial, lode_reason reason,
                         lode_error* error) {
  return guarded(error, [&] {
    launcher_of(user_data).cancel(trial, static_cast<study::Reason>(reason), study->sink);
    return LODE_OK;
  });
}

uint64_t active_trials(void* user_data) { return launcher_of(user_data).active(); }

}  // namespace

lode_status lode_launcher_create(lode_context* context, const char* const* command, size_t count,
                                 const lode_options* options, lode_launcher** out, lode_error* error) {
  return guarded(error, [&] {
    required(context, "context");
    required(out, "out");
    check_array(command, count, "command");
    std::vector<std::string> arguments;
    // Arguments of programs are bytes, not text: they need not be UTF-8.
    for (size_t i = 0; i < count; ++i)
      arguments.emplace_back(&required(command[i], ("command[" + std::to_string(i) + "]").c_str()));
    launch::LocalOptions local;
    local.directory = option_text(options, "launch.directory");
    local.grace_seconds = option_number(options, "launch.grace_seconds");
    local.sigterm_preempts = option_number(options, "launch.sigterm_preempts") != 0;
    local.resume_command =
        launch::split_words(option_text(options, "launch.resume_command"), "launch.resume_command");
    *out = new lode_launcher{context->context, LocalLauncher(std::move(arguments), local)};
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
    filled.prepare = prepare_run;
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
