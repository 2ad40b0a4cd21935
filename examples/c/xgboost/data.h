/**
 * \file data.h
 * The customer-churn data as numbers, split once into training and validation rows.
 */
#ifndef LODE_EXAMPLE_DATA_H
#define LODE_EXAMPLE_DATA_H

#include <stddef.h>

enum { CHURN_FEATURES = 19 };

/** Rows of one part of the data. */
typedef struct churn_rows {
  size_t count;
  float* features; /**< count x CHURN_FEATURES, row by row */
  float* labels;   /**< count; 1 where the customer left, else 0 */
} churn_rows;

/** The data: read once, then only read from, so any number of threads may share it. */
typedef struct churn_data {
  churn_rows training;
  churn_rows validation;
} churn_data;

/**
 * Reads data/churn.csv. Numbers stay as they are, yes is 1 and no is 0, area_code_415 is 415, and a state's
 * two letters become 26 * first + second with A = 0. Row i (from 0) is for training where i % 10 < 7, else
 * for validation.
 *
 * \return 0, or -1 with the reason (file, line and text) on stderr and nothing left to free
 */
int churn_read(const char* path, churn_data* data);

/** Frees what churn_read filled. */
void churn_free(churn_data* data);

#endif
