#include "surrogate/priors.h"

#include <algorithm>
#include <cmath>

#include "math/elementary.h"

namespace lode::surrogate {
namespace {

/// One entry of theta: prior, and how far a drawn start strays.
struct Entry {
  double mean;
  double deviation;
  double jacobian;
  double lower;
  double upper;
};

void append(Priors& priors, const Entry& entry) {
  priors.mean.push_back(entry.mean);
  priors.deviation.push_back(entry.deviation);
  priors.jacobian.push_back(entry.jacobian);
  priors.lower.push_back(entry.lower);
  priors.upper.push_back(entry.upper);
}

/// Fits start at shorter lengthscales than the prior's centre: from too long ones the likelihood is flat.
constexpr double start_below_centre = 0.58778666490211900819;  // ln(0.9 / 0.5)
constexpr double lengthscale_spread = 0.9;
constexpr double noise_spread = 1.5;

}  // namespace

double Priors::log_density(std::span<const double> theta, std::span<double> gradient) const {
  double value = 0;
  for (std::size_t i = 0; i < size(); ++i) {
    const double z = (theta[i] - mean[i]) / deviation[i];
    value -= 0.5 * z * z + jacobian[i] * theta[i];
    if (!gradient.empty()) gradient[i] -= z / deviation[i] + jacobian[i];
  }
  return value;
}

std::vector<double> Priors::mode() const {
  std::vector<double> theta(size());
  for (std::size_t i = 0; i < size(); ++i) theta[i] = mean[i] - jacobian[i] * deviation[i] * deviation[i];
  return clamp(theta);
}

std::vector<double> Priors::start() const {
  std::vector<double> theta(size());
  for (std::size_t i = 0; i < size(); ++i) {
    theta[i] = mean[i] - jacobian[i] * deviation[i] * deviation[i];
    if (i + 2 < size()) theta[i] -= start_below_centre;
  }
  return clamp(theta);
}

std::vector<double> Priors::draw(math::Random& random) const {
  std::vector<double> theta = start();
  const std::size_t noise = size() - 2;
  for (std::size_t i = 0; i < noise; ++i) theta[i] += lengthscale_spread * random.normal();
  theta[noise] += noise_spread * random.normal();
  return clamp(theta);
}

std::vector<double> Priors::clamp(std::span<const double> theta) const {
  std::vector<double> inside(theta.begin(), theta.end());
  for (std::size_t i = 0; i < size(); ++i) inside[i] = std::clamp(inside[i], lower[i], upper[i]);
  return inside;
}

Priors default_priors(std::size_t columns, std::size_t dimensions) {
  const double centre = math::log(0.9) + 0.5 * math::log(static_cast<double>(dimensions) / 4.0);
  Priors priors;
  for (std::size_t c = 0; c < columns; ++c)
    append(priors, {centre, 1.0, 0, math::log(0.025), math::log(100.0)});
  append(priors, {-4.0, 1.0, 1, math::log(1e-4), 0.0});
  append(priors, {0.0, 1.0, 0, -5.0, 5.0});
  return priors;
}

}  // namespace lode::surrogate
