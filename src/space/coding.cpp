#include "space/coding.h"

#include <algorithm>  // clamp, max, min
#include <cmath>

#include "math/scaling.h"
#include "space/levels.h"

namespace lode::space {

namespace {

math::Scale scale_of(const Parameter& p) {
  if (p.resolved == Scaling::logarithmic) return math::Scale::logarithmic;
  if (p.resolved == Scaling::reverse_logarithmic) return math::Scale::reverse_logarithmic;
  return math::Scale::linear;
}

struct Edges {
  double low;
  double high;
};

/// Where the first cell begins and the last one ends on a curved scale.
Edges edges_of(const Parameter& p, std::uint64_t levels) {
  const double half = spacing(p) / 2;
  const double last = level_value(p, levels - 1);
  Edges edges{p.low - half, last + half};
  if (p.resolved == Scaling::logarithmic) edges.low = std::max(edges.low, p.low / 2);
  if (p.resolved == Scaling::reverse_logarithmic) edges.high = std::min(edges.high, (last + 1) / 2);
  return edges;
}

double cell_middle(std::uint64_t level, std::uint64_t levels) {
  return (static_cast<double>(level) + 0.5) / static_cast<double>(levels);
}

std::uint64_t cell_at(double u, std::uint64_t levels) {
  const double cell = std::floor(u * static_cast<double>(levels));
  return cell >= static_cast<double>(levels) ? levels - 1 : static_cast<std::uint64_t>(cell);
}

}  // namespace

double to_coordinate(const Parameter& parameter, double value) {
  if (!discrete(parameter)) {
    return math::to_unit(scale_of(parameter), value, parameter.low, parameter.high);
  }
  const std::uint64_t levels = level_count(parameter);
  if (levels == 1) return 0.5;
  const std::uint64_t level = nearest_level(parameter, value);
  if (scale_of(parameter) == math::Scale::linear) return cell_middle(level, levels);
  const Edges edges = edges_of(parameter, levels);
  return math::to_unit(scale_of(parameter), level_value(parameter, level), edges.low, edges.high);
}

double from_coordinate(const Parameter& parameter, double u) {
  u = std::clamp(u, 0.0, 1.0);
  if (!discrete(parameter)) {
    return math::from_unit(scale_of(parameter), u, parameter.low, parameter.high) + 0.0;
  }
  const std::uint64_t levels = level_count(parameter);
  if (scale_of(parameter) == math::Scale::linear || levels == 1) {
    return level_value(parameter, cell_at(u, levels));
  }
  const Edges edges = edges_of(parameter, levels);
  const double x = math::from_unit(scale_of(parameter), u, edges.low, edges.high);
  return level_value(parameter, nearest_level(parameter, x));
}

double coordinate_slope(const Parameter& parameter, double value) {
  if (parameter.constant() || parameter.kind == Kind::categorical) return 0;
  if (!discrete(parameter)) {
    return math::unit_slope(scale_of(parameter), value, parameter.low, parameter.high);
  }
  const std::uint64_t levels = level_count(parameter);
  if (levels == 1) return 0;
  if (scale_of(parameter) == math::Scale::linear) {
    return 1 / (spacing(parameter) * static_cast<double>(levels));
  }
  const Edges edges = edges_of(parameter, levels);
  return math::unit_slope(scale_of(parameter), value, edges.low, edges.high);
}

}  // namespace lode::space
