#include "study/state.h"

#include <algorithm>  // max
#include <cmath>
#include <limits>
#include <variant>

#include "base/error.h"
#include "study/commands.h"
#include "study/cost.h"
#include "study/objective.h"

namespace lode::study {

namespace {

/// Whether a trial without an objective has ended in a way that its configuration may be to blame for.
bool ended_by_configuration(const Trial& trial) {
  if (trial.status == TrialStatus::stopped)
    return trial.reason == Reason::time_limit || trial.reason == Reason::not_finite;
  const bool ended = !trial.pending() && trial.status != TrialStatus::paused;
  return ended && by_configuration(trial.reason);
}

}  // namespace

bool Trial::measured() const {
  return !pending() && status != TrialStatus::paused && status != TrialStatus::failed && objective &&
         std::isfinite(*objective);
}

double Trial::elapsed(double now) const {
  return consumed + (attempt_started > 0 ? std::max(0.0, now - attempt_started) : 0.0);
}

std::optional<double> State::objective_of(const Trial& trial) const {
  // What an attempt reports before its end is of no whole resource.
  if (rungs_.on() && rungs_.hyperband().restarts && (trial.pending() || trial.status == TrialStatus::paused))
    return trial.rungs.empty() ? std::nullopt : std::optional(trial.rungs.back().value);
  return study::objective_of(trial, objective(), definition_.objective_rule);
}

/// May be the best trial.
bool State::eligible(const Trial& trial) const {
  // At a rung a trial is stopped for others being better there; what it got to stands.
  const bool counts = definition_.objective_rule.count_stopped ||
                      (rungs_.on() && (trial.rung || trial.reason == Reason::early_stopping));
  return trial.measured() && (trial.status == TrialStatus::completed || counts);
}

/// Small steps add up: what counts is the way from the best objective at the last improvement. Values that
/// are one per cent apart as they are written, such as 99 and 98.01, are so to within the rounding of
/// doubles.
bool State::improves(double objective) const {
  if (!improved_to_) return true;
  const double way = std::abs(objective - *improved_to_);
  const Completion& c = definition_.completion;
  return better(objective, *improved_to_) && way > c.min_improvement_absolute &&
         way >= (c.min_improvement - 2 * std::numeric_limits<double>::epsilon()) * std::abs(*improved_to_);
}

void State::apply(const Event& event) {
  if (created() == std::holds_alternative<StudyCreated>(event.body))
    throw Error(Code::store, "the study's events do not begin with StudyCreated, or have it twice");
  heard_at_ = last_event_;
  advanced_.reset();
  last_event_ = std::max(last_event_, event.time);
  if (!std::holds_alternative<DriverAlive>(event.body)) modified_at_ = last_event_;
  count_run_time(event);
  try {
    std::visit([&](const auto& body) { on(body, event.time); }, event.body);
  } catch (
      const Error& e) {  // what would be a caller's mistake in a command is the record's fault in an event
    throw Error(Code::store, std::string("the study's record is damaged: ") + e.what());
  }
}

/// Nothing but what it says tells a host that trains in silence from one that was killed. So each event
/// counts what went by since the one before, unless it says that the host was gone: that an attempt was lost,
/// or that a driver takes up what is left.
void State::count_run_time(const Event& event) {
  const auto* ended = std::get_if<TrialEnded>(&event.body);
  const bool lost = ended && ended->ending.reason == Reason::preempted;
  if (!hosted_.empty() && !lost && !std::holds_alternative<DriverStarted>(event.body))
    run_time_ += last_event_ - heard_at_;
}

const Trial& State::trial(std::uint64_t number) const {
  if (number >= trials_.size())
    throw Error(Code::not_found, "trial: there is no trial " + std::to_string(number) + "; the study has " +
                                     std::to_string(trials_.size()) + ", numbered from 0");
  return *trials_[number];
}

Trial& State::edit(std::uint64_t number) {
  trial(number);  // checks the number
  TrialPtr& shared = trials_[number];
  // use_count is exact here: snapshots are taken under the study's state lock, and one given back meanwhile
  // only makes this copy needless. The best trial is held once more by best_.
  const bool held_by_best = best_ == shared;
  if (shared.use_count() > (held_by_best ? 2 : 1)) {
    shared = std::make_shared<Trial>(*shared);
    if (held_by_best) best_ = shared;
  } else {
    // The count alone does not order what other threads read of the trial before they gave it back with what
    // is written to it now; giving back a reference does.
    TrialPtr(shared).reset();
  }
  return const_cast<Trial&>(*shared);  // made non-const, by make_shared<Trial>, here and in on(TrialProposed)
}

void State::on(const StudyCreated& e, double time) {
  definition_ = e.definition;
  space_ = space::Space(definition_.parameters);
  if (strategy::find_strategy(definition_.strategy).rungs) rungs_ = strategy::Rungs(definition_.hyperband);
  instruction_set_ = e.instruction_set;
  created_at_ = time;
}

void State::on(const TrialEnqueued& e, double) {
  space_.check(e.row);
  queue_.push_back(e.row);
}

void State::on(const TrialProposed& e, double time) {
  if (e.trial != trials_.size()) throw Error(Code::store, "trial numbers have a hole");
  space_.check(e.row);
  Trial trial;
  trial.number = e.trial;
  trial.row = e.row;
  trial.record = e.record;
  trial.head = e.head;
  trial.created = trial.due = time;
  if (rungs_.on() && e.record.bracket) rungs_.enter(*e.record.bracket);
  trials_.push_back(std::make_shared<Trial>(std::move(trial)));
  if (!driver_) hosted_.insert(e.trial);
  ++counters_.in_progress;
  ++counters_.objective_pending;
  if (e.from_queue && !queue_.empty()) queue_.pop_front();
}

void State::on(const TrialStarted& e, double time) {
  Trial& trial = edit(e.trial);
  if (trial.started == 0) trial.started = time;
  if (trial.attempt_started == 0) trial.attempt_started = time;  // said twice: its time runs since the first
  trial.directory = e.directory;
  trial.message.clear();  // it was about the attempt before
}

void State::on(const TrialReported& e, double) {
  Trial& trial = edit(e.trial);
  trial.attempt_started = running_since(trial);
  if (trial.started == 0) trial.started = trial.attempt_started;
  trial.reports.push_back(e.report);
  if (e.report.metric == objective().metric) advance(trial, e.report);
}

void State::advance(Trial& trial, const Report& report) {
  const bool by_epochs = definition_.early_stopping.rule != StoppingRule::off;
  if ((!rungs_.on() || rungs_.hyperband().restarts) && !by_epochs) return;
  const auto now = progress_of(trial, report, objective(), definition_.objective_rule);
  if (!now || (trial.newest && now->step <= trial.newest->step)) return;
  trial.newest = {now->step, now->objective};
  if (by_epochs) {
    const double before = trial.epochs.empty() ? 0 : trial.epochs.back().mean;
    const double count = static_cast<double>(trial.epochs.size() + 1);
    trial.epochs.push_back({now->step, now->value, before + (now->value - before) / count});
  }
  advanced_ = trial.number;
}

void State::on(const TrialDecided& e, double) {
  Trial& trial = edit(e.trial);
  trial.decision = e.decision;
  const std::optional<std::size_t> rung = e.rung ? std::optional<std::size_t>(*e.rung) : std::nullopt;
  trial.verdicts.push_back({e.step, e.value, e.decision, rung, e.why});
  if (!rung) return;
  if (!rungs_.on() || !trial.record.bracket || *e.rung >= rungs_.levels().size())
    throw Error(Code::store, "trial " + std::to_string(e.trial) + " is at a rung that there is not");
  trial.rung = *e.rung;
  if (rungs_.hyperband().restarts) trial.newest = {e.step, e.value};
  trial.rungs.push_back({e.step, e.value});
  const double loss = objective().goal == Goal::maximize ? -e.value : e.value;
  rungs_.record(*trial.record.bracket, *e.rung, {e.trial, loss, e.decision == Decision::go_on, false});
}

void State::on(const TrialResumed& e, double time) {
  if (this->trial(e.trial).status != TrialStatus::paused)
    throw Error(Code::store, "trial " + std::to_string(e.trial) + " is resumed and was not paused");
  Trial& trial = edit(e.trial);
  trial.status = TrialStatus::in_progress;
  trial.decision = Decision::go_on;
  if (!driver_) hosted_.insert(e.trial);
  ++trial.attempt;
  trial.due = time;
  --counters_.paused;
  ++counters_.in_progress;
  rungs_.promote({e.trial, trial.record.bracket.value_or(0), static_cast<std::size_t>(e.rung)});
  if (!e.why.empty() && !trial.rungs.empty())
    trial.verdicts.push_back(
        {trial.rungs.back().step, trial.rungs.back().value, Decision::go_on, std::nullopt, e.why});
}

void State::pause(Trial& trial) {
  hosted_.erase(trial.number);
  trial.status = TrialStatus::paused;
  if (!rungs_.hyperband().restarts) trial.resume_step = trial.newest ? trial.newest->step : 0;
  --counters_.in_progress;
  ++counters_.paused;
}

void State::end_paused(const TrialEnded& e, double time) {
  Trial& trial = edit(e.trial);
  if (trial.rung && trial.record.bracket) rungs_.give_up(*trial.record.bracket, *trial.rung, e.trial);
  --counters_.paused;
  ++counters_.in_progress;
  trial.ended = time;
  trial.message = e.ending.message;
  finish(trial, e);
}

void State::end_all_paused(double time) {
  for (std::uint64_t i = 0; counters_.paused > 0 && i < trials_.size(); ++i) {
    const Trial& trial = *trials_[i];
    if (trial.status != TrialStatus::paused) continue;
    const Ending ending{TrialStatus::stopped, Reason::early_stopping, trial.attempt,
                        "paused, and not resumed before the study's end"};
    end_paused({i, ending, objective_of(trial), false}, time);
  }
}

std::optional<std::uint64_t> State::hopeless() const {
  if (counters_.paused == 0) return std::nullopt;
  const auto paused = [this](std::uint64_t number) { return trials_[number]->status == TrialStatus::paused; };
  return rungs_.hopeless(paused, spent(), definition_.limits.max_trials);
}

std::optional<strategy::Promotion> State::promotable(const strategy::Rungs& rungs) const {
  if (status_ != Status::in_progress || counters_.paused == 0) return std::nullopt;
  const auto paused = [this](std::uint64_t number) { return trials_[number]->status == TrialStatus::paused; };
  const bool by_model = rungs.hyperband().halving == strategy::Halving::freeze_thaw && !spent();
  return by_model ? std::nullopt : rungs.promotable(paused, spent());
}

bool State::may_promote() const {
  return rungs_.on() && rungs_.hyperband().halving != strategy::Halving::stopping && pending() > 0;
}

bool State::spent() const {
  const std::uint64_t most = definition_.limits.max_trials;
  return (most > 0 && trials_.size() >= most) || (exhausted_ && queue_.empty());
}

double State::running_since(const Trial& trial) const {
  return trial.attempt_started > 0 || driver_epoch_ > 0 ? trial.attempt_started : trial.due;
}

void State::on(const TrialEnded& e, double time) {
  if (this->trial(e.trial).status == TrialStatus::paused) return end_paused(e, time);
  if (!this->trial(e.trial).pending())
    throw Error(Code::store, "trial " + std::to_string(e.trial) + " ends twice");
  Trial& trial = edit(e.trial);
  const double since = running_since(trial), seconds = since > 0 ? std::max(0.0, time - since) : 0;
  trial.consumed += seconds;
  if (const auto cost = cost_of(*this, trial, e.ending, seconds)) trial.cost = cost;
  trial.attempt_started = 0;
  trial.last_ending = e.ending;
  trial.message = e.ending.message;
  if (e.ending.status == TrialStatus::paused) return pause(trial);
  if (e.again) {
    // What it was asked to end was the attempt, unless it was the study.
    if (status_ == Status::in_progress || drains(*this)) trial.status = TrialStatus::in_progress;
    ++trial.attempt;
    trial.due = time;
    if (e.ending.reason == Reason::platform_error) ++trial.retries;
    return;
  }
  trial.ended = time;
  hosted_.erase(e.trial);
  if (trial.started == 0) trial.started = trial.created;  // told without ever having been said to run
  finish(trial, e);
  if (!rungs_.on() || !trial.record.bracket) return;
  const double sign = objective().goal == Goal::maximize ? -1 : 1;
  const double loss = trial.measured() ? sign * *trial.objective : std::numeric_limits<double>::quiet_NaN();
  rungs_.leave(*trial.record.bracket, trial.rung, trial.number, loss);
}

void State::finish(Trial& trial, const TrialEnded& e) {
  trial.status = e.ending.status;
  if (trial.pending())
    throw Error(Code::store, "trial " + std::to_string(trial.number) + " ends without having ended");
  trial.reason = e.ending.reason;
  trial.objective = e.objective;
  if (trial.status == TrialStatus::completed && !trial.measured())
    trial.reason = trial.objective ? Reason::not_finite : Reason::no_metric;
  // It fell behind the others for having no value at all.
  if (trial.reason == Reason::early_stopping && trial.objective && !trial.measured())
    trial.reason = Reason::not_finite;
  count(trial);
  ++not_improving_;
  if (!eligible(trial)) return;
  if (improves(*trial.objective)) {
    improved_to_ = trial.objective;
    not_improving_ = 0;
  }
  // Of equals the one that ended first stays the best, so `best` does not depend on what comes later.
  if (best_ && !better(*trial.objective, *best_->objective)) return;
  best_ = trials_[trial.number];
}

void State::on(const StudyClosed& e, double time) {
  if (!may_close(*this, e.closing)) return;
  status_ = Status::stopping;
  (closing_ ? drain_ended_at_ : closed_at_) = time;
  (closing_ ? drain_ended_by_ : closing_) = e.closing;
  end_all_paused(time);
  if (drains(*this)) return;
  for (std::uint64_t i = 0; i < trials_.size(); ++i)
    if (trials_[i]->pending()) edit(i).status = TrialStatus::stopping;
}

void State::on(const SpaceExhausted&, double) { exhausted_ = true; }

void State::on(const StudyEnded& e, double time) {
  end_all_paused(time);
  status_ = e.stopped ? Status::stopped : Status::completed;
  ended_at_ = time;
}

void State::on(const DriverStarted& e, double time) {
  // One that was killed never said that it ended, nor does a host that trains by itself.
  if (driver_) run_time_ += std::max(0.0, heard_at_ - driver_since_);
  lose_attempts();
  hosted_.clear();
  driver_ = e.driver;
  driver_epoch_ = e.driver.epoch;
  driver_since_ = time;
}

/// What whoever is gone had running is credited until the last that was heard.
void State::lose_attempts() {
  for (std::uint64_t i = 0; i < trials_.size(); ++i) {
    if (!trials_[i]->pending() || trials_[i]->attempt_started == 0) continue;
    Trial& trial = edit(i);
    trial.consumed += std::max(0.0, heard_at_ - trial.attempt_started);
    trial.attempt_started = 0;
  }
}

void State::on(const DriverEnded& e, double time) {
  if (!driver_ || driver_->epoch != e.epoch) return;
  run_time_ += std::max(0.0, time - driver_since_);
  driver_.reset();
}

void State::on(const TrialStopping& e, double) {
  if (trial(e.trial).pending()) edit(e.trial).status = TrialStatus::stopping;
}

void State::on(const RegretBounded& e, double) {
  regret_ = e;
  settled_ = e.bound < e.noise ? settled_ + 1 : 0;
}

double State::run_time(double now) const {
  if (driver_) return run_time_ + std::max(0.0, (ended() ? ended_at_ : now) - driver_since_);
  return run_time_ + (hosted_.empty() ? 0.0 : std::max(0.0, now - last_event_));
}

bool State::better(double a, double b) const { return objective().goal == Goal::maximize ? a > b : a < b; }

/// A trial is counted as pending from its proposal on, and once more as what it became.
void State::count(const Trial& ended) {
  --counters_.in_progress;
  --counters_.objective_pending;
  if (ended.status == TrialStatus::completed) ++counters_.completed;
  if (ended.status == TrialStatus::stopped) ++counters_.stopped;
  if (ended.status == TrialStatus::failed)
    ++(by_platform(ended.reason) ? counters_.retryable_error : counters_.non_retryable_error);
  ++(ended.measured() ? counters_.objective_succeeded : counters_.objective_failed);
}

strategy::History State::history() const {
  const double sign = objective().goal == Goal::maximize ? -1 : 1;
  strategy::History history;
  history.next_number = trials_.size();
  history.trials.reserve(trials_.size());
  for (const auto& trial : trials_) {
    strategy::Past past{trial->number, trial->row, strategy::Outcome::pending, 0, trial->record};
    if (trial->measured()) {
      past.outcome = strategy::Outcome::observed;
      past.loss = sign * *trial->objective;
    } else if (ended_by_configuration(*trial)) {
      past.outcome = strategy::Outcome::infeasible;
    }
    past.paused = trial->status == TrialStatus::paused;
    past.cost = trial->cost;
    if (rungs_.on()) {
      for (const Measured& at : trial->rungs)
        past.curve.push_back({static_cast<std::uint64_t>(at.step), sign * at.value});
      if (trial->newest && (trial->rungs.empty() || trial->newest->step > trial->rungs.back().step))
        past.curve.push_back({static_cast<std::uint64_t>(trial->newest->step), sign * trial->newest->value});
    }
    // What a person stopped, or the platform lost, without a value tells nothing of its configuration: it
    // stays pending to the model, which keeps it from being proposed again and adds no value.
    history.trials.push_back(std::move(past));
  }
  return history;
}

}  // namespace lode::study
