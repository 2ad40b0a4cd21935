// Threads that share the parts of a job: every part once, whoever calls, and whatever a part does.

#include "base/pool.h"

#include <atomic>
#include <csignal>
#include <gtest/gtest.h>
#include <memory>
#include <stdexcept>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace lode {
namespace {

/// How often each part was called.
std::vector<int> calls(const Pool& pool, std::size_t parts) {
  std::vector<std::atomic<int>> counts(parts);
  pool.run(parts, [&](std::size_t part, std::size_t worker) {
    EXPECT_LT(worker, pool.size());
    ++counts.at(part);
  });
  return {counts.begin(), counts.end()};
}

TEST(Pool, CallsEveryPartOnce) {
  for (const int threads : {1, 2, 5}) {
    const Pool pool(threads);
    EXPECT_EQ(pool.size(), static_cast<std::size_t>(threads));
    for (const std::size_t parts : {0, 1, 2, 3, 1000})
      EXPECT_EQ(calls(pool, parts), std::vector<int>(parts, 1));
  }
}

TEST(Pool, AWorkerHasItsScratchToItself) {
  const Pool pool(4);
  std::vector<int> sums(pool.size());  // ThreadSanitizer tells of two threads with one number
  for (int job = 0; job < 50; ++job) pool.run(100, [&](std::size_t, std::size_t worker) { ++sums[worker]; });
  int total = 0;
  for (const int sum : sums) total += sum;
  EXPECT_EQ(total, 5000);
}

TEST(Pool, ThrowsWhatTheFirstPartThrewAfterTheOthersHaveEnded) {
  const Pool pool(3);
  for (int repeat = 0; repeat < 20; ++repeat) {
    std::atomic<int> ended = 0;
    try {
      pool.run(64, [&](std::size_t part, std::size_t) {
        ++ended;
        if (part % 10 == 7) throw std::runtime_error(std::to_string(part));
      });
      ADD_FAILURE();
    } catch (const std::runtime_error& error) {
      EXPECT_STREQ(error.what(), "7");
    }
    EXPECT_EQ(ended, 64);
  }
  EXPECT_EQ(calls(pool, 10), std::vector<int>(10, 1));
}

TEST(Pool, APartMayRunAJob) {
  const Pool pool(3);
  std::atomic<int> count = 0;
  pool.run(10, [&](std::size_t, std::size_t) {
    pool.run(10, [&](std::size_t, std::size_t worker) {
      EXPECT_EQ(worker, 0U);  // the caller alone: its scratch is its own
      ++count;
    });
  });
  EXPECT_EQ(count, 100);
}

TEST(Pool, ManyThreadsMayCallIt) {
  const Pool pool(3);
  std::vector<std::thread> callers;
  for (int i = 0; i < 8; ++i) {
    callers.emplace_back([&] {
      for (int job = 0; job < 50; ++job) EXPECT_EQ(calls(pool, 20), std::vector<int>(20, 1));
    });
  }
  for (auto& caller : callers) caller.join();
}

TEST(Pool, WorkersTakeNoSignals) {
  const Pool pool(2);
  std::atomic<bool> worked = false;
  while (!worked) {
    pool.run(2, [&](std::size_t, std::size_t worker) {
      sigset_t mask;
      pthread_sigmask(SIG_SETMASK, nullptr, &mask);
      EXPECT_EQ(sigismember(&mask, SIGTERM), worker == 0 ? 0 : 1);
      if (worker == 1) worked = true;
      for (int i = 0; i < 1000 && !worked; ++i) std::this_thread::yield();  // let the worker have a part
    });
  }
}

TEST(Pool, AForkedChildWorksAloneAndEnds) {
  auto pool = std::make_unique<Pool>(4);
  EXPECT_EQ(calls(*pool, 100), std::vector<int>(100, 1));
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const bool all = calls(*pool, 100) == std::vector<int>(100, 1);
    pool.reset();
    _exit(all ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
}

}  // namespace
}  // namespace lode
