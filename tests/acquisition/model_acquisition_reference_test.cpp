// Acquisition functions over a model and their gradients, against multiprecision.
#include <gtest/gtest.h>

#include "acquisition/model_acquisition.h"
#include "reference/worst.h"
#include "surrogate/model_cases.h"

namespace lode::acquisition {
namespace {

using surrogate::Case;
using Table = std::vector<double> Case::*;

/// Of every data set, over the least y that it has.
void expect_accurate(Kind kind, const std::string& name, Table values, Table gradients) {
  reference::Worst value("acquisition." + name, 1e-8), gradient("acquisition." + name + "_gradient", 1e-8);
  Choice choice;
  choice.kind = kind;
  for (const Case& c : surrogate::cases) {
    SCOPED_TRACE(c.name);
    const Scores scores = evaluate(surrogate::model_of(c), choice, c.points, true);
    value.add_all(scores.values, c.*values, c.n());
    gradient.add_columns(scores.gradients, c.*gradients, c.columns.size(), c.n());
  }
}

TEST(ModelAcquisition, AgreesWithMultiprecisionInNaturalUnits) {
  expect_accurate(Kind::ei, "ei", &Case::ei, &Case::ei_gradient);
  expect_accurate(Kind::log_ei, "log_ei", &Case::log_ei, &Case::log_ei_gradient);
  expect_accurate(Kind::poi, "pi", &Case::pi, &Case::pi_gradient);
}

}  // namespace
}  // namespace lode::acquisition
