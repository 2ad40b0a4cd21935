// Studies: made, opened, asked, told.

#include "study/study.h"

#include <memory>

#include "amt/request.h"
#include "capi/guard.h"
#include "capi/handles.h"
#include "capi/options.h"
#include "launch/pid_file.h"
#include "report/describe.h"
#include "study/advice.h"

using namespace lode;
using namespace lode::capi;

namespace {

study::Environment environment_of(const ContextPtr& context) {
  study::Environment environment;
  environment.backend = context->backend;
  environment.log = [context](const study::LogLine& line) { context->log.write(line); };
  environment.end_orphans = launch::end_orphans;
  environment.quotas = context->quotas;
  environment.slots = context->slots;
  return environment;
}

strategy::Rungs ladder_of(const study::State& state) {
  return state.rungs().on() ? strategy::Rungs(state.definition().hyperband) : strategy::Rungs();
}

std::shared_ptr<const StudyFacts> facts_of(const study::State& state) {
  const auto& d = state.definition();
  return std::make_shared<StudyFacts>(StudyFacts{d.name, state.objective(), d.objective_rule, state.space(),
                                                 d.static_parameters, ladder_of(state)});
}

/// AMT leaves open how Auto chooses; what was chosen is told to the log, and kept in the description.
void log_scaling(const ContextPtr& context, const StudyFacts& facts) {
  for (const auto& p : facts.space.parameters())
    if (p.scaling == space::Scaling::automatic && p.kind != space::Kind::categorical)
      context->log.write({study::LogTopic::auto_scaling, {facts.name, p.name, space::name_of(p.resolved)}});
}

/// The request does not say it, so the log does.
void log_choices(const ContextPtr& context, const study::Definition& definition) {
  for (const auto& choice : definition.choices)
    context->log.write(
        {study::LogTopic::autotune, {definition.name, choice.field, choice.value, choice.rule}});
}

/// What computes is part of what a result came from.
void log_device(const ContextPtr& context, const StudyFacts& facts) {
  const std::string backend = context->backend->name();
  if (backend != "cpu" && !context->backend->portable())
    context->log.write({study::LogTopic::device, {facts.name, backend}});
}

lode_study* make_handle(lode_context* context, lode_store* store, std::unique_ptr<study::Study> opened) {
  auto handle = std::make_unique<lode_study>(context->context, store->store, std::move(opened));
  handle->facts = facts_of(*handle->study->snapshot());
  log_scaling(handle->context, *handle->facts);
  log_device(handle->context, *handle->facts);
  return handle.release();
}

void log_advice(const ContextPtr& context, const study::Definition& definition) {
  for (const auto& advice : study::advice_on(definition))
    context->log.write({study::LogTopic::study_advice, {definition.name, advice.code, advice.text}});
}

lode_study* create(lode_context* context, lode_store* store, study::Definition definition,
                   const lode_options* options) {
  for (const auto& [name, value] : options_set(options, "strategy."))
    definition.strategy_options[name] = value;
  apply_settings(options, definition);
  amt::check_resources(definition);
  std::unique_lock creating(context->context->creating, std::defer_lock);
  if (context->context->quotas.counts_studies()) creating.lock();
  auto made = study::Study::create(*store->store, definition, environment_of(context->context));
  log_advice(context->context, definition);
  log_choices(context->context, definition);
  return make_handle(context, store, std::move(made));
}

std::vector<study::Objective> objectives_of(const lode_objective* given, size_t count) {
  std::vector<study::Objective> objectives;
  check_array(given, count, "definition.objectives", 1);
  for (size_t i = 0; i < count; ++i) {
    const std::string name = "definition.objectives[" + std::to_string(i) + "]";
    const lode_objective o = read_struct(element(given, i), name.c_str(), LODE_LEAST(lode_objective, metric),
                                         lode_objective{sizeof(lode_objective), LODE_MINIMIZE, nullptr});
    if (o.goal != LODE_MINIMIZE && o.goal != LODE_MAXIMIZE)
      throw Error(Code::argument, name + ".goal: " + std::to_string(o.goal) +
                                      " given; LODE_MINIMIZE (0) or LODE_MAXIMIZE (1) accepted");
    objectives.push_back({text(o.metric, (name + ".metric").c_str()), static_cast<study::Goal>(o.goal)});
  }
  return objectives;
}

study::Definition definition_of(const lode_study_definition* given, const lode_space* space) {
  const auto d =
      read_struct(given, "definition", LODE_LEAST(lode_study_definition, trial_max_runtime_seconds),
                  lode_study_definition LODE_STUDY_DEFINITION_INIT);
  study::Definition definition;
  definition.name = text(d.name, "definition.name");
  // As the table spells it, which is how a document must.
  const std::string strategy = d.strategy == nullptr ? "Bayesian" : text(d.strategy, "definition.strategy");
  definition.strategy = strategy::find_strategy(strategy).name;
  definition.objectives = objectives_of(d.objectives, d.objective_count);
  definition.parameters = required(space, "space").declared.parameters();
  definition.seed = d.seed;
  definition.limits.max_trials = d.max_trials;
  definition.limits.max_parallel = d.max_parallel;
  definition.limits.max_runtime = d.max_runtime_seconds;
  definition.limits.trial_max_runtime = d.trial_max_runtime_seconds;
  return definition;
}

/// "" where none is given: an empty one is no way to say that.
std::string name_of(const char* given, amt::Profile profile) {
  if (given == nullptr) return "";
  const std::string name = text(given, "name");
  amt::check_name(name, profile, "name");
  return name;
}

}  // namespace

lode_status lode_study_create_json(lode_context* context, lode_store* store, const char* name,
                                   const char* json, const lode_options* options, lode_study** out,
                                   lode_error* error) {
  return guarded(error, [&] {
    required(context, "context");
    required(store, "store");
    required(out, "out");
    const auto profile =
        option_text(options, "json.profile") == "amt" ? amt::Profile::amt : amt::Profile::lode;
    *out = create(
        context, store,
        amt::parse_request(text(json, "json"), profile, name_of(name, profile), context->context->quotas),
        options);
    return LODE_OK;
  });
}

lode_status lode_study_create(lode_context* context, lode_store* store,
                              const lode_study_definition* definition, const lode_space* space,
                              const lode_options* options, lode_study** out, lode_error* error) {
  return guarded(error, [&] {
    required(context, "context");
    required(store, "store");
    required(out, "out");
    *out = create(context, store, definition_of(definition, space), options);
    return LODE_OK;
  });
}

lode_status lode_study_open(lode_context* context, lode_store* store, const char* name, lode_study** out,
                            lode_error* error) {
  return guarded(error, [&] {
    required(context, "context");
    required(store, "store");
    required(out, "out");
    *out =
        make_handle(context, store,
                    study::Study::open(*store->store, text(name, "name"), environment_of(context->context)));
    return LODE_OK;
  });
}

void lode_study_free(lode_study* study) { delete study; }

const char* lode_study_name(const lode_study* study) {
  return study == nullptr ? nullptr : study->facts->name.c_str();
}

lode_status lode_study_ask(lode_study* study, uint32_t count, lode_trial** trials, uint32_t* given,
                           lode_error* error) {
  return guarded(error, [&] {
    required(study, "study");
    required(trials, "trials");
    if (count != 1) required(given, "given");
    if (count == 0) throw Error(Code::argument, "count: 0 given; at least 1 accepted");
    const study::Asked asked = study->study->ask(count);
    std::vector<std::unique_ptr<lode_trial>> handles;
    for (const auto& trial : asked.trials)
      handles.push_back(std::make_unique<lode_trial>(make_trial(study->facts, trial)));
    for (size_t i = 0; i < handles.size(); ++i) trials[i] = handles[i].release();
    if (given != nullptr) *given = static_cast<uint32_t>(asked.trials.size());
    if (asked.why == study::Asked::Why::given) return LODE_OK;
    return asked.why == study::Asked::Why::done ? LODE_DONE : LODE_WAIT;
  });
}

lode_status lode_study_counters(lode_study* study, lode_counters* counters, lode_error* error) {
  return guarded(error, [&] {
    required(study, "study").study->read([&](const study::State& state) { fill_counters(state, counters); });
    return LODE_OK;
  });
}

lode_status lode_study_best(lode_study* study, lode_trial** out, lode_error* error) {
  return guarded(error, [&] {
    const auto best =
        required(study, "study").study->read([](const study::State& state) { return state.best(); });
    required(out, "out");
    if (!best) throw Error(Code::not_found, "no trial has completed with a finite objective yet");
    *out = std::make_unique<lode_trial>(make_trial(study->facts, best)).release();
    return LODE_OK;
  });
}

lode_status lode_study_trial(lode_study* study, uint64_t number, lode_trial** out, lode_error* error) {
  return guarded(error, [&] {
    const auto trial = required(study, "study").study->read([&](const study::State& state) {
      state.trial(number);  // checks the number
      return state.trials()[number];
    });
    required(out, "out");
    *out = std::make_unique<lode_trial>(make_trial(study->facts, trial)).release();
    return LODE_OK;
  });
}

lode_status lode_study_snapshot(lode_study* study, lode_snapshot** out, lode_error* error) {
  return guarded(error, [&] {
    auto handle = std::make_unique<lode_snapshot>();
    handle->state = required(study, "study").study->snapshot();
    required(out, "out");
    for (const auto& trial : handle->state->trials())
      handle->trials.push_back(make_trial(study->facts, trial));
    *out = handle.release();
    return LODE_OK;
  });
}

lode_status lode_study_describe_json(lode_study* study, char* buffer, size_t capacity, size_t* needed,
                                     lode_error* error) {
  return guarded(error, [&] {
    auto& opened = *required(study, "study").study;
    return copy_out(report::describe_json(*opened.snapshot(), opened.now(), study->context->quotas), buffer,
                    capacity, needed);
  });
}

lode_status lode_study_trials_json(lode_study* study, char* buffer, size_t capacity, size_t* needed,
                                   lode_error* error) {
  return guarded(error, [&] {
    study::Study& opened = *required(study, "study").study;
    return copy_out(report::trials_json(*opened.snapshot(), opened.now()), buffer, capacity, needed);
  });
}

lode_status lode_study_request_json(lode_study* study, char* buffer, size_t capacity, size_t* needed,
                                    lode_error* error) {
  return guarded(error, [&] {
    const auto state = required(study, "study").study->snapshot();
    return copy_out(amt::write_request(state->definition(), state->definition().name), buffer, capacity,
                    needed);
  });
}
