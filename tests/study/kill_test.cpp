// kill -9 at random points loses no acknowledged result: a host is killed 200 times, the study reopened and
// compared with every line that the host had printed.

#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <gtest/gtest.h>
#include <lode/lode.h>
#include <map>
#include <random>
#include <signal.h>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

namespace {

constexpr int kills = 200;

/// Everything that was acknowledged, by trial.
struct Acknowledged {
  std::map<unsigned long long, double> asked, reported, told;
};

class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "lode-kill-XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  std::string store() const { return (path_ / "studies.db").string(); }

 private:
  std::filesystem::path path_;
};

/// Starts the host, reads `lines` acknowledgements, kills it, and reads what was still in the pipe.
void run_and_kill(const std::string& store, int lines, Acknowledged& all) {
  int ends[2];
  ASSERT_EQ(pipe2(ends, O_CLOEXEC), 0);
  const pid_t pid = fork();
  if (pid == 0) {
    dup2(ends[1], 1);
    execl(LODE_WORKER, LODE_WORKER, store.c_str(), nullptr);
    _exit(127);
  }
  close(ends[1]);
  FILE* out = fdopen(ends[0], "r");
  char word[16];
  unsigned long long trial = 0;
  double value = 0;
  for (int read = 0; std::fscanf(out, "%15s %llu %lf\n", word, &trial, &value) == 3; ++read) {
    auto& kind = word[0] == 'a' ? all.asked : word[0] == 'r' ? all.reported : all.told;
    EXPECT_EQ(kind.count(trial), 0u) << word << " " << trial << " twice";
    kind[trial] = value;
    if (read + 1 == lines) kill(pid, SIGKILL);
  }
  std::fclose(out);
  int status = 0;
  ASSERT_EQ(waitpid(pid, &status, 0), pid);
  ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << "the host ended by itself: " << status;
}

void compare(lode_study* study, const Acknowledged& all) {
  lode_snapshot* snapshot = nullptr;
  ASSERT_EQ(lode_study_snapshot(study, &snapshot, nullptr), LODE_OK);
  for (const auto& [trial, x] : all.asked) {
    const lode_trial* t = lode_snapshot_trial(snapshot, trial);
    ASSERT_NE(t, nullptr) << "trial " << trial << " is lost";
    EXPECT_EQ(lode_trial_row(t, nullptr)[0], x);
  }
  for (const auto& [trial, value] : all.reported) {
    lode_report report = LODE_REPORT_INIT;
    ASSERT_EQ(lode_trial_report(lode_snapshot_trial(snapshot, trial), 0, &report, nullptr), LODE_OK) << trial;
    EXPECT_EQ(report.value, value);
  }
  for (const auto& [trial, value] : all.told) {
    lode_trial_info info = LODE_TRIAL_INFO_INIT;
    ASSERT_EQ(lode_trial_get_info(lode_snapshot_trial(snapshot, trial), &info, nullptr), LODE_OK);
    EXPECT_EQ(info.status, LODE_TRIAL_COMPLETED);
    EXPECT_EQ(info.objective, value);
  }
  lode_snapshot_free(snapshot);
}

TEST(Kill, LosesNoAcknowledgedResult) {
  const Folder folder;
  Acknowledged all;
  std::mt19937 random(20240817);
  lode_context* context = nullptr;
  ASSERT_EQ(lode_context_create(nullptr, &context, nullptr), LODE_OK);
  for (int i = 0; i < kills; ++i) {
    run_and_kill(folder.store(), 1 + static_cast<int>(random() % 12), all);
    if (HasFatalFailure()) return;
    lode_error error = LODE_ERROR_INIT;
    lode_store* store = nullptr;
    lode_study* study = nullptr;
    ASSERT_EQ(lode_store_open(context, folder.store().c_str(), nullptr, &store, &error), LODE_OK)
        << error.message;
    ASSERT_EQ(lode_study_open(context, store, "killed", &study, &error), LODE_OK) << error.message;
    compare(study, all);
    lode_study_free(study);
    lode_store_free(store);
    if (HasFailure()) return;
  }
  lode_context_free(context);
  EXPECT_GT(all.told.size(), static_cast<std::size_t>(kills));
}

}  // namespace
