// Proposals: what an ask reads, computes and writes.

#include <algorithm>  // all_of
#include <limits>

#include "base/error.h"
#include "strategy/regret.h"
#include "study/commands.h"
#include "study/study.h"

namespace lode::study {

namespace {

constexpr int max_drafts = 100;  // thrown away in a row: other processes would have to come between every one

/// The history without what trials got to with less than all of the resource.
strategy::History complete_history(const State& state) {
  strategy::History history = state.history();
  if (!state.rungs().on()) return history;
  const std::uint64_t full = state.rungs().levels().back();
  std::erase_if(history.trials, [full](const strategy::Past& past) {
    return !past.curve.empty() && past.curve.back().resource < full;
  });
  return history;
}

std::string why_promoted(const strategy::Rungs& rungs, const strategy::Promotion& promotion) {
  return "among the best 1/" + std::to_string(rungs.hyperband().eta) + " of " +
         std::to_string(rungs.at(promotion.bracket, promotion.rung).size()) + " trials at resource " +
         std::to_string(rungs.levels()[promotion.rung]);
}

/// Ends an ask's reservation of slots. Its trials are counted by then, for a moment twice and never not at
/// all.
class Settled {
 public:
  explicit Settled(SlotUser* slots) : slots_(slots) {}
  ~Settled() {
    if (slots_ != nullptr) slots_->settle();
  }
  Settled(const Settled&) = delete;
  Settled& operator=(const Settled&) = delete;

 private:
  SlotUser* slots_;
};

bool all_paused(const State& state, const std::vector<std::uint64_t>& trials) {
  return std::all_of(trials.begin(), trials.end(),
                     [&](std::uint64_t number) { return state.trial(number).status == TrialStatus::paused; });
}

}  // namespace

struct Study::Draft {
  Asked::Why why = Asked::Why::given;
  std::uint64_t first = 0;  ///< number of the first trial it proposes
  std::size_t proposals = 0;
  std::vector<std::uint64_t> resumed;  ///< paused trials that go on
  std::vector<Body> events;

  std::size_t size() const { return proposals + resumed.size(); }
};

/// Paused trials that may go on come before new ones: what has been spent on them is not lost.
void Study::resume(const State& state, strategy::Rungs& rungs, std::size_t most, Draft& draft) {
  while (draft.resumed.size() < most) {
    const auto next = state.promotable(rungs);
    if (!next) return;
    rungs.promote(*next);
    draft.resumed.push_back(next->trial);
    draft.events.push_back(TrialResumed{next->trial, next->rung, why_promoted(rungs, *next)});
  }
}

Study::Draft Study::draft(std::size_t count, bool in_line) {
  Draft draft;
  std::uint64_t head = 0;
  const auto state = journal_.snapshot(head);
  const Hold hold = decide_hold(*state);
  if (hold != Hold::none) {
    draft.why = hold == Hold::done ? Asked::Why::done : Asked::Why::wait;
    leave_line();
    return draft;
  }
  count = reserve_slots(allowance(*state, count), in_line);
  if (count == 0) {
    draft.why = Asked::Why::wait;
    return draft;
  }
  strategy::Rungs rungs = state->rungs();
  resume(*state, rungs, count, draft);
  count = new_trials(*state, count - draft.resumed.size());
  strategy::History history = state->history();
  draft.first = history.next_number;
  const auto propose = [&](const space::Row& row, strategy::Record record, bool from_queue) {
    if (rungs.on()) {
      record.bracket = rungs.next_bracket(state->definition().seed, history.next_number);
      rungs.enter(*record.bracket);
    }
    draft.events.push_back(TrialProposed{history.next_number++, row, std::move(record), head, from_queue});
    ++draft.proposals;
  };
  for (const auto& row : state->queue()) {
    if (draft.proposals == count) return draft;
    strategy::Record record;
    record.source = "enqueued";
    history.trials.push_back({history.next_number, row, strategy::Outcome::pending, 0, record});
    propose(row, record, true);
  }
  if (draft.proposals == count || state->exhausted()) return draft;
  for (const auto& p : strategy_->suggest(history, count - draft.proposals)) {
    if (!p.resumes) {
      propose(p.row, p.record, false);
      continue;
    }
    --count;
    draft.resumed.push_back(*p.resumes);
    draft.events.push_back(
        TrialResumed{*p.resumes, state->trial(*p.resumes).rung.value_or(0), p.record.note});
  }
  if (draft.proposals < count) draft.events.push_back(SpaceExhausted{});
  return draft;
}

/// Recorded, so that whether the study has converged is decided from its events alone.
void Study::bound_regret() {
  if (!journal_.read(bound_due)) return;
  RegretBounded bounded;
  const auto state = journal_.snapshot(bounded.head);
  bounded.trials = state->counters().objective_succeeded;
  try {
    const Definition& d = state->definition();
    const strategy::Regret regret = strategy::bound_regret(
        state->space(), complete_history(*state), {d.convergence.width, d.seed}, environment_.backend);
    bounded.bound = regret.bound;
    bounded.noise = d.convergence.noise.value_or(regret.noise);
  } catch (const Error& e) {
    if (e.code() != Code::numeric) throw;
    bounded.bound = bounded.noise = std::numeric_limits<double>::quiet_NaN();
  }
  journal_.commit([&](const State& now) {  // another process may have been faster
    return bound_due(now) ? std::vector<Body>{bounded} : std::vector<Body>();
  });
}

/// \return false where another process asked, or ended the study, meanwhile: then the draft is worthless.
/// Results that came in during the fit do not matter; the proposal says which history it read.
bool Study::submit(const Draft& draft) {
  bool valid = true;
  journal_.commit([&](const State& now) -> std::vector<Body> {
    valid = now.trials().size() == draft.first && decide_hold(now) == Hold::none &&
            allowance(now, draft.size()) == draft.size() && all_paused(now, draft.resumed) &&
            !host_out_of_time(now, this->now());
    return valid ? draft.events : std::vector<Body>();
  });
  return valid;
}

Asked Study::ask(std::size_t count, bool in_line) {
  std::lock_guard proposing(proposing_);
  const Settled settled(slots_.get());
  bound_regret();
  for (int drafts = 0; drafts < max_drafts; ++drafts) {
    if (journal_.read([&](const State& now) { return host_out_of_time(now, this->now()); }))
      close(Closing::run_time);
    if (slots_) slots_->settle();  // what a draft that was thrown away had
    const Draft draft = this->draft(count, in_line);
    Asked asked;
    asked.why = draft.why;
    if (draft.why != Asked::Why::given) return asked;
    if (!submit(draft)) continue;
    if (draft.size() == 0) asked.why = Asked::Why::done;
    const auto state = snapshot();
    for (const std::uint64_t number : draft.resumed) asked.trials.push_back(state->trials().at(number));
    for (std::size_t i = 0; i < draft.proposals; ++i)
      asked.trials.push_back(state->trials().at(draft.first + i));
    return asked;
  }
  throw Error(Code::conflict,
              "other processes kept changing the study '" + name_ + "' during the proposal; try again");
}

}  // namespace lode::study
