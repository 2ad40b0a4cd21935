/* Running studies, launchers, expressions. */
#include "sweep.h"

static void count_call(void* user_data) { ++*(int*)user_data; }

static lode_status never(void* user_data, lode_study* study, const lode_trial* trial, lode_error* error) {
  (void)user_data, (void)study, (void)trial, (void)error;
  return LODE_E_INTERNAL; /* nothing is to be launched here */
}

SWEEP(lode_study_run) {
  int destroyed = 0;
  lode_launcher_callbacks good = LODE_LAUNCHER_CALLBACKS_INIT;
  lode_launcher_callbacks c;
  good.launch = never;
  good.user_data = &destroyed;
  good.destroy = count_call;
  REFUSED("study", lode_study_run(NULL, &good, error))
  HOLDS(destroyed == error_shapes); /* also where the call fails */
  REFUSED("launcher", lode_study_run(w->study, NULL, error))
  c = good;
  c.launch = NULL;
  REFUSED("launcher.launch", lode_study_run(w->study, &c, error))
  c = good;
  c.reserved = 1;
  REFUSED("launcher.reserved", lode_study_run(w->study, &c, error))
  good.destroy = NULL;
  BAD_SIZES(lode_launcher_callbacks, good, active, "launcher", lode_study_run(w->study, bad, error))
}

SWEEP(lode_study_interrupt) {
  (void)w;
  RETURNS(lode_study_interrupt(NULL));
}

SWEEP(lode_launcher_create) {
  lode_launcher* out = NULL;
  const char* const command[2] = {"true", NULL};
  const char* const empty[1] = {""};
  REFUSED("context", lode_launcher_create(NULL, command, 1, NULL, &out, error))
  REFUSED("command", lode_launcher_create(w->context, NULL, 1, NULL, &out, error))
  REFUSED("out", lode_launcher_create(w->context, command, 1, NULL, NULL, error))
  REFUSED("command[1]", lode_launcher_create(w->context, command, 2, NULL, &out, error))
  REFUSED("command", lode_launcher_create(w->context, command, 0, NULL, &out, error))
  REFUSED("command", lode_launcher_create(w->context, command, SIZE_MAX, NULL, &out, error))
  REFUSED("command", lode_launcher_create(w->context, empty, 1, NULL, &out, error))
  HOLDS(out == NULL);
}

SWEEP(lode_launcher_free) {
  (void)w;
  RETURNS(lode_launcher_free(NULL));
}

SWEEP(lode_launcher_add_metric){
    REFUSED("launcher", lode_launcher_add_metric(NULL, "loss", "(.)", error))
        REFUSED("name", lode_launcher_add_metric(w->launcher, NULL, "(.)", error))
            REFUSED("regex", lode_launcher_add_metric(w->launcher, "loss", NULL, error))
                REFUSED("name", lode_launcher_add_metric(w->launcher, "", "(.)", error))
                    REFUSED("'loss'", lode_launcher_add_metric(w->launcher, "loss", "", error))
                        REFUSED("UTF-8", lode_launcher_add_metric(w->launcher, "loss", "(\xff)", error))
                            REFUSED("'loss'", lode_launcher_add_metric(w->launcher, "loss", "(.{1001})",
                                                                       error)) /* past RE2's bound */
}

SWEEP(lode_launcher_callbacks_get) {
  const lode_launcher_callbacks callbacks = LODE_LAUNCHER_CALLBACKS_INIT;
  lode_launcher_callbacks out = callbacks;
  REFUSED("launcher", lode_launcher_callbacks_get(NULL, &out, error))
  REFUSED("callbacks", lode_launcher_callbacks_get(w->launcher, NULL, error))
  BAD_SIZES(lode_launcher_callbacks, callbacks, active, "callbacks",
            lode_launcher_callbacks_get(w->launcher, bad, error))
}

SWEEP(lode_metric_explain_json) {
  char text[2];
  size_t needed = 0;
  (void)w;
  REFUSED("regex", lode_metric_explain_json(NULL, "x", 1, NULL, 0, &needed, error))
  REFUSED("log_text", lode_metric_explain_json("(.)", NULL, 1, NULL, 0, &needed, error))
  REFUSED("needed", lode_metric_explain_json("(.)", "x", 1, NULL, 0, NULL, error))
  REFUSED("buffer", lode_metric_explain_json("(.)", "x", 1, NULL, 1, &needed, error))
  REFUSED("buffer", lode_metric_explain_json("(.)", "x", 1, text, sizeof text, &needed, error))
  REFUSED("regex", lode_metric_explain_json("[", "x", 1, NULL, 0, &needed, error))
  REFUSED("UTF-8", lode_metric_explain_json("\xff", "x", 1, NULL, 0, &needed, error))
}
