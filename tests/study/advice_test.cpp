// Advice: each piece where it is due, and not where it is nearly due.

#include "study/advice.h"

#include <cmath>
#include <gtest/gtest.h>

#include "study/fixture.h"

namespace lode::study {
namespace {

/// The codes, each with its parameter.
std::vector<std::string> codes(const std::vector<Advice>& advices) {
  std::vector<std::string> codes;
  for (const auto& advice : advices)
    codes.push_back(advice.code + (advice.parameter.empty() ? "" : ":" + advice.parameter));
  return codes;
}

using Codes = std::vector<std::string>;

/// So many parameters p0, p1, ... in [2, 3], by the model.
Definition bayesian(std::size_t parameters, std::uint64_t trials, std::uint32_t parallel = 1) {
  Definition d = definition("advised", trials, parallel);
  d.strategy = "Bayesian";
  d.parameters.clear();
  for (std::size_t i = 0; i < parameters; ++i)
    d.parameters.push_back(real_parameter("p" + std::to_string(i), 2, 3));
  return d;
}

Definition with_parameter(space::Parameter parameter) {
  Definition d = bayesian(0, 100);
  d.parameters = {std::move(parameter)};
  return d;
}

TEST(Advice, TooManyParameters) {
  Definition d = bayesian(21, 100);
  EXPECT_EQ(codes(advice_on(d)), Codes{"TooManyParameters"});
  EXPECT_NE(advice_on(d)[0].text.find("21 parameters"), std::string::npos);
  d.parameters[0].high = d.parameters[0].low;  // a constant is not searched
  EXPECT_EQ(codes(advice_on(d)), Codes{});
}

TEST(Advice, TooFewTrials) {
  EXPECT_EQ(codes(advice_on(bayesian(10, 29))), Codes{"TooFewTrials"});
  EXPECT_EQ(codes(advice_on(bayesian(10, 30))), Codes{});
  EXPECT_EQ(codes(advice_on(bayesian(4, 5))), Codes{});
  EXPECT_EQ(codes(advice_on(bayesian(10, 0))), Codes{});
  Definition random = bayesian(10, 29);
  random.strategy = "Random";
  EXPECT_EQ(codes(advice_on(random)), Codes{});
}

TEST(Advice, TooParallel) {
  EXPECT_EQ(codes(advice_on(bayesian(2, 20, 7))), Codes{"TooParallel"});
  EXPECT_EQ(codes(advice_on(bayesian(2, 21, 7))), Codes{});
  EXPECT_EQ(codes(advice_on(bayesian(2, 2, 1))), Codes{});
  Definition random = bayesian(2, 20, 20);  // its trials are independent: parallel ones cost nothing
  random.strategy = "Random";
  EXPECT_EQ(codes(advice_on(random)), Codes{});
}

TEST(Advice, ARealParameterThatCounts) {
  for (const char* name : {"batch_size", "batchSize", "train.batch-size", "minibatchsize", "num_layers",
                           "epochs", "nEstimators", "max_depth", "num_round", "hidden_units"})
    EXPECT_EQ(codes(advice_on(with_parameter(real_parameter(name, 32, 256)))),
              Codes{std::string("RealBatchSize:") + name});
  // AMT's own example: searched as a real one, it may weigh any number.
  for (const char* name :
       {"min_child_weight", "background", "size", "batch_momentum", "depth", "layers_dropout"})
    EXPECT_EQ(codes(advice_on(with_parameter(real_parameter(name, 1, 10)))), Codes{}) << name;
  EXPECT_EQ(codes(advice_on(with_parameter(real_parameter("batch_size", 0.1, 1)))), Codes{});  // a share
  auto stepped = real_parameter("batch_size", 32, 256);
  stepped.step = 32;
  EXPECT_EQ(codes(advice_on(with_parameter(stepped))), Codes{});
  stepped.step = 0.5;
  EXPECT_EQ(codes(advice_on(with_parameter(stepped))), Codes{"RealBatchSize:batch_size"});
  auto integer = real_parameter("batch_size", 32, 256);
  integer.kind = space::Kind::integer;
  EXPECT_EQ(codes(advice_on(with_parameter(integer))), Codes{});
}

TEST(Advice, RangesAndTheirScales) {
  auto rate = real_parameter("rate", 1e-3, 1);
  EXPECT_EQ(codes(advice_on(with_parameter(rate))), Codes{"LinearScale:rate"});
  rate.low = 1.001e-3;
  EXPECT_EQ(codes(advice_on(with_parameter(rate))), Codes{});
  rate.scaling = space::Scaling::automatic;
  rate.low = 1e-8;
  EXPECT_EQ(codes(advice_on(with_parameter(rate))), Codes{});
  rate.low = 0.99e-8;
  EXPECT_EQ(codes(advice_on(with_parameter(rate))), Codes{"LargeRange:rate"});
}

/// A state whose trials have the first parameter of p at its upper end where it is the best.
class AdviceOnState : public ::testing::Test {
 protected:
  /// \param best the row of the last trial, which is the best one
  Codes after(const Definition& d, std::size_t trials, const space::Row& best) {
    auto study = Study::create(*store, d, clock.environment());
    space::Row middle = best;
    for (std::size_t i = 0; i < middle.size(); ++i) {
      const auto& p = d.parameters[i];
      middle[i] = p.kind == space::Kind::real ? (p.low + p.high) / 2 : std::floor((p.low + p.high) / 2);
    }
    for (std::size_t i = 0; i + 1 < trials; ++i) study->add(middle, 1.0);
    study->add(best, 0.5);
    const auto found = codes(advice_on(*study->snapshot()));
    study.reset();
    store->remove(d.name);
    return found;
  }

  FakeClock clock;
  std::unique_ptr<store::Store> store = store::open_memory_store();
};

TEST_F(AdviceOnState, BestAtTheEndOfARange) {
  const Definition d = bayesian(2, 0);
  EXPECT_EQ(after(d, 10, {2.995, 2.5}), Codes{"BestAtBoundary:p0"});
  EXPECT_EQ(after(d, 10, {2.5, 2.005}), Codes{"BestAtBoundary:p1"});
  EXPECT_EQ(after(d, 10, {2.985, 2.015}), Codes{});
  EXPECT_EQ(after(d, 9, {2.995, 2.5}), Codes{});  // too early to tell
}

TEST_F(AdviceOnState, TheEndOfARangeIsMeantInItsScale) {
  Definition d = bayesian(1, 0);
  d.parameters[0].low = 1e-6;
  d.parameters[0].high = 1e-2;
  d.parameters[0].scaling = space::Scaling::logarithmic;
  EXPECT_EQ(after(d, 10, {1.05e-6}), Codes{"BestAtBoundary:p0"});
  EXPECT_EQ(after(d, 10, {5e-5}), Codes{});  // 0.5 % of the way on a linear one
}

TEST_F(AdviceOnState, EndsBeyondWhichThereIsNothingAreLeftAlone) {
  Definition d = bayesian(1, 0);
  d.parameters[0].low = 0;  // alpha in [0, 2]
  EXPECT_EQ(after(d, 10, {0}), Codes{});
  EXPECT_EQ(after(d, 10, {3}), Codes{"BestAtBoundary:p0"});
  d.parameters[0].high = 1;  // eta in [0, 1]
  EXPECT_EQ(after(d, 10, {1}), Codes{});
  d.parameters[0].kind = space::Kind::integer;
  d.parameters[0].low = 1;
  d.parameters[0].high = 10;  // max_depth
  EXPECT_EQ(after(d, 10, {1}), Codes{});
  EXPECT_EQ(after(d, 10, {10}), Codes{"BestAtBoundary:p0"});
  d.parameters[0].high = 9;  // few values: any of them may be the best by chance
  EXPECT_EQ(after(d, 10, {9}), Codes{});
}

/// After that many trials with results, the last of which a model proposed with these lengthscales.
/// \param last what the last parameter was in all of them
std::vector<Advice> after_model(const std::vector<double>& lengthscales, std::size_t trials,
                                double last = 2.5) {
  State state;
  state.apply({1, StudyCreated{bayesian(lengthscales.size(), 0), "", ""}});
  space::Row row(lengthscales.size(), 2.5);
  row.back() = last;
  for (std::uint64_t i = 0; i < trials; ++i) {
    strategy::Record record;
    record.source = i + 1 < trials ? "sobol" : "model";
    if (record.source == "model") {
      for (const double l : lengthscales) record.hyperparameters.push_back(std::log(l));
      record.hyperparameters.insert(record.hyperparameters.end(), {-3, 0});
    }
    state.apply({1, TrialProposed{i, row, record, 0, false}});
    state.apply({1, TrialEnded{i, {}, 1.0, false}});
  }
  return advice_on(state);
}

TEST(Advice, AParameterThatDoesNotMatter) {
  // The prior of two parameters is around 0.9 sqrt(2 / 4) = 0.636; e^1.25 times as much is 2.22.
  const auto advice = after_model({0.25, 2.3}, 20);
  ASSERT_EQ(codes(advice), Codes{"UselessParameter:p1"});
  EXPECT_NE(advice[0].text.find("2.3 times its range, where 0.64 was expected and the shortest is 0.25"),
            std::string::npos)
      << advice[0].text;
  EXPECT_EQ(codes(after_model({0.25, 2.2}, 20)), Codes{});
  EXPECT_EQ(codes(after_model({0.25, 2.3}, 19)), Codes{});
  EXPECT_EQ(codes(after_model({0.29, 2.3}, 20)), Codes{});  // not eight times the shortest
  EXPECT_EQ(codes(after_model({20, 30}, 20)), Codes{});     // the model has not found anything that matters
}

TEST(Advice, WhereAParameterOfLittleImportanceIsInTheBestTrialMeansNothing) {
  EXPECT_EQ(codes(after_model({0.25, 0.63}, 20, 3)),
            Codes{"BestAtBoundary:p1"});  // the prior is around 0.636
  EXPECT_EQ(codes(after_model({0.25, 0.64}, 20, 3)), Codes{});
}

}  // namespace
}  // namespace lode::study
