/// \file
/// Which trials do not go on to their ends: comparisons at rungs, and AMT's early stopping.
#pragma once

#include <optional>

#include "study/events.h"
#include "study/state.h"

namespace lode::study {

/// What the newest event makes of the trial that it brought further (State::advanced), if anything. A trial
/// about which something has been decided is not decided on again before its next attempt.
///
/// At a rung: strategy/rungs.h.
///
/// The median rule, as AMT documents it: a trial is stopped whose value at a step is worse than the median of
/// the other trials' running averages, each up to the same step; equal goes on. What is compared, with which
/// others, from which step on and with how many is said by EarlyStopping. A trial that failed is no other; a
/// value that is not finite is worse than all that are.
///
/// The curve rule: a trial is stopped whose chance of ending better than the best one (curve.h) is below
/// EarlyStopping::chance. Before enough trials have completed, and while there is no best one, none is.
std::optional<TrialDecided> decide_stopping(const State& state);

/// What the end of an attempt makes of a trial that begins anew with more of the resource each time
/// (Hyperband::restarts); nothing where it does not, or the objective is not finite.
std::optional<TrialDecided> decide_at_end(const State& state, const Trial& trial, double objective);

/// Up to which resource a trial in progress runs before it is compared with others; 0: to its end.
std::uint64_t next_resource(const strategy::Rungs& rungs, const Trial& trial);

/// The static parameter that says how many epochs a trial has, under one of the names that AMT knows; nothing
/// where there is none, or it is no whole number of at least 1.
std::optional<std::uint64_t> static_epochs(const Definition& definition);

/// The definition with Hyperband's maximal resource, where it leaves that to static_epochs().
Definition with_resources(Definition definition);

}  // namespace lode::study
