// Calls that open, make and close stores and studies.

#include "fuzz/calls.h"

namespace lode::fuzz {

void Machine::open_store() {
  static const char* const addresses[] = {":memory:", ":memory:", "", "/", "/nonexistent/lode.db",
                                          "/dev/null"};
  lode_store* store = nullptr;
  const std::size_t i = in_.index(std::size(addresses) + 1);
  const char* address = i < std::size(addresses) ? addresses[i] : nullptr;
  const lode_status status = lode_store_open(context_.get(), address, options_or_null(), &store, &error_);
  keep(stores_, status, store);
}

void Machine::close_store() {
  if (stores_.size() > 1) stores_.erase(stores_.begin());
}

void Machine::list() {
  read_text([&, store = pick(stores_)](auto... rest) { return lode_store_list_json(store, rest...); });
}

void Machine::purge() {
  const std::string n = name();
  lode_store* store = pick(stores_);
  check(lode_store_purge(store, text_or_null(n), &error_));
}

void Machine::create_study() {
  static const char* const strategies[] = {"Bayesian", "Random", "Sobol", "Grid", "bayesian", "none"};
  const std::string study_name = name(), metric = name();
  lode_objective objective = {size_of_struct(sizeof objective), in_.byte() % 3, text_or_null(metric)};
  lode_study_definition definition = LODE_STUDY_DEFINITION_INIT;
  definition.struct_size = size_of_struct(sizeof definition);
  definition.name = text_or_null(study_name);
  definition.strategy = strategies[in_.index(std::size(strategies))];
  definition.objectives = in_.index(16) == 15 ? nullptr : &objective;
  definition.objective_count = in_.index(16) == 15 ? 0 : 1;
  definition.seed = in_.byte();
  definition.max_trials = in_.byte() % 32;
  definition.max_parallel = in_.byte() % 8;
  definition.max_runtime_seconds = in_.index(8) == 0 ? number() : 0;
  definition.trial_max_runtime_seconds = in_.index(8) == 0 ? number() : 0;
  lode_study* study = nullptr;
  const lode_space* space = in_.index(16) == 15 ? nullptr : space_.get();
  // With the options of the constructor: its fits are always the cheap ones.
  const lode_status status =
      lode_study_create(context_.get(), pick(stores_), &definition, space, options_.get(), &study, &error_);
  keep(studies_, status, study);
}

void Machine::create_from_json() {
  static const std::string good =
      R"({"Strategy": "Sobol", "ParameterRanges": {"IntegerParameterRanges": [{"Name": "n", "MinValue": "1",
      "MaxValue": "4"}], "CategoricalParameterRanges": [{"Name": "c", "Values": ["a", "b"]}]},
      "ResourceLimits": {"MaxParallelTrainingJobs": 2, "MaxNumberOfTrainingJobs": 6},
      "HyperParameterTuningJobObjective": {"MetricName": "loss", "Type": "Maximize"}})";
  const std::string json = in_.index(8) == 0 ? in_.text() : good;
  const std::string study_name = name();
  lode_store* store = pick(stores_);
  const std::array<const char*, 2> given{text_or_null(study_name), text_or_null(json)};
  lode_study* study = nullptr;
  const lode_status status =
      lode_study_create_json(context_.get(), store, given[0], given[1], options_or_null(), &study, &error_);
  keep(studies_, status, study);
}

void Machine::open_study() {
  const std::string n = name();
  lode_store* store = pick(stores_);
  lode_study* study = nullptr;
  const lode_status status = lode_study_open(context_.get(), store, text_or_null(n), &study, &error_);
  keep(studies_, status, study);
}

void Machine::close_study() {
  if (!studies_.empty()) studies_.erase(studies_.begin());
}

}  // namespace lode::fuzz
