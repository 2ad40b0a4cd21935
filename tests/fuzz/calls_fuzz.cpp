// Input: a sequence of calls of the C interface with their arguments, a byte at a time: see calls.h. Whatever
// is called in whatever order and with whatever arguments, the answer is a status with a text, nothing leaks,
// and no promise of lode.h is broken.

#include "fuzz/calls.h"

namespace lode::fuzz {

namespace {

constexpr std::size_t most_handles = 4;

lode_options* make_options() {
  lode_options* options = nullptr;
  LODE_MUST(lode_options_create(&options, nullptr) == LODE_OK);
  // Few candidates: a fit is not what is looked at here.
  LODE_MUST(lode_options_set(options, "strategy.bayesian.candidates", "16", nullptr) == LODE_OK);
  LODE_MUST(lode_options_set(options, "strategy.bayesian.restarts", "0", nullptr) == LODE_OK);
  LODE_MUST(lode_options_set(options, "strategy.bayesian.refined", "1", nullptr) == LODE_OK);
  return options;
}

lode_space* new_space() {
  lode_space* space = nullptr;
  LODE_MUST(lode_space_create(&space, nullptr) == LODE_OK);
  return space;
}

}  // namespace

Machine::Machine(const std::uint8_t* data, std::size_t size)
    : in_(data, size), context_(make_context()), options_(make_options()), space_(new_space()) {
  stores_.push_back(open_memory(context_.get()));
}

void Machine::run() {
  for (int calls = 0; !in_.empty() && calls < 300; ++calls)
    (this->*instructions()[in_.index(instructions().size())])();
}

const std::vector<Machine::Instruction>& Machine::instructions() {
  static const std::vector<Instruction> all = {
      &Machine::set_option,
      &Machine::get_option,
      &Machine::describe_option,
      &Machine::make_space,
      &Machine::add_real,
      &Machine::add_integer,
      &Machine::add_categorical,
      &Machine::set_step,
      &Machine::set_condition,
      &Machine::open_store,
      &Machine::close_store,
      &Machine::list,
      &Machine::purge,
      &Machine::create_study,
      &Machine::create_from_json,
      &Machine::open_study,
      &Machine::close_study,
      &Machine::ask,
      &Machine::started,
      &Machine::report,
      &Machine::tell,
      &Machine::tell_value,
      &Machine::enqueue,
      &Machine::add,
      &Machine::stop,
      &Machine::interrupt,
      &Machine::counters,
      &Machine::best,
      &Machine::trial,
      &Machine::snapshot,
      &Machine::study_texts,
      &Machine::look_at_trial,
      &Machine::look_at_snapshot,
      &Machine::run_study,
      &Machine::make_launcher,
      &Machine::explain,
  };
  return all;
}

// Arguments.

std::string Machine::name() {
  static const char* const names[] = {"a", "b", "x", "n", "loss", "A", "", ".", "a/b", "\xff", "\xc3\xa4"};
  const std::size_t i = in_.index(std::size(names) + 1);
  return i < std::size(names) ? names[i] : in_.text();
}

const char* Machine::text_or_null(const std::string& text) {
  return in_.index(16) == 15 ? nullptr : text.c_str();
}

double Machine::number() {
  static constexpr double inf = std::numeric_limits<double>::infinity();
  static const double numbers[] = {0,           1,     0.5,    -1,     2,   3,    10,   0.25,
                                   1e-3,        1e300, -1e300, 5e-324, inf, -inf, -0.0, 9007199254740992.0,
                                   std::nan("")};
  const std::size_t i = in_.index(std::size(numbers) + 1);
  return i < std::size(numbers) ? numbers[i] : in_.raw<double>();
}

std::uint64_t Machine::trial_number() {
  const std::uint8_t byte = in_.byte();
  return byte < 250 ? byte % 16 : std::numeric_limits<std::uint64_t>::max() - byte;
}

std::uint32_t Machine::size_of_struct(std::size_t right) {
  switch (in_.index(8)) {
    case 6:
      return in_.byte() % static_cast<std::uint32_t>(right + 1);  // what lies past it is not ours
    case 7:
      return std::numeric_limits<std::uint32_t>::max();
    default:
      return static_cast<std::uint32_t>(right);
  }
}

/// As long as the study's rows, if it has a trial to show how long they are.
std::vector<double> Machine::row(lode_study* study) {
  std::size_t count = in_.index(5);
  lode_trial* first = nullptr;
  if (count < 4 && lode_study_trial(study, 0, &first, nullptr) == LODE_OK) lode_trial_row(first, &count);
  const Trial owned(first);
  std::vector<double> row(count);
  for (double& value : row) value = number();
  return row;
}

const lode_options* Machine::options_or_null() { return in_.index(4) == 0 ? nullptr : options_.get(); }

template <class Handle>
auto Machine::pick(std::vector<Handle>& handles) -> decltype(handles.front().get()) {
  const std::size_t i = in_.byte();
  return handles.empty() || i >= 250 ? nullptr : handles[i % handles.size()].get();
}

lode_status Machine::check(lode_status status) { return answered(status, error_); }

/// Takes what a call made; outputs are left as they were on error.
template <class Handle, class Raw>
void Machine::keep(std::vector<Handle>& handles, lode_status status, Raw*& made) {
  check(status);
  LODE_MUST((status >= 0) == (made != nullptr));
  if (made == nullptr) return;
  if (handles.size() == most_handles) handles.erase(handles.begin());
  handles.emplace_back(made);
}

template <class Call>
void Machine::read_text(Call&& call) {
  std::array<char, 64> small{};
  std::size_t needed = 0;
  const std::size_t capacity = in_.index(small.size() + 1);
  const lode_status status =
      check(call(in_.index(4) == 0 ? nullptr : small.data(), capacity, &needed, &error_));
  if (status == LODE_E_BUFFER) LODE_MUST(needed > capacity && small[0] == '\0');
  if (needed > 0) two_calls(call);
}

// Options and spaces.

void Machine::set_option() {
  // Those of the strategy stay: they could make a fit arbitrarily dear.
  static const char* const all[] = {"context.threads", "store.create", "json.profile", "launch.directory",
                                    "none"};
  const char* option = all[in_.index(std::size(all))];
  const std::string value = in_.text();
  check(lode_options_set(options_.get(), option, text_or_null(value), &error_));
  check(lode_options_set_real(options_.get(), option, number(), &error_));
  check(lode_options_set_integer(options_.get(), option, in_.raw<std::int32_t>(), &error_));
}

void Machine::get_option() {
  const std::string option = in_.index(2) == 0 ? "json.profile" : name();
  read_text([&](auto... rest) { return lode_options_get(options_.get(), option.c_str(), rest...); });
}

void Machine::describe_option() {
  lode_option_info info = LODE_OPTION_INFO_INIT;
  info.struct_size = size_of_struct(sizeof info);
  check(lode_option_describe(in_.byte(), &info, &error_));
}

void Machine::make_space() { space_.reset(new_space()); }

void Machine::add_real() {
  const std::string n = name();
  const char* given = text_or_null(n);
  const double low = number(), high = number();
  check(lode_space_add_real(space_.get(), given, low, high, in_.byte() % 5, &error_));
}

void Machine::add_integer() {
  const std::string n = name();
  const auto low = in_.index(8) == 0 ? in_.raw<std::int64_t>() : in_.byte();
  const auto high = in_.index(8) == 0 ? in_.raw<std::int64_t>() : in_.byte();
  const char* given = text_or_null(n);
  check(lode_space_add_integer(space_.get(), given, low, high, in_.byte() % 5, &error_));
}

void Machine::add_categorical() {
  const std::string n = name();
  std::array<std::string, 3> texts{name(), name(), name()};
  std::array<const char*, 3> choices{};
  for (std::size_t i = 0; i < texts.size(); ++i) choices[i] = text_or_null(texts[i]);
  const char* given = text_or_null(n);
  const char* const* list = in_.index(16) == 15 ? nullptr : choices.data();
  check(lode_space_add_categorical(space_.get(), given, list, in_.index(4), &error_));
}

void Machine::set_step() {
  const std::string n = name();
  const char* given = text_or_null(n);
  check(lode_space_set_step(space_.get(), given, number(), &error_));
}

void Machine::set_condition() {
  const std::string child = name(), parent = name();
  const std::array<const char*, 2> given{text_or_null(child), text_or_null(parent)};
  const std::array<double, 2> values{number(), number()};
  const double* list = in_.index(16) == 15 ? nullptr : values.data();
  check(lode_space_set_condition(space_.get(), given[0], given[1], list, in_.index(3), &error_));
}

// Stores and studies.

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

// Commands.

void Machine::ask() {
  std::array<lode_trial*, 4> asked{};
  const auto count = static_cast<std::uint32_t>(in_.index(asked.size() + 1));
  lode_study* study = pick(studies_);
  if (fits_left_ < 0) return;
  lode_counters so_far = LODE_COUNTERS_INIT;
  if (lode_study_counters(study, &so_far, nullptr) == LODE_OK && so_far.completed > 1) --fits_left_;
  std::uint32_t given = 77;
  const lode_status status =
      check(lode_study_ask(study, count, in_.index(16) == 15 ? nullptr : asked.data(), &given, &error_));
  if (status < 0) LODE_MUST(given == 77 && asked[0] == nullptr);
  if (status == LODE_OK) LODE_MUST(given >= 1 && given <= count);
  if (status > 0) LODE_MUST(given == 0);
  for (lode_trial* trial : asked)
    if (trial != nullptr) keep(trials_, LODE_OK, trial);
}

void Machine::started() {
  const std::string directory = name();
  lode_study* study = pick(studies_);
  const std::uint64_t number_of_trial = trial_number();
  const std::int32_t attempt = in_.byte() % 4;
  check(lode_study_started(study, number_of_trial, attempt, text_or_null(directory), &error_));
}

void Machine::report() {
  const std::string metric = in_.index(2) == 0 ? "loss" : name();
  lode_report report = LODE_REPORT_INIT;
  report.struct_size = size_of_struct(sizeof report);
  report.metric = text_or_null(metric);
  report.rank = in_.byte() % 4 - 1;
  report.attempt = in_.byte() % 4;
  report.step = in_.index(8) == 0 ? in_.raw<std::int64_t>() : in_.byte() % 8;
  report.value = number();
  report.time = in_.index(8) == 0 ? number() : 0;
  lode_decision decision = 77;
  lode_study* study = pick(studies_);
  const lode_status status = check(lode_study_report(study, trial_number(), &report, &decision, &error_));
  LODE_MUST((status == LODE_OK) == (decision != 77));
}

void Machine::tell() {
  const std::string metric = in_.index(2) == 0 ? "loss" : name();
  const std::string message = in_.text();
  const lode_value value = {size_of_struct(sizeof value), 0, text_or_null(metric), number()};
  lode_outcome outcome = LODE_OUTCOME_INIT;
  outcome.struct_size = size_of_struct(sizeof outcome);
  outcome.status = in_.byte() % 7 - 1;
  outcome.reason = in_.byte() % 10 - 1;
  outcome.attempt = in_.byte() % 4;
  outcome.message = text_or_null(message);
  lode_study* study = pick(studies_);
  const std::uint64_t number_of_trial = trial_number();
  const std::size_t count = in_.index(3);
  const lode_outcome* how = in_.index(4) == 0 ? nullptr : &outcome;
  check(lode_study_tell(study, number_of_trial, count == 0 ? nullptr : &value, count, how, &error_));
}

void Machine::tell_value() {
  lode_study* study = pick(studies_);
  const std::uint64_t number_of_trial = trial_number();
  check(lode_study_tell_value(study, number_of_trial, number(), &error_));
}

void Machine::enqueue() {
  lode_study* study = pick(studies_);
  const auto values = row(study);
  const double* given = in_.index(16) == 15 ? nullptr : values.data();
  check(lode_study_enqueue(study, given, values.size(), &error_));
}

void Machine::add() {
  lode_study* study = pick(studies_);
  const auto values = row(study);
  const std::string metric = in_.index(2) == 0 ? "loss" : name();
  const lode_value value = {sizeof value, 0, text_or_null(metric), number()};
  std::uint64_t number_of_trial = 77777;
  const lode_status status = check(
      lode_study_add(study, values.data(), values.size(), &value, in_.index(3), &number_of_trial, &error_));
  LODE_MUST((status == LODE_OK) == (number_of_trial != 77777));
}

void Machine::stop() { check(lode_study_stop(pick(studies_), &error_)); }

void Machine::interrupt() { lode_study_interrupt(pick(studies_)); }

// Queries.

void Machine::counters() {
  lode_counters counters = LODE_COUNTERS_INIT;
  counters.struct_size = size_of_struct(sizeof counters);
  lode_study* study = pick(studies_);
  if (check(lode_study_counters(study, &counters, &error_)) != LODE_OK) return;
  lode_snapshot* snapshot = nullptr;
  LODE_MUST(lode_study_snapshot(study, &snapshot, nullptr) == LODE_OK);
  const Snapshot owned(snapshot);
  LODE_MUST(counters.completed + counters.in_progress + counters.retryable_error +
                counters.non_retryable_error + counters.stopped ==
            lode_snapshot_trial_count(snapshot));
}

void Machine::best() {
  lode_trial* trial = nullptr;
  const lode_status status = lode_study_best(pick(studies_), &trial, &error_);
  keep(trials_, status, trial);
  if (trial == nullptr) return;
  lode_trial_info info = LODE_TRIAL_INFO_INIT;
  LODE_MUST(lode_trial_get_info(trial, &info, nullptr) == LODE_OK);
  LODE_MUST(info.has_objective && std::isfinite(info.objective) && info.status == LODE_TRIAL_COMPLETED);
}

void Machine::trial() {
  lode_trial* trial = nullptr;
  lode_study* study = pick(studies_);
  const lode_status status = lode_study_trial(study, trial_number(), &trial, &error_);
  keep(trials_, status, trial);
}

void Machine::snapshot() {
  lode_snapshot* snapshot = nullptr;
  const lode_status status = lode_study_snapshot(pick(studies_), &snapshot, &error_);
  keep(snapshots_, status, snapshot);
}

void Machine::study_texts() {
  lode_study* study = pick(studies_);
  read_text([&](auto... rest) { return lode_study_describe_json(study, rest...); });
  read_text([&](auto... rest) { return lode_study_trials_json(study, rest...); });
  read_text([&](auto... rest) { return lode_study_request_json(study, rest...); });
  LODE_MUST((lode_study_name(study) == nullptr) == (study == nullptr));
}

void Machine::read_trial(const lode_trial* trial) {
  lode_trial_info info = LODE_TRIAL_INFO_INIT;
  info.struct_size = size_of_struct(sizeof info);
  const bool known = check(lode_trial_get_info(trial, &info, &error_)) == LODE_OK;
  const std::string n = name();
  double real = 0;
  std::int64_t integer = 0;
  check(lode_trial_real(trial, text_or_null(n), &real, &error_));
  check(lode_trial_integer(trial, text_or_null(n), &integer, &error_));
  lode_trial_text(trial, text_or_null(n));
  std::size_t count = 77;
  LODE_MUST((lode_trial_row(trial, &count) == nullptr) == (count == 0));
  lode_report report = LODE_REPORT_INIT;
  const std::size_t index = in_.byte();
  const lode_status status = check(lode_trial_report(trial, index, &report, &error_));
  if (known) LODE_MUST((index < info.report_count) == (status == LODE_OK));
  read_text([&](auto... rest) { return lode_trial_json(trial, rest...); });
}

void Machine::look_at_trial() { read_trial(pick(trials_)); }

void Machine::look_at_snapshot() {
  const lode_snapshot* snapshot = pick(snapshots_);
  const std::size_t count = lode_snapshot_trial_count(snapshot);
  const std::size_t index = in_.byte();
  const lode_trial* trial = lode_snapshot_trial(snapshot, index);
  LODE_MUST((index < count) == (trial != nullptr));
  read_trial(trial);
  read_trial(lode_snapshot_best(snapshot));
  lode_counters counters = LODE_COUNTERS_INIT;
  check(lode_snapshot_counters(snapshot, &counters, &error_));
}

// Runs and metric expressions.

namespace {

/// A host that tells each trial at once, refuses some, and has enough after a few looks.
struct Host {
  Bytes* in;
  int destroyed = 0;
  int polls = 0;
};

lode_status launch(void* user_data, lode_study* study, const lode_trial* trial, lode_error* error) {
  Bytes& in = *static_cast<Host*>(user_data)->in;
  switch (in.index(8)) {
    case 5:
      return LODE_OK;  // it goes on and on
    case 6:
      return -static_cast<lode_status>(in.byte());
    case 7:
      return lode_study_tell_value(study, 99999, 1.0, error);
    default:
      return lode_study_tell_value(study, lode_trial_number(trial), in.byte(), error);
  }
}

lode_status poll(void* user_data, lode_study* study, lode_error*) {
  auto& host = *static_cast<Host*>(user_data);
  if (++host.polls > 3) lode_study_interrupt(study);
  return LODE_OK;
}

lode_status cancel(void*, lode_study* study, std::uint64_t trial, lode_reason reason, lode_error* error) {
  if (reason == LODE_REASON_PREEMPTED) return LODE_OK;
  lode_outcome outcome = LODE_OUTCOME_INIT;
  outcome.status = LODE_TRIAL_STOPPED;
  outcome.reason = reason;
  return lode_study_tell(study, trial, nullptr, 0, &outcome, error);
}

void destroy(void* user_data) { ++static_cast<Host*>(user_data)->destroyed; }

}  // namespace

void Machine::run_study() {
  lode_study* study = pick(studies_);
  if (fits_left_-- <= 0) return;
  Host host{&in_};
  lode_launcher_callbacks callbacks = LODE_LAUNCHER_CALLBACKS_INIT;
  callbacks.user_data = &host;
  callbacks.destroy = destroy;
  callbacks.launch = in_.index(16) == 15 ? nullptr : launch;
  callbacks.poll = poll;
  callbacks.cancel = cancel;
  check(lode_study_run(study, &callbacks, &error_));
  LODE_MUST(host.destroyed == 1);
}

/// Made, filled and freed: what it would start is another test's.
void Machine::make_launcher() {
  const std::string program = name(), metric = name(), regex = in_.text();
  const std::array<const char*, 2> command{text_or_null(program), "{x}"};
  lode_launcher* launcher = nullptr;
  const char* const* words = in_.index(16) == 15 ? nullptr : command.data();
  const std::size_t count = in_.index(3);
  check(lode_launcher_create(context_.get(), words, count, options_or_null(), &launcher, &error_));
  const Launcher owned(launcher);
  const std::array<const char*, 2> given{text_or_null(metric), text_or_null(regex)};
  check(lode_launcher_add_metric(launcher, given[0], given[1], &error_));
  lode_launcher_callbacks callbacks = LODE_LAUNCHER_CALLBACKS_INIT;
  callbacks.struct_size = size_of_struct(sizeof callbacks);
  check(lode_launcher_callbacks_get(launcher, &callbacks, &error_));
}

void Machine::explain() {
  const std::string regex = in_.text(), log = in_.text();
  const char* given = text_or_null(regex);
  read_text([&](auto... rest) { return lode_metric_explain_json(given, log.data(), log.size(), rest...); });
}

}  // namespace lode::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  lode::fuzz::Machine(data, size).run();
  return 0;
}
