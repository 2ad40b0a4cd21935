#include "launch/pid_file.h"

#include <gtest/gtest.h>
#include <unistd.h>

namespace lode::launch {
namespace {

std::string stat_line(const std::string& pid, const std::string& name, const std::string& group) {
  return pid + " (" + name + ") S 1 " + group + " 7 0 -1 4194560 8 9 10 11 12 13 14 15 20 0 1 0 4242 17 18\n";
}

TEST(PidFile, Reads) {
  const auto identity = parse_pid_file("boot ns\n" + stat_line("77", "a) b (c", "77"));
  ASSERT_TRUE(identity);
  EXPECT_EQ(identity->machine, "boot ns");
  EXPECT_EQ(identity->pid, 77);
  EXPECT_EQ(identity->start, 4242u);
}

// A wrong number here would signal strangers, in the worst case every process.
TEST(PidFile, RefusesWhatIsNoLeaderOfAGroup) {
  EXPECT_FALSE(parse_pid_file(""));
  EXPECT_FALSE(parse_pid_file("boot\n"));
  EXPECT_FALSE(parse_pid_file("boot\n77 (x) S 1 77"));
  EXPECT_FALSE(parse_pid_file("boot\ngarbage\n"));
  EXPECT_FALSE(parse_pid_file("boot\n" + stat_line("77", "x", "78")));
  for (const std::string pid : {"1", "0", "-1", "-77"})
    EXPECT_FALSE(parse_pid_file("boot\n" + stat_line(pid, "x", pid)));
}

TEST(PidFile, AnotherMachineOrStartTimeIsAnotherProcess) {
  EXPECT_FALSE(runs({"elsewhere", getpgrp(), 1}));
  EXPECT_FALSE(runs({this_machine(), getpgrp(), 1}));
  EXPECT_TRUE(end_earlier("/nonexistent/pid", 0));
}

}  // namespace
}  // namespace lode::launch
