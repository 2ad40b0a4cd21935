/* lode.h by itself in C99, included twice: it must be complete, guarded and without a warning. */
#include <lode/lode.h>

/* Each initialiser must initialise its whole struct, or -Wextra complains. */
lode_error error = LODE_ERROR_INIT;
lode_option_info option = LODE_OPTION_INFO_INIT;
lode_study_definition definition = LODE_STUDY_DEFINITION_INIT;
lode_report report = LODE_REPORT_INIT;
lode_outcome outcome = LODE_OUTCOME_INIT;
lode_counters counters = LODE_COUNTERS_INIT;
lode_trial_info trial = LODE_TRIAL_INFO_INIT;
lode_launcher_callbacks callbacks = LODE_LAUNCHER_CALLBACKS_INIT;
lode_column column = LODE_COLUMN_INIT;
lode_gp_data data = LODE_GP_DATA_INIT;
lode_gp_info gp = LODE_GP_INFO_INIT;
lode_acquisition acquisition = LODE_ACQUISITION_INIT;
