#include "strategy/unseen.h"

#include <utility>

namespace lode::strategy {
namespace {

constexpr double largest_indexed = 0x1p53;  ///< what Space::configuration reaches
constexpr std::size_t tries_in_cube = 4096;
constexpr int tries_by_index = 512;  ///< with a quarter unseen, all fail with probability 1e-64

}  // namespace

Unseen::Unseen(const space::Space& space, const History& history) : space_(space) {
  keys_.reserve(history.trials.size());
  for (const Past& past : history.trials) add(past.row);
}

bool Unseen::is_new(const space::Row& row) const { return !keys_.contains(space_.key(row)); }

void Unseen::add(const space::Row& row) { keys_.insert(space_.key(row)); }

std::optional<space::Row> Unseen::draw(math::Random& random) const {
  const double count = space_.cardinality();
  if (!(count <= largest_indexed))
    return first_new(tries_in_cube, [&] { return uniform_point(space_, random); });
  const auto configurations = static_cast<std::uint64_t>(count);
  const std::uint64_t quarter = configurations / 4;
  if (keys_.size() <= configurations - quarter)
    if (std::optional<space::Row> row = draw_index(configurations, random)) return row;
  return draw_by_enumeration(configurations, random);
}

std::optional<space::Row> Unseen::first_new(std::size_t tries,
                                            const std::function<std::vector<double>()>& next_point) const {
  for (std::size_t i = 0; i < tries; ++i) {
    space::Row row = space_.decode(next_point());
    if (is_new(row)) return row;
  }
  return std::nullopt;
}

std::optional<space::Row> Unseen::draw_index(std::uint64_t count, math::Random& random) const {
  for (int i = 0; i < tries_by_index; ++i) {
    space::Row row = space_.configuration(random.below(count));
    if (is_new(row)) return row;
  }
  return std::nullopt;
}

std::optional<space::Row> Unseen::draw_by_enumeration(std::uint64_t count, math::Random& random) const {
  std::optional<space::Row> chosen;
  std::uint64_t found = 0;
  for (std::uint64_t index = 0; index < count; ++index) {
    space::Row row = space_.configuration(index);
    // The k-th one found replaces the choice with probability 1 / k: in the end all were equally likely.
    if (is_new(row) && random.below(++found) == 0) chosen = std::move(row);
  }
  return chosen;
}

std::vector<double> uniform_point(const space::Space& space, math::Random& random) {
  std::vector<double> point(space.size());
  for (double& x : point) x = random.uniform();
  return point;
}

}  // namespace lode::strategy
