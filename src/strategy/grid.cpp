#include "strategy/grid.h"

#include <cmath>

#include "base/error.h"
#include "base/text.h"
#include "strategy/history.h"
#include "strategy/unseen.h"

namespace lode::strategy {
namespace {

/// Number of cells of the grid. \throws Error(Code::argument) where the space makes none.
std::uint64_t cells_of(const space::Space& space) {
  for (std::size_t i = 0; i < space.size(); ++i)
    if (std::isinf(space.levels(i)))
      throw Error(Code::argument,
                  "strategy Grid: parameter '" + space[i].name +
                      "' is real and has no step; accepted: integers, choices, reals with a step");
  if (!(space.cardinality() <= 0x1p53))
    throw Error(Code::argument, "strategy Grid: the space has " + to_text(space.cardinality()) +
                                    " configurations; accepted: at most 2^53");
  return static_cast<std::uint64_t>(space.cardinality());
}

class GridSearch final : public Strategy {
 public:
  explicit GridSearch(const Setup& setup) : space_(setup.space), cells_(cells_of(setup.space)) {}

  std::vector<Proposal> suggest(const History& history, std::size_t n) const override {
    return suggest_in_turn(space_, history, n, [this](const History& so_far, const Unseen& unseen) {
      return next(next_index(so_far, "grid"), unseen);
    });
  }

 private:
  std::optional<Proposal> next(std::uint64_t first, const Unseen& unseen) const {
    for (std::uint64_t index = first; index < cells_; ++index) {
      space::Row row = space_.configuration(index);
      if (!unseen.is_new(row)) continue;
      Proposal proposal;
      proposal.row = std::move(row);
      proposal.record.source = "grid";
      proposal.record.index = index;
      return proposal;
    }
    return std::nullopt;
  }

  space::Space space_;
  std::uint64_t cells_;
};

}  // namespace

std::unique_ptr<Strategy> make_grid(const Setup& setup) { return std::make_unique<GridSearch>(setup); }

}  // namespace lode::strategy
