// A trial's folder: whose it is.

#include "launch/harness.h"

namespace lode::launch {
namespace {

class FolderTest : public ProcessTest {
 protected:
  void run_in_study(double created) {
    auto launcher = this->launcher({"print", "x\\n"});
    auto job = ProcessTest::job();
    job.study_created = created;
    run(launcher, job);
  }
};

TEST_F(FolderTest, IsKeptForFurtherAttemptsOfTheSameTrial) {
  run_in_study(100.25);
  std::ofstream(trial_folder() / "checkpoint") << "state";
  run_in_study(100.25);
  EXPECT_EQ(content_of(trial_folder() / "checkpoint"), "state");
  EXPECT_EQ(notes_.all_warnings(), "");
}

TEST_F(FolderTest, OfAnEarlierStudyOfTheSameNameIsSetAside) {
  for (const double created : {100.25, 200.5, 300.75}) {
    run_in_study(created);
    EXPECT_EQ(log(), "x\n") << "a log of its own";
    EXPECT_FALSE(fs::exists(trial_folder() / "checkpoint"));
    std::ofstream(trial_folder() / "checkpoint") << created;
  }
  EXPECT_EQ(content_of(folder_ / "trials" / "s-0.earlier-1" / "checkpoint"), "100.25");
  EXPECT_EQ(content_of(folder_ / "trials" / "s-0.earlier-2" / "checkpoint"), "200.5");
  EXPECT_EQ(notes_.warnings.size(), 2u);
  EXPECT_NE(notes_.warnings.at(0).find("s-0.earlier-1"), std::string::npos);
}

TEST_F(FolderTest, OfAStartThatWasCutOffIsKept) {
  run_in_study(100.25);
  std::ofstream(trial_folder() / "checkpoint") << "state";
  for (const char* cut : {"", static_cast<const char*>(nullptr)}) {  // as a power cut may leave it; gone
    fs::remove(trial_folder() / ".study.json");
    if (cut) std::ofstream(trial_folder() / ".study.json") << cut;
    run_in_study(100.25);
    EXPECT_EQ(content_of(trial_folder() / "checkpoint"), "state");
    EXPECT_FALSE(fs::exists(trial_folder() / ".study.json.part"));
  }
  EXPECT_EQ(notes_.all_warnings(), "");
}

TEST_F(FolderTest, MadeByHandAndEmptyIsTaken) {
  fs::create_directories(trial_folder());
  run_in_study(100.25);
  EXPECT_EQ(notes_.all_warnings(), "");
  EXPECT_EQ(log(), "x\n");
}

}  // namespace
}  // namespace lode::launch
