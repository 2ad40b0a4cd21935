// Events as payloads: every type there and back, and payloads that are not what they should be.

#include "study/events.h"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>

#include "base/error.h"
#include "base/json.h"
#include "study/fixture.h"

namespace lode::study {
namespace {

/// The payload after a round trip is the payload: what encode writes, decode reads whole.
void expect_round_trip(const Body& body) {
  const store::Event once = encode({1234.5, body});
  const store::Event twice = encode(decode(once));
  EXPECT_EQ(once.type, twice.type);
  EXPECT_EQ(once.payload, twice.payload);
}

TEST(Events, EveryTypeRoundTrips) {
  Definition d = definition("all");
  d.parameters.push_back(choice_parameter("c", {"a", "b"}));
  auto child = real_parameter("child", 1e-5, 1);
  child.condition = space::Condition{"c", {1}};
  child.step = 0;
  child.scaling = space::Scaling::logarithmic;
  d.parameters.push_back(child);
  d.completion = {0.1, 4};
  d.limits = {20, 3, 100.5, 60, 2};
  d.static_parameters = {{"epochs", "5"}};
  d.environment = {{"A", "b"}};
  d.metrics = {{"loss", "loss=(.*)"}};
  d.request = "{\"a\": 1}";
  d.strategy_options = {{"strategy.bayesian.restarts", 3}};
  const double nan = std::numeric_limits<double>::quiet_NaN();
  strategy::Record record{"model", 7, {0.5, -1.25}, 3, -2.5, 0.125, 1e-300, "jitter 1e-9"};
  expect_round_trip(StudyCreated{d, "0.1.0", "x86-64"});
  expect_round_trip(TrialEnqueued{{0.1, nan}});
  expect_round_trip(TrialProposed{3, {0.1, nan}, record, 17, true});
  expect_round_trip(TrialStarted{3, 2, "/tmp/x"});
  expect_round_trip(TrialReported{3, {"loss", nan, 5, 1, 2, 99.5}});
  expect_round_trip(
      TrialEnded{3, {TrialStatus::failed, Reason::platform_error, 1, "gone"}, std::nullopt, true});
  expect_round_trip(TrialEnded{3, {}, -std::numeric_limits<double>::infinity(), false});
  expect_round_trip(StudyClosed{Closing::target});
  expect_round_trip(SpaceExhausted{});
  expect_round_trip(StudyEnded{true});
  expect_round_trip(DriverStarted{{2, "host", "space", "boot", 77, 88}});
  expect_round_trip(DriverEnded{2});
}

TEST(Events, RowsKeepEveryBit) {
  const space::Row row = {0.1, 1.0 / 3, 5e-324, 1.7976931348623157e308, -0.0};
  const auto event = decode(encode({0, TrialEnqueued{row}}));
  const auto& back = std::get<TrialEnqueued>(event.body).row;
  for (std::size_t i = 0; i < row.size(); ++i) {
    EXPECT_EQ(back[i], row[i]);
    EXPECT_EQ(std::signbit(back[i]), std::signbit(row[i]));
  }
}

TEST(Events, BytesThatAreNotUtf8DoNotLoseTheEvent) {
  const auto event =
      encode({0, TrialEnded{0, {TrialStatus::failed, Reason::trial_error, 1, "bad \xff byte"}, {}, false}});
  EXPECT_NO_THROW(decode(event));
}

TEST(Events, UnreadableOnesSayWhy) {
  const auto message = [](const store::Event& event) {
    try {
      decode(event);
    } catch (const Error& e) {
      EXPECT_EQ(e.code(), Code::store);
      return std::string(e.what());
    }
    return std::string();
  };
  EXPECT_NE(message({7, "TrialDreamed", 1, "{}"}).find("event 7 (TrialDreamed"), std::string::npos);
  EXPECT_NE(message({7, "StudyEnded", 99, "{}"}).find("versions up to 1"), std::string::npos);
  for (const char* payload :
       {"", "{", "[]", "{\"time\": 1}", "{\"time\": 1, \"stopped\": \"yes\"}", "{\"stopped\": true}"})
    EXPECT_NE(message({7, "StudyEnded", 1, payload}).find("cannot be read"), std::string::npos) << payload;
}

}  // namespace
}  // namespace lode::study
