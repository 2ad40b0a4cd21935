/// \file
/// What a study will take at most, as far as its definition says: known before its first trial.
#pragma once

#include "base/json.h"
#include "study/quotas.h"
#include "study/state.h"

namespace lode::report {

/// An object: limits, slots of a trial, the most compute, with Hyperband its rungs, brackets and steps, the
/// quotas in force with what the study asks of
/// them. What has no limit is absent.
Json plan_of(const study::State& state, const study::Quotas& quotas);

}  // namespace lode::report
