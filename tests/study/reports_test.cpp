// Reports of a trial: what is looked up in them against a plain search, copies beside a list that grows, and
// what becomes of a step that is reported twice.

#include "study/reports.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <limits>
#include <random>
#include <thread>

#include "base/error.h"
#include "study/fixture.h"

namespace lode::study {
namespace {

Report make_report(const std::string& metric, double value, std::int64_t step, std::int32_t rank = 0,
                   std::int32_t attempt = 1) {
  return {metric, value, step, rank, attempt, 0};
}

bool same_series(const Report& a, const Report& b) {
  return a.attempt == b.attempt && a.rank == b.rank && a.metric == b.metric;
}

/// Every question of `reports`, answered once more by a search through a plain list.
void expect_as_searched(const Reports& reports, const std::vector<Report>& plain) {
  ASSERT_EQ(reports.size(), plain.size());
  for (std::size_t i = 0; i < plain.size(); ++i) EXPECT_EQ(reports[i].value, plain[i].value);
  for (const std::string metric : {"a", "b", "never"})
    for (std::int32_t attempt = 1; attempt <= 3; ++attempt) {
      std::optional<double> last_value;
      for (const auto& r : plain)
        if (r.attempt == attempt && r.metric == metric) last_value = r.value;
      EXPECT_EQ(reports.last_value(attempt, metric), last_value);
      for (std::int32_t rank = 0; rank < 3; ++rank)
        for (std::int64_t step = 1; step <= 12; ++step) {
          const Report asked = make_report(metric, 0, step, rank, attempt);
          std::int64_t last = 0;
          std::optional<double> value;
          for (const auto& r : plain) {
            if (!same_series(r, asked)) continue;
            last = std::max(last, r.step);
            if (r.step == step && !value) value = r.value;
          }
          EXPECT_EQ(reports.last_step(asked), last);
          EXPECT_EQ(reports.value_at(asked), value);
        }
    }
}

TEST(Reports, AnswerAsASearchDoesAndCopiesStayAsTheyWere) {
  std::mt19937 random(7);
  const auto upto = [&](unsigned most) { return static_cast<std::int32_t>(random() % most); };
  std::vector<std::pair<Reports, std::vector<Report>>> copies(1);  // the last one grows
  for (int i = 0; i < 150; ++i) {
    if (i % 30 == 0) copies.push_back(copies.back());
    auto& [reports, plain] = copies.back();
    plain.push_back(make_report(upto(2) ? "a" : "b", i, 1 + upto(12), upto(3), 1 + upto(2)));
    reports.push_back(plain.back());
  }
  for (const auto& [reports, plain] : copies) expect_as_searched(reports, plain);
}

TEST(Reports, ACopyThatGrowsGoesItsOwnWay) {
  Reports first;
  first.push_back(make_report("a", 1, 1));
  Reports second = first;
  first.push_back(make_report("a", 2, 2));
  second.push_back(make_report("a", 3, 5));
  second.push_back(make_report("b", 4, 1));
  expect_as_searched(first, {make_report("a", 1, 1), make_report("a", 2, 2)});
  expect_as_searched(second, {make_report("a", 1, 1), make_report("a", 3, 5), make_report("b", 4, 1)});
}

TEST(Reports, ACopyIsReadWhileAnotherGrows) {
  constexpr int count = 5000;
  Reports grows;
  for (int i = 1; i <= count; ++i) grows.push_back(make_report("a", i, i));
  const Reports copy = grows;
  std::thread reader([&] {
    for (int i = 1; i <= count; ++i) {
      EXPECT_EQ(copy[static_cast<std::size_t>(i - 1)].value, i);
      EXPECT_EQ(copy.value_at(make_report("a", 0, i)), i);
      EXPECT_EQ(copy.last_step(make_report("a", 0, 0)), count);
      EXPECT_EQ(copy.last_value(1, "a"), count);
    }
  });
  for (int i = 1; i <= count; ++i) grows.push_back(make_report("a", -i, count + i));
  reader.join();
  EXPECT_EQ(copy.size(), static_cast<std::size_t>(count));
  EXPECT_FALSE(copy.value_at(make_report("a", 0, count + 1)));
}

/// A study with a trial that runs, and the lines that it wrote to its log.
class ReportedTest : public ::testing::Test {
 protected:
  ReportedTest() {
    Environment environment = clock.environment();
    environment.log = [this](const LogLine& line) { lines.emplace_back(line.level(), line.text()); };
    Definition d = definition("reported");
    d.limits.max_attempts = 2;
    study = Study::create(*store, d, environment);
    study->ask(2);
  }
  Trial trial(std::uint64_t number) { return study->snapshot()->trial(number); }

  FakeClock clock;
  std::vector<std::pair<LogLevel, std::string>> lines;
  std::unique_ptr<store::Store> store = store::open_memory_store();
  std::unique_ptr<Study> study;
};

TEST_F(ReportedTest, AfterTheLargestStepOneMustBeGiven) {
  study->report(0, make_report("loss", 1, largest_step));
  try {
    study->report(0, make_report("loss", 2, 0));
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Code::argument);
    EXPECT_NE(std::string(error.what()).find("9007199254740992"), std::string::npos) << error.what();
  }
  study->report(0, make_report("loss", 2, 1));
}

TEST_F(ReportedTest, TheSameValueAgainIsIgnored) {
  for (const double value : {0.5, nan}) {
    const Report report = make_report(value == 0.5 ? "loss" : "other", value, 3);
    study->report(0, report);
    study->report(0, report);
    study->report_all({{0, report}, {0, report}});
  }
  EXPECT_EQ(trial(0).reports.size(), 2u);
  EXPECT_TRUE(lines.empty());
}

TEST_F(ReportedTest, AnotherValueAtAStepIsRefusedAndTheFirstStays) {
  study->report(0, make_report("loss", 0.5, 3));
  try {
    study->report(0, make_report("loss", 0.25, 3));
    FAIL() << "was taken";
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), Code::state);
    EXPECT_NE(std::string(e.what()).find("as 0.5 at step 3 and now as 0.25"), std::string::npos) << e.what();
  }
  study->report(0, make_report("loss", 0.25, 3, 1));  // of another rank
  EXPECT_EQ(trial(0).reports.size(), 2u);
  EXPECT_EQ(trial(0).reports[0].value, 0.5);
}

// A trainer that says a step twice is mended by its author, who must hear of it; it is no reason to stop it.
TEST_F(ReportedTest, ConflictsAmongSeveralAreOneWarningATrial) {
  const auto decisions = study->report_all({{0, make_report("loss", 0.5, 1)},
                                            {0, make_report("loss", 0.75, 1)},
                                            {1, make_report("loss", 0.5, 1)},
                                            {0, make_report("loss", 0.875, 1)},
                                            {0, make_report("loss", 0.25, 2)}});
  EXPECT_EQ(decisions, std::vector<Decision>(5, Decision::go_on));
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0].first, LogLevel::warning);
  EXPECT_EQ(lines[0].second,
            "a report was dropped, as its step has another value already: trial 0: metric 'loss' was "
            "reported as 0.5 at step 1 and now as 0.75 (and 1 more of this trial)");
  EXPECT_EQ(trial(0).reports.size(), 2u);
  EXPECT_EQ(trial(0).reports.last_value(1, "loss"), 0.25);
}

TEST_F(ReportedTest, LateOnesAreInformationAndStopWhoSendsThem) {
  study->tell(0, failed(Reason::platform_error), std::nullopt);  // the first attempt is over
  study->tell(1, completed(), 1.0);
  const auto decisions = study->report_all({{0, make_report("loss", 0.5, 1, 0, 1)},
                                            {1, make_report("loss", 0.5, 1, 0, 1)},
                                            {0, make_report("loss", 0.5, 1, 0, 2)}});
  EXPECT_EQ(decisions, (std::vector<Decision>{Decision::stop, Decision::stop, Decision::go_on}));
  ASSERT_EQ(lines.size(), 2u);
  for (const auto& [level, text] : lines) {
    EXPECT_EQ(level, LogLevel::info);
    EXPECT_EQ(text.rfind("a late report was dropped: trial ", 0), 0u) << text;
  }
}

}  // namespace
}  // namespace lode::study
