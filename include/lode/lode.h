/**
 * \file lode.h
 * \brief Lode: hyperparameter tuning and Bayesian optimization. The whole C interface and its manual.
 *
 * A *study* searches a *space* of *parameters* for the best *objective*. It runs *trials*: each is one
 * configuration that the host trains and measures. A *strategy* (Bayesian, Random, Sobol, Grid) proposes
 * configurations; a *store* makes every step durable before the host is told of it. AMT (Amazon SageMaker
 * Automatic Model Tuning) calls a study a tuning job and a trial a training job; its JSON documents are read
 * and written as they are.
 *
 * **The shortest program**: lode_context_create, lode_store_open, lode_study_create_json, then until
 * LODE_DONE: lode_study_ask, train, lode_study_tell; at the end lode_study_best. Or hand a launch callback to
 * lode_study_run. A Gaussian process by itself, without a study or a store, is lode_gp_fit.
 *
 * Conventions, true for every function here:
 *
 * - **Names**: `lode_<noun>_<verb>`, object first, then inputs, outputs, and `lode_error *error` last.
 * - **Errors**: a fallible function returns a lode_status: 0 ok; > 0 nothing to hand out, and why; < 0 an
 * error, whose text is written to `error` where that is not NULL. Outputs are left as they were on error,
 * unless said otherwise. Nothing is thrown, printed or aborted across this line, and no signal handler is
 * installed.
 * - **Ownership**: what a `_create`, `_open` or `_ask` hands out is freed by the caller with the `_free` of
 * its type; `_free(NULL)` does nothing. A `const T *` that a function returns is borrowed and lives as long
 * as the object it came from.
 * - **Lifetime**: a context outlives its stores, a store its studies, a study the calls on it. Trials,
 * snapshots and models are copies: they outlive everything and never change.
 * - **Threads**: studies and stores may be used from any number of threads at once. Spaces and options are
 * plain values: one thread at a time while they are being filled. Trials, snapshots and models are immutable.
 * Calls on one lode_error must not overlap.
 * - **Structs** begin with `uint32_t struct_size`; set it to sizeof(the struct) (the LODE_..._INIT macros
 * do). It is read and written only up to that size; a larger struct whose unknown tail is not zero is
 * refused. So old programs meet new libraries and the other way round.
 * - **Strings** are UTF-8 and NUL-terminated. Given: copied. Returned text: either static, borrowed, or
 * copied to the caller's buffer by the two-call pattern: `*needed` is set to the bytes needed with the NUL; a
 * NULL buffer with capacity 0 only asks; too small a buffer gives LODE_E_BUFFER and writes nothing.
 * - **Arrays** that are given have a length of at most 2^20, or what is said where they are taken: more is a
 * mistake and refused before it is read. Fields named `reserved` must be 0.
 * - **Numbers**: reals and integers travel as double in natural units (integers are exact to 2^53), a choice
 * as its index. NaN in a row means: this conditional parameter is inactive. NaN or an infinity as an
 * objective is an outcome, not an error: recorded as it is, never best, learned as infeasible.
 * - **Callbacks** come with `user_data` and `destroy`; destroy(user_data) is called exactly once, also when
 * the call that was given them fails.
 */
#ifndef LODE_LODE_H
#define LODE_LODE_H

#include <stddef.h>
#include <stdint.h>

#if defined(_WIN32)
#define LODE_API __declspec(dllimport)
#elif defined(__GNUC__)
#define LODE_API __attribute__((visibility("default")))
#else
#define LODE_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/** \defgroup version Version and status */
/**@{*/

/** ABI major number: the SONAME's. It changes only when an old program would break; the release number is
 * another thing. */
#define LODE_ABI_VERSION 1

/** The ABI major number of the library at run time. Any thread. */
LODE_API uint32_t lode_abi_version(void);

/** The release, for example "0.1.0". Static text. Any thread. */
LODE_API const char* lode_version(void);

/** How the library was built, as a JSON object: release, ABI, compiler, backends, BLAS, and the instruction
 * set in use. Static text. Any thread. */
LODE_API const char* lode_build_info(void);

/** Result of a fallible call. Values are pinned for ever; new ones may appear, so treat an unknown negative
 * value as an error. */
typedef int32_t lode_status;
enum {
  LODE_OK = 0,   /**< done */
  LODE_DONE = 1, /**< nothing more will be handed out: limit reached, space exhausted or study ended */
  LODE_WAIT = 2, /**< nothing to hand out now: the parallel limit is reached, or the context's slots are
                    taken; ask again after a tell */
  LODE_INTERRUPTED = 3, /**< lode_study_run left because of lode_study_interrupt; run again to go on */
  LODE_E_ARGUMENT = -1, /**< a bad argument, or a bad value in a document: the text names it, what was given,
                           what is accepted */
  LODE_E_STATE =
      -2, /**< does not fit the present state: a conflicting tell, an ended study, a second driver */
  LODE_E_NOT_FOUND = -3,    /**< no such study, trial, parameter or option */
  LODE_E_EXISTS = -4,       /**< the name is taken */
  LODE_E_STORE = -5,        /**< the store could not be read or written; nothing was acknowledged */
  LODE_E_CONFLICT = -6,     /**< other processes kept changing the study; try again */
  LODE_E_BUFFER = -7,       /**< the caller's buffer is too small; *needed says how much it takes */
  LODE_E_MEMORY = -8,       /**< out of memory */
  LODE_E_NUMERIC = -9,      /**< the numbers allow no answer */
  LODE_E_CALLBACK = -10,    /**< a host callback returned an error */
  LODE_E_UNSUPPORTED = -11, /**< valid, but this release cannot do it */
  LODE_E_INTERNAL = -12,    /**< a defect of Lode: please report it with the text */
  LODE_E_DEVICE = -13,      /**< a compute device failed, or the one asked for is not there */
  LODE_E_LIMIT = -14 /**< more than a quota, or the slots, of the context allow: the text names the option
                        that raises it (AMT: ResourceLimitExceeded) */
};

/** "LODE_OK", "LODE_E_ARGUMENT", ...; "unknown" for a value this library does not know. Static text. Any
 * thread. */
LODE_API const char* lode_status_name(lode_status status);

/** Where a call writes its error text. The caller owns it; pass NULL where the text is of no interest. */
typedef struct lode_error {
  uint32_t struct_size; /**< sizeof(lode_error) */
  lode_status code;     /**< the status returned; LODE_OK after a call that succeeded */
  char message[2040];   /**< UTF-8, cut off (at a character) where it is longer; empty after success */
} lode_error;
#define LODE_ERROR_INIT                    \
  {                                        \
    (uint32_t)sizeof(lode_error), 0, { 0 } \
  }
/**@}*/

/** \defgroup context Context: devices, threads, log
 * Owns what several studies share. There is no other state: nothing global, nothing thread-local. */
/**@{*/

typedef struct lode_context lode_context; /**< devices, threads, log sink */
typedef struct lode_options lode_options; /**< named settings; see lode_option_describe */

/**
 * Makes a context.
 * \param options options that begin with "context." (others may be set too); NULL for the defaults. Copied.
 * \param[out] out the context; free it with lode_context_free after everything made from it.
 *
 * The same seed and history give the same trials, bit for bit, with the same release on the same instruction
 * set; with the option context.portable on every x86-64 processor, for proposals that take longer.
 */
LODE_API lode_status lode_context_create(const lode_options* options, lode_context** out, lode_error* error);

/**
 * What there is to compute on, as a JSON object; two-call pattern. "Cpu": its instruction set and number of
 * hardware threads. "Cuda": "Devices" (an array of Name, as the option context.device takes it, Model,
 * ComputeCapability, Memory and SharedMemory in bytes, Multiprocessors, DoubleRate in FP64
 * operations a second); "Module", the file of the CUDA module, null where none was opened; "Missing", why
 * there is no device, null where there is one. The first call of a process opens the module, which takes up
 * to a second; with no device a call succeeds all the same. Any thread.
 */
LODE_API lode_status lode_devices_json(char* buffer, size_t capacity, size_t* needed, lode_error* error);

/** Frees a context. \pre its stores and studies are freed. NULL is a no-op. */
LODE_API void lode_context_free(lode_context* context);

/** Severity of a log line. */
typedef int32_t lode_log_level;
enum { LODE_LOG_DEBUG = 0, LODE_LOG_INFO = 1, LODE_LOG_WARNING = 2, LODE_LOG_ERROR = 3 };

/** Receives log lines. Called from any thread, never two calls at once; must not call Lode. `text` is
 * borrowed for the call. */
typedef void (*lode_log_callback)(void* user_data, lode_log_level level, const char* text);

/**
 * Sends log lines of at least `level` to `callback`; NULL silences (the default); docs/options.md lists the
 * lines. Replaces the earlier sink, whose destroy is called. \param destroy called with user_data exactly
 * once, when replaced, when the context is freed, or when this call fails; may be NULL.
 */
LODE_API lode_status lode_context_set_log(lode_context* context, lode_log_level level,
                                          lode_log_callback callback, void* user_data,
                                          void (*destroy)(void* user_data), lode_error* error);
/**@}*/

/** \defgroup options Options: one table {name, type, default, bounds, text}
 * Everything that is not an argument is a named option. Unknown names and values out of bounds are errors.
 * Bindings should list the table rather than hold defaults of their own. docs/options.md is the table
 * as text, written from it.
 */
/**@{*/

/** Type of an option's value. */
typedef int32_t lode_option_type;
enum { LODE_OPTION_INTEGER = 0, LODE_OPTION_REAL = 1, LODE_OPTION_TEXT = 2, LODE_OPTION_BOOLEAN = 3 };

/** One row of the option table. Filled by lode_option_describe; all texts are static. */
typedef struct lode_option_info {
  uint32_t struct_size;      /**< sizeof(lode_option_info) */
  lode_option_type type;     /**< which of the setters takes it (lode_options_set takes all) */
  const char* name;          /**< for example "strategy.bayesian.restarts" */
  const char* default_value; /**< as text */
  const char* text;          /**< one sentence; for text options it lists the accepted values */
  double low;                /**< smallest value (numeric types) */
  double high;               /**< largest value (numeric types) */
} lode_option_info;
#define LODE_OPTION_INFO_INIT \
  { (uint32_t)sizeof(lode_option_info), 0, NULL, NULL, NULL, 0.0, 0.0 }

/** Number of rows of the option table. */
LODE_API size_t lode_option_count(void);
/** Row `index` of the table. \return LODE_E_ARGUMENT where index is out of range. */
LODE_API lode_status lode_option_describe(size_t index, lode_option_info* info, lode_error* error);

/** Makes an empty set of options: everything at its default. */
LODE_API lode_status lode_options_create(lode_options** out, lode_error* error);
LODE_API void lode_options_free(lode_options* options);
/** Sets an option from text ("3", "0.5", "true"). \return LODE_E_NOT_FOUND for an unknown name,
 * LODE_E_ARGUMENT for a bad value. */
LODE_API lode_status lode_options_set(lode_options* options, const char* name, const char* value,
                                      lode_error* error);
LODE_API lode_status lode_options_set_integer(lode_options* options, const char* name, int64_t value,
                                              lode_error* error);
LODE_API lode_status lode_options_set_real(lode_options* options, const char* name, double value,
                                           lode_error* error);
/** The value in force (set or default) as text; two-call pattern. */
LODE_API lode_status lode_options_get(const lode_options* options, const char* name, char* buffer,
                                      size_t capacity, size_t* needed, lode_error* error);
/**@}*/

/** \defgroup space Space: what is searched
 * A space is a tree: a parameter may be active only for some values of an earlier one. It is checked as a
 * whole when a study is made. */
/**@{*/

typedef struct lode_space lode_space; /**< a list of parameters being declared */

/** How a numeric range is spread. AUTO: logarithmic where low > 0 and high / low >= 1000, else linear; the
 * choice is logged and described. */
typedef int32_t lode_scaling;
enum {
  LODE_SCALING_AUTO = 0,
  LODE_SCALING_LINEAR = 1,
  LODE_SCALING_LOGARITHMIC = 2,        /**< needs low > 0 */
  LODE_SCALING_REVERSE_LOGARITHMIC = 3 /**< needs 0 <= low, high < 1; real parameters only: dense near 1 */
};

LODE_API lode_status lode_space_create(lode_space** out, lode_error* error);
LODE_API void lode_space_free(lode_space* space);
/** Declares a real parameter in [low, high]; low == high is a constant. */
LODE_API lode_status lode_space_add_real(lode_space* space, const char* name, double low, double high,
                                         lode_scaling scaling, lode_error* error);
/** Declares an integer parameter in [low, high], both within +-2^53. */
LODE_API lode_status lode_space_add_integer(lode_space* space, const char* name, int64_t low, int64_t high,
                                            lode_scaling scaling, lode_error* error);
/** Declares a categorical parameter with `count` >= 1 different choices. */
LODE_API lode_status lode_space_add_categorical(lode_space* space, const char* name,
                                                const char* const* choices, size_t count, lode_error* error);
/** Restricts a declared numeric parameter to low + k * step, step > 0. */
LODE_API lode_status lode_space_set_step(lode_space* space, const char* name, double step, lode_error* error);
/** Makes `name` active only where `parent`, declared earlier, has one of `values` (a choice: its index). */
LODE_API lode_status lode_space_set_condition(lode_space* space, const char* name, const char* parent,
                                              const double* values, size_t count, lode_error* error);
/**@}*/

/** \defgroup store Store: where events are kept */
/**@{*/

typedef struct lode_store lode_store; /**< a place that holds studies by name */

/**
 * Opens a store.
 * \param address ":memory:" (gone with the store), or the path of a SQLite file on a local disk, made where
 * it does not exist. Several processes may have the same file open. A file on a network file system is
 * refused.
 */
LODE_API lode_status lode_store_open(lode_context* context, const char* address, const lode_options* options,
                                     lode_store** out, lode_error* error);
LODE_API void lode_store_free(lode_store* store);
/** The studies as a JSON array of AMT's HyperParameterTuningJobSummaries, oldest first; two-call pattern. */
LODE_API lode_status lode_store_list_json(lode_store* store, char* buffer, size_t capacity, size_t* needed,
                                          lode_error* error);
/** Deletes a study's record for good. Refused (LODE_E_STATE) while a driver runs it. Where it is open, its
 * trials in progress give back their slots (context.slots). What a driver that was killed has left running on
 * this machine is ended. */
LODE_API lode_status lode_store_purge(lode_store* store, const char* name, lode_error* error);
/**@}*/

/** \defgroup study Study */
/**@{*/

typedef struct lode_study lode_study;       /**< a study opened for work */
typedef struct lode_trial lode_trial;       /**< an immutable copy of one trial */
typedef struct lode_snapshot lode_snapshot; /**< an immutable copy of a study at one moment */

/** Which way an objective is better. */
typedef int32_t lode_goal;
enum { LODE_MINIMIZE = 0, LODE_MAXIMIZE = 1 };

/** One objective of a study. Arrays of it are accepted so that several objectives need no new ABI; exactly
 * one is for now. */
typedef struct lode_objective {
  uint32_t struct_size; /**< sizeof(lode_objective); also the stride of an array */
  lode_goal goal;
  const char* metric; /**< the metric's name, as reported */
} lode_objective;

/** A study made by typed calls. Zero means: no limit. */
typedef struct lode_study_definition {
  uint32_t struct_size;             /**< sizeof(lode_study_definition) */
  uint32_t max_parallel;            /**< trials in progress at the same time; 0: no limit to
                                         asks, and lode_study_run runs one at a time */
  const char* name;                 /**< unique in the store, without regard to the case of ASCII letters */
  const char* strategy;             /**< "Bayesian", "Random", "Sobol", "Grid"; NULL: "Bayesian" */
  const lode_objective* objectives; /**< exactly one for now */
  size_t objective_count;
  uint64_t seed;                    /**< same seed and history: same next configuration */
  uint64_t max_trials;              /**< Grid: 0 infers the number of cells */
  double max_runtime_seconds;       /**< of the whole study: while lode_study_run drives it; else
                                         while any trial is handed out, from its ask to its end */
  double trial_max_runtime_seconds; /**< of one trial, all attempts together */
} lode_study_definition;
#define LODE_STUDY_DEFINITION_INIT \
  { (uint32_t)sizeof(lode_study_definition), 0, NULL, NULL, NULL, 0, 0, 0, 0.0, 0.0 }

/**
 * Makes a study from a JSON document: AMT's CreateHyperParameterTuningJob request, AMT's
 * HyperParameterTuningJobConfig alone, or either with Lode's additions (docs/schema.json). Fields that only
 * the host needs (roles, buckets, images) are kept and given back. What Autotune and AutoParameters leave
 * open is chosen by the rules of docs/autotune.md, told to the log and kept in the description. \param name
 * overrides the document's name; NULL: the study has that one, which is then required. An empty one is
 * refused. \return LODE_E_ARGUMENT with the JSON path, the value and what is accepted; LODE_E_EXISTS;
 * LODE_E_UNSUPPORTED; LODE_E_LIMIT where it is past a quota of the context (context.quotas), or a trial takes
 * more than context.slots. With quotas, what the document leaves open has the quota as its limit.
 */
LODE_API lode_status lode_study_create_json(lode_context* context, lode_store* store, const char* name,
                                            const char* json, const lode_options* options, lode_study** out,
                                            lode_error* error);
/** Makes a study by typed calls. `space` and `definition` are copied. Quotas as above. */
LODE_API lode_status lode_study_create(lode_context* context, lode_store* store,
                                       const lode_study_definition* definition, const lode_space* space,
                                       const lode_options* options, lode_study** out, lode_error* error);
/** Opens a study of the store: its state is its events replayed, trials in progress included. */
LODE_API lode_status lode_study_open(lode_context* context, lode_store* store, const char* name,
                                     lode_study** out, lode_error* error);
LODE_API void lode_study_free(lode_study* study);

/**
 * Proposes up to `count` configurations, equal to `count` calls of one each. Asks queue: two never get the
 * same configuration. Paused trials that go on (option study.halving) come first: each under its number, in a
 * new attempt, with lode_trial_info.resume_step. \param[out] trials array of `count` places; the first
 * `*given` are filled, each to be freed with lode_trial_free. \param[out] given may be NULL where count is 1:
 * the status says the same. With the option context.slots, trials of all open studies of the context share as
 * many slots; each takes study.slots_per_trial of them from its proposal to its end. Runs (lode_study_run)
 * stand in line for them, first come, first served; an ask from elsewhere takes what is free where none
 * stands there. The log says that slots are what is missing. Trials of studies that are not open here, of
 * other contexts and of other processes take none, and an end that another process tells is seen when the
 * study is next used here. Where the study's run time is over (max_runtime_seconds,
 * ResourceLimits.MaxRuntimeInSeconds) and nobody drives it, an ask closes it, as a report and an end do, and
 * the answer is LODE_DONE. A host that was killed and comes back first tells the trials that it has lost
 * (Failed, LODE_REASON_PREEMPTED): then the time since the study was last heard of does not count. \return
 * LODE_OK with 1 <= *given <= count; LODE_DONE or LODE_WAIT with *given == 0; LODE_E_LIMIT where a trial
 * takes more slots than there are.
 */
LODE_API lode_status lode_study_ask(lode_study* study, uint32_t count, lode_trial** trials, uint32_t* given,
                                    lode_error* error);

/**
 * Tells the study that a trial runs now (it may have waited in a scheduler's queue until now), and where its
 * files are. lode_study_run does so by itself after a launch callback that did not. \param attempt the
 * trial's attempt; 0: the current one. \param directory NULL or "": none.
 */
LODE_API lode_status lode_study_started(lode_study* study, uint64_t trial, int32_t attempt,
                                        const char* directory, lode_error* error);

/** What the host should do with a trial that it reported on: train on; end it, and tell it as Stopped; keep
 * what it needs to go on, end it, and tell it as Paused. */
typedef int32_t lode_decision;
enum { LODE_CONTINUE = 0, LODE_STOP = 1, LODE_PAUSE = 2 };

/** One value of one metric of a running trial. */
typedef struct lode_report {
  uint32_t struct_size; /**< sizeof(lode_report) */
  int32_t rank;         /**< of the worker, in distributed training; else 0 */
  int32_t attempt;      /**< the trial's attempt (lode_trial_info); 0: the current one */
  int32_t reserved;     /**< 0 */
  int64_t step; /**< epoch or round, from 1; 0: one more than this metric's last of this rank and attempt */
  const char* metric;
  double value; /**< may be NaN or infinite */
  double time;  /**< seconds since the epoch, before the year 10000 (253402300800); 0: now */
} lode_report;
#define LODE_REPORT_INIT \
  { (uint32_t)sizeof(lode_report), 0, 0, 0, 0, NULL, 0.0, 0.0 }

/**
 * Records a metric's value. Durable when it returns. The same (metric, step, rank, attempt) again with the
 * same value is ignored, with another one it is LODE_E_STATE and the first stays. Any thread; never waits for
 * a proposal. The decision is LODE_STOP or LODE_PAUSE where early stopping or Hyperband decided so (every
 * later report of the attempt is answered alike; a host that trains on all the same does no harm but to its
 * time), and LODE_STOP once the study ends, its run time among the reasons, and where the trial is past its
 * time: in a study that lode_study_run has never driven its time runs from lode_study_started on, or, where
 * the host does not say that, from the ask. \param[out] decision what to do with the trial; may be NULL.
 */
LODE_API lode_status lode_study_report(lode_study* study, uint64_t trial, const lode_report* report,
                                       lode_decision* decision, lode_error* error);

/** State of a trial; AMT's TrainingJobStatus. */
typedef int32_t lode_trial_status;
enum {
  LODE_TRIAL_IN_PROGRESS = 0,
  LODE_TRIAL_STOPPING = 1,
  LODE_TRIAL_COMPLETED = 2,
  LODE_TRIAL_STOPPED = 3,
  LODE_TRIAL_FAILED = 4,
  LODE_TRIAL_PAUSED = 5 /**< not AMT's: waits at a rung of Hyperband to be resumed, from what it has kept */
};
/** Why a trial ended as it did, or failed. A model learns from failures that the configuration may be to
 * blame for (TRIAL_ERROR, OUT_OF_MEMORY, NOT_FINITE, NO_METRIC, TIME_LIMIT without an objective), and
 * proposes less where they happen; never from the others. */
typedef int32_t lode_reason;
enum {
  LODE_REASON_NONE = 0,
  LODE_REASON_USER = 1,           /**< stopped by a person */
  LODE_REASON_EARLY_STOPPING = 2, /**< stopped by a stopping rule */
  LODE_REASON_TIME_LIMIT = 3,     /**< its maximum run time */
  LODE_REASON_STUDY_END = 4,      /**< the study ended while it ran */
  LODE_REASON_TRIAL_ERROR =
      5, /**< the trainer failed: the configuration's or the code's fault; not retried */
  LODE_REASON_PLATFORM_ERROR = 6, /**< the platform failed: retried up to the limit */
  LODE_REASON_PREEMPTED = 7,      /**< taken away; started again, not counted as a retry */
  LODE_REASON_OUT_OF_MEMORY = 8,  /**< the trainer ran out of memory; not retried */
  LODE_REASON_NOT_FINITE = 9, /**< completed, or stopped early, with an objective that is NaN or infinite: set
                                 by the engine */
  LODE_REASON_NO_METRIC = 10, /**< completed without an objective: set by the engine */
  LODE_REASON_WAIT_LIMIT = 11 /**< it waited too long for its start or its end */
};

/** A named objective value. */
typedef struct lode_value {
  uint32_t struct_size; /**< sizeof(lode_value); also the stride of an array */
  uint32_t reserved;    /**< 0 */
  const char* metric;
  double value;
} lode_value;

/** How a trial ended. */
typedef struct lode_outcome {
  uint32_t struct_size; /**< sizeof(lode_outcome) */
  lode_trial_status
      status;          /**< LODE_TRIAL_COMPLETED, LODE_TRIAL_STOPPED, LODE_TRIAL_FAILED, LODE_TRIAL_PAUSED */
  lode_reason reason;  /**< for Stopped and Failed, else LODE_REASON_NONE; of a Failed one
                          LODE_REASON_PLATFORM_ERROR and _PREEMPTED may start another attempt; of a
                          Stopped one NONE: that for which the study would have it stopped, if any */
  int32_t attempt;     /**< the attempt that ended; 0: the current one */
  const char* message; /**< for people; may be NULL */
} lode_outcome;
#define LODE_OUTCOME_INIT \
  { (uint32_t)sizeof(lode_outcome), LODE_TRIAL_COMPLETED, LODE_REASON_NONE, 0, NULL }

/**
 * Ends a trial. Durable when it returns. The same status and objective told again is LODE_OK, and the reason
 * and message told first stay; another status or objective is LODE_E_STATE. Where attempts are retried, give
 * the attempt, so that a repetition can be told from the next failure. Any thread; never waits for a
 * proposal. \param values the objective by its metric's name; count 0: what it reported of that metric is
 * the objective, by default the last value (options study.objective and study.ranks; a completed trial
 * without one has no objective: ObjectiveStatus Failed). A failed trial has none, whatever it reported: with
 * LODE_TRIAL_FAILED count is 0. \param outcome NULL: completed. \return LODE_E_ARGUMENT also where the
 * outcome contradicts itself: Completed with a reason, Failed with a value, a reason that is of another
 * status or the engine's own; Paused where no report's answer was LODE_PAUSE. Failed without a reason is
 * LODE_REASON_TRIAL_ERROR. An attempt that was to pause is paused where it is told as Paused, Completed or
 * Stopped, and the trial is Stopped where the study takes no more trials; a trial that was stopped at
 * Hyperband's last rung, which is all the training that it is to have, is Completed.
 */
LODE_API lode_status lode_study_tell(lode_study* study, uint64_t trial, const lode_value* values,
                                     size_t count, const lode_outcome* outcome, lode_error* error);

/** Completes a trial with its objective's value: lode_study_tell for the ordinary case. */
LODE_API lode_status lode_study_tell_value(lode_study* study, uint64_t trial, double value,
                                           lode_error* error);

/** Queues a configuration to be handed out by the next ask. `row`: one double per parameter in order of
 * declaration, NaN = inactive. */
LODE_API lode_status lode_study_enqueue(lode_study* study, const double* row, size_t count,
                                        lode_error* error);
/** Adds a finished trial with a known result, as if it had been asked for and told. LODE_E_STATE where the
 * study takes no more trials, or has as many as it may. \param[out] number its trial number; may be NULL. */
LODE_API lode_status lode_study_add(lode_study* study, const double* row, size_t count,
                                    const lode_value* values, size_t value_count, uint64_t* number,
                                    lode_error* error);

/** Asks the study to end: no more proposals; a driver stops its trials, then the study is Stopped. Works from
 * any process. */
LODE_API lode_status lode_study_stop(lode_study* study, lode_error* error);

/** State of a study; AMT's HyperParameterTuningJobStatus. */
typedef int32_t lode_study_status;
enum {
  LODE_STUDY_IN_PROGRESS = 0,
  LODE_STUDY_STOPPING = 1,
  LODE_STUDY_COMPLETED = 2,
  LODE_STUDY_STOPPED = 3,
  LODE_STUDY_FAILED = 4
};

/** AMT's TrainingJobStatusCounters and ObjectiveStatusCounters. */
typedef struct lode_counters {
  uint32_t struct_size; /**< sizeof(lode_counters) */
  lode_study_status status;
  uint64_t completed;
  uint64_t in_progress;
  uint64_t retryable_error;
  uint64_t non_retryable_error;
  uint64_t stopped;
  uint64_t objective_succeeded;
  uint64_t objective_pending;
  uint64_t objective_failed;
  uint64_t paused; /**< in none of the five before; their objectives are pending */
} lode_counters;
#define LODE_COUNTERS_INIT \
  { (uint32_t)sizeof(lode_counters), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }
LODE_API lode_status lode_study_counters(lode_study* study, lode_counters* counters, lode_error* error);

/** The best completed trial so far. \return LODE_E_NOT_FOUND while there is none. */
LODE_API lode_status lode_study_best(lode_study* study, lode_trial** out, lode_error* error);
/** A copy of trial `number`. \return LODE_E_NOT_FOUND */
LODE_API lode_status lode_study_trial(lode_study* study, uint64_t number, lode_trial** out,
                                      lode_error* error);
/** A copy of the whole study at this moment; sees what other processes have written. */
LODE_API lode_status lode_study_snapshot(lode_study* study, lode_snapshot** out, lode_error* error);

/** The study as AMT's DescribeHyperParameterTuningJob response, with Lode's additions under "Lode"; two-call
 * pattern. Among them "Plan", what the study takes at most, with the quotas that are in force in this
 * context, and "Advice", where there is any: an array of Code, Text and, of a parameter, Parameter. */
LODE_API lode_status lode_study_describe_json(lode_study* study, char* buffer, size_t capacity,
                                              size_t* needed, lode_error* error);
/** The trials as AMT's TrainingJobSummaries (a JSON array, by number), with Lode's additions under "Lode";
 * two-call pattern. */
LODE_API lode_status lode_study_trials_json(lode_study* study, char* buffer, size_t capacity, size_t* needed,
                                            lode_error* error);
/** A JSON document that lode_study_create_json accepts and that makes the same study under another name;
 * two-call pattern. */
LODE_API lode_status lode_study_request_json(lode_study* study, char* buffer, size_t capacity, size_t* needed,
                                             lode_error* error);
/** The study's name. Borrowed. */
LODE_API const char* lode_study_name(const lode_study* study);
/**@}*/

/** \defgroup trial Trials and snapshots: immutable copies */
/**@{*/

LODE_API void lode_trial_free(lode_trial* trial);

/** Facts of a trial. Times are seconds since the epoch; 0: not yet. Pointers are borrowed from the trial. */
typedef struct lode_trial_info {
  uint32_t struct_size; /**< sizeof(lode_trial_info) */
  lode_trial_status status;
  lode_reason reason;
  int32_t attempt;  /**< from 1 */
  uint64_t number;  /**< from 0 */
  double objective; /**< valid where has_objective != 0; while it runs what its reports make it */
  int32_t has_objective;
  int32_t objective_failed; /**< ended without a usable objective: AMT's ObjectiveStatus Failed */
  double created;
  double started;
  double ended;
  const char* name;      /**< "<study>-<number>", unique; AMT's TrainingJobName */
  const char* message;   /**< failure reason or ""; for people */
  const char* directory; /**< where the trial's files are, or "" */
  uint64_t report_count;
  int64_t
      resume_step; /**< step at which it was paused last: its present attempt goes on from there; 0: never */
  uint64_t resource; /**< of Hyperband: the step up to which it is trained before it is compared with others
                        or, where a comparison does not pause it, complete; 0: no such step */
  int32_t bracket;   /**< of Hyperband, from 0; else -1 */
  int32_t rung;      /**< the highest at which it was compared, from 0; none: -1 */
} lode_trial_info;
#define LODE_TRIAL_INFO_INIT                                                                                \
  {                                                                                                         \
    (uint32_t)sizeof(lode_trial_info), 0, 0, 0, 0, 0.0, 0, 0, 0.0, 0.0, 0.0, NULL, NULL, NULL, 0, 0, 0, -1, \
        -1                                                                                                  \
  }
LODE_API lode_status lode_trial_get_info(const lode_trial* trial, lode_trial_info* info, lode_error* error);
LODE_API uint64_t lode_trial_number(const lode_trial* trial);
/** The configuration as a row, one double per parameter in order of declaration. Borrowed. \param[out] count
 * may be NULL. */
LODE_API const double* lode_trial_row(const lode_trial* trial, size_t* count);
/** A numeric parameter's value. \return LODE_E_NOT_FOUND for an unknown name, LODE_E_STATE where it is
 * inactive. */
LODE_API lode_status lode_trial_real(const lode_trial* trial, const char* name, double* value,
                                     lode_error* error);
LODE_API lode_status lode_trial_integer(const lode_trial* trial, const char* name, int64_t* value,
                                        lode_error* error);
/** Any parameter's or static hyperparameter's value as the text a trainer gets. Borrowed; NULL where unknown
 * or inactive. */
LODE_API const char* lode_trial_text(const lode_trial* trial, const char* name);
/** All hyperparameters, static ones included, as a JSON object of strings (AMT's hyperparameters.json);
 * two-call pattern. */
LODE_API lode_status lode_trial_json(const lode_trial* trial, char* buffer, size_t capacity, size_t* needed,
                                     lode_error* error);
/** Report `index` of the trial, in order of arrival. Its metric is borrowed from the trial. */
LODE_API lode_status lode_trial_report(const lode_trial* trial, size_t index, lode_report* report,
                                       lode_error* error);

LODE_API void lode_snapshot_free(lode_snapshot* snapshot);
LODE_API size_t lode_snapshot_trial_count(const lode_snapshot* snapshot);
/** Trial by index (its number). Borrowed from the snapshot; NULL where out of range. Do not free it. */
LODE_API const lode_trial* lode_snapshot_trial(const lode_snapshot* snapshot, size_t index);
/** The best completed trial. Borrowed from the snapshot; NULL where there is none. Do not free it. */
LODE_API const lode_trial* lode_snapshot_best(const lode_snapshot* snapshot);
LODE_API lode_status lode_snapshot_counters(const lode_snapshot* snapshot, lode_counters* counters,
                                            lode_error* error);
/**@}*/

/** \defgroup run Running a study
 * lode_study_run is a client of ask, report and tell: whatever it does, a host can do by itself. */
/**@{*/

/**
 * How trials are started. The callbacks run only inside lode_study_run, on its thread, with no lock
 * held; they may call the study. A callback that returns a negative status ends the run: a status of this
 * library is the run's too (the callback's own call of it failed, say), any other becomes LODE_E_CALLBACK.
 * The text that it put into `error`, which is never NULL and has no text at first, becomes that of the run's
 * error.
 */
typedef struct lode_launcher_callbacks {
  uint32_t struct_size; /**< sizeof(lode_launcher_callbacks) */
  uint32_t reserved;    /**< 0 */
  void* user_data;
  void (*destroy)(void* user_data); /**< called once when lode_study_run returns; may be NULL */
  /** Called once, before anything is launched: the place to refuse what would make every trial fail. May be
   * NULL. */
  lode_status (*prepare)(void* user_data, lode_study* study, lode_error* error);
  /** Starts a trial and returns without waiting for it. The host reports and tells it later, from any thread.
   * Required. */
  lode_status (*launch)(void* user_data, lode_study* study, const lode_trial* trial, lode_error* error);
  /** Called between other work: the place to look after processes. Must not block. May be NULL where other
   * threads tell. */
  lode_status (*poll)(void* user_data, lode_study* study, lode_error* error);
  /**
   * Asks a trial to end; it must be told later all the same (stopped, or whatever it became). For
   * LODE_REASON_PREEMPTED the run is being interrupted: end the trial without telling it, so that the next
   * run starts it again. May be NULL: then the run waits for the trial to end by itself.
   */
  lode_status (*cancel)(void* user_data, lode_study* study, uint64_t trial, lode_reason reason,
                        lode_error* error);
  /** Number of trials that this launcher still looks after. Used to wait for their end. May be NULL: trials
   * in progress count. */
  uint64_t (*active)(void* user_data);
} lode_launcher_callbacks;
#define LODE_LAUNCHER_CALLBACKS_INIT \
  { (uint32_t)sizeof(lode_launcher_callbacks), 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL }

/**
 * Drives a study to its end: keeps up to max_parallel trials running (a free slot is refilled at once),
 * enforces time limits, and stops what runs when the study ends. Trials that an earlier driver left in
 * progress are launched again first. One driver at a time: LODE_E_STATE where a live process drives the study
 * already. What an earlier driver's local processes left running is ended first. Where context.slots are
 * too few for what was left in progress, as many of it start as there is room for, and one at least.
 * \return LODE_OK: the study ended (see its status); LODE_INTERRUPTED; LODE_E_LIMIT where the store has as
 * many studies in progress as context.quota.studies allows without it; an error.
 */
LODE_API lode_status lode_study_run(lode_study* study, const lode_launcher_callbacks* launcher,
                                    lode_error* error);

/**
 * Ends the lease of the study's driver, so that another one may begin. For a driver that is certain to be
 * gone but cannot be looked at, as it ran in another container or on another host; the lease of one that is
 * seen to be gone needs no help. A driver that is alive after all ends its run with LODE_E_STATE, its trials
 * preempted. Without a driver: nothing happens, LODE_OK.
 */
LODE_API lode_status lode_study_take_over(lode_study* study, lode_error* error);

/** Makes lode_study_run return soon, its trials cancelled and still to be done; where none runs now, the next
 * one. Any thread; safe in a signal handler. */
LODE_API void lode_study_interrupt(lode_study* study);

typedef struct lode_launcher lode_launcher; /**< starts trials as local processes */

/**
 * Makes a launcher of local processes for lode_study_run.
 *
 * Each trial gets a working directory `<directory>/<trial name>/` with hyperparameters.json, its log (stdout
 * and stderr), and the variables LODE_STUDY, LODE_TRIAL, LODE_TRIAL_NAME, LODE_ATTEMPT, LODE_CHECKPOINTS (a
 * folder that all attempts of the trial share), LODE_RESUME_STEP (0, or the step from which a paused trial
 * goes on), LODE_RESOURCE (the step up to which Hyperband has it trained, where it does), LODE_METRICS (a
 * file for JSON lines {"metric": NAME, "value": V, "step": S}), LODE_HYPERPARAMETERS (the file), and
 * LODE_HP_<NAME> for each hyperparameter. `{name}` in an argument is replaced by that hyperparameter's value,
 * `{{` and `}}` by braces; {lode.trial}, {lode.attempt}, {lode.resume_step}, {lode.resource} and
 * {lode.checkpoints} by what the variables say. The option launch.resume_command is what starts a trial that
 * goes on from where it was paused, in place of `command`. Metrics are read from the log by the study's
 * regular expressions and those of lode_launcher_add_metric, and from LODE_METRICS. A trial ends by exit
 * status: 0 Completed, else Failed, with 75 by the platform's fault, 79 out of memory, 80 preempted
 * (docs/trainers.md has all). Past its time limit it gets SIGTERM, then SIGKILL after the grace period, to
 * its whole process group.
 *
 * \param command program and arguments, `count` of them. Copied.
 * \param options options that begin with "launch."; NULL for the defaults.
 */
LODE_API lode_status lode_launcher_create(lode_context* context, const char* const* command, size_t count,
                                          const lode_options* options, lode_launcher** out,
                                          lode_error* error);
LODE_API void lode_launcher_free(lode_launcher* launcher);
/** Adds a metric read from the log: the first group of `regex` (RE2 syntax) is its value. */
LODE_API lode_status lode_launcher_add_metric(lode_launcher* launcher, const char* name, const char* regex,
                                              lode_error* error);
/** Fills `callbacks` for lode_study_run. They borrow the launcher, which must outlive the run; their destroy
 * is NULL. */
LODE_API lode_status lode_launcher_callbacks_get(lode_launcher* launcher, lode_launcher_callbacks* callbacks,
                                                 lode_error* error);

/**
 * Explains what a metric's regular expression finds in a log: a JSON object with the matches (line, text,
 * value), lines that nearly match and why not, and advice (no group, more than one, a lazy group at the end).
 * Two-call pattern.
 */
LODE_API lode_status lode_metric_explain_json(const char* regex, const char* log_text, size_t log_size,
                                              char* buffer, size_t capacity, size_t* needed,
                                              lode_error* error);
/**@}*/

/** \defgroup model Model: a Gaussian process without a study
 *
 * Fit one to a table of observations, ask it for predictions, and for where to look next. Everything is in
 * natural units: of the columns, and of y. A model is immutable: what changes one hands out another, so any
 * number of threads may use the same model.
 *
 * f ~ GP(mean, signal^2 k(u, u')) and y = f + noise, with u the columns' values in [0, 1] under their scaling
 * (an integer's scale reaches half a step beyond low and high), and k the Matern-5/2 correlation with a
 * lengthscale l per column: k = (1 + s + s^2 / 3) exp(-s), s^2 = 5 sum_c r_c^2, r_c = (u_c - u'_c) / l_c for
 * a number; for a category r_c = 1 / l_c where two differ and 0 where they are equal (Rasmussen & Williams
 * 2006, eq. 4.17). Every prediction is of f: the noise is not added.
 *
 * Matrices are row-major: m points are m rows of a double per column. m may be 0 (then pointers may be NULL)
 * and is at most 100,000,000. A value that is not finite or not one of its column's is LODE_E_ARGUMENT, and
 * the text names its row and column. A result too large for a double is LODE_E_NUMERIC; one too
 * small for it is 0, or near that has fewer digits: so a covariance, in y's units squared, is 0 where the
 * signal's deviation is below 1e-162. Correlations below 1e-298 count as about that. None is NaN, and
 * infinities are only where it is said. Results do not depend on the number of threads.
 */
/**@{*/

typedef struct lode_gp lode_gp; /**< a Gaussian process and the observations it has seen */

/** What a column holds. */
typedef int32_t lode_column_kind;
enum {
  LODE_COLUMN_REAL = 0,     /**< a number in [low, high] */
  LODE_COLUMN_INTEGER = 1,  /**< an integer in [low, high], both within +-2^53 */
  LODE_COLUMN_CATEGORY = 2, /**< an index 0 ... high, in no order; low is 0, high at most 9999 */
  LODE_COLUMN_TASK = 3,     /**< reserved: LODE_E_UNSUPPORTED */
  LODE_COLUMN_FIDELITY = 4  /**< reserved: LODE_E_UNSUPPORTED */
};

/** One column of a table of observations. low == high is a constant. */
typedef struct lode_column {
  uint32_t struct_size; /**< sizeof(lode_column); also the stride of an array */
  lode_column_kind kind;
  double low;
  double high;
  lode_scaling scaling; /**< how the range is spread, as for a parameter; of a category: AUTO or LINEAR */
  uint32_t reserved;    /**< 0 */
} lode_column;
#define LODE_COLUMN_INIT \
  { (uint32_t)sizeof(lode_column), LODE_COLUMN_REAL, 0.0, 1.0, LODE_SCALING_AUTO, 0 }

/** Observations. Copied by the calls that take them. */
typedef struct lode_gp_data {
  uint32_t struct_size; /**< sizeof(lode_gp_data) */
  uint32_t reserved;    /**< 0 */
  const lode_column* columns;
  size_t column_count; /**< d: 1 to 10000; all categories together have at most 100000 indices */
  size_t row_count;    /**< n: 0 (the prior alone) to 40000, since time grows with n^3 and memory with n^2 */
  const double* x;     /**< n x d */
  const double* y;     /**< n */
  const double* noise_variances; /**< n: of each observation's own noise, in y's units squared, beside the
                                    noise of the hyperparameters, which all share; NULL: none */
} lode_gp_data;
#define LODE_GP_DATA_INIT \
  { (uint32_t)sizeof(lode_gp_data), 0, NULL, 0, 0, NULL, NULL, NULL }

/**
 * Fits a model: hyperparameters by maximum a posteriori, on y standardised to z = (y - average) / deviation
 * (divisor n; y of any size: 1e300 and 1e-300 are fitted as 1 is). The signal's deviation is y's own (at
 * least the smallest normal double) and not searched for, that is 1 on z. The others maximise, on z, the log
 * marginal likelihood plus
 *
 *     sum_c -(ln l_c - ln(0.9 sqrt(D / 4)))^2 / 2      l_c, the lengthscales, within [0.025, 100]
 *     -(ln v + 4)^2 / 2 - ln v                         v, the variance of the shared noise, within [1e-4, 1]
 *     -m^2 / 2                                         m, the mean, within [-5, 5]
 *
 * with D the columns that vary (at least 1). So ln l_c ~ N(ln(0.9 sqrt(D / 4)), 1) as a density of ln l_c; v
 * is log-normal, ln v ~ N(-4, 1), as a density of v itself, whose Jacobian is the -ln v and whose mode is at
 * ln v = -5; m ~ N(0, 1). The noise is at least a hundredth of y's deviation; lode_gp_create takes less.
 * The search starts from the prior and from gp.restarts points drawn at random, and may end in a local
 * maximum: more restarts make that rarer. Noise variances are within those of lode_gp_create.
 *
 * Where all y are equal their magnitude is the signal's deviation (1 where they are 0). So it is where they
 * are equal but for rounding: where y's deviation is at most 4 DBL_EPSILON (8.9e-16) of the largest
 * magnitude, since the mean is a double too. Of y that differ in their last places only, predicted means
 * are as coarse as those places. Without observations: the prior's own hyperparameters, with mean 0 and
 * signal 1. Deterministic. \param options options that begin with "gp." (restarts, iterations, seed); NULL
 * for the defaults. \param[out] out the model; free it with lode_gp_free. \return LODE_E_NUMERIC where the
 * observations allow no model.
 */
LODE_API lode_status lode_gp_fit(lode_context* context, const lode_gp_data* data, const lode_options* options,
                                 lode_gp** out, lode_error* error);

/**
 * Makes a model at given hyperparameters, without a fit.
 * \param hyperparameters d + 3 values as lode_gp_hyperparameters hands them out: d lengthscales (1e-10 to
 * 1e10), the signal's standard deviation (> 0, not subnormal), the noise's (0 to 1e100 times the signal's),
 * the mean. Each y must lie within 1e100 signal deviations of the mean; an observation's own noise has a
 * deviation of at most as many. \param count d + 3.
 */
LODE_API lode_status lode_gp_create(lode_context* context, const lode_gp_data* data,
                                    const double* hyperparameters, size_t count, lode_gp** out,
                                    lode_error* error);
LODE_API void lode_gp_free(lode_gp* gp);

/** Makes the model that has seen one observation more, at the same hyperparameters: O(n^2). \param x d
 * values. \param noise_variance of the observation's own noise; 0: none. */
LODE_API lode_status lode_gp_append(const lode_gp* gp, const double* x, double y, double noise_variance,
                                    lode_gp** out, lode_error* error);

/** Facts of a model. */
typedef struct lode_gp_info {
  uint32_t struct_size; /**< sizeof(lode_gp_info) */
  int32_t fitted;       /**< 1: hyperparameters come from lode_gp_fit; 0: they were given */
  uint64_t row_count;   /**< n */
  uint64_t column_count;
  double log_marginal_likelihood; /**< of y, in its units (Rasmussen & Williams 2006, eq. 2.30); 0 without
                                     data */
  double jitter;        /**< what was added to the covariance matrix's diagonal because it was singular,
                             relative to signal^2: 0, or 1e-9 to 1e-4 */
  uint64_t evaluations; /**< of the likelihood, by the fit */
} lode_gp_info;
#define LODE_GP_INFO_INIT \
  { (uint32_t)sizeof(lode_gp_info), 0, 0, 0, 0.0, 0.0, 0 }
LODE_API lode_status lode_gp_get_info(const lode_gp* gp, lode_gp_info* info, lode_error* error);

/**
 * The hyperparameters: d lengthscales (1 is a column's whole range), then in y's units the signal's standard
 * deviation, the shared noise's, and the mean. lode_gp_create with them gives the same predictions, to the
 * last bit. \param capacity places of `buffer`, in doubles, as is \param[out] needed; otherwise the two-call
 * pattern.
 */
LODE_API lode_status lode_gp_hyperparameters(const lode_gp* gp, double* buffer, size_t capacity,
                                             size_t* needed, lode_error* error);

/** Posterior mean and standard deviation of f at m points. A deviation is at least 1e-6 of the signal's,
 * below which it is rounding. \param[out] mean m; may be NULL. \param[out] deviation m; may be NULL. */
LODE_API lode_status lode_gp_predict(const lode_gp* gp, size_t m, const double* x, double* mean,
                                     double* deviation, lode_error* error);
/**
 * Their derivatives by each column, per natural unit: 0 for categories and constants; for an integer, of the
 * scale between its values. \param[out] mean_gradient m x d; may be NULL. \param[out] deviation_gradient m x
 * d; may be NULL.
 */
LODE_API lode_status lode_gp_predict_gradient(const lode_gp* gp, size_t m, const double* x,
                                              double* mean_gradient, double* deviation_gradient,
                                              lode_error* error);
/** Posterior covariance of f among m <= 10000 points. \param[out] covariance m x m, in y's units squared. */
LODE_API lode_status lode_gp_covariance(const lode_gp* gp, size_t m, const double* x, double* covariance,
                                        lode_error* error);
/** Draws joint samples of f at m <= 10000 points. Sample k depends on (seed, k) alone, not on their number.
 * \param count at most 1,000,000,000 / m. \param[out] samples count x m. */
LODE_API lode_status lode_gp_sample(const lode_gp* gp, size_t m, const double* x, size_t count, uint64_t seed,
                                    double* samples, lode_error* error);

/** What is worth looking at, as a function of a point; larger is better, whatever the goal. In the formulas f
 * is to be minimised; for LODE_MAXIMIZE read -f for f. */
typedef int32_t lode_acquisition_kind;
enum {
  LODE_ACQUISITION_EI = 0,     /**< expected improvement E[max(best - f, 0)] */
  LODE_ACQUISITION_LOG_EI = 1, /**< its logarithm, of use where EI underflows (Ament et al. 2023); -infinity
                                  where not even that fits a double */
  LODE_ACQUISITION_PI = 2,     /**< probability of improvement P(f < best) */
  LODE_ACQUISITION_UCB = 3,    /**< confidence bound -mean + beta * deviation */
  LODE_ACQUISITION_MEAN = 4,   /**< -mean */
  LODE_ACQUISITION_DEVIATION = 5, /**< deviation */
  LODE_ACQUISITION_THOMPSON = 6   /**< -(a function drawn from the posterior, the same for the same seed, by
                                     Wilson et   al. 2020) */
};

/** An acquisition function with its parameters. */
typedef struct lode_acquisition {
  uint32_t struct_size; /**< sizeof(lode_acquisition) */
  lode_acquisition_kind kind;
  lode_goal goal;
  int32_t has_best; /**< 0: `best` is the best y that the model has seen */
  double best;      /**< the value to improve on, in y's units: EI, LOG_EI, PI; within 1e100 signal deviations
                         of the mean */
  double beta;      /**< 0 to 1e100: UCB */
  uint64_t seed;    /**< THOMPSON */
} lode_acquisition;
#define LODE_ACQUISITION_INIT \
  { (uint32_t)sizeof(lode_acquisition), LODE_ACQUISITION_LOG_EI, LODE_MINIMIZE, 0, 0.0, 2.0, 0 }

/**
 * Evaluates an acquisition function at m points.
 * \param acquisition NULL: LODE_ACQUISITION_INIT.
 * \param[out] values m, in y's units (LOG_EI: the logarithm of such; PI: a probability).
 * \param[out] gradients m x d, by natural units as lode_gp_predict_gradient has them; may be NULL.
 */
LODE_API lode_status lode_gp_acquire(const lode_gp* gp, const lode_acquisition* acquisition, size_t m,
                                     const double* x, double* values, double* gradients, lode_error* error);

/**
 * Proposes the best q points of a box: the first maximises the acquisition function, each further one after
 * the model has been told its own mean at those before (Ginsbourger et al. 2010), as if they had been
 * appended. THOMPSON: each maximises a draw of its own. All are different: LODE_E_ARGUMENT where the
 * box holds fewer than q (a real as many as there are doubles between its bounds), LODE_E_NUMERIC where among
 * reals the search finds fewer; the text says how many. Points whose y is still awaited are best appended,
 * with their predicted mean, before. \param lower, upper d values each, bounds of the box within those of the
 * columns (of a category: indices); NULL: the columns' bounds. \param q at most 10000; 0: nothing. \param
 * seed of the search for the maximum: the same gives the same points. \param[out] x q x d.
 */
LODE_API lode_status lode_gp_propose(const lode_gp* gp, const lode_acquisition* acquisition,
                                     const double* lower, const double* upper, size_t q, uint64_t seed,
                                     double* x, lode_error* error);
/** The same among m given points: the best q <= min(m, 10000), none of them twice; of equal ones the first.
 * \param[out] indices q: rows of `candidates`, best first. */
LODE_API lode_status lode_gp_choose(const lode_gp* gp, const lode_acquisition* acquisition, size_t m,
                                    const double* candidates, size_t q, size_t* indices, lode_error* error);
/**@}*/

#ifdef __cplusplus
}
#endif

#endif
