/*
 * The layout of every struct that crosses lode.h, pinned for 64-bit platforms, and the values of its
 * enumerations. A line here never changes while LODE_ABI_VERSION is 1: a struct grows only at its end, and
 * its growth adds lines.
 */
#include <lode/lode.h>
#include <stddef.h>

#define PIN(type, member, offset) \
  _Static_assert(offsetof(type, member) == (offset), #type "." #member " has moved")
#define SIZE(type, size) _Static_assert(sizeof(type) >= (size), #type " has shrunk")
#define VALUE(name, value) _Static_assert((name) == (value), #name " has changed")

_Static_assert(sizeof(void*) == 8, "these layouts are those of 64-bit platforms");
VALUE(LODE_ABI_VERSION, 1);

SIZE(lode_error, 2048);
PIN(lode_error, struct_size, 0);
PIN(lode_error, code, 4);
PIN(lode_error, message, 8);

SIZE(lode_option_info, 48);
PIN(lode_option_info, struct_size, 0);
PIN(lode_option_info, type, 4);
PIN(lode_option_info, name, 8);
PIN(lode_option_info, default_value, 16);
PIN(lode_option_info, text, 24);
PIN(lode_option_info, low, 32);
PIN(lode_option_info, high, 40);

SIZE(lode_objective, 16);
PIN(lode_objective, struct_size, 0);
PIN(lode_objective, goal, 4);
PIN(lode_objective, metric, 8);

SIZE(lode_study_definition, 72);
PIN(lode_study_definition, struct_size, 0);
PIN(lode_study_definition, max_parallel, 4);
PIN(lode_study_definition, name, 8);
PIN(lode_study_definition, strategy, 16);
PIN(lode_study_definition, objectives, 24);
PIN(lode_study_definition, objective_count, 32);
PIN(lode_study_definition, seed, 40);
PIN(lode_study_definition, max_trials, 48);
PIN(lode_study_definition, max_runtime_seconds, 56);
PIN(lode_study_definition, trial_max_runtime_seconds, 64);

SIZE(lode_report, 48);
PIN(lode_report, struct_size, 0);
PIN(lode_report, rank, 4);
PIN(lode_report, attempt, 8);
PIN(lode_report, reserved, 12);
PIN(lode_report, step, 16);
PIN(lode_report, metric, 24);
PIN(lode_report, value, 32);
PIN(lode_report, time, 40);

SIZE(lode_value, 24);
PIN(lode_value, struct_size, 0);
PIN(lode_value, reserved, 4);
PIN(lode_value, metric, 8);
PIN(lode_value, value, 16);

SIZE(lode_outcome, 24);
PIN(lode_outcome, struct_size, 0);
PIN(lode_outcome, status, 4);
PIN(lode_outcome, reason, 8);
PIN(lode_outcome, attempt, 12);
PIN(lode_outcome, message, 16);

SIZE(lode_counters, 80);
PIN(lode_counters, struct_size, 0);
PIN(lode_counters, status, 4);
PIN(lode_counters, completed, 8);
PIN(lode_counters, in_progress, 16);
PIN(lode_counters, retryable_error, 24);
PIN(lode_counters, non_retryable_error, 32);
PIN(lode_counters, stopped, 40);
PIN(lode_counters, objective_succeeded, 48);
PIN(lode_counters, objective_pending, 56);
PIN(lode_counters, objective_failed, 64);
PIN(lode_counters, paused, 72);

SIZE(lode_trial_info, 120);
PIN(lode_trial_info, struct_size, 0);
PIN(lode_trial_info, status, 4);
PIN(lode_trial_info, reason, 8);
PIN(lode_trial_info, attempt, 12);
PIN(lode_trial_info, number, 16);
PIN(lode_trial_info, objective, 24);
PIN(lode_trial_info, has_objective, 32);
PIN(lode_trial_info, objective_failed, 36);
PIN(lode_trial_info, created, 40);
PIN(lode_trial_info, started, 48);
PIN(lode_trial_info, ended, 56);
PIN(lode_trial_info, name, 64);
PIN(lode_trial_info, message, 72);
PIN(lode_trial_info, directory, 80);
PIN(lode_trial_info, report_count, 88);
PIN(lode_trial_info, resume_step, 96);
PIN(lode_trial_info, resource, 104);
PIN(lode_trial_info, bracket, 112);
PIN(lode_trial_info, rung, 116);

SIZE(lode_launcher_callbacks, 64);
PIN(lode_launcher_callbacks, struct_size, 0);
PIN(lode_launcher_callbacks, reserved, 4);
PIN(lode_launcher_callbacks, user_data, 8);
PIN(lode_launcher_callbacks, destroy, 16);
PIN(lode_launcher_callbacks, prepare, 24);
PIN(lode_launcher_callbacks, launch, 32);
PIN(lode_launcher_callbacks, poll, 40);
PIN(lode_launcher_callbacks, cancel, 48);
PIN(lode_launcher_callbacks, active, 56);

SIZE(lode_column, 32);
PIN(lode_column, struct_size, 0);
PIN(lode_column, kind, 4);
PIN(lode_column, low, 8);
PIN(lode_column, high, 16);
PIN(lode_column, scaling, 24);
PIN(lode_column, reserved, 28);

SIZE(lode_gp_data, 56);
PIN(lode_gp_data, struct_size, 0);
PIN(lode_gp_data, reserved, 4);
PIN(lode_gp_data, columns, 8);
PIN(lode_gp_data, column_count, 16);
PIN(lode_gp_data, row_count, 24);
PIN(lode_gp_data, x, 32);
PIN(lode_gp_data, y, 40);
PIN(lode_gp_data, noise_variances, 48);

SIZE(lode_gp_info, 48);
PIN(lode_gp_info, struct_size, 0);
PIN(lode_gp_info, fitted, 4);
PIN(lode_gp_info, row_count, 8);
PIN(lode_gp_info, column_count, 16);
PIN(lode_gp_info, log_marginal_likelihood, 24);
PIN(lode_gp_info, jitter, 32);
PIN(lode_gp_info, evaluations, 40);

SIZE(lode_acquisition, 40);
PIN(lode_acquisition, struct_size, 0);
PIN(lode_acquisition, kind, 4);
PIN(lode_acquisition, goal, 8);
PIN(lode_acquisition, has_best, 12);
PIN(lode_acquisition, best, 16);
PIN(lode_acquisition, beta, 24);
PIN(lode_acquisition, seed, 32);

VALUE(LODE_OK, 0);
VALUE(LODE_DONE, 1);
VALUE(LODE_WAIT, 2);
VALUE(LODE_INTERRUPTED, 3);
VALUE(LODE_E_ARGUMENT, -1);
VALUE(LODE_E_STATE, -2);
VALUE(LODE_E_NOT_FOUND, -3);
VALUE(LODE_E_EXISTS, -4);
VALUE(LODE_E_STORE, -5);
VALUE(LODE_E_CONFLICT, -6);
VALUE(LODE_E_BUFFER, -7);
VALUE(LODE_E_MEMORY, -8);
VALUE(LODE_E_NUMERIC, -9);
VALUE(LODE_E_CALLBACK, -10);
VALUE(LODE_E_UNSUPPORTED, -11);
VALUE(LODE_E_INTERNAL, -12);
VALUE(LODE_E_DEVICE, -13);
VALUE(LODE_E_LIMIT, -14);

VALUE(LODE_LOG_DEBUG, 0);
VALUE(LODE_LOG_INFO, 1);
VALUE(LODE_LOG_WARNING, 2);
VALUE(LODE_LOG_ERROR, 3);

VALUE(LODE_OPTION_INTEGER, 0);
VALUE(LODE_OPTION_REAL, 1);
VALUE(LODE_OPTION_TEXT, 2);
VALUE(LODE_OPTION_BOOLEAN, 3);

VALUE(LODE_SCALING_AUTO, 0);
VALUE(LODE_SCALING_LINEAR, 1);
VALUE(LODE_SCALING_LOGARITHMIC, 2);
VALUE(LODE_SCALING_REVERSE_LOGARITHMIC, 3);

VALUE(LODE_MINIMIZE, 0);
VALUE(LODE_MAXIMIZE, 1);

VALUE(LODE_CONTINUE, 0);
VALUE(LODE_STOP, 1);
VALUE(LODE_PAUSE, 2);

VALUE(LODE_TRIAL_IN_PROGRESS, 0);
VALUE(LODE_TRIAL_STOPPING, 1);
VALUE(LODE_TRIAL_COMPLETED, 2);
VALUE(LODE_TRIAL_STOPPED, 3);
VALUE(LODE_TRIAL_FAILED, 4);
VALUE(LODE_TRIAL_PAUSED, 5);

VALUE(LODE_REASON_NONE, 0);
VALUE(LODE_REASON_USER, 1);
VALUE(LODE_REASON_EARLY_STOPPING, 2);
VALUE(LODE_REASON_TIME_LIMIT, 3);
VALUE(LODE_REASON_STUDY_END, 4);
VALUE(LODE_REASON_TRIAL_ERROR, 5);
VALUE(LODE_REASON_PLATFORM_ERROR, 6);
VALUE(LODE_REASON_PREEMPTED, 7);
VALUE(LODE_REASON_OUT_OF_MEMORY, 8);
VALUE(LODE_REASON_NOT_FINITE, 9);
VALUE(LODE_REASON_NO_METRIC, 10);
VALUE(LODE_REASON_WAIT_LIMIT, 11);

VALUE(LODE_STUDY_IN_PROGRESS, 0);
VALUE(LODE_STUDY_STOPPING, 1);
VALUE(LODE_STUDY_COMPLETED, 2);
VALUE(LODE_STUDY_STOPPED, 3);
VALUE(LODE_STUDY_FAILED, 4);

VALUE(LODE_COLUMN_REAL, 0);
VALUE(LODE_COLUMN_INTEGER, 1);
VALUE(LODE_COLUMN_CATEGORY, 2);
VALUE(LODE_COLUMN_TASK, 3);
VALUE(LODE_COLUMN_FIDELITY, 4);

VALUE(LODE_ACQUISITION_EI, 0);
VALUE(LODE_ACQUISITION_LOG_EI, 1);
VALUE(LODE_ACQUISITION_PI, 2);
VALUE(LODE_ACQUISITION_UCB, 3);
VALUE(LODE_ACQUISITION_MEAN, 4);
VALUE(LODE_ACQUISITION_DEVIATION, 5);
VALUE(LODE_ACQUISITION_THOMPSON, 6);
