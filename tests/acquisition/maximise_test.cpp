#include "acquisition/maximise.h"

#include <cmath>
#include <gtest/gtest.h>
#include <set>

#include "space/make.h"

namespace lode::acquisition {
namespace {

namespace make = space::make;

/// -sum_c w_c (x_c - t_c)^2 on the coordinates as given.
class Bowl final : public Acquisition {
 public:
  explicit Bowl(std::vector<double> target) : target_(std::move(target)) {}
  Scores evaluate(std::span<const double> points, bool with_gradient) const override {
    const std::size_t d = target_.size();
    Scores scores;
    scores.values.assign(points.size() / d, 0.0);
    scores.gradients.resize(with_gradient ? points.size() : 0);
    for (std::size_t i = 0; i < points.size(); ++i) {
      const double difference = points[i] - target_[i % d];
      scores.values[i / d] -= difference * difference;
      if (with_gradient) scores.gradients[i] = -2 * difference;
    }
    return scores;
  }

 private:
  std::vector<double> target_;
};

bool none_seen(std::span<const double>) { return false; }

TEST(Maximise, FindsTheTopOfAContinuousSpace) {
  std::vector<space::Parameter> parameters;
  for (const char* name : {"a", "b", "c", "d", "e"}) {
    parameters.push_back(make::real(name, -3, 7, space::Scaling::linear));
  }
  const space::Space space(parameters);
  const std::vector<double> target = {0.1234, 0.9, 1.5, -0.5, 0.5};  // two beyond the borders
  const auto found = maximise(Bowl(target), space, {}, none_seen);
  ASSERT_TRUE(found);
  const std::vector<double> want = {0.1234, 0.9, 1.0, 0.0, 0.5};
  for (std::size_t i = 0; i < 5; ++i) EXPECT_NEAR(found->unit[i], want[i], 1e-4);
  EXPECT_NEAR(found->value, -0.5, 1e-6);
}

TEST(Maximise, FindsTheTopOfAMixedSpace) {
  const space::Space space({make::real("x", 0, 1, space::Scaling::linear),
                            make::choice("c", {"p", "q", "r", "s"}), make::integer("k", 1, 5),
                            make::integer("many", 0, 9999)});
  const auto found = maximise(Bowl({0.4321, 0.9, 0.1, 0.77777}), space, {}, none_seen);
  ASSERT_TRUE(found);
  const space::Row row = space.decode(found->unit);
  EXPECT_NEAR(row[0], 0.4321, 1e-4);
  EXPECT_EQ(row[1], 3);
  EXPECT_EQ(row[2], 1);
  EXPECT_EQ(row[3], 7777);
  EXPECT_EQ(found->unit, space.snap(found->unit));
}

TEST(Maximise, WalksALargeDiscreteSpaceToItsTop) {
  std::vector<space::Parameter> parameters;
  std::vector<double> target;
  for (const char* name : {"a", "b", "c", "d", "e", "f", "g", "h"}) {
    parameters.push_back(make::integer(name, 1, 8));
    target.push_back((static_cast<double>(target.size()) + 0.5) / 8);
  }
  const space::Space space(parameters);
  const auto found = maximise(Bowl(target), space, {}, none_seen);
  ASSERT_TRUE(found);
  EXPECT_NEAR(found->value, 0, 1e-20);
}

TEST(Maximise, NeverReturnsWhatHasBeenSeen) {
  const space::Space space({make::integer("a", 1, 4), make::choice("b", {"p", "q", "r"})});
  std::set<std::string> seen;
  const Seen test = [&](std::span<const double> unit) {
    return seen.contains(space.key(space.decode(unit)));
  };
  double last = 1;
  for (int i = 0; i < 12; ++i) {
    const auto found = maximise(Bowl({0.3, 0.6}), space, {}, test);
    ASSERT_TRUE(found);
    EXPECT_TRUE(seen.insert(space.key(space.decode(found->unit))).second);
    EXPECT_LE(found->value, last);  // all twelve, best first
    last = found->value;
  }
  EXPECT_FALSE(maximise(Bowl({0.3, 0.6}), space, {}, test));
}

TEST(Maximise, HoldsInactiveCoordinates) {
  const space::Space space({make::choice("kind", {"plain", "deep"}),
                            make::where(make::real("rate", 0, 1, space::Scaling::linear), "kind", {1})});
  const auto plain =
      maximise(Bowl({0.25, 0.9}), space, {}, none_seen);  // 0.9 is not to be had without "deep"
  const auto deep = maximise(Bowl({0.75, 0.9}), space, {}, none_seen);
  ASSERT_TRUE(plain && deep);
  EXPECT_EQ(space.decode(deep->unit)[0], 1);
  EXPECT_NEAR(space.decode(deep->unit)[1], 0.9, 1e-4);
  // plain: (0.5 - 0.9)^2 = 0.16 is better than the deep one's (0.75 - 0.25)^2 = 0.25
  EXPECT_TRUE(std::isnan(space.decode(plain->unit)[1]));
  EXPECT_NEAR(plain->value, -0.16, 1e-12);
}

TEST(Maximise, IsDeterministicAndDependsOnTheTrial) {
  const space::Space space({make::real("x", 0, 1, space::Scaling::linear), make::integer("k", 1, 100)});
  const Domain domain(space);
  const std::vector<double> best = {0.5, 0.505};
  CandidateOptions options;
  options.trial = 3;
  const auto a = make_candidates(domain, best, options), b = make_candidates(domain, best, options);
  EXPECT_EQ(a, b);
  options.trial = 4;
  EXPECT_NE(a, make_candidates(domain, best, options));
  for (const double u : a) {
    EXPECT_GE(u, 0);
    EXPECT_LE(u, 1);
  }
}

TEST(Domain, NeighboursDifferInOneParameter) {
  const space::Space space({make::real("x", 0, 1, space::Scaling::linear), make::choice("c", {"p", "q", "r"}),
                            make::integer("n", 1, 1000000)});
  const std::vector<double> unit = space.encode(std::vector<double>{0.25, 1, 500});
  math::Random random(1, 1, math::Purpose::test);
  std::vector<double> out;
  Domain(space).neighbours(unit, random, out);
  ASSERT_EQ(out.size() / 3, 2u + 4u + 4u);  // other categories; steps of 1 and 2; random levels
  std::set<double> values;
  for (std::size_t at = 0; at < out.size(); at += 3) {
    const space::Row row = space.decode(std::span(out).subspan(at, 3));
    EXPECT_EQ(row[0], 0.25);
    EXPECT_TRUE(row[1] == 1 || row[2] == 500);
    values.insert(row[2]);
  }
  for (const double near : {498, 499, 501, 502}) EXPECT_TRUE(values.contains(near));
}

}  // namespace
}  // namespace lode::acquisition
