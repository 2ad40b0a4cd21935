/**
 * \file train.h
 * Trains one XGBoost model on the churn data and measures it each round.
 */
#ifndef LODE_EXAMPLE_TRAIN_H
#define LODE_EXAMPLE_TRAIN_H

#include "data.h"
#include "settings.h"

/** What a round reached. */
typedef struct train_round {
  int number;            /**< from 0 */
  double validation_auc; /**< area under the ROC curve on the validation rows */
  const char*
      line; /**< as XGBoost prints it: "[0]\ttrain-auc:0.9\tvalidation-auc:0.8"; valid during the call */
} train_round;

/** Called after each round. \return 0 to go on, anything else to end the training */
typedef int (*train_callback)(void* user_data, const train_round* round);

/**
 * Trains num_round rounds (100 where it is not set). All other settings go to XGBoost by name, and what is
 * not set stays at XGBoost's default, apart from what makes this a job: objective binary:logistic,
 * eval_metric auc, one thread, no messages. Deterministic: the same settings give the same lines. Any number
 * of threads may train at once.
 *
 * \param[out] auc of the last round on the validation rows; may be NULL
 * \return 0; 1 where the callback ended it; -1 with the reason on stderr
 */
int train(const churn_data* data, const settings* list, train_callback on_round, void* user_data,
          double* auc);

#endif
