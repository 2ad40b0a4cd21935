// A trial's output becomes reports.

#include <cmath>

#include "launch/harness.h"

namespace lode::launch {
namespace {

class OutputTest : public ProcessTest {
 protected:
  static study::Job metric_job() {
    auto job = ProcessTest::job();
    job.metrics = {{"n", "n=(\\S+)"}};
    return job;
  }
};

TEST_F(OutputTest, ReportsArriveWhileTheTrialRuns) {
  auto launcher = this->launcher({"print", "n=1\\nn=2\\nn=", "wait", at("go"), "print", "3\\n"});
  launcher.launch(metric_job(), notes_);
  until(launcher, [&] { return notes_.reports.size() == 2; });
  EXPECT_EQ(launcher.active(), 1u);
  std::ofstream(at("go"));
  until(launcher, [&] { return launcher.active() == 0; });
  EXPECT_EQ(notes_.values(), (std::vector<double>{1, 2, 3}));
  EXPECT_EQ(notes_.reports[0].metric, "n");
  EXPECT_EQ(notes_.reports[0].step, 0);
  EXPECT_EQ(notes_.reports[0].attempt, 1);
}

TEST_F(OutputTest, StderrAndALastLineWithoutAnEnd) {
  auto launcher = this->launcher({"err", "n=1\\n", "print", "n=2"});
  run(launcher, metric_job());
  EXPECT_EQ(notes_.values(), (std::vector<double>{1, 2}));
}

TEST_F(OutputTest, ProgressBarsNulsAndInvalidBytes) {
  auto launcher = this->launcher({"print", "10%\\rn=1\\r\\n\\0n=2\\n\\x n=3\\n\\rn=4"});
  run(launcher, metric_job());
  EXPECT_EQ(notes_.values(), (std::vector<double>{1, 2, 3, 4}));
}

TEST_F(OutputTest, HugeLinesDoNoHarm) {
  auto launcher = this->launcher({"print", "n=1 ", "long", "1000000", "print", " n=9\\nn=2\\n"});
  run(launcher, metric_job());
  EXPECT_EQ(notes_.values(), (std::vector<double>{1, 2}));
}

// One and a half megabytes: more than one poll reads.
TEST_F(OutputTest, MuchOutputComesWholeAndInOrder) {
  auto launcher = this->launcher({"many", "5000"});
  run(launcher, metric_job());
  ASSERT_EQ(notes_.reports.size(), 5000u);
  for (std::size_t i = 0; i < notes_.reports.size(); ++i)
    ASSERT_EQ(notes_.reports[i].value, static_cast<double>(i + 1));
}

TEST_F(OutputTest, NotANumberIsWarnedOnce) {
  auto launcher = this->launcher({"print", "n=high\\nn=low\\nn=nan\\n"});
  run(launcher, metric_job());
  ASSERT_EQ(notes_.reports.size(), 1u);
  EXPECT_TRUE(std::isnan(notes_.reports[0].value));
  ASSERT_EQ(notes_.warnings.size(), 1u) << notes_.all_warnings();
  EXPECT_NE(notes_.warnings[0].find("line 1 of the log gives 'high'"), std::string::npos);
}

TEST_F(OutputTest, ExtraMetricsJoinAndReplace) {
  auto launcher = this->launcher({"print", "n=1 m=2\\n"});
  launcher.add_metric("m", "m=(\\d+)");
  launcher.add_metric("n", "m=(\\d)");
  run(launcher, metric_job());
  ASSERT_EQ(notes_.reports.size(), 2u);
  EXPECT_EQ(notes_.values(), (std::vector<double>{2, 2}));
}

TEST_F(OutputTest, JsonLines) {
  auto launcher = this->launcher(
      {"metric", R"({{"metric": "auc", "value": 0.5, "step": 1}}\n{{"metric": "auc", )", "metric",
       R"("value": NaN, "step": 2, "rank": 1, "time": 7}}\n\n{{"metric": "auc", "value": 1}})"});
  run(launcher, job());
  ASSERT_EQ(notes_.reports.size(), 3u) << notes_.all_warnings();
  EXPECT_EQ(notes_.reports[0].value, 0.5);
  EXPECT_EQ(notes_.reports[0].step, 1);
  EXPECT_TRUE(std::isnan(notes_.reports[1].value));
  EXPECT_EQ(notes_.reports[1].rank, 1);
  EXPECT_EQ(notes_.reports[1].time, 7);
  EXPECT_EQ(notes_.reports[2].step, 0);
  EXPECT_TRUE(notes_.warnings.empty()) << notes_.all_warnings();
}

TEST_F(OutputTest, BadJsonLinesAreWarnedOnceWithTheLine) {
  auto launcher = this->launcher(
      {"metric",
       R"({{"metric": "auc", "value": 1}}\nauc 3\nagain\n{{"metric": "auc", "value": 2, "epoch": 1}}\n)"});
  run(launcher, job());
  EXPECT_EQ(notes_.values(), (std::vector<double>{1, 2}));
  ASSERT_EQ(notes_.warnings.size(), 2u) << notes_.all_warnings();
  EXPECT_NE(notes_.warnings[0].find("line 2 of "), std::string::npos);
  EXPECT_NE(notes_.warnings[1].find("unknown key 'epoch'"), std::string::npos);
}

TEST_F(OutputTest, AMetricsFileThatIsNone) {
  for (const std::string kind : {"folder", "pipe"}) {
    auto launcher = this->launcher({"metric-file", kind, "print", "n=1\\n"});
    notes_ = Notes();
    run(launcher, metric_job());
    EXPECT_EQ(notes_.values(), std::vector<double>{1});
    EXPECT_NE(notes_.all_warnings().find("not a regular file"), std::string::npos);
    fs::remove_all(trial_folder());
  }
}

TEST_F(OutputTest, ARefusedReportIsAWarningAndAStoreErrorPasses) {
  auto launcher = this->launcher({"print", "n=1\\nn=2\\n"});
  notes_.on_report = [](const study::Report&) { throw Error(Code::state, "the trial has ended"); };
  run(launcher, metric_job());
  EXPECT_EQ(notes_.reports.size(), 2u);
  EXPECT_EQ(notes_.warnings.size(), 1u);
  EXPECT_NE(notes_.warnings[0].find("the trial has ended"), std::string::npos);
  EXPECT_EQ(notes_.ends.size(), 1u);

  notes_.on_report = [](const study::Report&) { throw Error(Code::store, "disk full"); };
  launcher.launch(metric_job(), notes_);
  EXPECT_THROW(until(launcher, [&] { return launcher.active() == 0; }), Error);
}

}  // namespace
}  // namespace lode::launch
