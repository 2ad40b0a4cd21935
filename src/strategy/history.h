/// \file
/// Reading a history, and proposing several configurations one after another.
#pragma once

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "strategy/strategy.h"
#include "strategy/unseen.h"

namespace lode::strategy {

/// One more than the largest Record::index among the trials of this source; 0 where there is none. What an
/// enumerating strategy goes on from, whatever other sources proposed in between.
std::uint64_t next_index(const History& history, std::string_view source);

/// The history that the next proposal sees: this one as a pending trial, with the next number; or with the
/// trial that it resumes no longer paused.
void add_pending(History& history, const Proposal& proposal);

/// Proposes one configuration; nothing where the space is exhausted. `unseen` holds the keys of `history`.
using Step = std::function<std::optional<Proposal>(const History& history, const Unseen& unseen)>;

/// Strategy::suggest from a step: up to n proposals, each seeing the ones before as pending trials, so that n
/// at once are the same as n one by one. Stops at the first step that proposes nothing.
std::vector<Proposal> suggest_in_turn(const space::Space& space, const History& history, std::size_t n,
                                      const Step& step);

}  // namespace lode::strategy
