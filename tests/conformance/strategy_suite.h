/// \file
/// What every strategy must do, alone (strategy.h) and within a study, as tests. Any program that has
/// strategies includes this once and instantiates it; tests/strategy/conformance_test.cpp does for the table
/// of strategies().
///
///   INSTANTIATE_TEST_SUITE_P(Mine, StrategySuite, testing::Values(StrategyKind{"Random"}));
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <gtest/gtest.h>
#include <limits>
#include <memory>
#include <ostream>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <utility>  // swap
#include <vector>

#include "space/make.h"
#include "store/scratch.h"
#include "store/store.h"
#include "strategy/strategy.h"
#include "study/study.h"

namespace lode::strategy::test {

namespace make = space::make;

/// A strategy, and the terms on which it is tested.
struct StrategyKind {
  std::string name;     ///< as in strategies()
  bool finite = false;  ///< searches finite spaces alone
  /// How many of ten thousand trials it is asked for; the others are added, as its model sees only some of
  /// many.
  std::size_t asked = 10000;
};

inline void PrintTo(const StrategyKind& kind, std::ostream* out) { *out << kind.name; }

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr std::size_t many_trials = 2000;  // the same in less time: sanitizers cost ten times as much
#else
inline constexpr std::size_t many_trials = 10000;
#endif

inline constexpr double infinity = std::numeric_limits<double>::infinity();
inline constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// Reals, integers and choices, two of them conditional. With steps it has 9 * (3 + 9 * 3 + ...)
/// configurations.
inline space::Space mixed_space(bool finite) {
  using space::Scaling;
  return space::Space(
      {make::real("rate", finite ? 0.125 : 1e-4, 1, finite ? Scaling::linear : Scaling::logarithmic,
                  finite ? 0.125 : 0),
       make::integer("layers", 1, 4), make::choice("optimizer", {"adam", "sgd", "none"}),
       make::where(make::real("momentum", 0, 0.75, Scaling::linear, finite ? 0.25 : 0), "optimizer", {1}),
       make::where(make::integer("units", 8, 10), "layers", {2, 3})});
}

/// Every parameter has a single value.
inline space::Space single_space() {
  return space::Space({make::real("x", 0.5, 0.5), make::integer("n", -3, -3), make::choice("c", {"only"})});
}

/// 120,000 configurations.
inline space::Space large_space() {
  return space::Space(
      {make::integer("a", 1, 200), make::integer("b", 0, 199), make::choice("c", {"p", "q", "r"})});
}

/// A smooth loss of any row; what is inactive adds nothing.
inline double loss_of(const space::Row& row) {
  double loss = 0;
  for (std::size_t i = 0; i < row.size(); ++i)
    if (!std::isnan(row[i])) loss += std::pow(row[i] - 0.4 * static_cast<double>(i + 1), 2);
  return loss;
}

/// Each row is one of the space's, and none is there twice.
inline void expect_distinct(const space::Space& space, const std::vector<space::Row>& rows) {
  std::set<std::string> keys;
  for (const auto& row : rows) {
    ASSERT_NO_THROW(space.check(row));
    EXPECT_TRUE(keys.insert(space.key(row)).second) << "trial " << keys.size() << " repeats an earlier one";
  }
}

inline std::vector<space::Row> rows_of(const study::State& state) {
  std::vector<space::Row> rows;
  for (const auto& trial : state.trials()) rows.push_back(trial->row);
  return rows;
}

/// Whatever a record says is a number that can be written, read and explained.
inline void expect_finite(const Record& record) {
  for (const auto& number : {record.acquisition, record.mean, record.deviation})
    EXPECT_TRUE(std::isfinite(number.value_or(0))) << record.source << ": " << *number;
  for (const double number : record.hyperparameters) EXPECT_TRUE(std::isfinite(number)) << number;
}

inline void expect_same(const space::Space& space, const std::vector<Proposal>& a,
                        const std::vector<Proposal>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(space.key(a[i].row), space.key(b[i].row)) << i;
    EXPECT_EQ(a[i].record.source, b[i].record.source) << i;
    EXPECT_EQ(a[i].record.index, b[i].record.index) << i;
    EXPECT_EQ(a[i].record.hyperparameters, b[i].record.hyperparameters) << i;
    EXPECT_EQ(a[i].record.acquisition, b[i].record.acquisition) << i;
  }
}

class StrategySuite : public testing::TestWithParam<StrategyKind> {
 protected:
  space::Space mixed() const { return mixed_space(GetParam().finite); }

  static std::unique_ptr<Strategy> strategy(const space::Space& space, std::uint64_t seed = 5) {
    lode::strategy::Setup setup;  // not GoogleTest's
    setup.space = space;
    setup.seed = seed;
    return find_strategy(GetParam().name).make(setup);
  }

  study::Definition definition(const space::Space& space, study::Goal goal = study::Goal::minimize) const {
    study::Definition d;
    d.name = "conformance";
    d.objectives = {{"loss", goal}};
    d.parameters = space.parameters();
    d.strategy = GetParam().name;
    d.seed = 5;
    if (strategy::find_strategy(d.strategy).rungs) {
      d.hyperband.max_resource = 9;
      d.hyperband.min_resource = least_resource_;
    }
    return d;
  }

  /// A clock that stands still: what two studies do alike, their events say alike.
  static study::Environment environment() {
    study::Environment e;
    e.clock = [] { return 1000.0; };
    return e;
  }

  std::unique_ptr<study::Study> study(const space::Space& space, study::Goal goal = study::Goal::minimize) {
    store_ = store::open_memory_store();
    return study::Study::create(*store_, definition(space, goal), environment());
  }

  /// The same in a SQLite file.
  std::unique_ptr<study::Study> stored_study(const space::Space& space) {
    store_ = store::open_sqlite_store(scratch_.file(std::to_string(++files_) + ".db"));
    return study::Study::create(*store_, definition(space), environment());
  }

  /// The history after `count` trials, each proposed alone and finished with `loss` of its row.
  template <class Loss>
  static History run(const Strategy& strategy, std::size_t count, const Loss& loss) {
    History history;
    for (std::size_t i = 0; i < count; ++i) {
      const auto proposed = strategy.suggest(history, 1);
      EXPECT_EQ(proposed.size(), 1U);
      if (proposed.empty()) break;
      expect_finite(proposed[0].record);
      const double value = loss(proposed[0].row);
      const bool finite = std::isfinite(value);
      history.trials.push_back({history.next_number++, proposed[0].row,
                                finite ? Outcome::observed : Outcome::infeasible, finite ? value : 0,
                                proposed[0].record});
    }
    return history;
  }

  std::uint64_t least_resource_ = 1;  ///< of strategies with rungs

 private:
  store::test::Scratch scratch_{store::test::Scratch::Place::memory};
  int files_ = 0;
  std::unique_ptr<store::Store> store_;
};

// Outcomes.

TEST_P(StrategySuite, NotFiniteOutcomesAreNeverBestAndEndNothing) {
  constexpr std::array<double, 5> objectives = {not_a_number, infinity, -infinity, 2, 1};
  for (const auto goal : {study::Goal::minimize, study::Goal::maximize}) {
    const auto searched = study(mixed(), goal);
    for (std::size_t i = 0; i < 15; ++i) {
      const auto asked = searched->ask(1);
      ASSERT_EQ(asked.trials.size(), 1U) << i;
      expect_finite(asked.trials[0]->record);
      searched->tell(asked.trials[0]->number, {}, objectives.at(i % 5));
    }
    const auto state = searched->snapshot();
    expect_distinct(state->space(), rows_of(*state));
    ASSERT_NE(state->best(), nullptr);
    EXPECT_EQ(*state->best()->objective, goal == study::Goal::minimize ? 1 : 2);
  }
}

TEST_P(StrategySuite, GoesOnWhereNothingButFailuresCameBack) {
  const auto searched = study(mixed());
  for (std::size_t i = 0; i < 12; ++i) {
    const auto asked = searched->ask(1);
    ASSERT_EQ(asked.trials.size(), 1U) << i;
    searched->tell(asked.trials[0]->number, {}, i % 2 == 0 ? not_a_number : infinity);
  }
  const auto state = searched->snapshot();
  expect_distinct(state->space(), rows_of(*state));
  EXPECT_EQ(state->best(), nullptr);
}

TEST_P(StrategySuite, GoesOnWithLossesOfAnySize) {
  const auto space = mixed();
  using Loss = double (*)(const space::Row&);
  for (const Loss loss :
       {Loss([](const space::Row&) { return 7.0; }), Loss([](const space::Row&) { return 0.0; }),
        Loss([](const space::Row& row) { return loss_of(row) * 1e300; }),
        Loss([](const space::Row& row) { return loss_of(row) * -1e-300; }),
        Loss([](const space::Row& row) { return row[1] > 2 ? 1.7e308 : -1.7e308; })}) {
    const History history = run(*strategy(space), 10, loss);
    std::vector<space::Row> rows;
    for (const auto& past : history.trials) rows.push_back(past.row);
    expect_distinct(space, rows);
  }
}

// Spaces.

TEST_P(StrategySuite, ASingleConfigurationIsGivenOnce) {
  const auto searched = study(single_space());
  const auto asked = searched->ask(3);
  ASSERT_EQ(asked.trials.size(), 1U);
  EXPECT_EQ(asked.trials[0]->row, (space::Row{0.5, -3, 0}));
  EXPECT_EQ(searched->ask(1).why, study::Asked::Why::done);
  searched->tell(0, {}, 1.0);
  EXPECT_EQ(searched->ask(1).why, study::Asked::Why::done);
  EXPECT_EQ(searched->snapshot()->status(), study::Status::completed);
}

TEST_P(StrategySuite, ASingleValueAmongOthersStaysWhatItIs) {
  const space::Space space(
      {make::real("x", 0.1, 0.1), make::integer("n", 1, 30), make::choice("c", {"only"})});
  std::vector<space::Row> rows;
  for (const auto& past : run(*strategy(space), 12, loss_of).trials) {
    EXPECT_EQ(past.row[0], 0.1);
    EXPECT_EQ(past.row[2], 0);
    rows.push_back(past.row);
  }
  expect_distinct(space, rows);
}

TEST_P(StrategySuite, MixedAndConditionalSpaces) {
  const auto space = mixed();
  std::vector<space::Row> rows;
  std::set<double> optimizers;
  bool with_units = false;
  for (const auto& past : run(*strategy(space), 24, loss_of).trials) {
    const auto& row = past.row;
    EXPECT_EQ(std::isnan(row[3]), row[2] != 1);
    EXPECT_EQ(std::isnan(row[4]), row[1] != 2 && row[1] != 3);
    with_units = with_units || !std::isnan(row[4]);
    optimizers.insert(row[2]);
    rows.push_back(row);
  }
  expect_distinct(space, rows);
  EXPECT_EQ(optimizers.size(), 3U);
  EXPECT_TRUE(with_units);
}

TEST_P(StrategySuite, AFiniteSpaceIsGivenOutWhole) {
  const auto space = mixed_space(true);
  const auto count = static_cast<std::size_t>(space.cardinality());
  const auto all = strategy(space)->suggest({}, count + 1);
  ASSERT_EQ(all.size(), count);
  std::vector<space::Row> rows;
  for (const auto& proposal : all) rows.push_back(proposal.row);
  expect_distinct(space, rows);
}

// Pending trials, and trials of other sources.

TEST_P(StrategySuite, SeveralAtOnceAreOneByOneWithTheEarlierOnesPending) {
  const auto space = mixed();
  const auto proposer = strategy(space);
  History history = run(*proposer, 8, loss_of);
  for (std::size_t i = 5; i < 8; ++i) history.trials[i].outcome = Outcome::pending;
  const auto at_once = proposer->suggest(history, 6);
  std::vector<Proposal> in_turn;
  for (std::size_t i = 0; i < 6; ++i) {
    in_turn.push_back(proposer->suggest(history, 1).at(0));
    history.trials.push_back(
        {history.next_number++, in_turn.back().row, Outcome::pending, 0, in_turn.back().record});
  }
  expect_same(space, at_once, in_turn);
  std::vector<space::Row> rows;
  for (const auto& past : history.trials) rows.push_back(past.row);
  expect_distinct(space, rows);
}

TEST_P(StrategySuite, EnqueuedTrialsComeFirstAndAddedOnesAreKnown) {
  const auto space = mixed();
  const auto searched = study(space);
  const space::Row first{0.5, 4, 0, not_a_number, not_a_number}, second{0.25, 2, 1, 0.5, 9},
      known{0.75, 1, 2, not_a_number, not_a_number};
  searched->enqueue(first);
  EXPECT_EQ(searched->add(known, 0.125), 0U);
  searched->enqueue(second);
  const auto asked = searched->ask(4);
  ASSERT_EQ(asked.trials.size(), 4U);
  EXPECT_EQ(space.key(asked.trials[0]->row), space.key(first));
  EXPECT_EQ(space.key(asked.trials[1]->row), space.key(second));
  for (const auto& trial : asked.trials) searched->tell(trial->number, {}, loss_of(trial->row) + 1);
  for (int i = 0; i < 8; ++i) {
    const auto one = searched->ask(1);
    ASSERT_EQ(one.trials.size(), 1U);
    searched->tell(one.trials[0]->number, {}, loss_of(one.trials[0]->row) + 1);
  }
  const auto state = searched->snapshot();
  expect_distinct(space, rows_of(*state));
  EXPECT_EQ(state->best()->number, 0U);
  EXPECT_EQ(state->trials().size(), 13U);
}

// The same events, the same next proposal.

/// One step of a search that has always one or two trials under way, and some from elsewhere.
inline void advance(study::Study& study, std::uint64_t step) {
  if (step == 3) study.enqueue({0.5, 4, 0, not_a_number, not_a_number});
  if (step == 6) study.add({0.75, 1, 2, not_a_number, not_a_number}, 0.5);
  for (const auto& trial : study.ask(step % 3 == 0 ? 2 : 1).trials)
    study.report(trial->number, {"loss", loss_of(trial->row) + 1, 1, 0, 0, 0});
  const auto state = study.snapshot();
  for (const auto& trial : state->trials())
    if (trial->pending() && trial->number + 2 < state->trials().size())
      study.tell(trial->number, {}, trial->number % 5 == 4 ? not_a_number : loss_of(trial->row));
}

inline std::vector<store::Event> events_in(store::Store& store) {
  return store.open("conformance")->read_from(0);
}

inline void expect_same_events(const std::vector<store::Event>& found,
                               const std::vector<store::Event>& expected) {
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    EXPECT_EQ(found[i].type, expected[i].type);
    EXPECT_EQ(found[i].payload, expected[i].payload) << "event " << i + 1;
  }
}

TEST_P(StrategySuite, AStudyThatIsOpenedAgainAtEachStepIsTheOneThatWasNot) {
  const store::test::Scratch scratch(store::test::Scratch::Place::memory);
  const std::string whole = scratch.file("whole.db"), parts = scratch.file("parts.db");
  constexpr std::uint64_t steps = 12;
  {
    const auto store = store::open_sqlite_store(whole);
    const auto searched = study::Study::create(*store, definition(mixed()), environment());
    for (std::uint64_t step = 0; step < steps; ++step) advance(*searched, step);
  }
  study::Study::create(*store::open_sqlite_store(parts), definition(mixed()), environment());
  for (std::uint64_t step = 0; step < steps; ++step) {
    const auto store = store::open_sqlite_store(parts);
    advance(*study::Study::open(*store, "conformance", environment()), step);
  }
  expect_same_events(events_in(*store::open_sqlite_store(parts)),
                     events_in(*store::open_sqlite_store(whole)));
}

TEST_P(StrategySuite, ASearchIsTheSameInEveryStore) {
  const store::test::Scratch scratch(store::test::Scratch::Place::memory);
  const auto memory = store::open_memory_store(), sqlite = store::open_sqlite_store(scratch.file("s.db"));
  for (const auto& store : {memory.get(), sqlite.get()}) {
    const auto searched = study::Study::create(*store, definition(mixed()), environment());
    for (std::uint64_t step = 0; step < 12; ++step) advance(*searched, step);
  }
  expect_same_events(events_in(*sqlite), events_in(*memory));
}

/// What may happen to a study in this order alone: a trial's reports before its end, and what takes the next
/// number, or the next place in the queue, one after the other.
using Chain = std::vector<std::function<void(study::Study&)>>;

/// Two reports, in either order, and the end but for two trials that are still under way.
inline Chain chain_of(const study::TrialPtr& trial, std::mt19937& random) {
  const auto report = [&](std::int64_t step) {
    return [number = trial->number, value = loss_of(trial->row) + 1 / static_cast<double>(step),
            step](study::Study& study) {
      study.report(number, {"loss", value, step, 0, 0, 0});
    };
  };
  Chain chain = {report(1), report(2)};
  if (random() % 2 == 0) std::swap(chain[0], chain[1]);
  if (trial->number != 3 && trial->number != 10)
    chain.emplace_back([trial](study::Study& study) {
      study.tell(trial->number, {}, trial->number == 7 ? infinity : loss_of(trial->row));
    });
  return chain;
}

/// Does all that is in the chains, each in its order, all of them mixed at random.
inline void happen(study::Study& study, std::vector<Chain> chains, std::mt19937& random) {
  while (!chains.empty()) {
    Chain& chain = chains[random() % chains.size()];
    chain.front()(study);
    chain.erase(chain.begin());
    std::erase_if(chains, [](const Chain& c) { return c.empty(); });
  }
}

TEST_P(StrategySuite, TheOrderInWhichThingsHappenedDoesNotMatter) {
  const auto space = mixed();
  // Who goes past a rung depends on who was there before: the reports reach none.
  least_resource_ = 3;
  const auto enqueue = [](space::Row row) { return [row](study::Study& study) { study.enqueue(row); }; };
  const auto add = [](space::Row row) {
    return [row](study::Study& study) { study.add(row, loss_of(row)); };
  };
  const Chain enqueues = {enqueue({0.5, 4, 0, not_a_number, not_a_number}), enqueue({0.25, 2, 1, 0.5, 9})};
  const Chain adds = {add({0.75, 1, 2, not_a_number, not_a_number}),
                      add({1, 4, 0, not_a_number, not_a_number})};
  std::vector<Proposal> expected;
  for (unsigned seed = 0; seed < 6; ++seed) {
    const auto searched = seed % 2 == 0 ? study(space) : stored_study(space);
    std::mt19937 random(seed);
    std::vector<Chain> chains = {enqueues, adds};
    for (const auto& trial : searched->ask(12).trials) chains.push_back(chain_of(trial, random));
    happen(*searched, chains, random);
    std::vector<Proposal> next;  // the enqueued ones, then the strategy's own
    for (const auto& trial : searched->ask(5).trials) next.push_back({trial->row, trial->record});
    EXPECT_EQ(next.size(), 5U);
    if (seed == 0) expected = next;
    expect_same(space, next, expected);
  }
}

// Threads and numbers.

TEST_P(StrategySuite, EightThreadsGetTheSameFromTheSameHistory) {
  const auto space = mixed();
  const auto proposer = strategy(space);
  const History history = run(*proposer, 10, loss_of);
  const auto expected = proposer->suggest(history, 2);
  std::array<std::vector<Proposal>, 8> found;
  std::vector<std::thread> threads;
  for (auto& proposals : found) threads.emplace_back([&] { proposals = proposer->suggest(history, 2); });
  for (auto& thread : threads) thread.join();
  for (const auto& proposals : found) expect_same(space, proposals, expected);
}

/// Five trials in each of eight threads.
inline void search_in_threads(study::Study& searched) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&] {
      for (int k = 0; k < 5; ++k)
        for (const auto& trial : searched.ask(1).trials) {
          searched.report(trial->number, {"loss", loss_of(trial->row), 1, 0, 0, 0});
          searched.tell(trial->number, {}, loss_of(trial->row));
        }
    });
  for (auto& thread : threads) thread.join();
  const auto state = searched.snapshot();
  EXPECT_EQ(state->counters().completed, 40U);
  expect_distinct(state->space(), rows_of(*state));
}

TEST_P(StrategySuite, EightThreadsAskAndTellOneStudy) { search_in_threads(*study(mixed())); }

TEST_P(StrategySuite, EightThreadsAskAndTellOneStudyInAFile) { search_in_threads(*stored_study(mixed())); }

TEST_P(StrategySuite, TenThousandTrials) {
  const auto space = large_space();
  const auto searched = study(space);
  const std::size_t asked = std::min(GetParam().asked, many_trials);
  for (std::size_t i = 0; i + asked < many_trials; ++i) {
    const auto row = space.configuration(i * 11);
    searched->add(row, loss_of(row));
  }
  while (searched->read([](const study::State& state) { return state.trials().size(); }) < many_trials)
    for (const auto& trial : searched->ask(std::min<std::size_t>(asked / 2, 500)).trials)
      searched->tell(trial->number, {}, loss_of(trial->row));
  const auto state = searched->snapshot();
  EXPECT_EQ(state->counters().completed, many_trials);
  expect_distinct(space, rows_of(*state));
}

}  // namespace lode::strategy::test
