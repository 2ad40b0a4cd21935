// A trial is started again after its driver was killed.

#include <sys/wait.h>

#include "launch/harness.h"
#include "launch/pid_file.h"

namespace lode::launch {
namespace {

class ResumeTest : public ProcessTest {
 protected:
  /// A driver in a process of its own that launches a trial and is killed with SIGKILL once the trial runs.
  /// \return the trial's process.
  pid_t orphan(const std::vector<std::string>& actions) {
    const pid_t driver = fork();
    if (driver == 0) {
      auto launcher = this->launcher(actions);
      launcher.launch(job(), notes_);
      while (true) pause();
    }
    auto watcher = this->launcher({});
    const pid_t trainer = pid_in(watcher, at("first"));
    kill(driver, SIGKILL);
    waitpid(driver, nullptr, 0);
    return trainer;
  }
};

TEST_F(ResumeTest, TheEarlierProcessIsEndedFirst) {
  const pid_t earlier = orphan({"print", "n=1", "pid", at("first"), "run-on", ""});
  EXPECT_FALSE(zombie(earlier));
  const auto identity = read_pid_file((trial_folder() / "pid").string());
  ASSERT_TRUE(identity);
  EXPECT_EQ(identity->pid, earlier);
  EXPECT_TRUE(runs(*identity));

  auto launcher = this->launcher({"print", "n=2\\n"});
  auto job = this->job();
  job.metrics = {{"n", "n=(.*)"}};
  run(launcher, job);
  EXPECT_FALSE(runs(*identity));
  EXPECT_EQ(notes_.values(), std::vector<double>{2});  // what was read before is not read again
  EXPECT_EQ(log(), "n=1\nn=2\n");                      // and the cut line has been ended
}

TEST_F(ResumeTest, EvenWhereItIgnoresSigterm) {
  const pid_t earlier = orphan({"ignore-sigterm", "", "pid", at("first"), "run-on", ""});
  auto launcher = this->launcher({}, 0.05);
  run(launcher, job());
  until_dead(launcher, earlier);
  EXPECT_EQ(ending().status, study::TrialStatus::completed);
}

TEST_F(ResumeTest, OrphansAreEndedTogether) {
  const pid_t orphan = this->orphan({"pid", at("first"), "run-on", ""});
  end_orphans({at("no-such-folder"), trial_folder().string(), trial_folder().string()});
  EXPECT_TRUE(!alive(orphan) || zombie(orphan));
}

TEST_F(ResumeTest, AStrangerWithTheSameNumberIsLeftAlone) {
  const pid_t stranger = orphan({"pid", at("first"), "run-on", ""});
  const std::string path = (trial_folder() / "pid").string();
  const std::string text = content_of(path);
  std::ofstream(path) << "another-boot pid:[1]" << text.substr(text.find('\n'));
  auto launcher = this->launcher({});
  run(launcher, job());
  EXPECT_FALSE(zombie(stranger));
  kill(stranger, SIGKILL);
}

}  // namespace
}  // namespace lode::launch
