// Which process is which: lines of /proc/<pid>/stat as proc(5) describes them, and processes that run, have
// ended, are gone.

#include "base/process.h"

#include <fstream>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace lode {
namespace {

/// Process 77 of group 78 with the start time 4242, and this name.
std::string stat_line(const std::string& name) {
  return "77 (" + name + ") S 1 78 7 0 -1 4194560 8 9 10 11 12 13 14 15 20 0 1 0 4242 17 18\n";
}

TEST(Process, ReadsALineWhateverTheNameHolds) {
  for (const std::string name : {"python3", "a b c", "a) R 5 6 (b", ") Z 1 1", "two\nlines", ""}) {
    const auto stat = parse_process_stat(stat_line(name));
    ASSERT_TRUE(stat) << name;
    EXPECT_EQ(stat->pid, 77) << name;
    EXPECT_EQ(stat->state, 'S') << name;
    EXPECT_EQ(stat->group, 78) << name;
    EXPECT_EQ(stat->start, 4242u) << name;
    EXPECT_TRUE(stat->alive()) << name;
  }
}

TEST(Process, ACutLineIsNone) {
  const std::string whole = stat_line("a b");
  const std::size_t needed = whole.find("4242") + 5;  // the start time, and the blank that ends it
  for (std::size_t length = 0; length < needed; ++length)
    EXPECT_FALSE(parse_process_stat(whole.substr(0, length))) << length;
  EXPECT_TRUE(parse_process_stat(whole.substr(0, needed)));
  EXPECT_FALSE(
      parse_process_stat("99999999999999 (a) S 1 78 7 0 -1 0 8 9 10 11 12 13 14 15 20 0 1 0 4242 17"));
}

TEST(Process, FindsItself) {
  char name[16] = {};
  ASSERT_EQ(prctl(PR_GET_NAME, name), 0);
  ASSERT_EQ(prctl(PR_SET_NAME, "x) Z 1 (y"), 0);
  const auto self = find_process(getpid());
  prctl(PR_SET_NAME, name);
  ASSERT_TRUE(self);
  EXPECT_EQ(self->pid, getpid());
  EXPECT_EQ(self->group, getpgrp());
  EXPECT_TRUE(self->alive());
  EXPECT_GT(self->start, 0u);
}

TEST(Process, AChildRunsThenIsAZombieThenIsGone) {
  const pid_t child = fork();
  if (child == 0) {
    pause();
    _exit(0);
  }
  const auto running = find_process(child);
  ASSERT_TRUE(running);
  EXPECT_TRUE(running->alive());
  kill(child, SIGKILL);
  siginfo_t info;
  ASSERT_EQ(waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT), 0);  // ended, not yet reaped
  const auto zombie = find_process(child);
  ASSERT_TRUE(zombie);
  EXPECT_FALSE(zombie->alive());
  EXPECT_EQ(zombie->start, running->start);
  ASSERT_EQ(waitpid(child, nullptr, 0), child);
  EXPECT_FALSE(find_process(child));
}

TEST(Process, NamesTheBootAndTheNamespace) {
  EXPECT_EQ(boot_id().size(), 36u);  // a UUID
  EXPECT_EQ(pid_namespace().rfind("pid:[", 0), 0u) << pid_namespace();
}

}  // namespace
}  // namespace lode
