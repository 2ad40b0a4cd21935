#include "strategy/sobol.h"

#include "math/philox.h"
#include "math/sobol.h"
#include "strategy/history.h"
#include "strategy/unseen.h"

namespace lode::strategy {
namespace {

constexpr std::size_t sequence_tries =
    1024;  ///< indices in a row whose configurations were seen, before giving up

class SobolSearch final : public Strategy {
 public:
  explicit SobolSearch(const Setup& setup)
      : space_(setup.space), sequence_(setup.space.size(), setup.seed), seed_(setup.seed) {}

  std::vector<Proposal> suggest(const History& history, std::size_t n) const override {
    return suggest_in_turn(space_, history, n, [this](const History& so_far, const Unseen& unseen) {
      return next(so_far, unseen);
    });
  }

 private:
  std::optional<Proposal> next(const History& history, const Unseen& unseen) const {
    std::uint64_t index = next_index(history, "sobol");
    Proposal proposal;
    proposal.record.source = "sobol";
    std::optional<space::Row> row =
        unseen.first_new(sequence_tries, [&] { return sequence_.point(index++); });
    if (!row) {
      math::Random random(seed_, history.next_number, math::Purpose::fallback);
      row = unseen.draw(random);
      proposal.record.note = "drawn among the configurations not yet seen: the next " +
                             std::to_string(sequence_tries) + " points of the sequence fall on seen ones";
    }
    if (!row) return std::nullopt;
    proposal.row = std::move(*row);
    proposal.record.index = index - 1;  // the last one looked at
    return proposal;
  }

  space::Space space_;
  math::Sobol sequence_;
  std::uint64_t seed_;
};

}  // namespace

std::unique_ptr<Strategy> make_sobol(const Setup& setup) { return std::make_unique<SobolSearch>(setup); }

}  // namespace lode::strategy
