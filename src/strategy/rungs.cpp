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
  if (hyperband_.halving != Halving::stopping) return next;
  const auto above = std::upper_bound(levels_.begin(), levels_.end(), step);
  return static_cast<std::size_t>(above - levels_.begin()) - 1;
}

Decision Rungs::decide(std::uint64_t bracket, std::size_t rung, double loss) const {
  if (rung + 1 == levels_.size()) return Decision::stop;
  // Where the attempt has ended, whoever is to go on does so in another one.
  if (hyperband_.halving == Halving::synchronous || hyperband_.halving == Halving::freeze_thaw ||
      hyperband_.restarts)
    return Decision::pause;
  const auto& there = at(bracket, rung);
  const std::uint64_t go_on = (there.size() + 1) / hyperband_.eta;
  const auto ahead = std::count_if(there.begin(), there.end(),
                                   [&](const Standing& other) { return better(other.loss, loss); });
  if (static_cast<std::uint64_t>(ahead) < go_on && !std::isnan(loss)) return Decision::go_on;
  if (hyperband_.halving == Halving::promotion) return Decision::pause;
  return go_on == 0 ? Decision::go_on : Decision::stop;  // too few to tell
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

std::optional<std::uint64_t> Rungs::final_promotions(std::uint64_t bracket, std::size_t rung, bool last,
                                                     std::uint64_t most) const {
  if (hyperband_.halving == Halving::synchronous) {
    const bool complete = at(bracket, rung).size() >= expected(bracket, rung, last);
    return complete ? std::optional<std::uint64_t>(promotions(bracket, rung, last)) : std::nullopt;
  }
  // Of the most trials that may ever begin, the best 1/eta leave each rung.
  if (most == 0) return std::nullopt;
  return most / power(hyperband_.eta, rung + 1 - first(bracket));
}

std::optional<std::uint64_t> Rungs::hopeless(const std::function<bool(std::uint64_t)>& paused, bool last,
                                             std::uint64_t most) const {
  if (hyperband_.halving == Halving::freeze_thaw && !last) return std::nullopt;
  for (std::uint64_t bracket = 0; bracket < brackets_.size(); ++bracket) {
    for (std::size_t rung = first(bracket); rung + 1 < levels_.size(); ++rung) {
      const auto& there = at(bracket, rung);
      const auto places = there.empty() ? std::nullopt : final_promotions(bracket, rung, last, most);
      for (std::uint64_t i = places.value_or(there.size()); i < there.size(); ++i)
        if (!there[i].promoted && paused(there[i].trial)) return there[i].trial;
    }
  }
  return std::nullopt;
}

void Rungs::promote(const Promotion& promotion) {
  auto& there = brackets_.at(promotion.bracket).rungs.at(promotion.rung);
  const auto found = std::find_if(there.begin(), there.end(), [&](const Standing& standing) {
    return standing.trial == promotion.trial;
  });
  if (found != there.end()) found->promoted = true;
}

}  // namespace lode::strategy
