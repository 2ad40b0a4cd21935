#include "study/study.h"

#include <ctime>  // clock_gettime
#include <map>
#include <tuple>

#include "base/build.h"
#include "base/error.h"
#include "base/text.h"
#include "strategy/options.h"
#include "study/check.h"
#include "study/commands.h"
#include "study/stopping.h"
#include "study/words.h"

namespace lode::study {

namespace {

std::unique_ptr<strategy::Strategy> make_strategy(const Definition& d, const space::Space& space,
                                                  std::shared_ptr<const backend::Backend> backend) {
  strategy::check_options(d.strategy_options);
  return strategy::find_strategy(d.strategy)
      .make({space, d.seed, d.strategy_options, std::move(backend), d.limits.max_trials, d.hyperband,
             d.cost.of != CostOf::none});
}

/// A study whose creation was cut off between its name and its first event never existed for anyone: its name
/// is free.
std::unique_ptr<store::EventLog> create_log(store::Store& store, const std::string& name, double time) {
  try {
    return store.create(name, time);
  } catch (const Error& e) {
    if (e.code() != Code::exists) throw;
    auto log = store.open(name);
    if (log->head() != 0) throw;
    return log;
  }
}

/// What the last bits of the models' numbers depend on.
std::string arithmetic_of(const backend::Backend& backend) {
  return backend.portable() ? "portable" : instruction_set();
}

/// Where the trials that are in progress have their files.
std::vector<std::string> pending_directories(const State& state) {
  std::vector<std::string> directories;
  for (const auto& trial : state.trials())
    if (trial->pending() && !trial->directory.empty()) directories.push_back(trial->directory);
  return directories;
}

/// The same for a study of a store, if it was driven. One that cannot be replayed must still be one that can
/// be purged.
std::vector<std::string> left_behind(store::Store& store, const std::string& name) {
  State state;
  try {
    for (const auto& event : store.open(name)->read_from(0)) state.apply(decode(event));
  } catch (const Error& e) {
    if (e.code() != Code::store) throw;
    return {};
  }
  return state.driver_epoch() > 0 ? pending_directories(state) : std::vector<std::string>();
}

/// What tells studies apart that share slots: one that was purged and made again under its name is another.
std::string slots_identity(const std::string& name, double created) { return name + "@" + to_text(created); }

/// That of the store's study; nothing where it cannot be read, and so is not open.
std::optional<std::string> slots_identity(store::Store& store, const std::string& name) {
  const auto events = store.open(name)->read_from(0);
  if (events.empty()) return std::nullopt;
  try {
    const Event first = decode(events.front());
    const auto* created = std::get_if<StudyCreated>(&first.body);
    return created ? std::optional(slots_identity(created->definition.name, first.time)) : std::nullopt;
  } catch (const Error& e) {
    if (e.code() != Code::store) throw;
    return std::nullopt;
  }
}

void check_slots(const std::string& study, std::uint64_t need, std::uint64_t total) {
  if (need <= total) return;
  throw Error(Code::limit, "slots of one trial of '" + study + "': " + std::to_string(need) +
                               " given; at most " + std::to_string(total) +
                               " accepted, as all trials of the context together have no more; the option "
                               "context.slots raises it");
}

template <class T>
std::vector<Body> wanted(std::optional<T> event) {
  return event ? std::vector<Body>{std::move(*event)} : std::vector<Body>();
}

}  // namespace

Clock steady_from(const Clock& wall, Clock steady) {
  const double begin = wall() - steady();
  return [begin, steady = std::move(steady)] { return begin + steady(); };
}

Clock system_clock() {
  const auto reading = [](clockid_t clock) {
    return [clock] {
      timespec now{};
      clock_gettime(clock, &now);
      return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
    };
  };
#ifdef CLOCK_BOOTTIME
  constexpr clockid_t steady = CLOCK_BOOTTIME;
#else
  constexpr clockid_t steady = CLOCK_MONOTONIC;
#endif
  return steady_from(reading(CLOCK_REALTIME), reading(steady));
}

Study::Study(std::unique_ptr<store::EventLog> log, Environment environment)
    : environment_(std::move(environment)),
      journal_(
          std::move(log), [this] { return now(); }, [this](const Event& event) { tell(event); }) {}

std::unique_ptr<Study> Study::create(store::Store& store, const Definition& asked, Environment environment) {
  const Definition given = with_resources(asked);
  check(given);
  environment.quotas.check(given);
  if (environment.slots) check_slots(given.name, given.limits.slots_per_trial, environment.slots->total());
  if (environment.quotas.counts_studies())
    environment.quotas.check_studies(studies_going_on(store, given.name));
  Definition definition = given;
  environment.quotas.complete(definition);
  const space::Space space(definition.parameters);
  auto strategy = make_strategy(definition, space, environment.backend);
  const double now = environment.clock();
  const std::string arithmetic = arithmetic_of(*environment.backend);
  std::unique_ptr<Study> study(new Study(create_log(store, definition.name, now), std::move(environment)));
  study->journal_.commit([&](const State& state) -> std::vector<Body> {
    if (state.created()) throw Error(Code::exists, "the store has a study '" + definition.name + "' already");
    return {StudyCreated{definition, release(), arithmetic}};
  });
  study->recheck_studies(store, definition.name);
  study->name_ = definition.name;
  study->strategy_ = std::move(strategy);
  study->join_slots();
  return study;
}

/// Once more where it counts, as another process may have made one meanwhile: then neither is too many,
/// though both may be refused.
void Study::recheck_studies(store::Store& store, const std::string& name) const {
  if (!environment_.quotas.counts_studies()) return;
  try {
    environment_.quotas.check_studies(studies_going_on(store, name));
  } catch (const Error&) {
    store.remove(name);
    throw;
  }
}

std::unique_ptr<Study> Study::open(store::Store& store, const std::string& name, Environment environment) {
  std::unique_ptr<Study> study(new Study(store.open(name), std::move(environment)));
  const auto state = study->snapshot();
  if (!state->created())
    throw Error(Code::not_found, "the study '" + name + "' was never created completely; create it again");
  study->name_ = state->definition().name;  // as it was created, whatever case it was asked for in
  // A clock that was set back meanwhile would have every limit of time wait for it.
  study->behind_ = std::max(0.0, state->last_event() - study->environment_.clock());
  study->strategy_ = make_strategy(state->definition(), state->space(), study->environment_.backend);
  study->compare_arithmetic(*state);
  study->join_slots();
  return study;
}

void Study::compare_arithmetic(const State& state) const {
  const std::string& then = state.instruction_set();
  const std::string now = arithmetic_of(*environment_.backend);
  const bool models = strategy::find_strategy(state.definition().strategy).models;
  if (models && !state.ended() && !then.empty() && then != now)
    log({LogTopic::instruction_set, {name_, then, now}});
}

void Study::join_slots() {
  if (!environment_.slots) return;
  const auto state = snapshot();
  slots_ = std::make_unique<SlotUser>(environment_.slots, slots_identity(name_, state->created_at()),
                                      state->definition().limits.slots_per_trial);
  journal_.watch([this](const State& now, std::uint64_t head) { slots_->observe(head, now.pending()); });
}

void Study::leave_line() {
  if (slots_) slots_->leave();
}

/// For how many of `count` proposals there are slots now.
std::size_t Study::reserve_slots(std::size_t count, bool in_line) {
  if (!slots_) return count;
  check_slots(name_, slots_->need(), slots_->total());
  const std::size_t given = slots_->reserve(count, in_line);
  if (given == 0 && !short_of_slots_) log({LogTopic::no_slots, {name_, slots_->shortage()}});
  short_of_slots_ = given == 0;
  return given;
}

// The answer is that of the state with the report in it, at the time when the report was decided on: what it
// says is over, the journal, which looks at the clock after that, has closed.

Decision Study::report(std::uint64_t trial, const Report& report) {
  double time = 0;
  journal_.commit([&](const State& state) {
    time = now();
    return wanted(decide_report(state, trial, report, time));
  });
  return journal_.read([&](const State& state) { return decision_for(state, trial, time); });
}

std::vector<Decision> Study::report_all(const std::vector<std::pair<std::uint64_t, Report>>& reports) {
  std::vector<Decision> decisions(reports.size(), Decision::go_on);
  std::vector<double> times(reports.size());
  std::vector<Decide> decides;
  for (std::size_t i = 0; i < reports.size(); ++i)
    decides.push_back([this, &time = times[i], &given = reports[i]](const State& state) {
      time = now();
      return wanted(decide_report(state, given.first, given.second, time));
    });
  const auto errors = journal_.commit_all(decides);
  journal_.read([&](const State& state) {  // for a report in conflict too
    for (std::size_t i = 0; i < reports.size(); ++i)
      decisions[i] = decision_for(state, reports[i].first, times[i]);
  });
  drop_refused(reports, errors, decisions);
  return decisions;
}

void Study::drop_refused(const std::vector<std::pair<std::uint64_t, Report>>& reports,
                         const std::vector<std::exception_ptr>& errors,
                         std::vector<Decision>& decisions) const {
  std::map<std::uint64_t, std::vector<std::string>> conflicts;
  for (std::size_t i = 0; i < errors.size(); ++i) {
    if (!errors[i]) continue;
    try {
      std::rethrow_exception(errors[i]);
    } catch (const ReportConflict& e) {
      conflicts[reports[i].first].emplace_back(e.what());
    } catch (const Error& e) {
      if (e.code() != Code::state) throw;
      decisions[i] = Decision::stop;
      log({LogTopic::late_report, {e.what()}});
    }
  }
  for (const auto& [trial, texts] : conflicts) {
    const std::string more =
        texts.size() > 1 ? " (and " + std::to_string(texts.size() - 1) + " more of this trial)" : "";
    log({LogTopic::report_conflict, {texts.front() + more}});
  }
}

void Study::tell(std::uint64_t trial, const Ending& ending, std::optional<double> objective) {
  journal_.commit([&](const State& state) { return decide_tell(state, trial, ending, objective, now()); });
}

/// Trials that do not go on to their ends, and those that do again.
void Study::tell_of_rungs(const Event& event) {
  const auto trial_of = [this](std::uint64_t number) {
    return journal_.read([number](const State& state) { return state.trials().at(number); });
  };
  if (const auto* decided = std::get_if<TrialDecided>(&event.body)) {
    const bool whole = decided->rung && journal_.read([&](const State& state) {
      return *decided->rung + 1 == state.rungs().levels().size();
    });
    if (decided->decision == Decision::go_on || whole) return;  // it has had all that there is
    const auto topic = decided->decision == Decision::stop ? LogTopic::stopped_early : LogTopic::paused;
    log({topic, {name_, std::to_string(decided->trial), std::to_string(decided->step), decided->why}});
  } else if (const auto* resumed = std::get_if<TrialResumed>(&event.body)) {
    const auto trial = trial_of(resumed->trial);
    log({LogTopic::resumed,
         {name_, std::to_string(trial->number), std::to_string(trial->resume_step),
          std::to_string(trial->attempt), resumed->why}});
  } else if (const auto* ended = std::get_if<TrialEnded>(&event.body)) {
    const bool early = ended->ending.reason == Reason::early_stopping;
    const auto trial = early ? trial_of(ended->trial) : nullptr;
    if (!trial || trial->decision != Decision::pause) return;
    const std::string place = trial->directory.empty() ? "" : " in " + trial->directory;
    log({LogTopic::given_up, {name_, std::to_string(trial->number), place}});
  }
}

void Study::tell(const Event& event) {
  if (const auto* regret = std::get_if<RegretBounded>(&event.body))
    log({LogTopic::regret,
         {name_, std::to_string(regret->trials), to_text(regret->bound), to_text(regret->noise)}});
  tell_of_rungs(event);
  const auto* ended = std::get_if<StudyEnded>(&event.body);
  if (!ended && !std::holds_alternative<StudyClosed>(event.body)) return;
  const auto [closed, by, then] = journal_.read([](const State& state) {
    return std::tuple(state.closing().has_value(), ended_by(state), state.drain_ended_by());
  });
  const auto* closing = std::get_if<StudyClosed>(&event.body);
  if (closing && closing->closing == then)  // the first is never what can end a draining
    log({LogTopic::drain_ended, {name_, by, word(*then)}});
  else if (closing || !closed)
    log({LogTopic::ended_by, {name_, by}});  // once
}

void Study::enqueue(const space::Row& row) {
  journal_.commit([&](const State& state) -> std::vector<Body> {
    state.space().check(row);
    if (state.status() != Status::in_progress)
      throw Error(Code::state, "enqueue: the study '" + name_ + "' is " + word(state.status()) +
                                   " and takes no more trials; one that is InProgress accepted");
    return {TrialEnqueued{state.space().exact(row)}};
  });
}

std::uint64_t Study::add(const space::Row& row, double objective) {
  std::lock_guard proposing(proposing_);  // it takes a trial's number, which a proposal may have reserved
  std::uint64_t number = 0;
  journal_.commit([&](const State& state) -> std::vector<Body> {
    state.space().check(row);
    if (state.status() != Status::in_progress)
      throw Error(Code::state, "add: the study '" + name_ + "' is " + word(state.status()) +
                                   " and takes no more trials; one that is InProgress accepted");
    if (new_trials(state, 1) == 0)
      throw Error(Code::state, "add: the study '" + name_ + "' has all of its " +
                                   std::to_string(state.trials().size()) +
                                   " trials (MaxNumberOfTrainingJobs); one that may have more accepted");
    number = state.trials().size();
    strategy::Record record;
    record.source = "added";
    Ending ending;
    ending.attempt = 1;
    return {TrialProposed{number, state.space().exact(row), record, 0, false},
            TrialEnded{number, ending, objective, false}};
  });
  return number;
}

void Study::started(std::uint64_t trial, std::int32_t attempt, const std::string& directory) {
  journal_.commit([&](const State& state) -> std::vector<Body> {
    const Trial& t = state.trial(trial);
    if (!t.pending())
      throw Error(Code::state, "trial " + std::to_string(trial) + ": was started after its end (" +
                                   word(t.status) + "); a trial in progress accepted");
    if (attempt != 0 && t.attempt != attempt)
      throw Error(Code::state, "trial " + std::to_string(trial) + ": attempt " + std::to_string(attempt) +
                                   " was started; 0 or the one that is due, " + std::to_string(t.attempt) +
                                   ", accepted");
    if (t.attempt_started > 0 && t.directory == directory) return {};
    return {TrialStarted{trial, t.attempt, directory}};
  });
}

void Study::stopping(std::uint64_t trial, std::int32_t attempt) {
  journal_.commit([&](const State& state) -> std::vector<Body> {
    const Trial& t = state.trial(trial);
    if (t.status != TrialStatus::in_progress || t.attempt != attempt) return {};
    return {TrialStopping{trial}};
  });
}

void Study::close(Closing closing) {
  std::vector<std::string> left;
  journal_.commit([&](const State& state) -> std::vector<Body> {
    left.clear();
    if (state.ended()) return {};
    std::vector<Body> bodies;
    if (may_close(state, closing)) bodies.push_back(StudyClosed{closing});
    // Nobody is left to end what a driver that is gone had started.
    const bool orphaned = state.driver_epoch() > 0 && !(state.driver() && maybe_alive(*state.driver()));
    if (closing != Closing::user || !orphaned) return bodies;
    for (const auto& trial : state.trials())
      if (trial->pending()) bodies.push_back(decide_abandon(state, *trial));
    left = pending_directories(state);
    return bodies;
  });
  // After the commit, so that no driver that begins meanwhile can have started these trials again.
  environment_.end_orphans(left);
}

void Study::begin_driving() {
  std::vector<std::string> left;
  journal_.commit([&](const State& state) -> std::vector<Body> {
    left.clear();
    if (state.ended()) return {};
    if (state.driver() && maybe_alive(*state.driver()))
      throw Error(Code::state, "the study '" + name_ + "' is driven by process " +
                                   std::to_string(state.driver()->pid) + " on host '" + state.driver()->host +
                                   "' already; where that is certain to be gone, "
                                   "lode_study_take_over (the program's --take-over) ends its lease");
    Driver driver = this_process();
    driver.epoch = state.driver_epoch() + 1;
    epoch_ = driver.epoch;
    std::vector<Body> bodies = {DriverStarted{driver}};
    requeue_started(state, bodies);
    left = pending_directories(state);
    return bodies;
  });
  environment_.end_orphans(left);
}

void Study::give_sign() {
  if (!journal_.read([&](const State& state) { return sign_due(state, now()); })) return;
  journal_.commit([&](const State& state) -> std::vector<Body> {
    const bool mine = state.driver() && state.driver()->epoch == epoch_ && !state.ended();
    return mine ? std::vector<Body>{DriverAlive{epoch_}} : std::vector<Body>();
  });
}

void Study::end_driving() {
  journal_.commit([&](const State& state) -> std::vector<Body> {
    if (!state.driver() || state.driver()->epoch != epoch_) return {};
    return decide_release(state);
  });
}

bool Study::drives(const State& state) const {
  return state.ended() || (state.driver() && state.driver()->epoch == epoch_);
}

void Study::take_over() {
  journal_.commit([&](const State& state) -> std::vector<Body> {
    return state.driver() ? decide_release(state) : std::vector<Body>();
  });
}

void purge(store::Store& store, const std::string& name, SlotPool* slots, const EndOrphans& end_orphans) {
  const auto identity = slots == nullptr ? std::nullopt : slots_identity(store, name);
  const std::vector<std::string> left = left_behind(store, name);
  store.remove(name);
  if (identity) slots->drop(*identity);
  end_orphans(left);  // with the study goes the record of what runs
}

}  // namespace lode::study
