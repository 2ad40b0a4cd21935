#include "strategy/bayesian.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "backend/backend.h"
#include "base/error.h"
#include "math/improvement.h"
#include "math/log_ei.h"
#include "math/philox.h"
#include "strategy/bayesian_data.h"
#include "strategy/common.h"
#include "strategy/options.h"
#include "surrogate/features.h"
#include "surrogate/gp.h"
#include "surrogate/priors.h"
#include "surrogate/sample.h"

namespace lode::strategy {
namespace {

using Objective = double (*)(const space::Row&);

/// Branin's function; its minimum is 0.397887.
double branin(const space::Row& x) {
  constexpr double pi = 3.14159265358979323846;
  const double a = x[1] - 5.1 / (4 * pi * pi) * x[0] * x[0] + 5 / pi * x[0] - 6;
  return a * a + 10 * (1 - 1 / (8 * pi)) * std::cos(x[0]) + 10;
}

space::Space branin_space() {
  return space::Space(
      {make::real("x", -5, 10, space::Scaling::linear), make::real("y", 0, 15, space::Scaling::linear)});
}

/// Hartmann's function in six dimensions; its minimum is -3.322368.
double hartmann(const space::Row& x) {
  constexpr double weight[4] = {1, 1.2, 3, 3.2};
  constexpr double scale[4][6] = {
      {10, 3, 17, 3.5, 1.7, 8}, {.05, 10, 17, .1, 8, 14}, {3, 3.5, 1.7, 10, 17, 8}, {17, 8, .05, 10, .1, 14}};
  constexpr double centre[4][6] = {{.1312, .1696, .5569, .0124, .8283, .5886},
                                   {.2329, .4135, .8307, .3736, .1004, .9991},
                                   {.2348, .1451, .3522, .2883, .3047, .6650},
                                   {.4047, .8828, .8732, .5743, .1091, .0381}};
  double value = 0;
  for (int i = 0; i < 4; ++i) {
    double distance = 0;
    for (int j = 0; j < 6; ++j) {
      const double difference = x[static_cast<std::size_t>(j)] - centre[i][j];
      distance += scale[i][j] * difference * difference;
    }
    value -= weight[i] * std::exp(-distance);
  }
  return value;
}

space::Space unit_cube(std::size_t d) {
  static const char* const names[] = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"};
  std::vector<space::Parameter> parameters;
  for (std::size_t i = 0; i < d; ++i)
    parameters.push_back(make::real(names[i], 0, 1, space::Scaling::linear));
  return space::Space(parameters);
}

/// Records a proposal with its loss (not finite: infeasible).
void tell(History& history, const Proposal& proposal, double loss) {
  const bool finite = std::isfinite(loss);
  append(history, proposal.row, proposal.record, finite ? Outcome::observed : Outcome::infeasible);
  history.trials.back().loss = finite ? loss : 0;
}

History run(const Strategy& strategy, Objective objective, std::size_t budget) {
  History history;
  while (history.trials.size() < budget) {
    const std::vector<Proposal> one = strategy.suggest(history, 1);
    if (one.empty()) break;
    tell(history, one[0], objective(one[0].row));
  }
  return history;
}

double best_of(const History& history) {
  double best = std::numeric_limits<double>::infinity();
  for (const Past& past : history.trials) {
    if (past.outcome == Outcome::observed) best = std::min(best, past.loss);
  }
  return best;
}

/// Median over five seeds of the best loss after `budget` trials.
double median_best(const char* name, const space::Space& space, Objective objective, std::size_t budget) {
  std::array<double, 5> best{};
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    best[seed] = best_of(run(*find_strategy(name).make(setup_of(space, seed)), objective, budget));
  }
  std::sort(best.begin(), best.end());
  return best[2];
}

void expect_same_records(const std::vector<Proposal>& a, const std::vector<Proposal>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].record.hyperparameters, b[i].record.hyperparameters);
    EXPECT_EQ(a[i].record.cold_start, b[i].record.cold_start);
    EXPECT_EQ(a[i].record.acquisition, b[i].record.acquisition);
    EXPECT_EQ(a[i].record.mean, b[i].record.mean);
    EXPECT_EQ(a[i].record.deviation, b[i].record.deviation);
  }
}

std::vector<std::string> sources(const History& history) {
  std::vector<std::string> all;
  for (const Past& past : history.trials) all.push_back(past.record.source);
  return all;
}

TEST(BayesianStrategy, BeatsRandomByFarOnBranin) {
  const double minimum = 0.39788735772973816;
  const double ours = median_best("Bayesian", branin_space(), branin, 40) - minimum;
  const double random = median_best("Random", branin_space(), branin, 40) - minimum;
  EXPECT_LT(ours, 0.05);
  EXPECT_LT(ours, 0.1 * random);
}

TEST(BayesianStrategy, BeatsRandomByFarOnHartmann) {
  const double minimum = -3.322368011415515;
  const double ours = median_best("Bayesian", unit_cube(6), hartmann, 50) - minimum;
  const double random = median_best("Random", unit_cube(6), hartmann, 50) - minimum;
  EXPECT_LT(ours, 0.3);
  EXPECT_LT(ours, 0.3 * random);
}

TEST(BayesianStrategy, StartsWithTheCentreThenSobolThenTheModel) {
  const auto strategy = make_bayesian(setup_of(branin_space(), 7));
  const History history = run(*strategy, branin, 7);
  const std::vector<std::string> want = {"centre", "sobol", "sobol", "sobol", "sobol", "model", "model"};
  EXPECT_EQ(sources(history), want);
  EXPECT_EQ(history.trials[0].row, (space::Row{2.5, 7.5}));
  for (std::uint64_t i = 1; i < 5; ++i) EXPECT_EQ(history.trials[i].record.index, i - 1);
  const Record& first = history.trials[5].record;
  EXPECT_EQ(first.hyperparameters.size(), 4u);
  EXPECT_EQ(first.cold_start, 5u);
  EXPECT_TRUE(first.acquisition && first.mean && first.deviation);
}

TEST(BayesianStrategy, InitialDesignGrowsWithTheParameters) {
  const auto strategy = make_bayesian(setup_of(unit_cube(8)));
  const std::vector<std::string> all = sources(run(
      *strategy, [](const space::Row& x) { return x[0]; }, 10));
  EXPECT_EQ(std::count(all.begin(), all.end(), "model"), 2);
}

TEST(BayesianStrategy, InitialDesignIsAtMostAThirdOfTheStudy) {
  strategy::Setup setup = setup_of(unit_cube(8));
  const auto models = [&](std::uint64_t max_trials) {
    setup.max_trials = max_trials;
    const std::vector<std::string> all = sources(run(
        *make_bayesian(setup), [](const space::Row& x) { return x[0]; }, 12));
    return std::count(all.begin(), all.end(), "model");
  };
  EXPECT_EQ(models(12), 7);  // at least 5 come first
  EXPECT_EQ(models(18), 6);
  EXPECT_EQ(models(24), 4);
  EXPECT_EQ(models(100), 4);
}

TEST(BayesianStrategy, ProposalsDoNotDependOnTheNumberOfThreads) {
  const History history = run(*make_bayesian(setup_of(branin_space(), 3)), branin, 12);
  const auto proposals = [&](int threads) {
    strategy::Setup setup = setup_of(branin_space(), 3);
    setup.backend = backend::make_cpu_backend(threads);
    return make_bayesian(setup)->suggest(history, 4);
  };
  const std::vector<Proposal> serial = proposals(1), threaded = proposals(4);
  expect_same(branin_space(), serial, threaded);
  expect_same_records(serial, threaded);
}

TEST(BayesianStrategy, EightAtOnceAreEightInTurn) {
  const auto strategy = make_bayesian(setup_of(branin_space(), 3));
  History history = run(*strategy, branin, 9);
  const std::vector<Proposal> together = strategy->suggest(history, 8);
  ASSERT_EQ(together.size(), 8u);
  std::vector<Proposal> single;
  for (int i = 0; i < 8; ++i) {
    single.push_back(strategy->suggest(history, 1).at(0));
    append(history, single.back().row, single.back().record);
  }
  expect_same(branin_space(), together, single);
  expect_same_records(together, single);
  EXPECT_EQ(keys_of(branin_space(), together).size(), 8u);
}

TEST(BayesianStrategy, PendingTrialsAreKeptApart) {
  const auto strategy = make_bayesian(setup_of(branin_space(), 3));
  const std::vector<Proposal> together = strategy->suggest(run(*strategy, branin, 12), 6);
  for (std::size_t i = 0; i < together.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const double apart = std::hypot((together[i].row[0] - together[j].row[0]) / 15,
                                      (together[i].row[1] - together[j].row[1]) / 15);
      EXPECT_GT(apart, 1e-3);
    }
  }
}

/// In a bowl around a running trial the model expects the least loss at that trial: it is from there that
/// another one must improve.
TEST(BayesianStrategy, APendingTrialThatPromisesTheBestIsTheOneToBeat) {
  const auto strategy = make_bayesian(setup_of(square(), 1));
  History history;
  for (const double x : {0.1, 0.3, 0.7, 0.9}) {
    for (const double y : {0.1, 0.3, 0.7, 0.9}) {
      append(history, {x, y}, {}, Outcome::observed);
      history.trials.back().loss = std::pow(x - 0.5, 2) + std::pow(y - 0.5, 2);
    }
  }
  append(history, {0.5, 0.5}, {});
  const Record record = strategy->suggest(history, 1).at(0).record;
  const ModelData data = model_data(square(), history);
  const surrogate::Gp gp(backend::make_cpu_backend(), surrogate::columns_of(square()), {data.X, data.targets},
                         record.hyperparameters);
  const double pending = gp.posterior(data.pending).mean.at(0);
  EXPECT_LT(pending, data.best_target - 0.1);
  EXPECT_NEAR(*record.acquisition, math::log_ei(*record.mean, *record.deviation, pending).value, 1e-9);
}

strategy::Setup with_posteriors(strategy::Setup setup, double count) {
  setup.numbers["strategy.bayesian.posteriors"] = count;
  return setup;
}

/// Two trials are running.
History branin_history() {
  const auto strategy = make_bayesian(setup_of(branin_space(), 3));
  History history = run(*strategy, branin, 10);
  append(history, {3.1, 2.2}, enqueued());
  append(history, {-3.1, 12.2}, enqueued());
  return history;
}

TEST(BayesianStrategy, SeveralPosteriorsStartFromTheMostProbableHyperparameters) {
  const History history = branin_history();
  const Record one = make_bayesian(setup_of(branin_space(), 3))->suggest(history, 1).at(0).record;
  const Record also_one =
      make_bayesian(with_posteriors(setup_of(branin_space(), 3), 1))->suggest(history, 1).at(0).record;
  const Record five =
      make_bayesian(with_posteriors(setup_of(branin_space(), 3), 5))->suggest(history, 1).at(0).record;
  EXPECT_EQ(five.hyperparameters, one.hyperparameters);
  EXPECT_EQ(five.posteriors, 5u);
  EXPECT_EQ(one.posteriors, std::nullopt);
  EXPECT_NE(five.acquisition, one.acquisition);
  EXPECT_EQ(also_one.acquisition, one.acquisition);
  EXPECT_EQ(also_one.deviation, one.deviation);
}

/// What the record says, from the posteriors' own means and deviations: the logarithm of the mean expected
/// improvement, each over the best target or the least mean that it expects of a running trial; and mean and
/// deviation of the mixture.
TEST(BayesianStrategy, SeveralPosteriorsAreAveragedOver) {
  const History history = branin_history();
  const Proposal got =
      make_bayesian(with_posteriors(setup_of(branin_space(), 3), 5))->suggest(history, 1).at(0);
  const ModelData data = model_data(branin_space(), history);
  const std::shared_ptr<const backend::Backend> backend = backend::make_cpu_backend();
  const backend::Columns columns = surrogate::columns_of(branin_space());
  std::vector<double> starts;
  for (int i = 0; i < 5; ++i)
    starts.insert(starts.end(), got.record.hyperparameters.begin(), got.record.hyperparameters.end());
  surrogate::SliceOptions options;
  options.burn_in = 5;
  options.seed = 3;
  options.trial = history.next_number;
  const surrogate::SliceSamples thetas = surrogate::sample_hyperparameters(
      *backend, columns, {data.X, data.targets}, surrogate::default_priors(2, 2), starts, options);
  double improvement = 0, mean = 0, square = 0;
  for (std::size_t s = 0; s < 5; ++s) {
    const surrogate::Gp gp(backend, columns, {data.X, data.targets},
                           std::span(thetas.points).subspan(4 * s, 4));
    const std::vector<double> pending = gp.posterior(data.pending).mean;
    const double best = std::min({data.best_target, pending[0], pending[1]});
    const backend::Posterior at = gp.believe(data.pending).posterior(branin_space().encode(got.row));
    improvement += math::expected_improvement(at.mean[0], std::sqrt(at.variance[0]), best).value / 5;
    mean += at.mean[0] / 5;
    square += (at.variance[0] + at.mean[0] * at.mean[0]) / 5;
  }
  EXPECT_NEAR(*got.record.acquisition, std::log(improvement), 1e-6);
  EXPECT_NEAR(*got.record.mean, mean, 1e-9);
  EXPECT_NEAR(*got.record.deviation, std::sqrt(square - mean * mean), 1e-9);
  EXPECT_EQ(got.record.predicted.size(), 3u);
}

TEST(BayesianStrategy, SeveralPosteriorsAreRepeatable) {
  const History history = branin_history();
  const auto proposals = [&](int threads) {
    strategy::Setup setup = with_posteriors(setup_of(branin_space(), 3), 4);
    setup.backend = backend::make_cpu_backend(threads);
    return make_bayesian(setup)->suggest(history, 3);
  };
  const std::vector<Proposal> serial = proposals(1), threaded = proposals(3);
  expect_same(branin_space(), serial, threaded);
  expect_same_records(serial, threaded);
  const auto strategy = make_bayesian(with_posteriors(setup_of(branin_space(), 3), 4));
  History so_far = history;
  std::vector<Proposal> single;
  for (int i = 0; i < 3; ++i) {
    single.push_back(strategy->suggest(so_far, 1).at(0));
    append(so_far, single.back().row, single.back().record);
  }
  expect_same(branin_space(), serial, single);
  expect_same_records(serial, single);
}

TEST(BayesianStrategy, SeveralPosteriorsFindTheBestOfBranin) {
  const auto strategy = make_bayesian(with_posteriors(setup_of(branin_space(), 1), 8));
  EXPECT_LT(best_of(run(*strategy, branin, 30)), 0.39788735772973816 + 0.05);
}

TEST(BayesianStrategy, ProposalsPredictTheirLoss) {
  const auto strategy = make_bayesian(setup_of(branin_space(), 3));
  const History history = run(*strategy, branin, 30);
  int within = 0, models = 0;
  for (const Past& past : history.trials) {
    if (past.record.source != "model") continue;
    const std::vector<double>& predicted = past.record.predicted;
    ASSERT_EQ(predicted.size(), 3u);
    EXPECT_LE(predicted[0], predicted[1]);
    EXPECT_LE(predicted[1], predicted[2]);
    ++models;
    within += std::fabs(past.loss - predicted[1]) <= 2 * (predicted[2] - predicted[0]) ? 1 : 0;
  }
  EXPECT_EQ(models, 25);
  EXPECT_GE(within, 20);  // within some four deviations nearly always
}

TEST(BayesianStrategy, OrderOfTheTrialsDoesNotMatter) {
  const auto strategy = make_bayesian(setup_of(branin_space(), 5));
  History history = run(*strategy, branin, 10);
  append(history, {1.0, 2.0}, enqueued());
  append(history, {3.0, 4.0}, enqueued(), Outcome::infeasible);
  append(history, {5.0, 6.0}, enqueued());
  const std::vector<Proposal> want = strategy->suggest(history, 2);
  math::Random random(1, 1, math::Purpose::test);
  for (int repeat = 0; repeat < 5; ++repeat) {
    for (std::size_t i = history.trials.size(); i > 1; --i)
      std::swap(history.trials[i - 1], history.trials[random.below(i)]);
    const std::vector<Proposal> got = make_bayesian(setup_of(branin_space(), 5))->suggest(history, 2);
    expect_same(branin_space(), got, want);
    expect_same_records(got, want);
  }
}

TEST(BayesianStrategy, SmallSpacesAreExhausted) {
  for (const space::Space& space : {small_space(), tree_space()}) {
    const auto count = static_cast<std::size_t>(space.cardinality());
    const auto strategy = make_bayesian(setup_of(space, 2));
    History history;
    const std::vector<Proposal> all = ask_one_by_one(*strategy, history, count + 1);
    EXPECT_EQ(all.size(), count);
    EXPECT_EQ(keys_of(space, all).size(), count);
    EXPECT_TRUE(strategy->suggest(history, 3).empty());
    EXPECT_EQ(strategy->suggest({}, count + 5).size(), count);
  }
}

TEST(BayesianStrategy, SkipsEnqueuedOnes) { expect_skips_enqueued(make_bayesian); }

TEST(BayesianStrategy, FindsTheBestOfAMixedConditionalSpace) {
  const space::Space space(
      {make::choice("model", {"linear", "tree", "net"}),
       make::where(make::integer("depth", 1, 10), "model", {1}),
       make::where(make::real("rate", 1e-4, 1, space::Scaling::logarithmic), "model", {2}),
       make::integer("batch", 1, 512)});
  // The best is a net with rate 0.01 and batch 128: loss 0. A tree reaches 1, a line 2.
  const Objective objective = [](const space::Row& x) {
    const double batch = 0.5 * std::fabs(std::log2(x[3]) - 7);
    if (x[0] == 0) return 2 + batch;
    if (x[0] == 1) return 1 + 0.1 * std::fabs(x[1] - 6) + batch;
    return std::pow(std::log10(x[2]) + 2, 2) + batch;
  };
  const double ours = median_best("Bayesian", space, objective, 50);
  EXPECT_LT(ours, 0.25);
  EXPECT_LT(ours, 0.5 * median_best("Random", space, objective, 50));
}

TEST(BayesianStrategy, LearnsWhereTrialsFail) {
  // Everything right of 0.6 fails; the best is just left of it.
  const Objective objective = [](const space::Row& x) {
    return x[0] > 0.6 ? std::nan("") : std::pow(x[0] - 0.55, 2) + x[1];
  };
  const History history = run(*make_bayesian(setup_of(square(), 1)), objective, 30);
  EXPECT_LT(best_of(history), 0.05);
  const auto failed = std::count_if(history.trials.begin() + 15, history.trials.end(),
                                    [](const Past& past) { return past.outcome == Outcome::infeasible; });
  EXPECT_LT(failed, 8);
}

/// Of the last 12 of 36 proposals, those at x > 2/3, where every trial fails after a first report that was
/// better than all others.
int proposals_that_fail(Halving halving) {
  Setup setup = setup_of(square(), 3);
  setup.hyperband.max_resource = 9;
  setup.hyperband.halving = halving;
  const auto strategy = make_bayesian(setup);
  History history;
  int late = 0;
  for (int i = 0; i < 36; ++i) {
    const Proposal next = strategy->suggest(history, 1).at(0);
    if (next.resumes) {
      for (Past& past : history.trials)
        if (past.number == *next.resumes) {
          past.paused = false;
          past.outcome = Outcome::observed;
          past.curve.push_back({9, past.loss});
        }
      continue;
    }
    const double x = next.row[0], y = next.row[1];
    const double loss = (x - 0.72) * (x - 0.72) + (y - 0.4) * (y - 0.4);
    append(history, next.row, next.record, x > 2.0 / 3 ? Outcome::infeasible : Outcome::pending);
    Past& past = history.trials.back();
    past.curve = {{1, loss + 0.5}, {3, loss + 0.2}};
    past.loss = loss;
    past.paused = past.outcome == Outcome::pending;
    if (i >= 24 && x > 2.0 / 3) ++late;
  }
  return late;
}

TEST(BayesianStrategy, WhatATrialReportedBeforeItFailedIsNoRecommendation) {
  EXPECT_LE(proposals_that_fail(Halving::stopping), 3);
  EXPECT_LE(proposals_that_fail(Halving::freeze_thaw), 3);
}

TEST(BayesianStrategy, TheFirstTrialsAreTrainedFarBeforeTheModelChooses) {
  strategy::Setup setup = setup_of(square(), 3);
  setup.hyperband.max_resource = 27;
  setup.hyperband.halving = Halving::freeze_thaw;
  setup.numbers = {{"strategy.bayesian.initial_trials", 5}};
  const auto strategy = make_bayesian(setup);
  History history;
  std::vector<std::uint64_t> resumed;
  while (resumed.size() < 6) {
    const Proposal next = strategy->suggest(history, 1).at(0);
    if (!next.resumes) {
      ASSERT_LT(history.trials.size(), 5U) << "a new one before the first are where they are to be";
      append(history, next.row, next.record);
      history.trials.back().curve = {{1, next.row[0]}};  // the centre is not the best of them
      history.trials.back().paused = true;
      continue;
    }
    resumed.push_back(*next.resumes);
    Past& past = history.trials.at(static_cast<std::size_t>(*next.resumes));
    past.curve.push_back({past.curve.back().resource * 3, past.curve.back().loss});
  }
  EXPECT_EQ(resumed, (std::vector<std::uint64_t>{0, 0, 1, 1, 2, 2})) << "to 3 and to 9 of 27 steps";
}

TEST(BayesianStrategy, WithoutAnyResultItGoesOnAlongSobol) {
  for (const Outcome outcome : {Outcome::pending, Outcome::infeasible}) {
    const auto strategy = make_bayesian(setup_of(square(), 1));
    History history;
    for (std::uint64_t i = 0; i < 12; ++i) {
      const Proposal next = strategy->suggest(history, 1).at(0);
      EXPECT_EQ(next.record.source, i == 0 ? "centre" : "sobol");
      if (i > 0) {
        EXPECT_EQ(next.record.index, i - 1);
      }
      append(history, next.row, next.record, outcome);
    }
  }
}

TEST(BayesianStrategy, SurvivesDegenerateLosses) {
  const std::vector<Objective> objectives = {
      [](const space::Row&) { return 3.0; }, [](const space::Row& x) { return x[0] < 0.5 ? 1e300 : -1e300; },
      [](const space::Row& x) { return x[0] < 0.9 ? 1e-300 * x[1] : 1.7e308; },
      [](const space::Row& x) { return x[0] < 0.5 ? HUGE_VAL : 1.0; }};
  for (const Objective objective : objectives) {
    const History history = run(*make_bayesian(setup_of(square(), 1)), objective, 14);
    ASSERT_EQ(history.trials.size(), 14u);
    for (const Past& past : history.trials) {
      EXPECT_NO_THROW(square().check(past.row));
      for (const double t : past.record.hyperparameters) EXPECT_TRUE(std::isfinite(t));
    }
    EXPECT_EQ(history.trials.back().record.source, "model");
  }
}

TEST(BayesianStrategy, FewAndDuplicateTrialsAreEnough) {
  strategy::Setup setup = setup_of(square(), 1);
  setup.numbers["strategy.bayesian.initial_trials"] = 1;
  History history;
  append(history, {0.5, 0.5}, enqueued(), Outcome::observed);
  append(history, {0.5, 0.5}, enqueued(), Outcome::observed);
  history.trials[1].loss = 1;
  EXPECT_EQ(make_bayesian(setup)->suggest(history, 1).at(0).record.source, "model");
}

TEST(BayesianStrategy, WarmStartsFromTheNewestFit) {
  const auto strategy = make_bayesian(setup_of(branin_space(), 3));
  History history = run(*strategy, branin, 8);
  const Past* newest = newest_fit(history, 4);
  ASSERT_NE(newest, nullptr);
  EXPECT_EQ(newest->number, 7u);
  history.trials[7].record.hyperparameters[0] = std::nan("");
  EXPECT_EQ(newest_fit(history, 4)->number, 6u);
  EXPECT_EQ(newest_fit(history, 5), nullptr);
}

TEST(BayesianStrategy, OptionsAreChecked) {
  strategy::Setup setup = setup_of(square(), 1);
  for (const NumberOption& option : bayesian_options) {
    setup.numbers = {{option.name, option.low - 1}};
    EXPECT_THROW(make_bayesian(setup), Error) << option.name;
    setup.numbers = {{option.name, option.low + 0.5}};
    EXPECT_THROW(make_bayesian(setup), Error) << option.name;
    setup.numbers = {{option.name, std::nan("")}};
    EXPECT_THROW(make_bayesian(setup), Error) << option.name;
    setup.numbers = {{option.name, option.low}};
    EXPECT_NO_THROW(make_bayesian(setup)) << option.name;
  }
}

TEST(BayesianStrategy, SmallestSearchStillWorks) {
  strategy::Setup setup = setup_of(square(), 1);
  setup.numbers = {{"strategy.bayesian.candidates", 16},
                   {"strategy.bayesian.refined", 0},
                   {"strategy.bayesian.restarts", 0}};
  EXPECT_EQ(run(
                *make_bayesian(setup), [](const space::Row& x) { return x[0]; }, 12)
                .trials.size(),
            12u);
}

TEST(BayesianData, CapsThePointsAtRungs) {
  Hyperband hyperband;
  hyperband.max_resource = 9;
  const ResourceColumn resource(hyperband);
  History history;
  for (std::size_t i = 0; i < most_points_at_rungs; ++i) {
    append(history, {static_cast<double>(i) / 1000, 0.5}, {});
    history.trials.back().curve = {{1, 2.0 + static_cast<double>(i)}, {3, 1.0 + static_cast<double>(i)}};
    history.trials.back().paused = true;
  }
  const ModelData data = model_data(square(), history, resource);
  EXPECT_EQ(data.size(), most_points_at_rungs);
  EXPECT_EQ(data.left_out, most_points_at_rungs);
  EXPECT_EQ(data.X.size(), 3 * data.size());
  EXPECT_TRUE(data.pending.empty()) << "what is paused may never go on";
}

TEST(BayesianData, CapsTheTrainingPoints) {
  History history;
  const std::size_t total = most_training_points + 300;
  for (std::size_t i = 0; i < total; ++i) {
    const double x = static_cast<double>(i) / static_cast<double>(total);
    append(history, {x, 0.5}, enqueued(), i % 10 == 9 ? Outcome::infeasible : Outcome::observed);
    history.trials.back().loss = x;  // the oldest are the best
  }
  const ModelData data = model_data(square(), history);
  EXPECT_EQ(data.size(), most_training_points);
  EXPECT_EQ(data.left_out, 300u);
  EXPECT_EQ(data.X.size(), 2 * data.size());
  EXPECT_EQ(data.X[0], 0);  // the best and the newest are both there
  const double newest_observed = static_cast<double>(total - 2) / static_cast<double>(total);
  EXPECT_NE(std::find(data.X.begin(), data.X.end(), newest_observed), data.X.end());
  EXPECT_EQ(data.best.size(), 10u);
  EXPECT_EQ(data.best_target, data.targets[0]);
  EXPECT_EQ(thinned(data, 2, 250).size(), 250u);
  EXPECT_EQ(thinned(data, 2, 250).X.size(), 500u);
}

}  // namespace
}  // namespace lode::strategy
