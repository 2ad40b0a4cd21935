// Random walks of the state machine: whatever is asked, reported, told, stopped, lost and taken up again, in
// whatever order, what must always hold does. What the state counts is counted here once more, from its
// trials.

#include <algorithm>  // find
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "base/error.h"
#include "gtest/gtest.h"
#include "study/commands.h"
#include "study/fixture.h"

namespace lode::study {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int sequences = 5000;
#else
constexpr int sequences = 100000;
#endif
constexpr int most_commands = 40;

using Random = std::mt19937_64;

std::size_t below(Random& random, std::size_t n) { return static_cast<std::size_t>(random() % n); }
bool chance(Random& random, unsigned percent) { return random() % 100 < percent; }

/// A study of which every limit and criterion is set in some walks.
Definition any_definition(Random& random) {
  Definition d = definition("walk", below(random, 12), static_cast<std::uint32_t>(below(random, 4)));
  if (chance(random, 50)) d.objectives[0].goal = Goal::maximize;
  if (chance(random, 30)) d.limits.max_runtime = 60;
  if (chance(random, 30)) d.limits.trial_max_runtime = 60;
  if (chance(random, 30)) d.limits.trial_max_wait = 90;
  d.limits.max_attempts = 1 + static_cast<std::uint32_t>(below(random, 3));
  if (chance(random, 30)) d.completion.target = d.objectives[0].goal == Goal::maximize ? 1.9 : -1.9;
  if (chance(random, 30)) d.completion.not_improving = 1 + below(random, 4);
  if (chance(random, 50)) d.completion.min_improvement = 0;
  if (chance(random, 50)) d.completion.running = Running::drain;
  if (chance(random, 50)) {
    d.objective_rule.summary = static_cast<Summary>(below(random, 3));
    d.objective_rule.ranks = static_cast<Ranks>(below(random, 5));
  }
  d.objective_rule.count_stopped = chance(random, 50);
  return d;
}

/// Rarely a NaN or an infinity, often equal ones.
double any_value(Random& random) {
  if (chance(random, 4)) return chance(random, 50) ? nan : inf;
  return (static_cast<double>(below(random, 41)) - 20) / 10;
}

/// What the events say, told once more without the state's code.
struct Recount {
  Counters counters;
  std::map<std::uint64_t, std::tuple<TrialStatus, Reason, std::optional<double>, double>> ended;
  std::optional<std::uint64_t> best;
  double best_value = 0;
  std::optional<double> reference;  ///< the best at the last improvement
  std::uint64_t not_improving = 0;
  bool exhausted = false;
  std::vector<Closing> closed;
  bool closed_for(Closing why) const { return std::ranges::find(closed, why) != closed.end(); }
  std::set<std::uint64_t> asked_to_end;  ///< trials of which the present attempt was
  std::map<std::uint64_t, std::uint32_t>
      lost;  ///< attempts of a trial that the platform lost, and which were retried
  std::map<std::uint64_t, std::map<std::int32_t, double>> last;  ///< by trial and attempt: the last value
  std::set<std::tuple<std::uint64_t, std::int32_t, std::int32_t, std::int64_t>> reported;
};

bool same_number(const std::optional<double>& a, const std::optional<double>& b) {
  return a.has_value() == b.has_value() && (!a || *a == *b || (std::isnan(*a) && std::isnan(*b)));
}

class Walk {
 public:
  /// \param written whether its events go through the store's form and are replayed at the end
  Walk(std::uint64_t seed, bool written) : random_(seed), written_(written) {
    commit(StudyCreated{any_definition(random_), "0", "any"});
  }

  void go() {
    const std::size_t commands = 1 + below(random_, most_commands);
    for (std::size_t i = 0; i < commands && !::testing::Test::HasFailure(); ++i) {
      now_ += static_cast<double>(below(random_, 30));
      command();
      settle();
      expect();
    }
    if (written_) replay();
  }

  const State& state() const { return state_; }

 private:
  using Command = void (Walk::*)();

  void command() {
    static constexpr Command commands[] = {&Walk::propose,   &Walk::propose, &Walk::start,   &Walk::start,
                                           &Walk::report,    &Walk::report,  &Walk::report,  &Walk::tell,
                                           &Walk::tell,      &Walk::tell,    &Walk::enqueue, &Walk::drive,
                                           &Walk::ask_to_end};
    if (chance(random_, 2)) return stop();
    if (chance(random_, 1)) return commit(SpaceExhausted{});
    (this->*commands[below(random_, std::size(commands))])();
  }

  void propose() {
    const Hold hold = decide_hold(state_);
    if (state_.status() != Status::in_progress) {
      EXPECT_EQ(hold, Hold::done);
    }
    if (hold != Hold::none) return;
    ASSERT_GE(allowance(state_, 5), 1U);
    const bool queued = !state_.queue().empty();
    const space::Row row = queued ? state_.queue().front() : any_row();
    commit(TrialProposed{state_.trials().size(), row, {}, head_, queued});
  }

  void start() {
    if (const Trial* trial = any_trial(); trial && trial->pending())
      commit(TrialStarted{trial->number, trial->attempt, ""});
  }

  void ask_to_end() {
    if (const Trial* trial = any_trial(); trial && trial->pending()) commit(TrialStopping{trial->number});
  }

  void report() {
    const Trial* trial = any_trial();
    if (!trial) return;
    Report report{"loss",
                  any_value(random_),
                  static_cast<std::int64_t>(below(random_, 5)),
                  static_cast<std::int32_t>(below(random_, 3)),
                  0,
                  0};
    try {
      if (auto event = decide_report(state_, trial->number, report, now_)) commit(std::move(*event));
      EXPECT_TRUE(trial->pending());
    } catch (const Error& e) {
      EXPECT_EQ(e.code(), Code::state) << e.what();
    }
  }

  void tell() {
    const Trial* trial = any_trial();
    if (!trial) return;
    Ending ending;
    ending.status = static_cast<TrialStatus>(below(random_, 5));
    ending.reason = static_cast<Reason>(below(random_, 12));
    if (ending.status == TrialStatus::completed && chance(random_, 80)) ending.reason = Reason::none;
    const auto value = ending.status != TrialStatus::failed && chance(random_, 50)
                           ? std::optional(any_value(random_))
                           : std::nullopt;
    try {
      const bool was_pending = trial->pending();
      for (Body& body : decide_tell(state_, trial->number, ending, value, now_)) {
        EXPECT_TRUE(was_pending);
        expect_end(std::get<TrialEnded>(body), value);  // without rungs nothing is decided before it
        commit(std::move(body));
      }
    } catch (const Error& e) {
      EXPECT_TRUE(e.code() == Code::state || e.code() == Code::argument) << e.what();
    }
  }

  void enqueue() {
    if (state_.status() == Status::in_progress) commit(TrialEnqueued{any_row()});
  }

  /// A driver begins, ends, or dies and another one takes up what it left.
  void drive() {
    if (state_.ended()) return;
    if (state_.driver() && chance(random_, 50)) {
      for (Body& body : decide_release(state_)) commit(std::move(body));
      return;
    }
    Driver driver;
    driver.epoch = state_.driver_epoch() + 1;
    commit(DriverStarted{driver});
    std::vector<Body> bodies;
    requeue_started(state_, bodies);
    for (Body& body : bodies) commit(std::move(body));
  }

  void stop() {
    if (!may_close(state_, Closing::user)) return;
    commit(StudyClosed{Closing::user});
    if (chance(random_, 50)) return;
    for (const auto& trial : std::vector<TrialPtr>(state_.trials()))
      if (trial->pending()) commit(decide_abandon(state_, *trial));
  }

  bool open() const { return state_.status() == Status::in_progress; }
  /// Whether what runs may run on.
  bool goes_on() const {
    const bool at_once = told_.closed_for(Closing::user) || told_.closed_for(Closing::run_time);
    return open() || (state_.status() == Status::stopping && !at_once &&
                      state_.definition().completion.running == Running::drain);
  }
  bool timed() const {
    const Limits& limits = state_.definition().limits;
    return limits.trial_max_runtime > 0 || limits.trial_max_wait > 0;
  }

  /// Whether there is a next attempt, and what the objective is, where neither time nor a rule has a part.
  void expect_end(const TrialEnded& e, const std::optional<double>& given) {
    const Definition& d = state_.definition();
    const bool failed = e.ending.status == TrialStatus::failed;
    const bool lost = e.ending.reason == Reason::platform_error;
    const bool again =
        failed && goes_on() &&
        (e.ending.reason == Reason::preempted || (lost && told_.lost[e.trial] + 1 < d.limits.max_attempts));
    const bool in_its_hosts_time = lost && d.limits.max_runtime > 0 && !state_.driver();
    if (!timed() && !in_its_hosts_time) {
      ASSERT_EQ(e.again, again);
    }
    if (e.again && lost) ++told_.lost[e.trial];
    const bool plain = d.objective_rule.summary == Summary::last && d.objective_rule.ranks == Ranks::last;
    if (failed || given || !plain) return;
    const auto& last = told_.last[e.trial];
    const auto expected = last.empty() ? std::nullopt : std::optional(last.rbegin()->second);
    ASSERT_TRUE(same_number(e.objective, expected)) << "trial " << e.trial;
  }

  /// What must be so between two commands.
  void expect() const {
    const Definition& d = state_.definition();
    const std::uint64_t trials = state_.trials().size(), pending = told_.counters.in_progress;
    const bool spent = d.limits.max_trials > 0 && trials == d.limits.max_trials;
    const bool more = !spent && (!told_.exhausted || !state_.queue().empty());
    const bool room = d.limits.max_parallel == 0 || pending < d.limits.max_parallel;
    ASSERT_EQ(decide_hold(state_) == Hold::none, open() && more && room);
    if (pending == 0 && (!more || !open())) {
      ASSERT_TRUE(state_.ended()) << "nothing is left to do";
    }
    if (open()) expect_open(d);
    for (const auto& trial : state_.trials()) {
      if (!trial->pending()) continue;
      const bool asked = !goes_on() || told_.asked_to_end.contains(trial->number);
      ASSERT_EQ(trial->status, asked ? TrialStatus::stopping : TrialStatus::in_progress);
      if (timed()) continue;
      ASSERT_EQ(decision_for(state_, trial->number, now_), goes_on() ? Decision::go_on : Decision::stop);
    }
  }

  /// No criterion is met.
  void expect_open(const Definition& d) const {
    if (d.completion.target && told_.best) {
      ASSERT_TRUE(state_.better(*d.completion.target, told_.best_value));
    }
    if (d.completion.not_improving > 0) {
      ASSERT_LT(told_.not_improving, d.completion.not_improving);
    }
  }

  void expect_closing(Closing closing) const {
    const Completion& c = state_.definition().completion;
    if (closing == Closing::not_improving) {
      ASSERT_GE(told_.not_improving, c.not_improving);
      ASSERT_GT(c.not_improving, 0U);
    }
    if (closing == Closing::target) {
      ASSERT_TRUE(told_.best && c.target && !state_.better(*c.target, told_.best_value));
    }
  }

  /// What follows by itself.
  void settle() {
    for (int i = 0; i < 4; ++i) {
      auto next = decide_next(state_, now_);
      if (!next) return;
      commit(std::move(*next));
    }
    ADD_FAILURE() << "what follows by itself has no end";
  }

  void commit(Body body) {
    const Status before = state_.created() ? state_.status() : Status::in_progress;
    Event event{now_, std::move(body)};
    ++head_;
    if (written_) {
      log_.push_back(encode(event));
      event = decode(log_.back());
    }
    state_.apply(event);
    recount(event.body);
    check(before);
  }

  void recount(const Body& body) {
    if (std::holds_alternative<TrialProposed>(body)) {
      ++told_.counters.in_progress;
      ++told_.counters.objective_pending;
    }
    if (std::holds_alternative<SpaceExhausted>(body)) told_.exhausted = true;
    if (const auto* closed = std::get_if<StudyClosed>(&body)) {
      expect_closing(closed->closing);
      told_.closed.push_back(closed->closing);
    }
    if (const auto* r = std::get_if<TrialReported>(&body)) {
      told_.last[r->trial][r->report.attempt] = r->report.value;
      EXPECT_TRUE(told_.reported.emplace(r->trial, r->report.attempt, r->report.rank, r->report.step).second);
    }
    if (const auto* asked = std::get_if<TrialStopping>(&body)) told_.asked_to_end.insert(asked->trial);
    const auto* ended = std::get_if<TrialEnded>(&body);
    if (ended) told_.asked_to_end.erase(ended->trial);
    if (!ended || ended->again) return;
    Counters& c = told_.counters;
    --c.in_progress;
    --c.objective_pending;
    const bool finite = ended->objective && std::isfinite(*ended->objective);
    const bool failed = ended->ending.status == TrialStatus::failed;
    ++(finite && !failed ? c.objective_succeeded : c.objective_failed);
    if (ended->ending.status == TrialStatus::completed) ++c.completed;
    if (ended->ending.status == TrialStatus::stopped) ++c.stopped;
    if (failed) ++(of_platform(ended->ending.reason) ? c.retryable_error : c.non_retryable_error);
    const Trial& trial = state_.trial(ended->trial);
    told_.ended[ended->trial] = {trial.status, trial.reason, trial.objective, trial.ended};
    const Definition& d = state_.definition();
    const bool counts = ended->ending.status == TrialStatus::completed || d.objective_rule.count_stopped;
    ++told_.not_improving;
    if (finite && !failed && counts) recount_best(ended->trial, *ended->objective, d);
  }

  static bool of_platform(Reason reason) {
    return reason == Reason::platform_error || reason == Reason::preempted;
  }

  void recount_best(std::uint64_t trial, double value, const Definition& d) {
    const double sign = d.objectives[0].goal == Goal::maximize ? -1 : 1;
    const auto gain = [&](double from) { return sign * (from - value); };
    if (!told_.reference ||
        (gain(*told_.reference) > 0 &&
         gain(*told_.reference) >= d.completion.min_improvement * std::abs(*told_.reference))) {
      told_.reference = value;
      told_.not_improving = 0;
    }
    if (told_.best && gain(told_.best_value) <= 0) return;
    told_.best = trial;
    told_.best_value = value;
  }

  void check(Status before) const {
    check_counters();
    check_transition(before);
    check_trials();
    ASSERT_EQ(state_.best() ? std::optional(state_.best()->number) : std::nullopt, told_.best);
    ASSERT_EQ(state_.not_improving(), told_.not_improving);
    const auto nth = [&](std::size_t n) {
      return n < told_.closed.size() ? std::optional(told_.closed[n]) : std::nullopt;
    };
    ASSERT_EQ(state_.closing(), nth(0));
    ASSERT_EQ(state_.drain_ended_by(), nth(1));
    if (state_.closing() == Closing::target) {
      ASSERT_TRUE(told_.best && !state_.better(*state_.definition().completion.target, told_.best_value));
    }
  }

  void check_counters() const {
    const Counters a = state_.counters(), b = told_.counters;
    ASSERT_EQ(std::tie(a.completed, a.in_progress, a.retryable_error, a.non_retryable_error, a.stopped),
              std::tie(b.completed, b.in_progress, b.retryable_error, b.non_retryable_error, b.stopped));
    ASSERT_EQ(std::tie(a.objective_succeeded, a.objective_pending, a.objective_failed),
              std::tie(b.objective_succeeded, b.objective_pending, b.objective_failed));
    const std::uint64_t trials = state_.trials().size();
    ASSERT_EQ(a.completed + a.in_progress + a.retryable_error + a.non_retryable_error + a.stopped, trials);
    ASSERT_EQ(a.objective_succeeded + a.objective_pending + a.objective_failed, trials);
    const Limits& limits = state_.definition().limits;
    if (limits.max_trials > 0) {
      ASSERT_LE(trials, limits.max_trials);
    }
    if (limits.max_parallel > 0) {
      ASSERT_LE(a.in_progress, limits.max_parallel);
    }
  }

  void check_transition(Status before) const {
    const Status after = state_.status();
    if (before == after) return;
    const bool allowed =
        before == Status::in_progress
            ? after == Status::stopping || after == Status::completed
            : before == Status::stopping && (after == Status::stopped || after == Status::completed);
    ASSERT_TRUE(allowed) << static_cast<int>(before) << " became " << static_cast<int>(after);
    if (state_.ended()) {
      ASSERT_EQ(state_.pending(), 0U);
    }
    if (after == Status::stopped) {
      ASSERT_TRUE(told_.closed_for(Closing::user));
    }
  }

  void check_trials() const {
    for (const auto& trial : state_.trials()) {
      const auto ended = told_.ended.find(trial->number);
      ASSERT_EQ(trial->pending(), ended == told_.ended.end());
      ASSERT_LE(static_cast<std::uint32_t>(trial->retries) + 1, state_.definition().limits.max_attempts);
      ASSERT_GE(trial->consumed, 0);
      ASSERT_GE(trial->attempt, 1 + trial->retries);
      if (trial->pending()) continue;
      const auto& [status, reason, objective, time] = ended->second;
      ASSERT_TRUE(trial->status == status && trial->reason == reason && trial->ended == time &&
                  same_number(trial->objective, objective))
          << "trial " << trial->number << " changed after its end";
      ASSERT_TRUE(trial->created <= trial->started && trial->started <= trial->ended);
      ASSERT_LE(trial->consumed, trial->ended - trial->created);
    }
  }

  /// The log alone makes the same state.
  void replay() const {
    State again;
    for (const auto& event : log_) again.apply(decode(event));
    ASSERT_EQ(again.status(), state_.status());
    ASSERT_EQ(again.trials().size(), state_.trials().size());
    ASSERT_EQ(again.not_improving(), state_.not_improving());
    ASSERT_EQ(again.run_time(now_), state_.run_time(now_));
    for (std::size_t i = 0; i < again.trials().size(); ++i) {
      const Trial &a = *again.trials()[i], &b = *state_.trials()[i];
      ASSERT_TRUE(a.status == b.status && a.reason == b.reason && a.attempt == b.attempt &&
                  a.consumed == b.consumed && a.reports.size() == b.reports.size() &&
                  same_number(again.objective_of(a), state_.objective_of(b)));
    }
  }

  space::Row any_row() {
    return {static_cast<double>(below(random_, 1000)) / 1000,
            static_cast<double>(below(random_, 1000)) / 1000};
  }

  const Trial* any_trial() {
    const auto& trials = state_.trials();
    return trials.empty() ? nullptr : trials[below(random_, trials.size())].get();
  }

  Random random_;
  bool written_;
  double now_ = 1000;
  std::uint64_t head_ = 0;
  State state_;
  std::vector<store::Event> log_;
  Recount told_;
};

/// Where walks ended: a walk that goes nowhere would keep everything too.
struct Seen {
  std::set<Status> statuses;
  std::set<Closing> closings;
  std::set<std::pair<TrialStatus, Reason>> trials;
  std::uint64_t second_attempts = 0;

  void add(const State& state) {
    statuses.insert(state.status());
    if (state.closing()) closings.insert(*state.closing());
    for (const auto& trial : state.trials()) {
      trials.emplace(trial->status, trial->reason);
      second_attempts += trial->attempt > 1 ? 1 : 0;
    }
  }
};

TEST(StateMachine, RandomWalksKeepEveryInvariant) {
  Seen seen;
  for (int seed = 0; seed < sequences && !HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Walk walk(static_cast<std::uint64_t>(seed), seed % 10 == 0);
    walk.go();
    seen.add(walk.state());
  }
  EXPECT_EQ(seen.statuses,
            (std::set{Status::in_progress, Status::stopping, Status::completed, Status::stopped}));
  EXPECT_EQ(seen.closings,
            (std::set{Closing::user, Closing::target, Closing::not_improving, Closing::run_time}));
  // In progress; stopping; completed with a value, a NaN, and nothing; stopped for each of eight reasons
  // (early, with a NaN: not finite); failed for each of six.
  EXPECT_EQ(seen.trials.size(), 1U + 1 + 3 + 8 + 6);
  EXPECT_GT(seen.second_attempts, sequences / 20U);
}

}  // namespace
}  // namespace lode::study
