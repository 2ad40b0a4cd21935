#include "base/pool.h"

#include <algorithm>  // max
#include <atomic>
#include <condition_variable>
#include <csignal>
#include <exception>
#include <limits>
#include <mutex>
#include <system_error>
#include <thread>
#include <unistd.h>  // getpid
#include <vector>

namespace lode {

namespace {

/// One call of run().
class Job {
 public:
  Job(std::size_t parts, const Pool::Part& part) : parts_(parts), part_(part) {}

  /// Takes parts until none is left.
  void work(std::size_t worker) {
    for (std::size_t i = next_++; i < parts_; i = next_++) {
      try {
        part_(i, worker);
      } catch (...) {
        const std::lock_guard lock(lock_);
        if (i < failed_) {
          failed_ = i;
          error_ = std::current_exception();
        }
      }
    }
  }

  void rethrow() const {
    if (error_) std::rethrow_exception(error_);
  }

 private:
  std::size_t parts_;
  const Pool::Part& part_;
  std::atomic<std::size_t> next_ = 0;
  std::mutex lock_;
  std::size_t failed_ = std::numeric_limits<std::size_t>::max();
  std::exception_ptr error_;
};

/// No signal is delivered to threads that are started while this lives.
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;

 private:
  sigset_t before_;
};

}  // namespace

struct Pool::Shared {
  explicit Shared(std::size_t size) : threads(size) {}

  const std::size_t threads;
  const pid_t process = getpid();
  std::atomic_flag busy;

  std::mutex lock;
  std::condition_variable changed;
  Job* job = nullptr;        ///< the one to work on
  std::uint64_t number = 0;  ///< of the job: a worker joins each once
  std::size_t working = 0;   ///< workers on the job
  bool ending = false;
  std::vector<std::thread> workers;

  void start() {
    const SignalsBlocked blocked;
    try {
      while (workers.size() + 1 < threads) {
        const std::size_t worker = workers.size() + 1;
        workers.emplace_back([this, worker] { serve(worker); });
      }
    } catch (const std::system_error&) {  // the system gives no more threads: those that there are will do
    }
  }

  void serve(std::size_t worker) {
    std::uint64_t seen = 0;
    std::unique_lock guard(lock);
    for (;;) {
      changed.wait(guard, [&] { return ending || (job != nullptr && number != seen); });
      if (ending) return;
      seen = number;
      Job& mine = *job;
      ++working;
      guard.unlock();
      mine.work(worker);
      guard.lock();
      --working;
      changed.notify_all();
    }
  }

  void run(Job& given) {
    {
      const std::lock_guard guard(lock);
      if (workers.empty()) start();
      job = &given;
      ++number;
    }
    changed.notify_all();
    given.work(0);
    std::unique_lock guard(lock);
    job = nullptr;  // nobody joins any more
    changed.wait(guard, [&] { return working == 0; });
  }
};

Pool::Pool(int threads) : shared_(std::make_unique<Shared>(static_cast<std::size_t>(std::max(1, threads)))) {}

Pool::~Pool() {
  if (shared_->process != getpid()) {
    // The workers that sleep on the condition did not come along, but it counts them, and would wait for
    // them; the mutex may be held by one. So both are left as they are.
    static_cast<void>(shared_.release());
    return;
  }
  {
    const std::lock_guard guard(shared_->lock);
    shared_->ending = true;
  }
  shared_->changed.notify_all();
  for (auto& worker : shared_->workers) worker.join();
}

std::size_t Pool::size() const { return shared_->threads; }

void Pool::run(std::size_t parts, const Part& part) const {
  Job job(parts, part);
  const bool alone = parts < 2 || shared_->threads == 1 || shared_->process != getpid();
  if (alone || shared_->busy.test_and_set(std::memory_order_acquire)) {
    job.work(0);
  } else {
    shared_->run(job);
    shared_->busy.clear(std::memory_order_release);
  }
  job.rethrow();
}

}  // namespace lode
