// What trials cost: the model against costs that are known, and what proposals make of it.

#include "strategy/cost_model.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include "strategy/bayesian.h"
#include "strategy/common.h"

namespace lode::strategy {
namespace {

const std::shared_ptr<const backend::Backend> cpu = backend::make_cpu_backend();

/// Trials on a grid of the square, with costs of x and y.
template <class Cost>
History with_costs(const Cost& cost) {
  History history;
  for (const double x : {0.05, 0.35, 0.65, 0.95})
    for (const double y : {0.1, 0.5, 0.9}) {
      append(history, {x, y}, {}, Outcome::observed);
      history.trials.back().cost = cost(x, y);
    }
  return history;
}

TEST(CostModel, LearnsCostsThatDifferByFactors) {
  const auto truth = [](double x, double y) { return 20 * std::exp(4 * x - 2 * y); };
  const auto model = CostModel::fit(cpu, square(), with_costs(truth), 1);
  ASSERT_TRUE(model);
  const std::vector<double> points = {0.2, 0.3, 0.5, 0.7, 0.8, 0.2};
  const auto costs = model->costs(points);
  for (std::size_t i = 0; i < costs.size(); ++i)
    EXPECT_NEAR(costs[i] / truth(points[2 * i], points[2 * i + 1]), 1, 0.1) << i;
}

TEST(CostModel, IsInTheCostsUnits) {
  const auto seconds = [](double x, double y) { return 3 + x + y * y; };
  const auto hours = [&](double x, double y) { return seconds(x, y) / 3600; };
  const auto a = CostModel::fit(cpu, square(), with_costs(seconds), 1);
  const auto b = CostModel::fit(cpu, square(), with_costs(hours), 1);
  const std::vector<double> point = {0.4, 0.6};
  ASSERT_TRUE(a && b);
  EXPECT_NEAR(a->costs(point)[0] / b->costs(point)[0], 3600, 1e-3);
  EXPECT_NEAR(a->scale(), b->scale(), 1e-12);
}

TEST(CostModel, NeedsThreeCostsThatDiffer) {
  EXPECT_FALSE(CostModel::fit(cpu, square(), {}, 1));
  EXPECT_FALSE(CostModel::fit(cpu, square(), with_costs([](double, double) { return 7.0; }), 1));
  History history = with_costs([](double x, double) { return 1 + x; });
  for (std::size_t i = 2; i < history.trials.size(); ++i) history.trials[i].cost.reset();
  EXPECT_FALSE(CostModel::fit(cpu, square(), history, 1));
  history.trials[7].cost = 3;
  EXPECT_TRUE(CostModel::fit(cpu, square(), history, 1));
}

TEST(CostModel, TheOrderOfTrialsDoesNotMatter) {
  History history = with_costs([](double x, double y) { return 1 + x * y; });
  const std::vector<double> point = {0.4, 0.6};
  const auto before = CostModel::fit(cpu, square(), history, 1)->costs(point);
  std::reverse(history.trials.begin(), history.trials.end());
  EXPECT_EQ(CostModel::fit(cpu, square(), history, 1)->costs(point), before);
}

/// Two equal valleys, at x = 0.2 and x = 0.8; the right one costs a hundred times as much.
double valleys(double x, double y) {
  const double to_left = (x - 0.2) * (x - 0.2), to_right = (x - 0.8) * (x - 0.8);
  return std::min(to_left, to_right) + 0.5 * (y - 0.5) * (y - 0.5);
}

/// How many of the model's proposals lie in the cheap half, and what all of them cost.
std::pair<int, double> search_valleys(bool weighs_cost, std::uint64_t seed) {
  Setup setup = setup_of(square(), seed);
  setup.weighs_cost = weighs_cost;
  const auto strategy = make_bayesian(setup);
  History history;
  std::pair<int, double> found;
  for (int i = 0; i < 20; ++i) {
    const Proposal next = strategy->suggest(history, 1).at(0);
    append(history, next.row, next.record, Outcome::observed);
    Past& past = history.trials.back();
    past.loss = valleys(next.row[0], next.row[1]);
    past.cost = std::pow(100, next.row[0]);
    if (next.record.source != "model") continue;
    found.first += next.row[0] < 0.5 ? 1 : 0;
    found.second += *past.cost;
    EXPECT_EQ(next.record.note.find("expected to cost ") != std::string::npos, weighs_cost)
        << next.record.note;
  }
  return found;
}

TEST(CostModel, ProposalsWeighCostWhereAskedTo) {
  int cheap = 0, cheap_weighed = 0;
  double cost = 0, cost_weighed = 0;
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    const auto [plain, spent] = search_valleys(false, seed);
    const auto [weighed, spent_weighed] = search_valleys(true, seed);
    cheap += plain;
    cheap_weighed += weighed;
    cost += spent;
    cost_weighed += spent_weighed;
  }
  EXPECT_GT(cheap_weighed, cheap);
  EXPECT_LT(cost_weighed, 0.5 * cost);
}

}  // namespace
}  // namespace lode::strategy
