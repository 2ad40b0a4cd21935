#include "surrogate/model.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "base/error.h"
#include "base/text.h"
#include "math/elementary.h"
#include "math/philox.h"
#include "space/check.h"
#include "space/coding.h"
#include "surrogate/features.h"
#include "surrogate/model_fit.h"

namespace lode::surrogate {
namespace {

/// Targets past this many signal deviations from the mean would overflow when they are squared.
constexpr double farthest_target = 1e100;
/// exp() of it is 0: the logarithm of no noise.
constexpr double log_of_nothing = -1000;
/// Beyond these nothing changes any more: all values of a column are alike, or none are.
constexpr double shortest_lengthscale = 1e-10;
constexpr double longest_lengthscale = 1e10;

std::string element(const std::string& name, std::size_t i) { return name + "[" + std::to_string(i) + "]"; }

[[noreturn]] void refuse(const std::string& what, double given, const std::string& accepted) {
  throw Error(Code::argument, what + ": " + to_text(given) + " given; accepted: " + accepted);
}

void check_sizes(const space::Space& space, const Observations& o) {
  if (space.size() == 0) throw Error(Code::argument, "columns: none given; at least one is needed");
  if (o.y.size() > Model::most_observations)
    throw Error(Code::argument, "row_count: " + std::to_string(o.y.size()) + " given; at most " +
                                    std::to_string(Model::most_observations) + " fit an exact model");
  if (o.x.size() != o.y.size() * space.size() || (!o.noise.empty() && o.noise.size() != o.y.size()))
    throw Error(Code::internal, "the sizes of x, y and noise do not fit each other");
}

void check_finite_values(std::span<const double> values, const std::string& name) {
  for (std::size_t i = 0; i < values.size(); ++i)
    if (!std::isfinite(values[i])) refuse(element(name, i), values[i], "a finite number");
}

void check_noise(std::span<const double> noise) {
  for (std::size_t i = 0; i < noise.size(); ++i)
    if (!std::isfinite(noise[i]) || noise[i] < 0)
      refuse(element("noise_variances", i), noise[i], "a finite number >= 0");
}

void check_hyperparameters(const Hyperparameters& h, std::size_t columns) {
  if (h.lengthscales.size() != columns)
    throw Error(Code::internal, "as many lengthscales as columns are needed");
  for (std::size_t c = 0; c < columns; ++c) {
    const double length = h.lengthscales[c];
    if (!(length >= shortest_lengthscale && length <= longest_lengthscale))
      refuse(element("hyperparameters", c), length, "a lengthscale from 1e-10 to 1e10");
  }
  if (!std::isfinite(h.signal) || !(h.signal >= std::numeric_limits<double>::min()))
    refuse(element("hyperparameters", columns), h.signal,
           "the signal's deviation, finite and at least 2.2250738585072014e-308");
  if (!std::isfinite(h.noise) || !(h.noise >= 0) || !(h.noise / h.signal <= farthest_target))
    refuse(element("hyperparameters", columns + 1), h.noise,
           "the noise's deviation, from 0 to 1e100 signal deviations");
  if (!std::isfinite(h.mean))
    refuse(element("hyperparameters", columns + 2), h.mean, "the mean, a finite number");
}

void check_results(const std::vector<double>& values, const char* name) {
  for (std::size_t i = 0; i < values.size(); ++i)
    if (!std::isfinite(values[i]))
      throw Error(Code::numeric, element(name, i) + ": the result is too large for a double");
}

}  // namespace

Model Model::fit(space::Space space, const Observations& observations, const ModelOptions& options,
                 std::shared_ptr<const backend::Backend> backend) {
  check_sizes(space, observations);
  check_finite_values(observations.y, "y");
  check_noise(observations.noise);
  const OutputScale scale = standardising(observations.y);
  Hyperparameters start{std::vector<double>(space.size(), 1.0), scale.deviation, 0, scale.centre};
  const Model standard(std::move(space), observations, std::move(start));  // makes y and the columns ready
  const FittedTheta fitted =
      fit_theta(*backend, *standard.space_, {standard.units_, standard.targets_, standard.noise_}, options);
  Model model(*standard.space_, observations, to_hyperparameters(fitted.theta, scale));
  model.condition(std::move(backend));
  model.fitted_ = true;
  model.evaluations_ = fitted.evaluations;
  return model;
}

Model Model::given(space::Space space, const Observations& observations, Hyperparameters hyperparameters,
                   std::shared_ptr<const backend::Backend> backend) {
  check_sizes(space, observations);
  check_finite_values(observations.y, "y");
  check_noise(observations.noise);
  check_hyperparameters(hyperparameters, space.size());
  Model model(std::move(space), observations, std::move(hyperparameters));
  model.condition(std::move(backend));
  return model;
}

Model::Model(space::Space space, const Observations& observations, Hyperparameters hyperparameters)
    : space_(std::make_shared<const space::Space>(std::move(space))),
      hyperparameters_(std::move(hyperparameters)),
      scale_{hyperparameters_.mean, hyperparameters_.signal},
      rows_(observations.x.begin(), observations.x.end()),
      y_(observations.y.begin(), observations.y.end()),
      units_(to_unit(observations.x, "x")) {
  for (std::size_t i = 0; i < y_.size(); ++i) targets_.push_back(target(y_[i], element("y", i)));
  for (std::size_t i = 0; i < observations.noise.size(); ++i)
    noise_.push_back(own_noise(observations.noise[i], element("noise_variances", i)));
}

void Model::condition(std::shared_ptr<const backend::Backend> backend) {
  gp_.emplace(std::move(backend), columns_of(*space_), backend::Data{units_, targets_, noise_}, theta());
}

std::vector<double> Model::theta() const {
  std::vector<double> theta;
  for (const double length : hyperparameters_.lengthscales) theta.push_back(math::log(length));
  const double ratio = hyperparameters_.noise / hyperparameters_.signal;
  theta.push_back(ratio > 0 ? 2 * math::log(ratio) : log_of_nothing);
  theta.push_back(0);  // the mean is the centre of z
  return theta;
}

double Model::target(double y, const std::string& name) const {
  const double z = scale_.to_model(y);
  if (!(std::fabs(z) <= farthest_target))
    refuse(name, y, "a number within 1e100 signal deviations of the mean");
  return z;
}

double Model::own_noise(double variance, const std::string& name) const {
  const double ratio = std::sqrt(variance) / scale_.deviation;
  if (!(ratio <= farthest_target))
    refuse(name, variance, "a variance within 1e100 signal deviations, squared");
  return ratio * ratio;
}

Model Model::append(std::span<const double> x, double y, double noise) const {
  if (size() >= most_observations)
    throw Error(Code::argument, "the model holds " + std::to_string(size()) +
                                    " observations already, and no more fit an exact model");
  if (!std::isfinite(y)) refuse("y", y, "a finite number");
  if (!std::isfinite(noise) || noise < 0) refuse("noise_variance", noise, "a finite number >= 0");
  Model longer = *this;
  const std::vector<double> unit = row_to_unit(x, "x");
  const double z = target(y, "y"), own = own_noise(noise, "noise_variance");
  longer.rows_.insert(longer.rows_.end(), x.begin(), x.end());
  longer.units_.insert(longer.units_.end(), unit.begin(), unit.end());
  longer.y_.push_back(y);
  longer.targets_.push_back(z);
  if (own > 0) longer.noise_.resize(size(), 0.0);
  if (own > 0 || !noise_.empty()) longer.noise_.push_back(own);
  longer.gp_ = gp_->condition(unit, z, own);
  return longer;
}

Model Model::believe(std::span<const double> unit) const {
  Model believing = *this;
  believing.gp_ = gp_->believe(unit);
  return believing;
}

std::vector<double> Model::row_to_unit(std::span<const double> row, const std::string& name) const {
  std::vector<double> unit(row.size());
  for (std::size_t c = 0; c < row.size(); ++c) {
    const space::Parameter& column = (*space_)[c];
    if (!space::can_be(column, row[c])) refuse(element(name, c), row[c], space::values_of(column));
    unit[c] = space::to_coordinate(column, row[c]);
  }
  return unit;
}

std::vector<double> Model::to_unit(std::span<const double> x, const std::string& name) const {
  const std::size_t d = columns();
  std::vector<double> unit(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    const space::Parameter& column = (*space_)[i % d];
    if (!space::can_be(column, x[i]))
      refuse(element(element(name, i / d), i % d), x[i], space::values_of(column));
    unit[i] = space::to_coordinate(column, x[i]);
  }
  return unit;
}

void Model::to_natural(std::span<const double> x, double factor, std::vector<double>& gradients) const {
  for (std::size_t i = 0; i < gradients.size(); ++i) {
    // In this order: the product of the other two may overflow where this one does not.
    if (gradients[i] != 0)
      gradients[i] = gradients[i] * factor * space::coordinate_slope((*space_)[i % columns()], x[i]);
  }
  check_results(gradients, "gradient");
}

Prediction Model::predict(std::span<const double> x, bool with_gradient) const {
  backend::Posterior posterior = gp_->posterior(to_unit(x, "x"), with_gradient);
  Prediction out;
  out.mean = std::move(posterior.mean);
  out.deviation = std::move(posterior.variance);
  for (double& mean : out.mean) mean = scale_.from_model(mean);
  for (double& variance : out.deviation) variance = std::sqrt(variance);  // in units of z until below
  out.mean_gradient = std::move(posterior.mean_gradient);
  out.deviation_gradient = std::move(posterior.variance_gradient);
  for (std::size_t i = 0; i < out.deviation_gradient.size(); ++i)
    out.deviation_gradient[i] /= 2 * out.deviation[i / columns()];
  for (double& deviation : out.deviation) deviation *= scale_.deviation;
  check_results(out.mean, "mean");
  check_results(out.deviation, "deviation");
  to_natural(x, scale_.deviation, out.mean_gradient);
  to_natural(x, scale_.deviation, out.deviation_gradient);
  return out;
}

std::vector<double> Model::covariance(std::span<const double> x) const {
  std::vector<double> covariance = gp_->covariance(to_unit(x, "x"));
  for (double& v : covariance) v = v * scale_.deviation * scale_.deviation;
  check_results(covariance, "covariance");
  return covariance;
}

std::vector<double> Model::sample(std::span<const double> x, std::size_t count, std::uint64_t seed) const {
  const std::vector<double> unit = to_unit(x, "x");
  const std::size_t m = unit.size() / columns();
  if (m == 0 || count == 0) return {};
  std::vector<double> normals;
  normals.reserve(count * m);
  for (std::size_t k = 0; k < count; ++k) {
    math::Random random(seed, k, math::Purpose::posterior);
    for (std::size_t j = 0; j < m; ++j) normals.push_back(random.normal());
  }
  std::vector<double> samples = gp_->sample(unit, normals);
  for (double& value : samples) value = scale_.from_model(value);
  check_results(samples, "sample");
  return samples;
}

double Model::log_likelihood() const {
  return gp_->log_likelihood() - static_cast<double>(gp_->size()) * math::log(scale_.deviation);
}

double Model::noise_variance(std::size_t i) const {
  const double common = math::exp(theta()[columns()]) + gp_->jitter();
  return noise_.empty() ? common : common + noise_[i];
}

}  // namespace lode::surrogate
