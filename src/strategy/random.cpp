#include "strategy/random.h"

#include "math/philox.h"
#include "strategy/history.h"
#include "strategy/unseen.h"

namespace lode::strategy {
namespace {

constexpr std::size_t cube_tries =
    256;  ///< points of the cube before the unseen configurations are asked for

class RandomSearch final : public Strategy {
 public:
  explicit RandomSearch(const Setup& setup) : space_(setup.space), seed_(setup.seed) {}

  std::vector<Proposal> suggest(const History& history, std::size_t n) const override {
    return suggest_in_turn(space_, history, n, [this](const History& so_far, const Unseen& unseen) {
      return next(so_far.next_number, unseen);
    });
  }

 private:
  std::optional<Proposal> next(std::uint64_t number, const Unseen& unseen) const {
    math::Random random(seed_, number, math::Purpose::random_search);
    Proposal proposal;
    proposal.record.source = "random";
    std::optional<space::Row> row =
        unseen.first_new(cube_tries, [&] { return uniform_point(space_, random); });
    if (!row) {
      math::Random fallback(seed_, number, math::Purpose::fallback);
      row = unseen.draw(fallback);
      proposal.record.note = "drawn among the configurations not yet seen";
    }
    if (!row) return std::nullopt;
    proposal.row = std::move(*row);
    return proposal;
  }

  space::Space space_;
  std::uint64_t seed_;
};

}  // namespace

std::unique_ptr<Strategy> make_random(const Setup& setup) { return std::make_unique<RandomSearch>(setup); }

}  // namespace lode::strategy
