#include "study/curve.h"

#include <cmath>

#include "math/normal.h"

namespace lode::study {

double chance_to_beat(std::span<const CurvePoint> completed, double now, double best) {
  const double n = static_cast<double>(completed.size());
  double mean_x = 0, mean_y = 0;
  for (const CurvePoint& point : completed) {
    mean_x += point.at_step / n;
    mean_y += point.final / n;
  }
  double xx = 0, xy = 0;
  for (const CurvePoint& point : completed) {
    xx += (point.at_step - mean_x) * (point.at_step - mean_x);
    xy += (point.at_step - mean_x) * (point.final - mean_y);
  }
  const double slope = xx > 0 ? xy / xx : 0;
  double squares = 0;
  for (const CurvePoint& point : completed) {
    const double error = point.final - mean_y - slope * (point.at_step - mean_x);
    squares += error * error;
  }
  const double away = now - mean_x;
  const double variance = squares / (n - 2) * (1 + 1 / n + (xx > 0 ? away * away / xx : 0));
  const double below = best - (mean_y + slope * away);
  if (variance > 0) return math::normal_cdf(below / std::sqrt(variance));
  return below > 0 ? 1 : 0;
}

}  // namespace lode::study
