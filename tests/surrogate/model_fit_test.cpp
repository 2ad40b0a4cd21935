// The hyperparameters that a model is fitted with, against the best of a search over the whole of their
// bounds.
#include <cmath>
#include <gtest/gtest.h>

#include "reference/worst.h"
#include "space/make.h"
#include "surrogate/features.h"
#include "surrogate/model.h"
#include "surrogate/priors.h"

namespace lode::surrogate {
namespace {

struct FitCase {
  std::size_t columns;
  int levels;  ///< of the last column; 0: a number
  std::vector<double> x, y;
  double best;  ///< log posterior
};

#include "surrogate/gp_fit_reference.inc"

space::Space space_of(const FitCase& c) {
  std::vector<space::Parameter> columns;
  for (std::size_t i = 0; i < c.columns; ++i)
    columns.push_back(space::make::real("x" + std::to_string(i), 0, 1, space::Scaling::linear));
  if (c.levels > 0) columns.back() = space::make::choice("c", {"0", "1", "2"});
  return space::Space(columns);
}

/// Of a model's hyperparameters, on its standardised y.
double log_posterior(const Model& model, const FitCase& c) {
  const OutputScale scale = standardising(c.y);
  const Hyperparameters& h = model.hyperparameters();
  std::vector<double> theta, z;
  for (const double length : h.lengthscales) theta.push_back(std::log(length));
  theta.push_back(2 * std::log(h.noise / scale.deviation));
  theta.push_back(scale.to_model(h.mean));
  for (const double y : c.y) z.push_back(scale.to_model(y));
  const auto backend = backend::make_cpu_backend();
  const backend::Likelihood likelihood =
      backend->likelihood(columns_of(model.space()), {model.units(), z}, theta, false);
  return likelihood.value[0] + default_priors(c.columns, c.columns).log_density(theta, {});
}

TEST(ModelFit, FindsTheBestHyperparametersOfTwentyDataSets) {
  ASSERT_EQ(fit_cases.size(), 20u);
  reference::Worst worst("fit.log_posterior", 1e-4);
  for (const FitCase& c : fit_cases) {
    const double found = log_posterior(Model::fit(space_of(c), {c.x, c.y}, {}), c);
    worst.add(found, c.best, static_cast<double>(c.y.size()), 1);
  }
}

}  // namespace
}  // namespace lode::surrogate
