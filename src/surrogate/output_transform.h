/// \file
/// From the user's objective to what the Gaussian process models: the bad half is tamed, then all is
/// standardised.
///
/// Half-rank warp (after the GP bandit of OSS Vizier, Song et al. 2024): a loss up to the median keeps its
/// value; a loss above becomes median + s * normal quantile of its rank, with s the root mean square distance
/// of the good half to the median. So neither an outlier of 1e300 nor a heavy tail can flatten what matters,
/// the differences among the best. Every order is kept; equal losses stay equal (they share their mean rank).
/// Good ones that are equal but for rounding become equal.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace lode::surrogate {

/// The half-rank warp, up to an affine map: good losses become (y - median) / s, bad ones the quantile.
/// Zeros where all losses are equal. Works for any finite doubles without overflow.
/// \param losses smaller is better; finite. \pre not empty
std::vector<double> half_rank(std::span<const double> losses);

/// Shifts and scales to mean 0 and variance 1 (divisor n); zeros where all values are equal. \pre not empty;
/// no square of a value over- or underflows
void standardise(std::span<double> values);

/// What the model is trained on: standardised half_rank values of the finite losses, and for each infeasible
/// outcome the worst of those (or 1 above, where they are all equal, so that it is told apart at all).
/// Infeasible outcomes come after the losses and have no part in the warp; all values are standardised
/// together.
/// \return losses.size() + infeasible values. \pre losses not empty
std::vector<double> training_targets(std::span<const double> losses, std::size_t infeasible);

/// The loss whose target would be `target`, for a reader: linear between the losses that are known, so exact
/// in the good half; below the best, on the line through the two best that differ; above the worst, the
/// worst. \param targets those of `losses` in training_targets(losses, ...). \pre losses not empty
double loss_at(double target, std::span<const double> losses, std::span<const double> targets);

/// By how much the loss rises with a target near the best one: exact over the good half, where the one is an
/// affine map of the other. Where that is of equal losses, by the next one above; where all are equal but for
/// rounding, their size (as standardising() has it). \param targets as in loss_at(). \pre losses not empty
double loss_per_target(std::span<const double> losses, std::span<const double> targets);

}  // namespace lode::surrogate
