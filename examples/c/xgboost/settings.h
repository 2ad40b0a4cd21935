/**
 * \file settings.h
 * A trainer's settings: names and values as texts, from the command line or from a hyperparameters.json.
 */
#ifndef LODE_EXAMPLE_SETTINGS_H
#define LODE_EXAMPLE_SETTINGS_H

#include <stddef.h>

enum { SETTING_BYTES = 128, SETTINGS_MAX = 64 };

typedef struct setting {
  char name[SETTING_BYTES];
  char value[SETTING_BYTES];
} setting;

/** Begin with `settings list = {0}`. */
typedef struct settings {
  size_t count;
  setting items[SETTINGS_MAX];
} settings;

/** Sets a value, over an earlier one of the same name. \return 0, or -1 with the reason on stderr */
int settings_set(settings* list, const char* name, const char* value);

/** The value of `name`, or `otherwise` where it is not set. */
const char* settings_get(const settings* list, const char* name, const char* otherwise);

/**
 * Sets what a flat JSON object of strings or numbers holds: {"eta": "0.3", "max_depth": "6"}. That is what
 * lode_trial_json gives and what AMT's containers find in hyperparameters.json. \return 0, or -1 with the
 * reason on stderr
 */
int settings_set_json(settings* list, const char* json);

/** The same from a file. \return 0, or -1 with the reason on stderr */
int settings_set_file(settings* list, const char* path);

#endif
