/// \file
/// A trial's objective, read out of its reports.
#pragma once

#include <cstdint>
#include <optional>

#include "study/definition.h"
#include "study/reports.h"
#include "study/trial.h"

namespace lode::study {

/// What the reports of an attempt make the objective; nothing where it reported none of the metric.
///
/// With the default rule: the last value that arrived, from whatever rank and at whatever step, as AMT has
/// it. Any other rule looks at steps: a step's value is what rule.ranks makes of the ranks that reported it
/// (a NaN among them makes it NaN). Steps that some rank of the attempt has not reported count only where
/// there is no other, so that the objective does not depend on which worker is ahead. Over the steps: the
/// last, the best finite one (else the last), or the mean of the last rule.window.
std::optional<double> objective_of(const Reports& reports, std::int32_t attempt, const Objective& objective,
                                   const ObjectiveRule& rule);

/// The objective of a trial that has ended; of another one what its reports would make it now.
std::optional<double> objective_of(const Trial& trial, const Objective& objective, const ObjectiveRule& rule);

}  // namespace lode::study
