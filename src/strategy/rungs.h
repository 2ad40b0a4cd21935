/// \file
/// Successive halving: how far each trial is trained before it is compared with others, and what the
/// comparison decides. Jamieson & Talwalkar 2016; Hyperband: Li, Jamieson, DeSalvo, Rostamizadeh &
/// Talwalkar, JMLR 18 (2018); asynchronous (ASHA): Li et al., MLSys 2020.
///
/// A resource is counted in whole steps: epochs, boosting rounds, or whatever else a trial is given more of.
/// Rungs are the resources at which trials are compared: the maximal resource R, R / eta, R / eta^2, ...,
/// rounded down, and none below the minimal resource. A bracket is a group of trials that begin at one of the
/// rungs. All of it is integer arithmetic.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace lode::strategy {

/// What a trial that reports should do; the values of lode_decision.
enum class Decision : std::int32_t { go_on = 0, stop = 1, pause = 2 };

/// When a trial at a rung is compared, and what becomes of it.
enum class Halving : std::int32_t {
  stopping = 0,     ///< as soon as it is there: it goes on, or is stopped for good. ASHA as AMT has it
  promotion = 1,    ///< it is paused, and resumed once it is among the best of those that are there: ASHA
  synchronous = 2,  ///< it is paused until all of its bracket are there: Hyperband
  freeze_thaw = 3   ///< it is paused; who goes on is who the model expects most of (Swersky et al. 2014)
};

/// How many trials a bracket of synchronous Hyperband has.
enum class BracketSizes : std::int32_t {
  pseudocode = 0,  ///< ceil((s_max + 1) / (s + 1) eta^s), as in Algorithm 1 of the paper
  table1 = 1       ///< floor((s_max + 1) / (s + 1)) eta^s, as in its Table 1
};

/// Where new trials' configurations come from.
enum class Configurations : std::int32_t { model = 0, random = 1 };

struct Hyperband {
  Halving halving = Halving::stopping;
  std::uint64_t min_resource = 1;  ///< at least 1
  std::uint64_t max_resource = 0;  ///< R; 0: there are no rungs
  std::uint64_t eta = 3;           ///< at least 2: one of so many goes on to the next rung
  std::uint64_t brackets = 1;      ///< of the asynchronous variants; more than there are rungs: as many
  BracketSizes sizes = BracketSizes::pseudocode;
  Configurations configurations = Configurations::model;
  /// A trial that goes on begins anew, with more of the resource: a share of the data, a resolution. It is
  /// compared at the end of each attempt. Else it goes on from its checkpoint: epochs.
  bool restarts = false;
};

/// The rungs' resources, ascending: the last is max_resource. None where that is 0.
std::vector<std::uint64_t> rung_levels(const Hyperband& hyperband);

/// How many of so many trials reach each of so many rungs, where one of eta goes on: n_i = floor(n / eta^i).
std::vector<std::uint64_t> halved(std::uint64_t trials, std::uint64_t eta, std::size_t rungs);

/// How many trials of a bracket of synchronous Hyperband reach each of its rungs.
/// \param rungs those of the whole ladder, s_max + 1. \param first the bracket's lowest one: s = s_max -
/// first
std::vector<std::uint64_t> bracket_sizes(const Hyperband& hyperband, std::size_t rungs, std::size_t first);

/// A trial's result at a rung.
struct Standing {
  std::uint64_t trial = 0;
  double loss = 0;        ///< NaN: it never got a value there; worse than every other
  bool promoted = false;  ///< it has gone on
  bool ended = false;     ///< it got no further, by itself: it cannot go on
};

/// A paused trial that may go on.
struct Promotion {
  std::uint64_t trial = 0;
  std::uint64_t bracket = 0;
  std::size_t rung = 0;  ///< that it leaves
};

/// Who has reached which rung. A value type without clocks or random numbers of its own: the same calls in
/// the same order make the same.
class Rungs {
 public:
  Rungs() = default;
  explicit Rungs(const Hyperband& hyperband);

  bool on() const { return !levels_.empty(); }
  const Hyperband& hyperband() const { return hyperband_; }
  /// Ascending.
  const std::vector<std::uint64_t>& levels() const { return levels_; }
  /// The lowest rung of a bracket.
  std::size_t first(std::uint64_t bracket) const;

  /// The bracket of the next new trial. Synchronous: the first that is not full, from the one with the most
  /// trials and the least resource on, over and over. Otherwise one of Hyperband::brackets, drawn in
  /// proportion to how many trials it has in Hyperband.
  std::uint64_t next_bracket(std::uint64_t seed, std::uint64_t trial) const;
  /// A trial begins in a bracket.
  void enter(std::uint64_t bracket);

  /// The rung at which a trial of the bracket that has got to `step` is to be compared, if any: the highest
  /// at or below it; synchronously the next one, however far it has got, as others wait for it there.
  /// \param last the rung at which it was compared last, if any
  std::optional<std::size_t> reached(std::uint64_t bracket, std::optional<std::size_t> last,
                                     std::uint64_t step) const;
  /// What becomes of a trial that reaches a rung with this loss. It is not yet among those that are there.
  Decision decide(std::uint64_t bracket, std::size_t rung, double loss) const;
  /// It is there. \pre the bracket was entered
  void record(std::uint64_t bracket, std::size_t rung, const Standing& standing);
  /// A trial has ended by itself, or failed, on its way to the next rung: synchronous brackets do not wait
  /// for it. \param last the rung at which it was compared last, if any. \param loss NaN where it has none
  void leave(std::uint64_t bracket, std::optional<std::size_t> last, std::uint64_t trial, double loss);

  /// The paused trial that should go on next, by the comparisons alone: of the highest rung that has one;
  /// nothing where none may. \param paused whether a trial is. \param last whether no new trial will come: a
  /// bracket that is not full waits for no more
  std::optional<Promotion> promotable(const std::function<bool(std::uint64_t)>& paused, bool last) const;
  void promote(const Promotion& promotion);
  /// A trial that waits at the rung is given up: nobody waits for it further up.
  void give_up(std::uint64_t bracket, std::size_t rung, std::uint64_t trial);
  /// A paused trial that can no longer be promoted, whatever comes; nothing where there is none.
  /// \param most trials that there will be at most; 0: nobody knows
  std::optional<std::uint64_t> hopeless(const std::function<bool(std::uint64_t)>& paused, bool last,
                                        std::uint64_t most) const;

  /// Those at a rung, best first.
  const std::vector<Standing>& at(std::uint64_t bracket, std::size_t rung) const;
  std::uint64_t brackets() const { return brackets_.size(); }

 private:
  struct Bracket {
    std::uint64_t trials = 0;
    std::vector<std::vector<Standing>> rungs;  ///< by rung of the whole ladder
  };

  std::uint64_t capacity(std::uint64_t bracket) const;
  /// How many of those at the rung are to be among the best.
  std::size_t promotions(std::uint64_t bracket, std::size_t rung, bool last) const;
  std::uint64_t expected(std::uint64_t bracket, std::size_t rung, bool last) const;
  /// The first paused one of a bracket that can no longer be promoted. \param coming trials that may still
  /// begin in it
  std::optional<std::uint64_t> hopeless_of(std::uint64_t bracket, std::uint64_t coming,
                                           const std::function<bool(std::uint64_t)>& paused) const;
  std::optional<std::uint64_t> hopeless_synchronously(std::uint64_t bracket, bool last,
                                                      const std::function<bool(std::uint64_t)>& paused) const;
  Standing* standing(std::uint64_t bracket, std::size_t rung, std::uint64_t trial);

  Hyperband hyperband_;
  std::vector<std::uint64_t> levels_;
  std::vector<Bracket> brackets_;
};

}  // namespace lode::strategy
