#include "data.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_BYTES = 512, FIRST_CAPACITY = 4096 };

/** A column's text as a number. \return 0, or -1 where the text is none of what the column may hold */
typedef int (*column_reader)(const char* text, float* value);

static int read_number(const char* text, float* value) {
  char* end = NULL;
  *value = strtof(text, &end);
  return end != text && *end == '\0' ? 0 : -1;
}

static int read_yes_no(const char* text, float* value) {
  *value = strcmp(text, "yes") == 0 ? 1.0F : 0.0F;
  return *value != 0.0F || strcmp(text, "no") == 0 ? 0 : -1;
}

static int read_area_code(const char* text, float* value) {
  static const char prefix[] = "area_code_";
  if (strncmp(text, prefix, sizeof prefix - 1) != 0) return -1;
  return read_number(text + sizeof prefix - 1, value);
}

static int is_capital(char letter) { return letter >= 'A' && letter <= 'Z'; }

static int read_state(const char* text, float* value) {
  if (!is_capital(text[0]) || !is_capital(text[1]) || text[2] != '\0') return -1;
  *value = (float)((text[0] - 'A') * 26 + (text[1] - 'A'));
  return 0;
}

/** The columns in the file's order; the last is the label. */
static const struct {
  const char* name;
  column_reader read;
} columns[CHURN_FEATURES + 1] = {
    {"state", read_state},
    {"account_length", read_number},
    {"area_code", read_area_code},
    {"international_plan", read_yes_no},
    {"voice_mail_plan", read_yes_no},
    {"number_vmail_messages", read_number},
    {"total_day_minutes", read_number},
    {"total_day_calls", read_number},
    {"total_day_charge", read_number},
    {"total_eve_minutes", read_number},
    {"total_eve_calls", read_number},
    {"total_eve_charge", read_number},
    {"total_night_minutes", read_number},
    {"total_night_calls", read_number},
    {"total_night_charge", read_number},
    {"total_intl_minutes", read_number},
    {"total_intl_calls", read_number},
    {"total_intl_charge", read_number},
    {"number_customer_service_calls", read_number},
    {"churn", read_yes_no},
};

/** Cuts the next field off a line: returns it and moves *rest behind its comma, NULL at the end. */
static char* next_field(char** rest) {
  char* field = *rest;
  if (field != NULL) {
    char* comma = strchr(field, ',');
    *rest = comma == NULL ? NULL : comma + 1;
    if (comma != NULL) *comma = '\0';
  }
  return field;
}

static int check_header(char* line) {
  for (size_t i = 0; i <= CHURN_FEATURES; ++i) {
    const char* field = next_field(&line);
    if (field == NULL || strcmp(field, columns[i].name) != 0) {
      fprintf(stderr, "column %zu of the header is '%s', not '%s'\n", i + 1, field == NULL ? "" : field,
              columns[i].name);
      return -1;
    }
  }
  return line == NULL ? 0 : -1;
}

/** Reads one customer into `values`, features then label. */
static int read_row(char* line, float values[CHURN_FEATURES + 1]) {
  for (size_t i = 0; i <= CHURN_FEATURES; ++i) {
    const char* field = next_field(&line);
    if (field == NULL || columns[i].read(field, &values[i]) != 0) {
      fprintf(stderr, "column %s holds '%s'\n", columns[i].name, field == NULL ? "" : field);
      return -1;
    }
  }
  return line == NULL ? 0 : -1;
}

static int grow(churn_rows* rows, size_t* capacity) {
  const size_t more = *capacity == 0 ? FIRST_CAPACITY : 2 * *capacity;
  float* features = realloc(rows->features, more * CHURN_FEATURES * sizeof *features);
  if (features == NULL) return -1;
  rows->features = features;
  float* labels = realloc(rows->labels, more * sizeof *labels);
  if (labels == NULL) return -1;
  rows->labels = labels;
  *capacity = more;
  return 0;
}

static int append(churn_rows* rows, size_t* capacity, const float values[CHURN_FEATURES + 1]) {
  if (rows->count == *capacity && grow(rows, capacity) != 0) {
    fprintf(stderr, "out of memory\n");
    return -1;
  }
  memcpy(rows->features + rows->count * CHURN_FEATURES, values, CHURN_FEATURES * sizeof *values);
  rows->labels[rows->count++] = values[CHURN_FEATURES];
  return 0;
}

static int read_rows(FILE* file, const char* path, churn_data* data) {
  char line[LINE_BYTES];
  size_t training_capacity = 0;
  size_t validation_capacity = 0;
  for (size_t number = 0; fgets(line, sizeof line, file) != NULL; ++number) {
    float values[CHURN_FEATURES + 1];
    line[strcspn(line, "\r\n")] = '\0';
    int bad = number == 0 ? check_header(line) : read_row(line, values);
    if (bad == 0 && number > 0) {
      bad = (number - 1) % 10 < 7 ? append(&data->training, &training_capacity, values)
                                  : append(&data->validation, &validation_capacity, values);
    }
    if (bad != 0) {
      fprintf(stderr, "%s: line %zu cannot be read\n", path, number + 1);
      return -1;
    }
  }
  return 0;
}

int churn_read(const char* path, churn_data* data) {
  memset(data, 0, sizeof *data);
  FILE* file = fopen(path, "r");
  if (file == NULL) {
    fprintf(stderr, "%s: %s\n", path, strerror(errno));
    return -1;
  }
  int bad = read_rows(file, path, data);
  fclose(file);
  if (bad == 0 && (data->training.count == 0 || data->validation.count == 0)) {
    fprintf(stderr, "%s: too few rows to train and to validate\n", path);
    bad = -1;
  }
  if (bad != 0) churn_free(data);
  return bad;
}

void churn_free(churn_data* data) {
  free(data->training.features);
  free(data->training.labels);
  free(data->validation.features);
  free(data->validation.labels);
  memset(data, 0, sizeof *data);
}
