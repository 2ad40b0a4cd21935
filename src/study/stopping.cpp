#include "study/stopping.h"

#include <algorithm>  // find, max, min, upper_bound
#include <array>
#include <cmath>
#include <limits>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "math/median.h"
#include "study/curve.h"

namespace lode::study {

namespace {

/// Smaller is better; what is not finite is worse than all that is.
double loss_of(const State& state, double value) {
  if (!std::isfinite(value)) return std::numeric_limits<double>::infinity();
  return state.objective().goal == Goal::maximize ? -value : value;
}

/// The last epoch up to a step of a trial that got there; nullptr: it did not, or began after it.
const Epoch* epoch_at(const Trial& trial, std::int64_t step) {
  if (trial.epochs.empty() || trial.epochs.back().step < step) return nullptr;
  const auto after = std::upper_bound(trial.epochs.begin(), trial.epochs.end(), step,
                                      [](std::int64_t at, const Epoch& epoch) { return at < epoch.step; });
  return after == trial.epochs.begin() ? nullptr : &*std::prev(after);
}

/// What of the trial is compared.
double compared(const State& state, const Trial& trial) {
  const Compared what = state.definition().early_stopping.compared;
  if (what == Compared::average) return loss_of(state, trial.epochs.back().mean);
  if (what == Compared::value) return loss_of(state, trial.epochs.back().value);
  double best = std::numeric_limits<double>::infinity();
  for (const Epoch& epoch : trial.epochs) best = std::min(best, loss_of(state, epoch.value));
  return best;
}

std::optional<TrialDecided> by_median(const State& state, const Trial& trial) {
  const EarlyStopping& rule = state.definition().early_stopping;
  const std::int64_t step = trial.newest->step;
  if (step < rule.grace) return std::nullopt;
  std::vector<double> averages;
  for (const auto& other : state.trials()) {
    if (other->number == trial.number || other->status == TrialStatus::failed) continue;
    if (rule.among == Peers::completed && other->status != TrialStatus::completed) continue;
    if (const Epoch* epoch = epoch_at(*other, step)) averages.push_back(loss_of(state, epoch->mean));
  }
  if (averages.empty() || averages.size() < rule.peers) return std::nullopt;
  const double middle = math::median(averages), own = compared(state, trial);
  if (!(own > middle)) return std::nullopt;
  const double sign = state.objective().goal == Goal::maximize ? -1 : 1;
  const std::string why = "worse at step " + std::to_string(step) + " than " + to_text(sign * middle) +
                          ", the median of " + std::to_string(averages.size()) + " trials' running averages";
  return TrialDecided{trial.number, step, trial.newest->value, Decision::stop, std::nullopt, why};
}

std::optional<TrialDecided> by_curve(const State& state, const Trial& trial) {
  const EarlyStopping& rule = state.definition().early_stopping;
  const std::int64_t step = trial.newest->step;
  if (step < rule.grace || !state.best()) return std::nullopt;
  std::vector<CurvePoint> completed;
  for (const auto& other : state.trials()) {
    if (other->status != TrialStatus::completed || !other->measured()) continue;
    const Epoch* then = epoch_at(*other, step);
    if (then == nullptr || !std::isfinite(then->value)) continue;
    completed.push_back({loss_of(state, then->value), loss_of(state, *other->objective)});
  }
  const double now = loss_of(state, trial.epochs.back().value);
  if (completed.size() < std::max<std::size_t>(rule.peers, 3) || !std::isfinite(now)) return std::nullopt;
  const double chance = chance_to_beat(completed, now, loss_of(state, *state.best()->objective));
  if (!(chance < rule.chance)) return std::nullopt;
  const std::string why = "by its curve to step " + std::to_string(step) +
                          " the chance that it ends better than " + "the best trial is " + to_text(chance) +
                          ", judged by " + std::to_string(completed.size()) + " completed trials";
  return TrialDecided{trial.number, step, trial.newest->value, Decision::stop, std::nullopt, why};
}

std::string words_for(const strategy::Rungs& rungs, std::uint64_t bracket, std::size_t rung,
                      Decision decision) {
  if (rung + 1 == rungs.levels().size()) return "it has all of the resource";
  const std::size_t there = rungs.at(bracket, rung).size() + 1;
  const std::string at =
      " of " + std::to_string(there) + " trials at resource " + std::to_string(rungs.levels()[rung]);
  if (decision == Decision::go_on && there < rungs.hyperband().eta) return "the first" + at;
  if (decision == Decision::go_on) return "among the best 1/" + std::to_string(rungs.hyperband().eta) + at;
  if (decision == Decision::stop) return "not among the best 1/" + std::to_string(rungs.hyperband().eta) + at;
  if (rungs.hyperband().halving == strategy::Halving::freeze_thaw)
    return "waits for the model's choice, one" + at;
  return "waits until it is among the best 1/" + std::to_string(rungs.hyperband().eta) + at;
}

double rung_loss(const State& state, double value) {
  return std::isnan(value) || state.objective().goal == Goal::minimize ? value : -value;
}

TrialDecided compare(const State& state, const Trial& trial, std::size_t rung, const Measured& now) {
  const strategy::Rungs& rungs = state.rungs();
  const std::uint64_t bracket = *trial.record.bracket;
  Decision decision = rungs.decide(bracket, rung, rung_loss(state, now.value));
  // A trainer that was told how many epochs there are ends by itself, and may have a model to write then.
  if (now.step == static_cast<std::int64_t>(rungs.levels().back()) &&
      static_epochs(state.definition()) == rungs.levels().back())
    decision = Decision::go_on;
  return {trial.number, now.step, now.value, decision, rung, words_for(rungs, bracket, rung, decision)};
}

std::optional<TrialDecided> at_rung(const State& state, const Trial& trial) {
  if (!trial.record.bracket) return std::nullopt;
  const auto step = static_cast<std::uint64_t>(trial.newest->step);
  const auto rung = state.rungs().reached(*trial.record.bracket, trial.rung, step);
  if (!rung) return std::nullopt;
  return compare(state, trial, *rung, *trial.newest);
}

}  // namespace

std::optional<TrialDecided> decide_stopping(const State& state) {
  if (!state.advanced()) return std::nullopt;
  const Trial& trial = state.trial(*state.advanced());
  if (!trial.pending() || trial.decision != Decision::go_on) return std::nullopt;
  if (state.rungs().on()) return at_rung(state, trial);
  if (state.definition().early_stopping.rule == StoppingRule::median) return by_median(state, trial);
  if (state.definition().early_stopping.rule == StoppingRule::curve) return by_curve(state, trial);
  return std::nullopt;
}

std::optional<TrialDecided> decide_at_end(const State& state, const Trial& trial, double objective) {
  const strategy::Rungs& rungs = state.rungs();
  if (!rungs.on() || !rungs.hyperband().restarts || !trial.record.bracket) return std::nullopt;
  if (trial.decision != Decision::go_on || !std::isfinite(objective)) return std::nullopt;
  const std::uint64_t resource = next_resource(rungs, trial);
  const auto rung = rungs.reached(*trial.record.bracket, trial.rung, resource);
  if (!rung) return std::nullopt;
  return compare(state, trial, *rung, {static_cast<std::int64_t>(resource), objective});
}

std::uint64_t next_resource(const strategy::Rungs& rungs, const Trial& trial) {
  if (!rungs.on() || !trial.record.bracket) return 0;
  const auto& levels = rungs.levels();
  if (rungs.hyperband().halving == strategy::Halving::stopping) return levels.back();
  std::size_t next = trial.rung ? *trial.rung + 1 : rungs.first(*trial.record.bracket);
  // A trainer that went on for a while after it was told to pause may be past it.
  const auto done = static_cast<std::uint64_t>(trial.resume_step);
  if (rungs.hyperband().halving == strategy::Halving::synchronous)
    return std::min(std::max(levels[std::min(next, levels.size() - 1)], done + 1), levels.back());
  while (next < levels.size() && levels[next] <= done) ++next;
  return levels[std::min(next, levels.size() - 1)];
}

std::optional<std::uint64_t> static_epochs(const Definition& definition) {
  constexpr std::array<std::string_view, 5> names = {"epochs", "numepochs", "n-epochs", "n_epochs",
                                                     "num_epochs"};
  for (const auto& [name, text] : definition.static_parameters) {
    if (std::find(names.begin(), names.end(), name) == names.end()) continue;
    const auto number = parse_number(text);
    if (number && *number >= 1 && *number <= 1e9 && *number == std::floor(*number))
      return static_cast<std::uint64_t>(*number);
  }
  return std::nullopt;
}

Definition with_resources(Definition definition) {
  const bool rungs = strategy::find_strategy(definition.strategy).rungs;
  if (rungs && definition.hyperband.max_resource == 0)
    definition.hyperband.max_resource = static_epochs(definition).value_or(0);
  return definition;
}

}  // namespace lode::study
