#include "acquisition/domain.h"

#include <cmath>

#include "space/coding.h"
#include "space/levels.h"

namespace lode::acquisition {
namespace {

constexpr int random_levels = 4;

Move move_of(const space::Parameter& parameter) {
  if (parameter.constant()) return Move::fixed;
  if (!space::discrete(parameter)) return Move::follow;
  const bool many = space::level_count(parameter) > Domain::few_levels;
  return many && parameter.kind != space::Kind::categorical ? Move::both : Move::step;
}

}  // namespace

Domain::Domain(const space::Space& space) : space_(space) {
  for (std::size_t i = 0; i < space.size(); ++i) {
    const Move move = move_of(space[i]);
    moves_.push_back(move);
    has_follow_ = has_follow_ || follows(i);
    has_step_ = has_step_ || steps(i);
    plain_ = plain_ && move == Move::follow && !space[i].condition;
  }
}

std::vector<char> Domain::active(std::span<const double> unit) const {
  std::vector<char> used(size(), 1);
  if (plain_) return used;
  const space::Row row = space_.decode(unit);
  for (std::size_t i = 0; i < size(); ++i) used[i] = std::isnan(row[i]) ? 0 : 1;
  return used;
}

void Domain::append_snapped(std::span<const double> unit, std::vector<double>& out) const {
  if (plain_) {
    out.insert(out.end(), unit.begin(), unit.end());
    return;
  }
  const std::vector<double> snapped = space_.snap(unit);
  out.insert(out.end(), snapped.begin(), snapped.end());
}

std::vector<std::uint64_t> Domain::other_levels(std::size_t i, std::uint64_t own,
                                                math::Random& random) const {
  const std::uint64_t count = space::level_count(space_[i]);
  std::vector<std::uint64_t> levels;
  if (count <= few_levels || space_[i].kind == space::Kind::categorical) {
    for (std::uint64_t k = 0; k < count; ++k) {
      if (k != own) levels.push_back(k);
    }
    return levels;
  }
  for (const std::uint64_t distance : {1u, 2u}) {
    if (own >= distance) levels.push_back(own - distance);
    if (own + distance < count) levels.push_back(own + distance);
  }
  for (int k = 0; k < random_levels; ++k) levels.push_back(random.below(count));
  return levels;
}

void Domain::neighbours(std::span<const double> unit, math::Random& random, std::vector<double>& out) const {
  const space::Row row = space_.decode(unit);
  std::vector<double> moved(unit.begin(), unit.end());
  for (std::size_t i = 0; i < size(); ++i) {
    if (!steps(i) || std::isnan(row[i])) continue;
    for (const std::uint64_t level : other_levels(i, space::nearest_level(space_[i], row[i]), random)) {
      moved[i] = space::to_coordinate(space_[i], space::level_value(space_[i], level));
      append_snapped(moved, out);
    }
    moved[i] = unit[i];
  }
}

}  // namespace lode::acquisition
