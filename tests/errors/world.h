/// \file
/// What the calls of table.inc have at hand.
#pragma once

#include <lode/lode.h>
#include <string>

#include "row.h"

namespace lode::errors {

/// One of everything, all well: the calls of table.inc spoil one thing each. Its members are their variables.
struct World {
  World();
  ~World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  /// Ends the program where a call failed that has nothing to do with what is tested.
  void must(lode_status status) const;
  /// A call's status, and the text that is in `error` after it.
  Outcome outcome_of(lode_status status) const { return {status, error->message}; }

  lode_error storage = LODE_ERROR_INIT;
  lode_error* error = &storage;
  lode_context* context = nullptr;
  lode_options* options = nullptr;
  lode_store* store = nullptr;
  lode_space* space = nullptr;        ///< x in [0, 1], n from 1 to 8, c of 'a' and 'b'
  lode_space* empty_space = nullptr;  ///< without a parameter
  lode_study* study = nullptr;        ///< "first": trial 0 is in progress, trial 1 completed with 0.5
  lode_trial* trial = nullptr;        ///< a copy of trial 0
  lode_launcher* launcher = nullptr;
  lode_gp* gp = nullptr;  ///< of `data`

  lode_column columns[3] = {};            ///< x in [0, 1], n from 1 to 8, c an index to 2
  lode_gp_data data = LODE_GP_DATA_INIT;  ///< two observations of them
  double x[6] = {0.5, 2, 1, 0.25, 7, 0};
  double y[2] = {3, 4};
  double noise[2] = {0.1, 0.1};
  double point[3] = {0.75, 4, 2};
  double hyperparameters[6] = {1, 1, 1, 1, 0.1, 0};
  lode_acquisition acquisition = LODE_ACQUISITION_INIT;
  lode_objective objective = {sizeof(lode_objective), LODE_MINIMIZE, "loss"};
  lode_study_definition definition = LODE_STUDY_DEFINITION_INIT;  ///< of a study "second"
  lode_report report = LODE_REPORT_INIT;
  lode_value value = {sizeof(lode_value), 0, "loss", 0.5};
  lode_outcome outcome = LODE_OUTCOME_INIT;
  lode_launcher_callbacks callbacks = LODE_LAUNCHER_CALLBACKS_INIT;
  lode_option_info option = LODE_OPTION_INFO_INIT;
  double row[3] = {0.5, 2, 1};
  double nine = 9;
  const char* const twice[2] = {"a", "a"};

  // Where results go.
  lode_store* other_store = nullptr;
  lode_study* other = nullptr;
  lode_trial* asked = nullptr;
  lode_launcher* other_launcher = nullptr;
  lode_gp* other_gp = nullptr;
  double numbers[8] = {};
  uint32_t given = 0;
  size_t size = 0;
  char buffer[64] = "";
};

}  // namespace lode::errors
