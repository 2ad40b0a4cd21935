/// \file
/// \brief Lode for C++17: owning handles, exceptions and std::function over lode.h. Header only.
///
/// Each class holds one handle of lode.h, is moved but not copied, and frees its handle at its end. A failed
/// call throws lode::Error with the status and the text of the C call; so does, with LODE_E_MEMORY, one whose
/// result there is no memory for, and with LODE_E_ARGUMENT one that is given text with a NUL, where C would
/// see its end. What lode.h says about lifetime, threads and numbers holds here unchanged:
/// a Context outlives its Stores, a Store its Studies. get() hands out the C handle, so that anything this
/// header lacks can be called directly.
///
/// \code
/// lode::Context context;
/// lode::Store store(context, "lode.db");
/// lode::Study study = lode::Study::create_json(context, store, request);
/// while (std::optional<lode::Trial> trial = study.ask()) {
///   study.tell(trial->number(), train(trial->real("eta")));
/// }
/// std::cout << study.best()->text("eta") << '\n';
/// \endcode
///
/// A Gaussian process without a study is lode::Gp, in gp.hpp.
#ifndef LODE_LODE_HPP
#define LODE_LODE_HPP

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <lode/context.hpp>
#include <lode/gp.hpp>
#include <lode/lode.h>
#include <lode/values.hpp>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace lode {

/// The release of the library in use, for example "0.1.0".
inline std::string version() { return lode_version(); }
/// How it was built, as a JSON object; see lode_build_info.
inline std::string build_info() { return lode_build_info(); }
/// Its ABI's number: LODE_ABI_VERSION is that of the header.
inline std::uint32_t abi_version() noexcept { return lode_abi_version(); }

/// What there is to compute on, as a JSON object; see lode_devices_json.
inline std::string devices_json() {
  return detail::text_of([](char* buffer, std::size_t capacity, std::size_t* needed, lode_error* e) {
    return lode_devices_json(buffer, capacity, needed, e);
  });
}

/// A place that holds studies by name. Outlives its studies.
class Store {
 public:
  /// Opens ":memory:" or a SQLite file, which is made where it does not exist.
  Store(Context& context, const std::string& address) : handle_(open(context, address, nullptr)) {}
  Store(Context& context, const std::string& address, const Options& options)
      : handle_(open(context, address, options.get())) {}

  /// The studies as a JSON array of AMT's HyperParameterTuningJobSummaries.
  std::string list_json() {
    return detail::text_of([&](char* buffer, std::size_t capacity, std::size_t* needed, lode_error* e) {
      return lode_store_list_json(get(), buffer, capacity, needed, e);
    });
  }
  /// Deletes a study's record for good. \throws Error while a driver runs it.
  void purge(const std::string& name) {
    detail::checked([&](lode_error* e) { return lode_store_purge(get(), detail::c_text("name", name), e); });
  }

  lode_store* get() const noexcept { return handle_.get(); }

 private:
  static lode_store* open(Context& context, const std::string& address, const lode_options* options) {
    return detail::made<lode_store>([&](lode_store** out, lode_error* e) {
      return lode_store_open(context.get(), detail::c_text("address", address), options, out, e);
    });
  }

  detail::Handle<lode_store, lode_store_free> handle_;
};

/// Starts trials as local processes; see lode_launcher_create. Outlives the run it is given to.
class Launcher {
 public:
  Launcher(Context& context, const std::vector<std::string>& command)
      : handle_(create(context, command, nullptr)) {}
  Launcher(Context& context, const std::vector<std::string>& command, const Options& options)
      : handle_(create(context, command, options.get())) {}

  /// Reads a metric from the log: the first group of `regex` (RE2) is its value.
  Launcher& metric(const std::string& name, const std::string& regex) {
    detail::checked([&](lode_error* e) {
      return lode_launcher_add_metric(get(), detail::c_text("name", name), detail::c_text("regex", regex), e);
    });
    return *this;
  }

  lode_launcher* get() const noexcept { return handle_.get(); }

 private:
  static lode_launcher* create(Context& context, const std::vector<std::string>& command,
                               const lode_options* options) {
    const std::vector<const char*> texts = detail::c_texts("command", command);
    return detail::made<lode_launcher>([&](lode_launcher** out, lode_error* e) {
      return lode_launcher_create(context.get(), texts.data(), texts.size(), options, out, e);
    });
  }

  detail::Handle<lode_launcher, lode_launcher_free> handle_;
};

/// What a study made by typed calls is asked to do. 0 means: no limit.
struct Definition {
  std::string name;
  std::string metric = "objective";
  lode_goal goal = LODE_MINIMIZE;
  std::string strategy = "Bayesian";
  std::uint64_t seed = 0;
  std::uint64_t max_trials = 0;
  std::uint32_t max_parallel = 0;
  double max_runtime_seconds = 0;
  double trial_max_runtime_seconds = 0;
};

class Study;

/// How trials are started, from functions of one's own; see lode_launcher_callbacks. All run inside
/// Study::run, on its thread, and may call the study. Whatever one of them throws ends the run and is thrown
/// by Study::run.
struct Callbacks {
  /// Called once, before anything is launched; may refuse by throwing. May be empty.
  std::function<void(Study& study)> prepare;
  /// Starts a trial and returns without waiting for it. Required.
  std::function<void(Study& study, const TrialView& trial)> launch;
  /// Looks after what runs. Must not block. May be empty where other threads tell.
  std::function<void(Study& study)> poll;
  /// Asks a trial to end. May be empty: then the run waits for it.
  std::function<void(Study& study, std::uint64_t trial, lode_reason reason)> cancel;
  /// How many trials are still looked after. May be empty: trials in progress count.
  std::function<std::uint64_t()> active;
};

/// A study opened for work. Any number of threads may use it.
class Study {
 public:
  /// Makes a study from AMT's request, AMT's tuning config, or Lode's superset of them. \param name overrides
  /// the document's; without one that is the study's.
  static Study create_json(Context& context, Store& store, const std::string& json,
                           const std::optional<std::string>& name = std::nullopt,
                           const Options* options = nullptr) {
    return Study(detail::made<lode_study>([&](lode_study** out, lode_error* e) {
      return lode_study_create_json(
          context.get(), store.get(), name ? detail::c_text("name", *name) : nullptr,
          detail::c_text("json", json), options != nullptr ? options->get() : nullptr, out, e);
    }));
  }
  /// Makes a study by typed calls.
  static Study create(Context& context, Store& store, const Definition& definition, const Space& space,
                      const Options* options = nullptr) {
    const lode_objective objective = {static_cast<std::uint32_t>(sizeof(lode_objective)), definition.goal,
                                      detail::c_text("definition.metric", definition.metric)};
    lode_study_definition c = LODE_STUDY_DEFINITION_INIT;
    c.name = detail::c_text("definition.name", definition.name);
    c.strategy = detail::c_text("definition.strategy", definition.strategy);
    c.objectives = &objective;
    c.objective_count = 1;
    c.seed = definition.seed;
    c.max_trials = definition.max_trials;
    c.max_parallel = definition.max_parallel;
    c.max_runtime_seconds = definition.max_runtime_seconds;
    c.trial_max_runtime_seconds = definition.trial_max_runtime_seconds;
    return Study(detail::made<lode_study>([&](lode_study** out, lode_error* e) {
      return lode_study_create(context.get(), store.get(), &c, space.get(),
                               options != nullptr ? options->get() : nullptr, out, e);
    }));
  }
  /// Opens a study of the store.
  static Study open(Context& context, Store& store, const std::string& name) {
    return Study(detail::made<lode_study>([&](lode_study** out, lode_error* e) {
      return lode_study_open(context.get(), store.get(), detail::c_text("name", name), out, e);
    }));
  }

  std::string name() const { return lode_study_name(get()); }

  /// The next configuration, or a paused trial that goes on; nothing where none is handed out. \param[out]
  /// why LODE_OK, LODE_DONE or LODE_WAIT; may be null.
  std::optional<Trial> ask(lode_status* why = nullptr) {
    std::vector<Trial> trials = ask(1, why);
    return trials.empty() ? std::nullopt : std::optional<Trial>(std::move(trials.front()));
  }
  /// Up to `count` trials, paused ones that go on first.
  std::vector<Trial> ask(std::uint32_t count, lode_status* why = nullptr) {
    std::vector<Trial> trials;
    auto raw = detail::within_memory([&] {
      trials.reserve(count);
      return std::vector<lode_trial*>(count, nullptr);
    });
    std::uint32_t given = 0;
    const lode_status status =
        detail::checked([&](lode_error* e) { return lode_study_ask(get(), count, raw.data(), &given, e); });
    for (std::uint32_t i = 0; i < given; ++i) trials.emplace_back(raw[i]);
    if (why != nullptr) *why = status;
    return trials;
  }
  /// Tells that a trial runs now, and where its files are.
  void started(std::uint64_t trial, const std::string& directory = std::string(), std::int32_t attempt = 0) {
    detail::checked([&](lode_error* e) {
      return lode_study_started(get(), trial, attempt, detail::c_text("directory", directory), e);
    });
  }
  /// Records a metric's value. \return LODE_CONTINUE, LODE_STOP or LODE_PAUSE.
  lode_decision report(std::uint64_t trial, const std::string& metric, double value, std::int64_t step = 0) {
    lode_report report = LODE_REPORT_INIT;
    report.metric = detail::c_text("metric", metric);
    report.value = value;
    report.step = step;
    return this->report(trial, report);
  }
  lode_decision report(std::uint64_t trial, const lode_report& report) {
    lode_decision decision = LODE_CONTINUE;
    detail::checked([&](lode_error* e) { return lode_study_report(get(), trial, &report, &decision, e); });
    return decision;
  }
  /// Completes a trial with its objective's value.
  void tell(std::uint64_t trial, double value) {
    detail::checked([&](lode_error* e) { return lode_study_tell_value(get(), trial, value, e); });
  }
  /// Ends a trial, or with LODE_TRIAL_PAUSED its attempt, where a report's answer was LODE_PAUSE; its
  /// objective is what it reported (study.objective: the last value).
  void tell(std::uint64_t trial, const lode_outcome& outcome) {
    detail::checked([&](lode_error* e) { return lode_study_tell(get(), trial, nullptr, 0, &outcome, e); });
  }
  /// Queues a configuration for the next ask.
  void enqueue(const std::vector<double>& row) {
    detail::checked([&](lode_error* e) { return lode_study_enqueue(get(), row.data(), row.size(), e); });
  }
  /// Adds a finished trial with a known result. \return its number.
  std::uint64_t add(const std::vector<double>& row, const std::string& metric, double value) {
    const lode_value values = {static_cast<std::uint32_t>(sizeof(lode_value)), 0,
                               detail::c_text("metric", metric), value};
    std::uint64_t number = 0;
    detail::checked(
        [&](lode_error* e) { return lode_study_add(get(), row.data(), row.size(), &values, 1, &number, e); });
    return number;
  }
  /// Asks the study to end, from any process.
  void stop() {
    detail::checked([&](lode_error* e) { return lode_study_stop(get(), e); });
  }

  lode_counters counters() {
    lode_counters counters = LODE_COUNTERS_INIT;
    detail::checked([&](lode_error* e) { return lode_study_counters(get(), &counters, e); });
    return counters;
  }
  /// The best completed trial so far, if any.
  std::optional<Trial> best() {
    lode_trial* out = nullptr;
    lode_error error = LODE_ERROR_INIT;
    const lode_status status = lode_study_best(get(), &out, &error);
    if (status == LODE_E_NOT_FOUND) return std::nullopt;
    if (status < 0) throw Error(status, error.message);
    return Trial(out);
  }
  /// A copy of trial `number`. \throws Error where there is none.
  Trial trial(std::uint64_t number) {
    return Trial(detail::made<lode_trial>(
        [&](lode_trial** out, lode_error* e) { return lode_study_trial(get(), number, out, e); }));
  }
  Snapshot snapshot() {
    return Snapshot(detail::made<lode_snapshot>(
        [&](lode_snapshot** out, lode_error* e) { return lode_study_snapshot(get(), out, e); }));
  }

  /// The study as AMT's DescribeHyperParameterTuningJob response.
  std::string describe_json() { return json(lode_study_describe_json); }
  /// The trials as AMT's TrainingJobSummaries, by number.
  std::string trials_json() { return json(lode_study_trials_json); }
  /// A document that makes the same study under another name.
  std::string request_json() { return json(lode_study_request_json); }

  /// Refuses what would make every trial fail: no such program, a bad expression, no place for files. run()
  /// does it by itself. \throws Error
  void prepare(Launcher& launcher) {
    const lode_launcher_callbacks callbacks = callbacks_of(launcher);
    detail::checked([&](lode_error* e) { return callbacks.prepare(callbacks.user_data, get(), e); });
  }
  /// Drives the study to its end with local processes. \return LODE_OK, or LODE_INTERRUPTED after
  /// interrupt().
  lode_status run(Launcher& launcher) {
    const lode_launcher_callbacks callbacks = callbacks_of(launcher);
    return detail::checked([&](lode_error* e) { return lode_study_run(get(), &callbacks, e); });
  }
  /// Drives the study to its end with functions of one's own. \return LODE_OK, or LODE_INTERRUPTED after
  /// interrupt(). \throws what a callback threw.
  lode_status run(const Callbacks& callbacks) {
    Running running{*this, callbacks, nullptr};
    lode_launcher_callbacks c = LODE_LAUNCHER_CALLBACKS_INIT;
    c.user_data = &running;
    c.prepare = callbacks.prepare ? &Running::prepare : nullptr;
    c.launch = callbacks.launch ? &Running::launch : nullptr;
    c.poll = callbacks.poll ? &Running::poll : nullptr;
    c.cancel = callbacks.cancel ? &Running::cancel : nullptr;
    c.active = callbacks.active ? &Running::active : nullptr;
    lode_error error = LODE_ERROR_INIT;
    const lode_status status = lode_study_run(get(), &c, &error);
    if (running.thrown) std::rethrow_exception(running.thrown);
    if (status < 0) throw Error(status, error.message);
    return status;
  }
  /// Ends the lease of a driver that is gone but cannot be looked at; see lode_study_take_over.
  void take_over() {
    detail::checked([&](lode_error* e) { return lode_study_take_over(get(), e); });
  }
  /// Makes run() return soon. Any thread.
  void interrupt() noexcept { lode_study_interrupt(get()); }

  lode_study* get() const noexcept { return handle_.get(); }

 private:
  explicit Study(lode_study* study) noexcept : handle_(study) {}

  static lode_launcher_callbacks callbacks_of(Launcher& launcher) {
    lode_launcher_callbacks callbacks = LODE_LAUNCHER_CALLBACKS_INIT;
    detail::checked(
        [&](lode_error* e) { return lode_launcher_callbacks_get(launcher.get(), &callbacks, e); });
    return callbacks;
  }

  using JsonCall = lode_status (*)(lode_study*, char*, std::size_t, std::size_t*, lode_error*);
  std::string json(JsonCall call) {
    return detail::text_of([&](char* buffer, std::size_t capacity, std::size_t* needed, lode_error* e) {
      return call(get(), buffer, capacity, needed, e);
    });
  }

  /// The user_data of a run. The first exception is kept; poll, cancel and active are still called after it,
  /// so that what runs can be ended.
  struct Running {
    Study& study;
    const Callbacks& callbacks;
    std::exception_ptr thrown;

    template <class Function>
    lode_status guarded(Function&& function) noexcept {
      try {
        function();
        return LODE_OK;
      } catch (...) {
        if (!thrown) thrown = std::current_exception();
        return LODE_E_CALLBACK;
      }
    }
    static Running& of(void* user_data) { return *static_cast<Running*>(user_data); }

    static lode_status prepare(void* data, lode_study*, lode_error*) {
      return of(data).guarded([&] { of(data).callbacks.prepare(of(data).study); });
    }
    static lode_status launch(void* data, lode_study*, const lode_trial* trial, lode_error*) {
      return of(data).guarded([&] { of(data).callbacks.launch(of(data).study, TrialView(trial)); });
    }
    static lode_status poll(void* data, lode_study*, lode_error*) {
      return of(data).guarded([&] { of(data).callbacks.poll(of(data).study); });
    }
    static lode_status cancel(void* data, lode_study*, std::uint64_t trial, lode_reason reason, lode_error*) {
      return of(data).guarded([&] { of(data).callbacks.cancel(of(data).study, trial, reason); });
    }
    static std::uint64_t active(void* data) {
      std::uint64_t count = 0;
      of(data).guarded([&] { count = of(data).callbacks.active(); });
      return count;
    }
  };

  detail::Handle<lode_study, lode_study_free> handle_;
};

/// What `regex` finds in a log, as JSON; see lode_metric_explain_json.
inline std::string explain_metric(const std::string& regex, const std::string& log) {
  return detail::text_of([&](char* buffer, std::size_t capacity, std::size_t* needed, lode_error* e) {
    return lode_metric_explain_json(detail::c_text("regex", regex), log.data(), log.size(), buffer, capacity,
                                    needed, e);
  });
}

}  // namespace lode

#endif
