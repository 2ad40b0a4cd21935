/* Studies: made, asked, told, looked at. */
#include "sweep.h"

static const lode_objective objective = {sizeof objective, LODE_MINIMIZE, "loss"};
static const lode_value value = {sizeof value, 0, "loss", 0.5};
static const double row[2] = {0.5, 2.0};

static lode_study_definition good_definition(void) {
  lode_study_definition definition = LODE_STUDY_DEFINITION_INIT;
  definition.name = "another";
  definition.objectives = &objective;
  definition.objective_count = 1;
  return definition;
}

SWEEP(lode_study_create_json) {
  lode_study* out = NULL;
  REFUSED("context", lode_study_create_json(NULL, w->store, "a", "{}", NULL, &out, error))
  REFUSED("store", lode_study_create_json(w->context, NULL, "a", "{}", NULL, &out, error))
  REFUSED("json", lode_study_create_json(w->context, w->store, "a", NULL, NULL, &out, error))
  REFUSED("out", lode_study_create_json(w->context, w->store, "a", "{}", NULL, NULL, error))
  REFUSED("$.Hyper", lode_study_create_json(w->context, w->store, NULL, "{}", NULL, &out, error))
  REFUSED("UTF-8", lode_study_create_json(w->context, w->store, "\xff", "{}", NULL, &out, error))
  REFUSED("name: given \"\"", lode_study_create_json(w->context, w->store, "", "{}", NULL, &out, error))
  REFUSED("JSON", lode_study_create_json(w->context, w->store, "a", "", NULL, &out, error))
  REFUSED("UTF-8", lode_study_create_json(w->context, w->store, "a", "{\"\xc0\x80\": 1}", NULL, &out, error))
  HOLDS(out == NULL);
}

static void spoil_definition(const world* w) {
  lode_study* out = NULL;
  lode_study_definition d = good_definition();
#define SPOILT(part, change) \
  d = good_definition();     \
  change;                    \
  REFUSED(part, lode_study_create(w->context, w->store, &d, w->space, NULL, &out, error))
  SPOILT("definition.name", d.name = NULL)
  SPOILT("name", d.name = "")
  SPOILT("name", d.name = "..")
  SPOILT("UTF-8", d.strategy = "\xff")
  SPOILT("strategy ''", d.strategy = "")
  SPOILT("definition.objectives", d.objectives = NULL)
  SPOILT("objectives", d.objective_count = 0)
  SPOILT("definition.objectives", d.objective_count = SIZE_MAX)
  SPOILT("max_runtime_seconds", d.max_runtime_seconds = -1.0)
  SPOILT("max_runtime_seconds", d.max_runtime_seconds = NAN)
  SPOILT("trial_max_runtime_seconds", d.trial_max_runtime_seconds = INFINITY)
#undef SPOILT
  HOLDS(out == NULL);
}

static void spoil_objective(const world* w) {
  lode_study* out = NULL;
  lode_study_definition d = good_definition();
  lode_objective o = objective;
  d.objectives = &o;
  o.goal = -1;
  REFUSED("objectives[0].goal", lode_study_create(w->context, w->store, &d, w->space, NULL, &out, error))
  o = objective;
  o.metric = NULL;
  REFUSED("objectives[0].metric", lode_study_create(w->context, w->store, &d, w->space, NULL, &out, error))
  BAD_SIZES(lode_objective, objective, metric, "objectives[0]",
            (d.objectives = bad, lode_study_create(w->context, w->store, &d, w->space, NULL, &out, error)))
  HOLDS(out == NULL);
}

SWEEP(lode_study_create) {
  lode_study* out = NULL;
  const lode_study_definition d = good_definition();
  REFUSED("context", lode_study_create(NULL, w->store, &d, w->space, NULL, &out, error))
  REFUSED("store", lode_study_create(w->context, NULL, &d, w->space, NULL, &out, error))
  REFUSED("definition", lode_study_create(w->context, w->store, NULL, w->space, NULL, &out, error))
  REFUSED("space", lode_study_create(w->context, w->store, &d, NULL, NULL, &out, error))
  REFUSED("out", lode_study_create(w->context, w->store, &d, w->space, NULL, NULL, error))
  BAD_SIZES(lode_study_definition, d, trial_max_runtime_seconds, "definition",
            lode_study_create(w->context, w->store, bad, w->space, NULL, &out, error))
  spoil_definition(w);
  spoil_objective(w);
}

SWEEP(lode_study_open) {
  lode_study* out = NULL;
  REFUSED("context", lode_study_open(NULL, w->store, "swept", &out, error))
  REFUSED("store", lode_study_open(w->context, NULL, "swept", &out, error))
  REFUSED("name", lode_study_open(w->context, w->store, NULL, &out, error))
  REFUSED("out", lode_study_open(w->context, w->store, "swept", NULL, error))
  REFUSED("name", lode_study_open(w->context, w->store, "", &out, error))
  REFUSED("'nobody'", lode_study_open(w->context, w->store, "nobody", &out, error))
  HOLDS(out == NULL);
}

SWEEP(lode_study_free) {
  (void)w;
  RETURNS(lode_study_free(NULL));
}

SWEEP(lode_study_name) {
  HOLDS(lode_study_name(NULL) == NULL);
  HOLDS(strcmp(lode_study_name(w->study), "swept") == 0);
}

SWEEP(lode_study_ask) {
  lode_trial* trials[2] = {NULL, NULL};
  uint32_t given = 77;
  REFUSED("study", lode_study_ask(NULL, 1, trials, &given, error))
  REFUSED("trials", lode_study_ask(w->study, 1, NULL, &given, error))
  REFUSED("given", lode_study_ask(w->study, 2, trials, NULL, error))
  REFUSED("given", lode_study_ask(w->study, UINT32_MAX, trials, NULL, error))
  REFUSED("count", lode_study_ask(w->study, 0, trials, &given, error))
  HOLDS(trials[0] == NULL && given == 77);
}

SWEEP(lode_study_started){
    REFUSED("study", lode_study_started(NULL, 0, 0, NULL, error))
        REFUSED("trial", lode_study_started(w->study, UINT64_MAX, 0, NULL, error))
            REFUSED("attempt", lode_study_started(w->study, 0, -1, NULL, error))
                REFUSED("attempt", lode_study_started(w->study, 0, INT32_MAX, NULL, error))
                    REFUSED("UTF-8", lode_study_started(w->study, 0, 0, "\xff", error))}

SWEEP(lode_study_report) {
  lode_report good = LODE_REPORT_INIT;
  lode_report r;
  good.metric = "loss";
  REFUSED("study", lode_study_report(NULL, 0, &good, NULL, error))
  REFUSED("report", lode_study_report(w->study, 0, NULL, NULL, error))
  REFUSED("trial", lode_study_report(w->study, UINT64_MAX, &good, NULL, error))
#define SPOILT(part, change) \
  r = good;                  \
  change;                    \
  REFUSED(part, lode_study_report(w->study, 0, &r, NULL, error))
  SPOILT("report.metric", r.metric = NULL)
  SPOILT("report.metric", r.metric = "")
  SPOILT("UTF-8", r.metric = "\xff")
  SPOILT("report.rank", r.rank = INT32_MIN)
  SPOILT("attempt", r.attempt = INT32_MIN)
  SPOILT("attempt", r.attempt = INT32_MAX)
  SPOILT("report.reserved", r.reserved = -1)
  SPOILT("report.step", r.step = INT64_MIN)
  SPOILT("report.step", r.step = INT64_MAX)
  SPOILT("report.time", r.time = -1.0)
  SPOILT("report.time", r.time = NAN)
  SPOILT("report.time", r.time = INFINITY)
  SPOILT("report.time", r.time = 253402300800.0)
#undef SPOILT
  BAD_SIZES(lode_report, good, value, "report", lode_study_report(w->study, 0, bad, NULL, error))
}

static void spoil_value(const world* w) {
  lode_value v = value;
  v.metric = NULL;
  REFUSED("values[0].metric", lode_study_tell(w->study, 0, &v, 1, NULL, error))
  v.metric = "\xff";
  REFUSED("UTF-8", lode_study_tell(w->study, 0, &v, 1, NULL, error))
  v = value;
  v.reserved = UINT32_MAX;
  REFUSED("values[0].reserved", lode_study_tell(w->study, 0, &v, 1, NULL, error))
  BAD_SIZES(lode_value, value, value, "values[0]", lode_study_tell(w->study, 0, bad, 1, NULL, error))
}

SWEEP(lode_study_tell) {
  const lode_outcome good = LODE_OUTCOME_INIT;
  lode_outcome o;
  REFUSED("study", lode_study_tell(NULL, 0, &value, 1, NULL, error))
  REFUSED("values", lode_study_tell(w->study, 0, NULL, 1, NULL, error))
  REFUSED("values", lode_study_tell(w->study, 0, &value, SIZE_MAX, NULL, error))
  REFUSED("trial", lode_study_tell(w->study, UINT64_MAX, &value, 1, NULL, error))
#define SPOILT(part, change) \
  o = good;                  \
  change;                    \
  REFUSED(part, lode_study_tell(w->study, 0, &value, 1, &o, error))
  SPOILT("outcome.status", o.status = -1)
  SPOILT("outcome.status", o.status = LODE_TRIAL_STOPPING)
  SPOILT("outcome.status", o.status = LODE_TRIAL_PAUSED + 1)
  SPOILT("outcome.reason", o.reason = INT32_MAX)
  SPOILT("outcome.reason", o.reason = LODE_REASON_PREEMPTED)
  SPOILT("values", o.status = LODE_TRIAL_FAILED)
  SPOILT("attempt", o.attempt = -1)
  SPOILT("UTF-8", o.message = "\xff")
#undef SPOILT
  BAD_SIZES(lode_outcome, good, message, "outcome", lode_study_tell(w->study, 0, &value, 1, bad, error))
  spoil_value(w);
}

SWEEP(lode_study_tell_value){
    REFUSED("study", lode_study_tell_value(NULL, 0, 0.5, error))
        REFUSED("trial", lode_study_tell_value(w->study, 1, 0.5, error))
            REFUSED("trial", lode_study_tell_value(w->study, UINT64_MAX, NAN, error))}

SWEEP(lode_study_enqueue) {
  const double outside[2] = {1e308, 2.0};
  const double missing[2] = {0.5, NAN};
  REFUSED("study", lode_study_enqueue(NULL, row, 2, error))
  REFUSED("row", lode_study_enqueue(w->study, NULL, 2, error))
  REFUSED("row", lode_study_enqueue(w->study, row, 0, error))
  REFUSED("row", lode_study_enqueue(w->study, row, SIZE_MAX, error))
  REFUSED("'x'", lode_study_enqueue(w->study, outside, 2, error))
  REFUSED("'n'", lode_study_enqueue(w->study, missing, 2, error))
}

SWEEP(lode_study_add) {
  const double outside[2] = {0.5, -INFINITY};
  REFUSED("study", lode_study_add(NULL, row, 2, &value, 1, NULL, error))
  REFUSED("row", lode_study_add(w->study, NULL, 2, &value, 1, NULL, error))
  REFUSED("row", lode_study_add(w->study, row, SIZE_MAX, &value, 1, NULL, error))
  REFUSED("values", lode_study_add(w->study, row, 2, NULL, 1, NULL, error))
  REFUSED("values", lode_study_add(w->study, row, 2, &value, 0, NULL, error))
  REFUSED("values", lode_study_add(w->study, row, 2, &value, SIZE_MAX, NULL, error))
  REFUSED("'n'", lode_study_add(w->study, outside, 2, &value, 1, NULL, error))
}

SWEEP(lode_study_take_over) {
  (void)w;
  REFUSED("study", lode_study_take_over(NULL, error))
}

SWEEP(lode_study_stop) {
  (void)w;
  REFUSED("study", lode_study_stop(NULL, error))
}

SWEEP(lode_study_counters) {
  const lode_counters counters = LODE_COUNTERS_INIT;
  lode_counters out = counters;
  REFUSED("study", lode_study_counters(NULL, &out, error))
  REFUSED("counters", lode_study_counters(w->study, NULL, error))
  BAD_SIZES(lode_counters, counters, objective_failed, "counters", lode_study_counters(w->study, bad, error))
}

SWEEP(lode_study_best) {
  lode_trial* out = NULL;
  REFUSED("study", lode_study_best(NULL, &out, error))
  REFUSED("out", lode_study_best(w->study, NULL, error))
  REFUSED("no trial", lode_study_best(w->study, &out, error))
  HOLDS(out == NULL);
}

SWEEP(lode_study_trial) {
  lode_trial* out = NULL;
  REFUSED("study", lode_study_trial(NULL, 0, &out, error))
  REFUSED("out", lode_study_trial(w->study, 0, NULL, error))
  REFUSED("trial", lode_study_trial(w->study, UINT64_MAX, &out, error))
  HOLDS(out == NULL);
}

SWEEP(lode_study_snapshot) {
  lode_snapshot* out = NULL;
  REFUSED("study", lode_study_snapshot(NULL, &out, error))
  REFUSED("out", lode_study_snapshot(w->study, NULL, error))
  HOLDS(out == NULL);
}

/* The two-call pattern. */
#define SWEEP_JSON_OF_STUDY(function)                              \
  SWEEP(function) {                                                \
    char text[2];                                                  \
    size_t needed = 0;                                             \
    REFUSED("study", function(NULL, NULL, 0, &needed, error))      \
    REFUSED("needed", function(w->study, NULL, 0, NULL, error))    \
    REFUSED("buffer", function(w->study, NULL, 1, &needed, error)) \
    REFUSED("buffer", function(w->study, text, 2, &needed, error)) \
    REFUSED("buffer", function(w->study, text, 0, NULL, error))    \
    HOLDS(needed > sizeof text);                                   \
  }

SWEEP_JSON_OF_STUDY(lode_study_describe_json)
SWEEP_JSON_OF_STUDY(lode_study_trials_json)
SWEEP_JSON_OF_STUDY(lode_study_request_json)
