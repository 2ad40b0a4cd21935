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

/// After that many trials with results, the last of which a model proposed with these lengthscales.
/// \param effect of the last parameter, which goes evenly over its range where it has one
std::vector<Advice> after_model(const std::vector<double>& lengthscales, std::size_t trials,
                                double effect = 0) {
  State state;
  state.apply({1, StudyCreated{bayesian(lengthscales.size(), 0), "", ""}});
  space::Row row(lengthscales.size(), 2.5);
  for (std::uint64_t i = 0; i < trials; ++i) {
    strategy::Record record;
    record.source = i + 1 < trials ? "sobol" : "model";
    if (record.source == "model") {
      for (const double l : lengthscales) record.hyperparameters.push_back(std::log(l));
      record.hyperparameters.insert(record.hyperparameters.end(), {-3, 0});
    }
    if (effect != 0) row.back() = 2 + static_cast<double>(i) / static_cast<double>(trials - 1);
    state.apply({1, TrialProposed{i, row, record, 0, false}});
    state.apply({1, TrialEnded{i, {}, effect * row.back(), false}});
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

TEST(Advice, AParameterThatImprovesTowardsItsEndMatters) {
  EXPECT_EQ(codes(after_model({0.25, 2.3}, 40)), Codes{"UselessParameter:p1"});
  EXPECT_EQ(codes(after_model({0.25, 2.3}, 40, -1e-3)), Codes{"BestAtBoundary:p1"});
}

}  // namespace
}  // namespace lode::study
