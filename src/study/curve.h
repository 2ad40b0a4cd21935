/// \file
/// How a learning curve goes on, judged by those that have ended: the final value as a linear function of the
/// value at a step, fitted to the trials that have completed (Baker, Gupta, Raskar & Naik, "Accelerating
/// Neural Architecture Search using Performance Prediction", ICLR Workshop 2018, with ordinary least
/// squares).
#pragma once

#include <span>

namespace lode::study {

/// A completed trial: its loss at the step, and in the end.
struct CurvePoint {
  double at_step = 0;
  double final = 0;
};

/// The chance that a trial with the loss `now` at the step ends with less than `best`: by the normal
/// distribution about the line, whose variance is that of a prediction, s^2 (1 + 1/n + (x - mean)^2 / Sxx).
/// Where all finals lie on the line it is 0 or 1. \pre at least three points, all numbers finite
double chance_to_beat(std::span<const CurvePoint> completed, double now, double best);

}  // namespace lode::study
