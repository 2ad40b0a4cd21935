#include "strategy/rungs.h"

#include <algorithm>  // all_of, count_if, find_if, min, reverse, upper_bound
#include <cmath>

#include "math/philox.h"

namespace lode::strategy {

namespace {

/// eta^exponent. \pre it fits: eta^exponent <= R
std::uint64_t power(std::uint64_t eta, std::size_t exponent) {
  std::uint64_t result = 1;
  for (std::size_t i = 0; i < exponent; ++i) result *= eta;
  return result;
}

/// A NaN is worse than every number.
bool better(double a, double b) { return a < b || (std::isnan(b) && !std::isnan(a)); }

bool may_go_on(const Standing& standing) { return !standing.ended && !std::isnan(standing.loss); }

}  // namespace

std::vector<std::uint64_t> rung_levels(const Hyperband& hyperband) {
  std::vector<std::uint64_t> levels;
  const std::uint64_t least = std::max<std::uint64_t>(1, hyperband.min_resource);
  for (std::uint64_t level = hyperband.max_resource; level >= least; level /= hyperband.eta)
    levels.push_back(level);
  std::reverse(levels.begin(), levels.end());
  return levels;
}

std::vector<std::uint64_t> halved(std::uint64_t trials, std::uint64_t eta, std::size_t rungs) {
  std::vector<std::uint64_t> left;
  for (; left.size() < rungs; trials /= eta) left.push_back(trials);
  return left;
}

std::vector<std::uint64_t> bracket_sizes(const Hyperband& hyperband, std::size_t rungs, std::size_t first) {
  const std::size_t s = rungs - 1 - first;
  const std::uint64_t scale = power(hyperband.eta, s);
  const std::uint64_t n =
      hyperband.sizes == BracketSizes::table1 ? rungs / (s + 1) * scale : (rungs * scale + s) / (s + 1);
  return halved(n, hyperband.eta, s + 1);
}

Rungs::Rungs(const Hyperband& hyperband) : hyperband_(hyperband), levels_(rung_levels(hyperband)) {
  const std::size_t most = std::max<std::size_t>(1, levels_.size());
  hyperband_.brackets = std::min<std::uint64_t>(std::max<std::uint64_t>(1, hyperband.brackets), most);
}

std::size_t Rungs::first(std::uint64_t bracket) const {
  return static_cast<std::size_t>(bracket % levels_.size());
}

std::uint64_t Rungs::capacity(std::uint64_t bracket) const {
  return bracket_sizes(hyperband_, levels_.size(), first(bracket)).front();
}

std::uint64_t Rungs::next_bracket(std::uint64_t seed, std::uint64_t trial) const {
  if (hyperband_.halving == Halving::synchronous) {
    const auto open = std::find_if(brackets_.begin(), brackets_.end(), [&](const Bracket& bracket) {
      return bracket.trials < capacity(static_cast<std::uint64_t>(&bracket - brackets_.data()));
    });
    return static_cast<std::uint64_t>(open - brackets_.begin());
  }
  std::uint64_t total = 0;
  for (std::uint64_t b = 0; b < hyperband_.brackets; ++b) total += capacity(b);
  std::uint64_t at = math::Random(seed, trial, math::Purpose::bracket).below(total);
  std::uint64_t bracket = 0;
  for (; at >= capacity(bracket); ++bracket) at -= capacity(bracket);
  return bracket;
}

void Rungs::enter(std::uint64_t bracket) {
  for (std::uint64_t b = brackets_.size(); b <= bracket; ++b)
    brackets_.push_back({0, std::vector<std::vector<Standing>>(levels_.size())});
  ++brackets_[bracket].trials;
}

std::optional<std::size_t> Rungs::reached(std::uint64_t bracket, std::optional<std::size_t> last,
                                          std::uint64_t step) const {
  const std::size_t next = last ? *last + 1 : first(bracket);
  if (next >= levels_.size() || step < levels_[next]) return std::nullopt;
  if (hyperband_.halving == Halving::synchronous) return next;
  const auto above = std::upper_bound(levels_.begin(), levels_.end(), step);
  return static_cast<std::size_t>(above - levels_.begin()) - 1;
}

Decision Rungs::decide(std::uint64_t bracket, std::size_t rung, double loss) const {
  if (rung + 1 == levels_.size()) return Decision::stop;
  // Whoever is to go on does so in another attempt: a trainer may end at the resource that it was given.
  if (hyperband_.halving != Halving::stopping) return Decision::pause;
  const auto& there = at(bracket, rung);
  const std::uint64_t go_on = (there.size() + 1) / hyperband_.eta;
  if (go_on == 0) return Decision::go_on;  // too few to tell
  const auto ahead = std::count_if(there.begin(), there.end(),
                                   [&](const Standing& other) { return better(other.loss, loss); });
  const bool best = static_cast<std::uint64_t>(ahead) < go_on && !std::isnan(loss);
  return best ? Decision::go_on : Decision::stop;
}

void Rungs::record(std::uint64_t bracket, std::size_t rung, const Standing& standing) {
  auto& there = brackets_.at(bracket).rungs.at(rung);
  const auto place =
      std::upper_bound(there.begin(), there.end(), standing.loss,
                       [](double own, const Standing& other) { return better(own, other.loss); });
  there.insert(place, standing);
}

void Rungs::leave(std::uint64_t bracket, std::optional<std::size_t> last, std::uint64_t trial, double loss) {
  const std::size_t next = last ? *last + 1 : first(bracket);
  if (hyperband_.halving == Halving::synchronous && next < levels_.size())
    record(bracket, next, {trial, loss, false, true});
}

const std::vector<Standing>& Rungs::at(std::uint64_t bracket, std::size_t rung) const {
  return brackets_.at(bracket).rungs.at(rung);
}

/// How many trials of a synchronous bracket are to be at the rung before anyone leaves it: those that were
/// promoted to it, which an ended one never is.
std::uint64_t Rungs::expected(std::uint64_t bracket, std::size_t rung, bool last) const {
  if (rung == first(bracket)) return last ? brackets_[bracket].trials : capacity(bracket);
  const auto& below = at(bracket, rung - 1);
  const auto best = below.begin() + static_cast<std::ptrdiff_t>(promotions(bracket, rung - 1, last));
  return static_cast<std::uint64_t>(std::count_if(below.begin(), best, may_go_on));
}

std::size_t Rungs::promotions(std::uint64_t bracket, std::size_t rung, bool last) const {
  const auto& there = at(bracket, rung);
  if (hyperband_.halving != Halving::synchronous) return there.size() / hyperband_.eta;
  if (there.empty() || there.size() < expected(bracket, rung, last)) return 0;
  const std::uint64_t trials = std::min(brackets_[bracket].trials, capacity(bracket));
  const std::uint64_t most = trials / power(hyperband_.eta, rung + 1 - first(bracket));
  return std::min<std::size_t>(there.size(), most);
}

std::optional<Promotion> Rungs::promotable(const std::function<bool(std::uint64_t)>& paused,
                                           bool last) const {
  if (!on() || hyperband_.halving == Halving::stopping) return std::nullopt;
  for (std::size_t rung = levels_.size() - 1; rung-- > 0;) {
    for (std::uint64_t bracket = 0; bracket < brackets_.size(); ++bracket) {
      if (rung < first(bracket)) continue;
      const auto& there = at(bracket, rung);
      const std::size_t best = promotions(bracket, rung, last);
      for (std::size_t i = 0; i < best; ++i)
        if (!there[i].promoted && may_go_on(there[i]) && paused(there[i].trial))
          return Promotion{there[i].trial, bracket, rung};
    }
  }
  return std::nullopt;
}

/// A rank only ever falls, as others come in before it. So a trial can no longer be promoted that is not
/// among the best 1/eta even if all that may still come to its rung are worse.
std::optional<std::uint64_t> Rungs::hopeless_of(std::uint64_t bracket, std::uint64_t coming,
                                                const std::function<bool(std::uint64_t)>& paused) const {
  std::uint64_t reach = brackets_[bracket].trials + coming;  // trials that may get to the rung
  for (std::size_t rung = first(bracket); rung + 1 < levels_.size(); ++rung) {
    const auto& there = at(bracket, rung);
    const std::uint64_t places = reach / hyperband_.eta;
    std::uint64_t go_on = reach - std::min<std::uint64_t>(reach, there.size());
    for (std::uint64_t i = 0; i < there.size(); ++i) {
      const bool may = i < places && may_go_on(there[i]);
      if (!may && !there[i].promoted && paused(there[i].trial)) return there[i].trial;
      go_on += there[i].promoted || may ? 1 : 0;
    }
    reach = go_on;
  }
  return std::nullopt;
}

/// Once all that are to be at a rung are there.
std::optional<std::uint64_t> Rungs::hopeless_synchronously(
    std::uint64_t bracket, bool last, const std::function<bool(std::uint64_t)>& paused) const {
  for (std::size_t rung = first(bracket); rung + 1 < levels_.size(); ++rung) {
    const auto& there = at(bracket, rung);
    if (there.empty() || there.size() < expected(bracket, rung, last)) continue;
    for (std::size_t i = promotions(bracket, rung, last); i < there.size(); ++i)
      if (!there[i].promoted && paused(there[i].trial)) return there[i].trial;
  }
  return std::nullopt;
}

std::optional<std::uint64_t> Rungs::hopeless(const std::function<bool(std::uint64_t)>& paused, bool last,
                                             std::uint64_t most) const {
  const bool synchronous = hyperband_.halving == Halving::synchronous;
  if (!last && !synchronous && (most == 0 || hyperband_.halving == Halving::freeze_thaw)) return std::nullopt;
  std::uint64_t begun = 0;
  for (const Bracket& bracket : brackets_) begun += bracket.trials;
  const std::uint64_t coming = last ? 0 : most - std::min(most, begun);
  for (std::uint64_t bracket = 0; bracket < brackets_.size(); ++bracket) {
    const auto found =
        synchronous ? hopeless_synchronously(bracket, last, paused) : hopeless_of(bracket, coming, paused);
    if (found) return found;
  }
  return std::nullopt;
}

Standing* Rungs::standing(std::uint64_t bracket, std::size_t rung, std::uint64_t trial) {
  auto& there = brackets_.at(bracket).rungs.at(rung);
  const auto found = std::find_if(there.begin(), there.end(),
                                  [&](const Standing& standing) { return standing.trial == trial; });
  return found == there.end() ? nullptr : &*found;
}

void Rungs::promote(const Promotion& promotion) {
  if (Standing* found = standing(promotion.bracket, promotion.rung, promotion.trial)) found->promoted = true;
}

void Rungs::give_up(std::uint64_t bracket, std::size_t rung, std::uint64_t trial) {
  if (Standing* found = standing(bracket, rung, trial)) found->ended = true;
}

}  // namespace lode::strategy
