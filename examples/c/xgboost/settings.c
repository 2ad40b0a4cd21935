#include "settings.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_BYTES = 65536 };

static setting* find(settings* list, const char* name) {
  for (size_t i = 0; i < list->count; ++i) {
    if (strcmp(list->items[i].name, name) == 0) return &list->items[i];
  }
  return NULL;
}

int settings_set(settings* list, const char* name, const char* value) {
  setting* item = find(list, name);
  if (strlen(name) >= SETTING_BYTES || strlen(value) >= SETTING_BYTES ||
      (item == NULL && list->count == SETTINGS_MAX)) {
    fprintf(stderr, "setting '%.40s' is too long, or there are more than %d\n", name, (int)SETTINGS_MAX);
    return -1;
  }
  if (item == NULL) item = &list->items[list->count++];
  memcpy(item->name, name, strlen(name) + 1);
  memcpy(item->value, value, strlen(value) + 1);
  return 0;
}

const char* settings_get(const settings* list, const char* name, const char* otherwise) {
  for (size_t i = 0; i < list->count; ++i) {
    if (strcmp(list->items[i].name, name) == 0) return list->items[i].value;
  }
  return otherwise;
}

/* A reader for the small part of JSON that hyperparameters.json uses: one object, its names and values
 * strings (with the one-letter escapes) or numbers. `at` is the text still to be read. */

static void skip_space(const char** at) { *at += strspn(*at, " \t\r\n"); }

static int take(const char** at, char expected) {
  skip_space(at);
  if (**at != expected) return 0;
  ++*at;
  return 1;
}

static int read_escape(char letter, char* out) {
  static const char letters[] = "\"\\/bfnrt";
  static const char values[] = "\"\\/\b\f\n\r\t";
  const char* found = letter == '\0' ? NULL : strchr(letters, letter);
  if (found != NULL) *out = values[found - letters];
  return found != NULL;
}

static int read_string(const char** at, char out[SETTING_BYTES]) {
  size_t length = 0;
  for (; **at != '"'; ++*at) {
    if (**at == '\0' || length + 1 == SETTING_BYTES) return 0;
    out[length] = **at;
    if (**at == '\\') {
      ++*at;
      if (!read_escape(**at, &out[length])) return 0;
    }
    ++length;
  }
  ++*at;
  out[length] = '\0';
  return 1;
}

static int read_value(const char** at, char out[SETTING_BYTES]) {
  if (take(at, '"')) return read_string(at, out);
  const size_t length = strspn(*at, "+-.0123456789eE");
  if (length == 0 || length >= SETTING_BYTES) return 0;
  memcpy(out, *at, length);
  out[length] = '\0';
  *at += length;
  return 1;
}

static int read_pair(settings* list, const char** at) {
  char name[SETTING_BYTES];
  char value[SETTING_BYTES];
  return take(at, '"') && read_string(at, name) && take(at, ':') && read_value(at, value) &&
         settings_set(list, name, value) == 0;
}

int settings_set_json(settings* list, const char* json) {
  const char* at = json;
  int good = take(&at, '{');
  if (good && !take(&at, '}')) {
    do good = read_pair(list, &at);
    while (good && take(&at, ','));
    good = good && take(&at, '}');
  }
  skip_space(&at);
  if (good && *at == '\0') return 0;
  fprintf(stderr, "not a JSON object of short strings and numbers, from here: '%.40s'\n", at);
  return -1;
}

int settings_set_file(settings* list, const char* path) {
  FILE* file = fopen(path, "r");
  if (file == NULL) {
    fprintf(stderr, "%s: %s\n", path, strerror(errno));
    return -1;
  }
  char* text = calloc(FILE_BYTES, 1);
  const size_t read = text == NULL ? 0 : fread(text, 1, FILE_BYTES - 1, file);
  const int bad = read == 0 || read == FILE_BYTES - 1 || settings_set_json(list, text) != 0;
  free(text);
  fclose(file);
  if (bad) fprintf(stderr, "%s: cannot be read as hyperparameters\n", path);
  return bad ? -1 : 0;
}
