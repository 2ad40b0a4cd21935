// An acquisition function of configuration and resource at the full resource.

#include "acquisition/at_full.h"

#include <gtest/gtest.h>

namespace lode::acquisition {
namespace {

/// x0 + 10 x1 + 100 x2 x2, with its gradient.
class Polynomial final : public Acquisition {
 public:
  Scores evaluate(std::span<const double> points, bool with_gradient) const override {
    Scores scores;
    for (std::size_t at = 0; at < points.size(); at += 3) {
      const double r = points[at + 2];
      scores.values.push_back(points[at] + 10 * points[at + 1] + 100 * r * r);
      if (with_gradient) scores.gradients.insert(scores.gradients.end(), {1.0, 10.0, 200 * r});
    }
    return scores;
  }
};

TEST(AtFull, HasTheLastCoordinateAtOneAndNoDerivativeAlongIt) {
  const AtFull at_full(std::make_unique<Polynomial>(), 2);
  const std::vector<double> points = {0.5, 0.25, 1, 2};
  const Scores scores = at_full.evaluate(points, true);
  EXPECT_EQ(scores.values, (std::vector<double>{103, 121}));
  EXPECT_EQ(scores.gradients, (std::vector<double>{1, 10, 1, 10}));
  EXPECT_TRUE(at_full.evaluate(points, false).gradients.empty());
  EXPECT_EQ(at_full.best(points), 1U);
}

}  // namespace
}  // namespace lode::acquisition
