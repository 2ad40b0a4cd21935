/// \file
/// What a surrogate::Model must answer on some data sets, by multiprecision.
#pragma once

#include <string>
#include <vector>

#include "space/make.h"
#include "surrogate/model.h"

namespace lode::surrogate {

/// A column as gp_model_reference.py writes it.
struct ColumnRow {
  int kind;  ///< space::Kind
  double low;
  double high;
  int scaling;  ///< space::Scaling
};

/// One data set, and everything in natural units.
struct Case {
  const char* name;
  std::vector<ColumnRow> columns;
  std::vector<double> x, y, noise, hyperparameters, points;
  std::vector<double> mean, deviation, covariance, mean_gradient, deviation_gradient;
  double log_likelihood;
  std::vector<double> ei, ei_gradient, log_ei, log_ei_gradient, pi, pi_gradient;  ///< over the least y

  double n() const { return static_cast<double>(y.size()); }
};

#include "surrogate/gp_model_reference.inc"

/// The columns as an unconditional space.
inline space::Space space_of(const std::vector<ColumnRow>& columns) {
  std::vector<space::Parameter> parameters;
  for (const ColumnRow& c : columns) {
    space::Parameter p = space::make::real("columns[" + std::to_string(parameters.size()) + "]", c.low,
                                           c.high, static_cast<space::Scaling>(c.scaling));
    p.kind = static_cast<space::Kind>(c.kind);
    for (int k = 0; c.kind == 2 && k <= c.high; ++k) p.choices.push_back(std::to_string(k));
    parameters.push_back(p);
  }
  return space::Space(parameters);
}

/// d lengthscales, signal, noise, mean.
inline Hyperparameters hyperparameters_of(const std::vector<double>& all) {
  const std::size_t d = all.size() - 3;
  return {std::vector<double>(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(d)), all[d], all[d + 1],
          all[d + 2]};
}

/// The model that a case describes.
inline Model model_of(const Case& c) {
  return Model::given(space_of(c.columns), {c.x, c.y, c.noise}, hyperparameters_of(c.hyperparameters));
}

}  // namespace lode::surrogate
