#include "strategy/history.h"

#include <algorithm>
#include <utility>

namespace lode::strategy {

std::uint64_t next_index(const History& history, std::string_view source) {
  std::uint64_t next = 0;
  for (const Past& past : history.trials)
    if (past.record.source == source && past.record.index) next = std::max(next, *past.record.index + 1);
  return next;
}

void add_pending(History& history, const Proposal& proposal) {
  if (proposal.resumes) {
    for (Past& past : history.trials)
      if (past.number == *proposal.resumes) past.paused = false;
    return;
  }
  history.trials.push_back({history.next_number, proposal.row, Outcome::pending, 0, proposal.record});
  ++history.next_number;
}

std::vector<Proposal> suggest_in_turn(const space::Space& space, const History& history, std::size_t n,
                                      const Step& step) {
  std::vector<Proposal> proposals;
  Unseen unseen(space, history);
  History seen = history;
  while (proposals.size() < n) {
    std::optional<Proposal> next = step(seen, unseen);
    if (!next) break;
    unseen.add(next->row);
    add_pending(seen, *next);
    proposals.push_back(std::move(*next));
  }
  return proposals;
}

}  // namespace lode::strategy
