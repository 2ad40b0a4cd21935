// Where the kernel's count of kills for want of memory stands, in file trees like those of its versions.

#include "launch/memory_kills.h"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <unistd.h>

namespace lode::launch {
namespace {

namespace fs = std::filesystem;

class MemoryKillsTest : public testing::Test {
 protected:
  MemoryKillsTest() {
    std::string name = (fs::temp_directory_path() / "lode-memory-XXXXXX").string();
    root_ = mkdtemp(name.data());
  }
  ~MemoryKillsTest() override {
    std::error_code ignored;
    fs::remove_all(root_, ignored);
  }

  void write(const std::string& path, const std::string& text) const {
    const fs::path file = root_ + path;
    fs::create_directories(file.parent_path());
    std::ofstream(file) << text;
  }
  std::string found() const {
    const std::string file = memory_kills_file(root_);
    return file.empty() ? file : file.substr(root_.size());
  }

  std::string root_;
};

TEST_F(MemoryKillsTest, OfTheControlGroupVersion2) {
  write("/proc/self/cgroup", "0::/user.slice/job\n");
  write("/sys/fs/cgroup/user.slice/job/memory.events", "low 0\nhigh 0\nmax 3\noom 1\noom_kill 1\n");
  write("/proc/vmstat", "nr_free_pages 7\noom_kill 5\n");
  EXPECT_EQ(found(), "/sys/fs/cgroup/user.slice/job/memory.events");
}

TEST_F(MemoryKillsTest, OfTheControlGroupVersion1) {
  write("/proc/self/cgroup", "5:cpu,cpuacct:/a\n4:memory:/b\n0::/\n");
  write("/sys/fs/cgroup/memory/b/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n");
  EXPECT_EQ(found(), "/sys/fs/cgroup/memory/b/memory.oom_control");
}

TEST_F(MemoryKillsTest, WhereAContainerShowsItsGroupAsTheRoot) {
  write("/proc/self/cgroup", "0::/docker/0123\n");
  write("/sys/fs/cgroup/memory.events", "oom_kill 0\n");
  EXPECT_EQ(found(), "/sys/fs/cgroup/memory.events");
}

TEST_F(MemoryKillsTest, OfTheMachineWhereNoGroupCounts) {
  write("/proc/self/cgroup", "0::/\n");
  write("/proc/vmstat", "nr_free_pages 7\noom_kill 5\n");
  EXPECT_EQ(found(), "/proc/vmstat");
}

TEST_F(MemoryKillsTest, NothingToBeSeen) {
  EXPECT_EQ(found(), "");
  EXPECT_FALSE(MemoryWatch("").killed());
  write("/proc/self/cgroup", "no such lines\n4:memory\n");
  EXPECT_EQ(found(), "");
}

TEST_F(MemoryKillsTest, AKillIsOneSinceTheWatchBegan) {
  write("/proc/vmstat", "oom_kill 5\n");
  const MemoryWatch watch(root_ + "/proc/vmstat");
  EXPECT_FALSE(watch.killed());
  write("/proc/vmstat", "oom_kill 6\n");
  EXPECT_TRUE(watch.killed());
  EXPECT_FALSE(MemoryWatch(root_ + "/proc/vmstat").killed());
  fs::remove(root_ + "/proc/vmstat");
  EXPECT_FALSE(watch.killed());
}

}  // namespace
}  // namespace lode::launch
