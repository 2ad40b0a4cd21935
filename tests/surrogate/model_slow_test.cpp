// What takes long: many observations.
#include <cmath>
#include <gtest/gtest.h>

#include "math/philox.h"
#include "space/make.h"
#include "surrogate/model.h"

namespace lode::surrogate {
namespace {

TEST(ModelSlow, TwoThousandObservationsAreFittedAndPredicted) {
  constexpr std::size_t n = 2000, d = 4, kept_out = 100;
  math::Random random(1, 1, math::Purpose::test);
  std::vector<double> x, y;
  for (std::size_t i = 0; i < n + kept_out; ++i) {
    for (std::size_t c = 0; c < d; ++c) x.push_back(random.uniform());
    const double* row = x.data() + i * d;
    y.push_back(std::sin(5 * row[0]) + row[1] * row[2] + 0.05 * random.normal());
  }
  std::vector<space::Parameter> columns;
  for (const char* name : {"a", "b", "c", "d"})
    columns.push_back(space::make::real(name, 0, 1, space::Scaling::linear));
  const Model model =
      Model::fit(space::Space(columns), {std::span(x).first(n * d), std::span(y).first(n)}, {});
  const Prediction at = model.predict(std::span(x).subspan(n * d), true);
  double square = 0;
  for (std::size_t i = 0; i < kept_out; ++i) square += std::pow(at.mean[i] - y[n + i], 2);
  EXPECT_LT(std::sqrt(square / kept_out), 0.07);  // the noise alone is 0.05
  EXPECT_NEAR(model.hyperparameters().noise, 0.05, 0.01);
  EXPECT_EQ(model.append(std::span(x).subspan(n * d, d), y[n], 0).size(), n + 1);
}

}  // namespace
}  // namespace lode::surrogate
