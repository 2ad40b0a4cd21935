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
  d.choices = {{"Strategy", "\"Grid\"", "few", false}, {"ResourceLimits.X", "3", "quota", true}};
  d.strategy_options = {{"strategy.bayesian.restarts", 3}};
  const double nan = std::numeric_limits<double>::quiet_NaN();
  strategy::Record record{"model",       7, {0.5, -1.25}, 3, 8, -2.5, 0.125, 1e-300,
                          {0.5, nan, 2}, 6, "jitter 1e-9"};
  EXPECT_NE(encode({0, TrialProposed{3, {0.1}, record, 17, true}}).payload.find("\"posteriors\":8"),
            std::string::npos);
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
  expect_round_trip(DriverAlive{2});
  expect_round_trip(TrialStopping{3});
  expect_round_trip(RegretBounded{17, 12, nan, 1e-300});
  expect_round_trip(TrialDecided{3, 9, nan, Decision::pause, 2, "waits"});
  expect_round_trip(TrialDecided{3, 9, 0.1, Decision::stop, std::nullopt, "worse"});
  expect_round_trip(TrialResumed{3, 1});
  expect_round_trip(TrialEnded{3, {TrialStatus::paused, Reason::none, 2, ""}, std::nullopt, false});
}

TEST(Events, WhetherADocumentWasAmended) {
  Definition d = definition("amended");
  d.request = "{}";
  const auto amended = [](const store::Event& event) {
    return std::get<StudyCreated>(decode(event).body).definition.amended;
  };
  EXPECT_FALSE(amended(encode({0, StudyCreated{d, "", ""}})));
  d.amended = true;
  auto event = encode({0, StudyCreated{d, "", ""}});
  EXPECT_TRUE(amended(event));
  // An older event does not say: then it may have been, and its fields are written as the study has them.
  const std::string word = ",\"amended\":true";
  ASSERT_NE(event.payload.find(word), std::string::npos) << event.payload;
  event.payload.erase(event.payload.find(word), word.size());
  EXPECT_TRUE(amended(event));
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

/// What State::apply says of a study of definition("a") with these events; "" where it takes them.
std::string refusal(const std::vector<Body>& bodies) {
  State state;
  try {
    state.apply({1, StudyCreated{definition("a"), "", ""}});
    for (const auto& body : bodies) state.apply({1, body});
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), Code::store)
        << e.what();  // not not_found: it is the record that is wrong, not a call
    return e.what();
  }
  return "";
}

TEST(Events, ARecordThatCannotBeIsRefused) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const TrialProposed proposed{0, {0.5, 0.5}, {}, 1, false};
  const TrialEnded ended{0, {}, 1.0, false};
  const Ending going_on{TrialStatus::in_progress, Reason::none, 1, ""};
  EXPECT_EQ(refusal({TrialEnqueued{{0.5, 0}}, proposed, ended}), "");
  for (const auto& row : std::vector<space::Row>{{}, {0.5}, {0.5, 0.5, 0.5}, {0.5, nan}, {0.5, 1.5}}) {
    EXPECT_NE(refusal({TrialEnqueued{row}}), "") << row.size();
    EXPECT_NE(refusal({TrialProposed{0, row, {}, 1, false}}), "") << row.size();
  }
  EXPECT_NE(refusal({TrialProposed{1, {0.5, 0.5}, {}, 1, false}}), "");
  EXPECT_NE(refusal({TrialStarted{0, 1, ""}}).find("damaged"), std::string::npos);
  EXPECT_NE(refusal({TrialReported{7, {"loss", 1, 1, 0, 1, 1}}}).find("trial 7"), std::string::npos);
  EXPECT_NE(refusal({proposed, ended, ended}).find("twice"), std::string::npos);
  EXPECT_NE(refusal({proposed, TrialEnded{0, going_on, 1.0, false}}), "");
  Definition bad = definition("a");
  bad.parameters[0].high = -1;
  State state;
  EXPECT_THROW(state.apply({1, StudyCreated{bad, "", ""}}), Error);
}

TEST(Events, NumbersThatAreNoIntegersAreNotCutToOnes) {
  const auto trial = [](const std::string& number) {
    const store::Event event{
        1, "TrialReported", 1,
        R"({"time": 1, "trial": )" + number +
            R"(, "attempt": 1, "metric": "m", "step": 1, "rank": 0, "value": 1, "at": 1})"};
    return std::get<TrialReported>(decode(event).body).trial;
  };
  EXPECT_EQ(trial("18446744073709551615"), 18446744073709551615U);
  for (const char* number : {"-1", "1.5", "1e30", "-1e30", "18446744073709551616", "true", "\"1\"", "null"})
    EXPECT_THROW(trial(number), Error) << number;
}

}  // namespace
}  // namespace lode::study
