/// \file
/// A trial's objective, read out of its reports.
#pragma once

#include <cstdint>
#include <optional>

#include "study/definition.h"
#include "study/reports.h"
#include "study/trial.h"

namespace lode::study {

/// What the reports make the objective; nothing where none is of its metric. An attempt that reported none
/// (its checkpoint was complete, say) leaves it to the one before; the best value is that of all attempts.
///
/// With the default rule: the last value that arrived, from whatever rank and at whatever step, as AMT has
/// it. Any other rule looks at steps: a step's value is the last that arrived, or what rule.ranks makes of
/// the ranks that reported it (a NaN among them makes it NaN). With such a figure, steps that some rank of
/// the attempt has not reported count only where there is no other, so that the objective does not depend on
/// which worker is ahead. Over the steps: the last, the best finite one (else the last), or the mean of the
/// last rule.window.
/// \param attempt the present one: those after it do not count
std::optional<double> objective_of(const Reports& reports, std::int32_t attempt, const Objective& objective,
                                   const ObjectiveRule& rule);

/// How far a trial has got.
struct Progress {
  std::int64_t step = 0;
  double value = 0;      ///< of the objective's metric at that step
  double objective = 0;  ///< what the rule makes of all up to it
};

/// How far a report of the objective's metric, the newest one, brings its trial. With a figure over the ranks
/// (rule.ranks): to the highest step that all of them have reported.
std::optional<Progress> progress_of(const Trial& trial, const Report& report, const Objective& objective,
                                    const ObjectiveRule& rule);

/// The objective of a trial that has ended; of another one what its reports would make it now.
std::optional<double> objective_of(const Trial& trial, const Objective& objective, const ObjectiveRule& rule);

}  // namespace lode::study
