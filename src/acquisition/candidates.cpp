#include "acquisition/candidates.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "math/sobol.h"

namespace lode::acquisition {
namespace {

constexpr std::array<double, 4> widths = {0.01, 0.03, 0.1, 0.2};

double reflect(double x) {
  if (x < 0) x = -x;
  if (x > 1) x = 2 - x;
  return std::clamp(x, 0.0, 1.0);
}

void add_spread(const Domain& domain, const CandidateOptions& options, math::Random& random,
                std::vector<double>& out) {
  const math::Sobol sobol(domain.size(), random.bits());
  std::vector<double> unit(domain.size());
  for (std::size_t i = 0; i < options.spread; ++i) {
    sobol.point(i, unit);
    domain.append_snapped(unit, out);
  }
}

double moved(const Domain& domain, std::size_t c, double x, double width, math::Random& random) {
  if (domain.space()[c].kind == space::Kind::categorical) return random.uniform();
  return reflect(x + width * random.normal());
}

/// A best point with one coordinate moved for certain and the others each with a chance of 1/d, 1/2 or 1.
std::vector<double> perturb(const Domain& domain, std::span<const double> start, math::Random& random) {
  const std::size_t d = domain.size();
  const std::array<double, 3> chances = {1.0 / static_cast<double>(d), 0.5, 1.0};
  const double width = widths[random.below(widths.size())];
  const double chance = chances[random.below(chances.size())];
  const std::size_t certain = random.below(d);
  std::vector<double> unit(start.begin(), start.end());
  for (std::size_t c = 0; c < d; ++c) {
    if (random.uniform() < chance || c == certain) unit[c] = moved(domain, c, unit[c], width, random);
  }
  return unit;
}

}  // namespace

std::vector<double> make_candidates(const Domain& domain, std::span<const double> best,
                                    const CandidateOptions& options) {
  const std::size_t d = domain.size(), k = best.size() / d;
  std::vector<double> out;
  out.reserve((options.spread + options.local) * d);
  math::Random spread(options.seed, options.trial, math::Purpose::candidates);
  add_spread(domain, options, spread, out);
  if (k == 0) return out;
  math::Random random(options.seed, options.trial, math::Purpose::perturbation);
  for (std::size_t i = 0; i < options.local; ++i) {
    domain.append_snapped(perturb(domain, best.subspan(random.below(k) * d, d), random), out);
  }
  for (std::size_t i = 0; domain.has_step() && i < k; ++i) {
    domain.neighbours(best.subspan(i * d, d), random, out);
  }
  return out;
}

}  // namespace lode::acquisition
