/// \file
/// The acquisition functions by number, and those that are formulas of the posterior mean and deviation at a
/// point, for backends that score many candidates in one call.
#pragma once

#include <cstdint>

#include "math/improvement.h"

namespace lode::math {

/// Of the latent f; for a maximised objective read -f for f.
enum class ScoreKind : std::int32_t {
  ei = 0,         ///< E[max(best - f, 0)]
  log_ei = 1,     ///< its logarithm
  poi = 2,        ///< P(f < best)
  ucb = 3,        ///< -mean + beta * deviation
  mean = 4,       ///< -mean
  deviation = 5,  ///< deviation
  thompson = 6    ///< -(a function drawn from the posterior): no formula, and so of no Score
};

/// A formula and its parameters, in the units of the posterior.
struct Score {
  ScoreKind kind = ScoreKind::log_ei;  ///< not thompson
  double best = 0;                     ///< the value to improve on, negated where `maximised`
  double beta = 0;                     ///< of ucb; >= 0
  bool maximised = false;              ///< larger f is better
};

/// Whether the score never falls as the deviation rises with the mean held: then the score at an upper bound
/// of the deviation is an upper bound of the score.
LODE_HD constexpr bool rises_with_deviation(ScoreKind kind) { return kind != ScoreKind::poi; }

/// The formula for a minimised f.
LODE_HD inline MeanDeviationGradient minimising_score(const Score& score, double mean, double sd) {
  switch (score.kind) {
    case ScoreKind::ei:
      return expected_improvement(mean, sd, score.best);
    case ScoreKind::log_ei:
      return log_ei(mean, sd, score.best);
    case ScoreKind::poi:
      return probability_of_improvement(mean, sd, score.best);
    case ScoreKind::ucb:
      return {-mean + score.beta * sd, -1, score.beta};
    case ScoreKind::mean:
      return {-mean, -1, 0};
    case ScoreKind::deviation:
    case ScoreKind::thompson:
      break;
  }
  return {sd, 0, 1};
}

/// The score at a posterior of this mean and deviation, with its derivatives by both; larger is better.
/// \pre sd >= 0; arguments finite
LODE_HD inline MeanDeviationGradient score_at(const Score& score, double mean, double sd) {
  if (!score.maximised) return minimising_score(score, mean, sd);
  const MeanDeviationGradient at = minimising_score(score, -mean, sd);
  return {at.value, -at.mean, at.deviation};
}

/// No score_at of a mean as large (where maximised: as small) and of a deviation as small is larger, as they
/// are computed: a formula's own error is allowed for at both. Never NaN: infinity instead.
/// \pre rises_with_deviation(score.kind), and beta >= 0
LODE_HD inline double score_bound(const Score& score, double mean, double sd) {
  const double value = score_at(score, mean, sd).value;
  if (value != value) return infinity;
  // Other formulas are of single operations whose rounding keeps order. These lose most where log_h takes
  // the difference 1 - |u| r: 1e-13 at u = -12, and as much as u^2 times the roundings of u.
  if (score.kind == ScoreKind::ei) return value + (1e-10 * value + 1e-300);
  if (score.kind != ScoreKind::log_ei) return value;
  if (value == -infinity) return -4e307;  // the least finite values are near -5e307
  return value + (1e-12 * std::fabs(value) + 1e-11);
}

}  // namespace lode::math
