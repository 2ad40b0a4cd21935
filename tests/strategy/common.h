/// \file
/// Spaces, histories and checks that the tests of all strategies share.
#pragma once

#include <gtest/gtest.h>
#include <set>
#include <string>
#include <vector>

#include "space/make.h"
#include "strategy/strategy.h"

namespace lode::strategy {

namespace make = space::make;
using Make = std::unique_ptr<Strategy> (*)(const Setup&);

inline Setup setup_of(space::Space space, std::uint64_t seed = 1) {
  Setup setup;
  setup.space = std::move(space);
  setup.seed = seed;
  return setup;
}

/// 3 x 4 x 2 = 24 configurations.
inline space::Space small_space() {
  return space::Space({make::integer("a", 1, 3), make::choice("b", {"p", "q", "r", "s"}),
                       make::real("c", 0, 0.5, space::Scaling::linear, 0.5)});
}

/// "sgd" alone has two children: 1 + 3 * 2 + 1 = 8 configurations.
inline space::Space tree_space() {
  return space::Space({make::choice("optimizer", {"adam", "sgd", "none"}),
                       make::where(make::integer("momentum", 7, 9), "optimizer", {1}),
                       make::where(make::choice("nesterov", {"no", "yes"}), "optimizer", {1})});
}

inline space::Space square() {
  return space::Space(
      {make::real("x", 0, 1, space::Scaling::linear), make::real("y", 0, 1, space::Scaling::linear)});
}

/// Appends a trial with the next number.
inline void append(History& history, space::Row row, const Record& record,
                   Outcome outcome = Outcome::pending) {
  history.trials.push_back({history.next_number++, std::move(row), outcome, 0, record});
}

inline Record enqueued() {
  Record record;
  record.source = "enqueued";
  return record;
}

/// Asks for one configuration at a time, `count` times or until there is none.
inline std::vector<Proposal> ask_one_by_one(const Strategy& strategy, History& history, std::size_t count) {
  std::vector<Proposal> all;
  while (all.size() < count) {
    const std::vector<Proposal> one = strategy.suggest(history, 1);
    if (one.empty()) break;
    EXPECT_EQ(one.size(), 1u);
    append(history, one[0].row, one[0].record, all.size() % 2 ? Outcome::observed : Outcome::infeasible);
    all.push_back(one[0]);
  }
  return all;
}

inline std::set<std::string> keys_of(const space::Space& space, const std::vector<Proposal>& proposals) {
  std::set<std::string> keys;
  for (const Proposal& proposal : proposals) {
    EXPECT_NO_THROW(space.check(proposal.row));
    keys.insert(space.key(proposal.row));
  }
  return keys;
}

inline void expect_same(const space::Space& space, const std::vector<Proposal>& a,
                        const std::vector<Proposal>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(space.key(a[i].row), space.key(b[i].row)) << i;
    EXPECT_EQ(a[i].record.source, b[i].record.source);
    EXPECT_EQ(a[i].record.index, b[i].record.index);
    EXPECT_EQ(a[i].record.note, b[i].record.note);
  }
}

/// A finite space is handed out completely, without repetition, and then nothing.
inline void expect_exhausts(Make make_strategy, const space::Space& space, std::size_t configurations) {
  ASSERT_EQ(space.cardinality(), static_cast<double>(configurations));
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    const std::unique_ptr<Strategy> strategy = make_strategy(setup_of(space, seed));
    History history;
    const std::vector<Proposal> all = ask_one_by_one(*strategy, history, configurations);
    EXPECT_EQ(keys_of(space, all).size(), configurations);
    EXPECT_TRUE(strategy->suggest(history, 1).empty());
    EXPECT_TRUE(strategy->suggest(history, 7).empty());
    EXPECT_EQ(strategy->suggest({}, configurations + 5).size(), configurations);
  }
}

/// n at once are the same as n one by one; asking twice, and of a strategy made anew, gives the same.
inline void expect_pure(Make make_strategy, const space::Space& space, std::size_t n) {
  const std::unique_ptr<Strategy> strategy = make_strategy(setup_of(space, 42));
  History history;
  const std::vector<Proposal> single = ask_one_by_one(*strategy, history, n);
  expect_same(space, strategy->suggest({}, n), single);
  expect_same(space, make_strategy(setup_of(space, 42))->suggest({}, n), single);
  History half;
  for (std::size_t i = 0; i < n / 2; ++i) append(half, single[i].row, single[i].record);
  const std::vector<Proposal> rest(single.begin() + static_cast<std::ptrdiff_t>(n / 2), single.end());
  expect_same(space, strategy->suggest(half, n - n / 2), rest);
}

/// Configurations that others put into the history are never proposed again; the rest still is.
inline void expect_skips_enqueued(Make make_strategy) {
  const space::Space space = small_space();
  const std::unique_ptr<Strategy> strategy = make_strategy(setup_of(space, 3));
  History history;
  std::vector<Proposal> all;
  for (std::uint64_t i = 0; i < 24; i += 4) {
    const space::Row foreign = space.configuration(i);
    bool seen = false;
    for (const Past& past : history.trials) seen = seen || space.key(past.row) == space.key(foreign);
    if (!seen) append(history, foreign, enqueued());
    for (const Proposal& p : ask_one_by_one(*strategy, history, 2)) all.push_back(p);
  }
  for (const Proposal& p : ask_one_by_one(*strategy, history, 24)) all.push_back(p);
  EXPECT_EQ(keys_of(space, all).size(), all.size());
  std::set<std::string> tried;
  for (const Past& past : history.trials) tried.insert(space.key(past.row));
  EXPECT_EQ(tried.size(), 24u);
  EXPECT_EQ(history.trials.size(), 24u);
}

/// Chi-square statistic of counts against equal expectation.
inline double chi_square(const std::vector<int>& counts, double expected) {
  double sum = 0;
  for (const int count : counts) sum += (count - expected) * (count - expected) / expected;
  return sum;
}

}  // namespace lode::strategy
