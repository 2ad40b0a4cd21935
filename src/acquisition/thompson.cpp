#include "acquisition/thompson.h"

#include <cmath>

#include "math/trigonometry.h"

namespace lode::acquisition {
namespace {

constexpr int degrees_of_freedom = 5;  // 2 nu

/// The common factor of one frequency's entries: sqrt(dof / chi^2).
double student_factor(math::Random& random) {
  double chi_square = 0;
  for (int i = 0; i < degrees_of_freedom; ++i) {
    const double z = random.normal();
    chi_square += z * z;
  }
  return std::sqrt(degrees_of_freedom / chi_square);
}

}  // namespace

Path::Path(const surrogate::Model& model, bool maximised, std::uint64_t seed, std::uint64_t stream)
    : gp_(model.gp()), sign_(maximised ? 1 : -1) {
  math::Random random(seed, stream, math::Purpose::posterior);
  draw_prior(model, random);
  condition(model, random);
}

void Path::draw_prior(const surrogate::Model& model, math::Random& random) {
  std::vector<double> factors(frequencies);
  for (double& factor : factors) factor = student_factor(random);
  const double amplitude = 1 / std::sqrt(static_cast<double>(frequencies));
  for (std::size_t j = 0; j < frequencies; ++j) {
    cosine_.push_back(amplitude * random.normal());
    sine_.push_back(amplitude * random.normal());
  }
  for (std::size_t c = 0; c < model.columns(); ++c) {
    const bool category = model.space()[c].kind == space::Kind::categorical;
    levels_.push_back(category ? static_cast<std::size_t>(model.space().levels(c)) : 0);
    const double unit = (category ? math::inv_sqrt_2 : 1) / model.hyperparameters().lengthscales[c];
    std::vector<double>& weights = weights_.emplace_back();
    weights.reserve((category ? levels_[c] : 1) * frequencies);
    for (std::size_t level = 0; level < (category ? levels_[c] : 1); ++level)
      for (std::size_t j = 0; j < frequencies; ++j) weights.push_back(unit * factors[j] * random.normal());
  }
}

void Path::condition(const surrogate::Model& model, math::Random& random) {
  const std::size_t n = model.size(), d = model.columns();
  std::vector<double> rest(n);
  for (std::size_t i = 0; i < n; ++i) {
    const double noise = std::sqrt(model.noise_variance(i)) * random.normal();
    rest[i] = model.targets()[i] - prior(model.units().data() + i * d, nullptr) - noise;
  }
  correction_ = gp_.backend().solve(gp_.factor(), rest);
}

void Path::add_phases(const double* point, std::vector<double>& phases) const {
  for (std::size_t c = 0; c < levels_.size(); ++c) {
    const double* weights = weights_[c].data();
    if (levels_[c] > 0) {  // the coordinate of level k is (k + 0.5) / levels
      weights += frequencies * static_cast<std::size_t>(point[c] * static_cast<double>(levels_[c]));
      for (std::size_t j = 0; j < frequencies; ++j) phases[j] += weights[j];
    } else {
      for (std::size_t j = 0; j < frequencies; ++j) phases[j] += weights[j] * point[c];
    }
  }
}

/// The function drawn from the prior, and its gradient unless that is null.
double Path::prior(const double* point, double* gradient) const {
  std::vector<double> phases(frequencies, 0.0);
  add_phases(point, phases);
  double value = 0;
  for (double& phase : phases) {
    const std::size_t j = static_cast<std::size_t>(&phase - phases.data());
    const auto [cosine, sine] = math::cosine_sine(phase);
    value += cosine_[j] * cosine + sine_[j] * sine;
    phase = sine_[j] * cosine - cosine_[j] * sine;  // the slope along it
  }
  for (std::size_t c = 0; gradient != nullptr && c < levels_.size(); ++c) {
    gradient[c] = 0;
    for (std::size_t j = 0; levels_[c] == 0 && j < frequencies; ++j)
      gradient[c] += phases[j] * weights_[c][j];
  }
  return value;
}

Scores Path::evaluate(std::span<const double> points, bool with_gradient) const {
  const std::size_t d = levels_.size();
  backend::KernelSum sum = gp_.backend().kernel_sum(gp_.factor(), correction_, points, with_gradient);
  std::vector<double> slopes(d);
  for (std::size_t i = 0; i < sum.value.size(); ++i) {
    const double drawn = prior(points.data() + i * d, with_gradient ? slopes.data() : nullptr);
    sum.value[i] = sign_ * (sum.value[i] + drawn);
    for (std::size_t c = 0; with_gradient && c < d; ++c)
      sum.gradient[i * d + c] = sign_ * (sum.gradient[i * d + c] + slopes[c]);
  }
  return {std::move(sum.value), std::move(sum.gradient)};
}

}  // namespace lode::acquisition
