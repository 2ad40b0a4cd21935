/* Version, context, log, options. */
#include "sweep.h"

static void no_line(void* user_data, lode_log_level level, const char* text) {
  (void)user_data, (void)level, (void)text;
}

static void count_call(void* user_data) { ++*(int*)user_data; }

SWEEP(lode_abi_version) {
  (void)w;
  HOLDS(lode_abi_version() == LODE_ABI_VERSION);
}

SWEEP(lode_version) {
  (void)w;
  HOLDS(lode_version()[0] != '\0');
}

SWEEP(lode_build_info) {
  (void)w;
  HOLDS(lode_build_info()[0] == '{');
}

SWEEP(lode_status_name) {
  (void)w;
  HOLDS(strcmp(lode_status_name(INT32_MIN), "unknown") == 0);
  HOLDS(strcmp(lode_status_name(INT32_MAX), "unknown") == 0);
  HOLDS(strcmp(lode_status_name(LODE_E_LIMIT - 1), "unknown") == 0);
}

SWEEP(lode_devices_json) {
  char text[2];
  size_t needed = 0;
  (void)w;
  REFUSED("needed", lode_devices_json(NULL, 0, NULL, error))
  REFUSED("buffer", lode_devices_json(NULL, SIZE_MAX, &needed, error))
  REFUSED("buffer", lode_devices_json(text, sizeof text, &needed, error))
  HOLDS(needed > sizeof text);
}

SWEEP(lode_context_create) {
  (void)w;
  REFUSED("out", lode_context_create(NULL, NULL, error))
  lode_context* context = NULL;
  lode_options* options = NULL;
  HOLDS(lode_options_create(&options, NULL) == LODE_OK);
  HOLDS(lode_options_set(options, "context.device", "gpu", NULL) == LODE_OK);
  REFUSED("context.device", lode_context_create(options, &context, error))
  HOLDS(lode_options_set(options, "context.device", "cuda:999", NULL) == LODE_OK);
  REFUSED("cuda:999", lode_context_create(options, &context, error))
  HOLDS(lode_context_create(options, &context, NULL) == LODE_E_DEVICE);
  HOLDS(lode_options_set(options, "context.portable", "true", NULL) == LODE_OK);
  REFUSED("context.portable", lode_context_create(options, &context, error))
  HOLDS(lode_context_create(options, &context, NULL) == LODE_E_ARGUMENT);
  HOLDS(lode_options_set(options, "context.device", "auto", NULL) == LODE_OK);
  REFUSED("context.device 'auto'", lode_context_create(options, &context, error))
  lode_options_free(options);
}

SWEEP(lode_context_free) {
  (void)w;
  RETURNS(lode_context_free(NULL));
}

SWEEP(lode_context_set_log) {
  int destroyed = 0;
  REFUSED("context", lode_context_set_log(NULL, LODE_LOG_INFO, no_line, &destroyed, count_call, error))
  REFUSED("-1 given", lode_context_set_log(w->context, -1, no_line, &destroyed, count_call, error))
  REFUSED("level", lode_context_set_log(w->context, INT32_MAX, no_line, &destroyed, NULL, error))
  HOLDS(destroyed == 2 * error_shapes); /* once for each call that failed */
  ACCEPTED(lode_context_set_log(w->context, LODE_LOG_INFO, NULL, NULL, NULL, error));
}

SWEEP(lode_option_count) {
  (void)w;
  HOLDS(lode_option_count() > 0);
}

SWEEP(lode_option_describe) {
  lode_option_info info = LODE_OPTION_INFO_INIT;
  (void)w;
  REFUSED("info", lode_option_describe(0, NULL, error))
  REFUSED("index", lode_option_describe(lode_option_count(), &info, error))
  REFUSED("18446744073709551615 given", lode_option_describe(SIZE_MAX, &info, error))
  BAD_SIZES(lode_option_info, info, high, "info", lode_option_describe(0, bad, error))
}

SWEEP(lode_options_create) {
  (void)w;
  REFUSED("out", lode_options_create(NULL, error))
}

SWEEP(lode_options_free) {
  (void)w;
  RETURNS(lode_options_free(NULL));
}

SWEEP(lode_options_set){
    REFUSED("options", lode_options_set(NULL, "context.threads", "2", error))
        REFUSED("name", lode_options_set(w->options, NULL, "2", error))
            REFUSED("value", lode_options_set(w->options, "context.threads", NULL,
                                              error)) REFUSED("''",
                                                              lode_options_set(w->options, "", "2", error))
                REFUSED("UTF-8", lode_options_set(w->options, "context.\xc3", "2", error))
                    REFUSED("UTF-8", lode_options_set(w->options, "context.threads", "\xed\xa0\x80", error))
                        REFUSED("'1e999'", lode_options_set(w->options, "context.threads", "1e999", error))
                            REFUSED("'99999999999999999999'", lode_options_set(w->options, "context.threads",
                                                                               "99999999999999999999", error))
                                REFUSED("' 2'", lode_options_set(w->options, "context.threads", " 2", error))}

SWEEP(lode_options_set_integer){
    REFUSED("options", lode_options_set_integer(NULL, "context.threads", 2, error))
        REFUSED("name", lode_options_set_integer(w->options, NULL, 2, error))
            REFUSED("'-9223372036854775808'",
                    lode_options_set_integer(w->options, "context.threads", INT64_MIN, error))
                REFUSED("'9223372036854775807'",
                        lode_options_set_integer(w->options, "context.threads", INT64_MAX, error))
                    REFUSED("json.profile", lode_options_set_integer(w->options, "json.profile", 1, error))}

SWEEP(lode_options_set_real){
    REFUSED("options", lode_options_set_real(NULL, "store.busy_seconds", 2.0, error))
        REFUSED("name", lode_options_set_real(w->options, NULL, 2.0, error))
            REFUSED("'NaN'", lode_options_set_real(w->options, "store.busy_seconds", NAN, error))
                REFUSED("'-Infinity'",
                        lode_options_set_real(w->options, "store.busy_seconds", -INFINITY, error))
                    REFUSED("'1e+308'", lode_options_set_real(w->options, "store.busy_seconds", 1e308, error))
                        REFUSED("integer", lode_options_set_real(w->options, "context.threads", 1.5, error))}

SWEEP(lode_options_get) {
  char text[64];
  size_t needed = 0;
  REFUSED("options", lode_options_get(NULL, "context.threads", text, sizeof text, &needed, error))
  REFUSED("name", lode_options_get(w->options, NULL, text, sizeof text, &needed, error))
  REFUSED("needed", lode_options_get(w->options, "context.threads", NULL, 0, NULL, error))
  REFUSED("buffer", lode_options_get(w->options, "context.threads", NULL, 9, &needed, error))
  REFUSED("buffer", lode_options_get(w->options, "context.threads", text, 0, &needed, error))
  REFUSED("buffer", lode_options_get(w->options, "context.threads", text, 1, NULL, error))
}
