// A model in natural units against multiprecision.
#include <gtest/gtest.h>

#include "reference/worst.h"
#include "surrogate/model_cases.h"

namespace lode::surrogate {
namespace {

using reference::Worst;
using Values = std::vector<double>;

TEST(Model, AgreesWithMultiprecisionInNaturalUnits) {
  Worst mean("model.mean", 1e-9), deviation("model.deviation", 1e-9), covariance("model.covariance", 1e-9);
  Worst mean_gradient("model.mean_gradient", 1e-8), deviation_gradient("model.deviation_gradient", 1e-8);
  Worst likelihood("model.log_likelihood", 1e-9);
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    const Model model = model_of(c);
    EXPECT_EQ(model.jitter(), 0);
    const Prediction at = model.predict(c.points, true);
    mean.add_all(at.mean, c.mean, c.n());
    deviation.add_all(at.deviation, c.deviation, c.n());
    mean_gradient.add_columns(at.mean_gradient, c.mean_gradient, c.columns.size(), c.n());
    deviation_gradient.add_columns(at.deviation_gradient, c.deviation_gradient, c.columns.size(), c.n());
    likelihood.add(model.log_likelihood(), c.log_likelihood, c.n());
    if (c.covariance[0] > 0) {  // the tiny one's underflows, in both
      covariance.add_all(model.covariance(c.points), c.covariance, c.n());
    }
  }
}

TEST(Model, AppendingEqualsGivingAll) {
  Worst mean("model.append.mean", 1e-8), deviation("model.append.deviation", 1e-8);
  Worst likelihood("model.append.log_likelihood", 1e-8);
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    const std::size_t d = c.columns.size(), n = c.y.size(), first = n - 4;
    const Values few_noise(c.noise.begin(), c.noise.empty() ? c.noise.end() : c.noise.end() - 4);
    Model grown = Model::given(space_of(c.columns),
                               {std::span(c.x).first(first * d), std::span(c.y).first(first), few_noise},
                               hyperparameters_of(c.hyperparameters));
    for (std::size_t i = first; i < n; ++i)
      grown = grown.append(std::span(c.x).subspan(i * d, d), c.y[i], c.noise.empty() ? 0 : c.noise[i]);
    EXPECT_EQ(grown.size(), n);
    const Prediction at = grown.predict(c.points, false);
    mean.add_all(at.mean, c.mean, c.n());
    deviation.add_all(at.deviation, c.deviation, c.n());
    likelihood.add(grown.log_likelihood(), c.log_likelihood, c.n());
  }
}

}  // namespace
}  // namespace lode::surrogate
