#include "world.h"

#include <cstdio>
#include <cstdlib>

namespace lode::errors {

void World::must(lode_status status) const {
  if (status >= 0) return;
  std::fprintf(stderr, "the tests' own study cannot be made: %s\n", error->message);
  std::abort();
}

World::World() {
  const char* const choices[] = {"a", "b"};
  const char* const command[] = {"true"};
  must(lode_context_create(NULL, &context, error));
  must(lode_options_create(&options, error));
  must(lode_store_open(context, ":memory:", NULL, &store, error));
  must(lode_space_create(&empty_space, error));
  must(lode_space_create(&space, error));
  must(lode_space_add_real(space, "x", 0, 1, LODE_SCALING_LINEAR, error));
  must(lode_space_add_integer(space, "n", 1, 8, LODE_SCALING_LINEAR, error));
  must(lode_space_add_categorical(space, "c", choices, 2, error));
  must(lode_launcher_create(context, command, 1, NULL, &launcher, error));
  definition.name = "first";
  definition.strategy = "Random";
  definition.objectives = &objective;
  definition.objective_count = 1;
  must(lode_study_create(context, store, &definition, space, NULL, &study, error));
  definition.name = "second";
  must(lode_study_ask(study, 1, &trial, &given, error));
  must(lode_study_ask(study, 1, &asked, &given, error));
  must(lode_study_tell_value(study, 1, 0.5, error));
  lode_trial_free(asked);
  asked = nullptr;
  report.metric = "loss";
  columns[0] = columns[1] = columns[2] = LODE_COLUMN_INIT;
  columns[1].kind = LODE_COLUMN_INTEGER;
  columns[1].low = 1;
  columns[1].high = 8;
  columns[2].kind = LODE_COLUMN_CATEGORY;
  columns[2].high = 2;
  data.columns = columns;
  data.column_count = 3;
  data.row_count = 2;
  data.x = x;
  data.y = y;
  must(lode_gp_fit(context, &data, NULL, &gp, error));
}

World::~World() {
  lode_gp_free(other_gp);
  lode_gp_free(gp);
  lode_trial_free(asked);
  lode_trial_free(trial);
  lode_launcher_free(other_launcher);
  lode_launcher_free(launcher);
  lode_study_free(other);
  lode_study_free(study);
  lode_space_free(space);
  lode_space_free(empty_space);
  lode_store_free(other_store);
  lode_store_free(store);
  lode_options_free(options);
  lode_context_free(context);
}

}  // namespace lode::errors
