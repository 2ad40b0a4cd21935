#include "cli/drive.h"

#include <algorithm>  // min
#include <chrono>
#include <condition_variable>
#include <exception>
#include <thread>

#include "cli/interrupts.h"

namespace lode::cli {

namespace {

/// The study's run on a thread of its own. Its end waits for the run, which it interrupts.
class Driver {
 public:
  Driver(Study& study, Launcher& launcher) : study_(study), thread_([this, &launcher] { drive(launcher); }) {}
  ~Driver() {
    if (!thread_.joinable()) return;
    study_.interrupt();
    thread_.join();
  }
  Driver(const Driver&) = delete;
  Driver& operator=(const Driver&) = delete;

  /// Waits up to `time` for the run's end. \return whether it has ended
  bool wait(std::chrono::milliseconds time) {
    std::unique_lock lock(mutex_);
    return done_.wait_for(lock, time, [this] { return ended_; });
  }
  /// The run's result, after its end. \throws what it threw
  lode_status result() {
    thread_.join();
    if (thrown_) std::rethrow_exception(thrown_);
    return status_;
  }

 private:
  void drive(Launcher& launcher) {
    try {
      status_ = study_.run(launcher);
    } catch (...) {
      thrown_ = std::current_exception();
    }
    const std::lock_guard lock(mutex_);
    ended_ = true;
    done_.notify_all();
  }

  Study& study_;
  std::mutex mutex_;
  std::condition_variable done_;
  bool ended_ = false;
  lode_status status_ = LODE_OK;
  std::exception_ptr thrown_;
  std::thread thread_;
};

constexpr const char* interrupted_lines[] = {
    "Interrupted: ending the running trials; they start again when the study goes on.",
    "Still ending trials: each has its grace period (launch.grace_seconds) before it is killed. Once more "
    "leaves at "
    "once, and the next run kills what is left."};

}  // namespace

lode_status drive(Study& study, Launcher& launcher, LogLines& log, Progress& progress) {
  using Clock = std::chrono::steady_clock;
  const auto begin = Clock::now();
  progress.show(study.snapshot(), 0);
  const Interrupts interrupts(study);
  Driver driver(study, launcher);
  int told = 0;
  for (bool ended = false; !ended;) {
    ended = driver.wait(std::chrono::milliseconds(100));
    for (; told < std::min(interrupts.count(), 2); ++told) progress.say(interrupted_lines[told]);
    for (const auto& line : log.take()) progress.say(line);
    progress.show(study.snapshot(), std::chrono::duration<double>(Clock::now() - begin).count());
  }
  progress.close();
  return driver.result();
}

}  // namespace lode::cli
