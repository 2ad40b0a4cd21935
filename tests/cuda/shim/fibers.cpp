// Kernels: the threads of a block as fibers.

#include <algorithm>
#include <limits>
#include <memory>
#include <ucontext.h>
#include <vector>

#include "shim.h"
#include "stack_switch.h"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/common_interface_defs.h>
#endif
#if defined(__SANITIZE_THREAD__)
#include <sanitizer/tsan_interface.h>
#endif

thread_local uint3 threadIdx, blockIdx;
thread_local dim3 blockDim, gridDim;

namespace shim {
namespace {

constexpr std::size_t stack_bytes = 256 * 1024;
constexpr unsigned warp = 32;
constexpr unsigned most_threads = 1024;

/// Where a fiber is.
enum class State { running, at_barrier, at_warp, done };

/// A place to run: what the sanitizers must be told when the stack changes.
struct Place {
  Stand stand = {};
#if defined(__SANITIZE_ADDRESS__)
  const void* bottom = nullptr;
  std::size_t size = 0;
  void* fake_stack = nullptr;
#endif
#if defined(__SANITIZE_THREAD__)
  void* tsan = nullptr;
#endif
};

/// A stack on which threads run, one after the other as long as none of them waits.
struct Fiber : Place {
  std::unique_ptr<char[]> stack = std::make_unique<char[]>(stack_bytes);
  State state = State::done;
  bool has_waited = false;
  unsigned thread = 0;  ///< its number in the block

  Fiber() {
#if defined(__SANITIZE_ADDRESS__)
    bottom = stack.get();
    size = stack_bytes;
#endif
#if defined(__SANITIZE_THREAD__)
    tsan = __tsan_create_fiber(0);
#endif
  }
#if defined(__SANITIZE_THREAD__)
  ~Fiber() { __tsan_destroy_fiber(tsan); }
#endif
};

/// Goes from one place to another; returns when somebody comes back to `from`.
void go([[maybe_unused]] Place& from, Place& to) {
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_start_switch_fiber(&from.fake_stack, to.bottom, to.size);
#endif
#if defined(__SANITIZE_THREAD__)
  __tsan_switch_to_fiber(to.tsan, 0);
#endif
  switch_stand(from.stand, to.stand);
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_finish_switch_fiber(from.fake_stack, nullptr, nullptr);
#endif
}

/// The fibers of this host thread and the block that they run.
class Scheduler {
 public:
  /// \return false where threads waited for some that had ended, or for one another in different ways
  bool run_block(dim3 size, const std::function<void()>& thread) {
    size_ = size;
    count_ = size.x * size.y * size.z;
    thread_ = &thread;
    exchange_.assign(count_, 0);
    next_ = 0;
    while (next_ < count_) start_fiber();
    while (!waiting_.empty())
      if (!release()) return false;
    return true;
  }

  /// Called by the running thread.
  void wait(State for_what) {
    Fiber& self = *current_;
    self.state = for_what;
    self.has_waited = true;
    go(self, home_);
    place(self.thread);
  }

  double exchange(double value, unsigned mask) {
    const unsigned self = current_->thread;
    exchange_[self] = value;
    wait(State::at_warp);
    const double other = exchange_[self ^ mask];
    wait(State::at_warp);
    return other;
  }

 private:
  static void enter();

  /// Threads, until one of them has waited: others have been started meanwhile.
  void fiber_main(Fiber& self) {
    while (next_ < count_ && !self.has_waited) {
      self.thread = properties().backwards ? count_ - 1 - next_ : next_;
      ++next_;
      place(self.thread);
      (*thread_)();
    }
    self.state = State::done;
  }

  void place(unsigned number) const {
    threadIdx = {number % size_.x, number / size_.x % size_.y, number / (size_.x * size_.y)};
  }

  void start_fiber() {
    if (spare_.empty()) spare_.push_back(std::make_unique<Fiber>());
    std::unique_ptr<Fiber> fiber = std::move(spare_.back());
    spare_.pop_back();
    fiber->has_waited = false;
    fiber->stand = stand_at(&Scheduler::enter, fiber->stack.get(), stack_bytes);
    resume(std::move(fiber));
  }

  /// Runs a fiber until it waits or ends.
  void resume(std::unique_ptr<Fiber> fiber) {
    fiber->state = State::running;
    current_ = fiber.get();
#if defined(__SANITIZE_THREAD__)
    home_.tsan = __tsan_get_current_fiber();
#endif
    go(home_, *fiber);
    (fiber->state == State::done ? spare_ : waiting_).push_back(std::move(fiber));
  }

  /// Lets those go on for whom everybody has come. \return false where nobody can
  bool release() {
    if (waiting_.size() == count_ && whole_at(State::at_barrier, 0, count_)) {
      resume_all(0, count_);
      return true;
    }
    bool moved = false;
    for (unsigned first = 0; first < count_; first += warp) {
      if (!whole_at(State::at_warp, first, std::min(first + warp, count_))) continue;
      resume_all(first, first + warp);
      moved = true;
    }
    return moved;
  }

  /// Whether every thread of a range waits in this way.
  bool whole_at(State state, unsigned first, unsigned end) const {
    const auto there = std::count_if(waiting_.begin(), waiting_.end(), [&](const auto& fiber) {
      return fiber->thread >= first && fiber->thread < end && fiber->state == state;
    });
    return static_cast<unsigned>(there) == end - first;
  }

  void resume_all(unsigned first, unsigned end) {
    std::vector<std::unique_ptr<Fiber>> all = std::move(waiting_), chosen;
    waiting_.clear();
    for (auto& fiber : all)
      (fiber->thread >= first && fiber->thread < end ? chosen : waiting_).push_back(std::move(fiber));
    for (auto& fiber : chosen) resume(std::move(fiber));
  }

  dim3 size_;
  unsigned count_ = 0;
  const std::function<void()>* thread_ = nullptr;
  unsigned next_ = 0;             ///< threads started
  std::vector<double> exchange_;  ///< what threads show each other
  Place home_;
  Fiber* current_ = nullptr;
  std::vector<std::unique_ptr<Fiber>> waiting_, spare_;
};

thread_local std::unique_ptr<Scheduler> scheduler;
thread_local void* block_shared = nullptr;

void Scheduler::enter() {
  Scheduler& own = *scheduler;
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_finish_switch_fiber(nullptr, &own.home_.bottom, &own.home_.size);
#endif
  Fiber& self = *own.current_;
  own.fiber_main(self);
  go(self, own.home_);  // never comes back: the next threads begin anew
}

bool fits(dim3 grid, dim3 block) {
  const std::size_t threads = std::size_t{block.x} * block.y * block.z;
  const bool any = grid.x > 0 && grid.y > 0 && grid.z > 0 && threads > 0;
  return any && threads <= most_threads && block.z <= 64 && grid.x <= 0x7fffffffu && grid.y <= 65535 &&
         grid.z <= 65535;
}

}  // namespace

void* shared_memory() { return block_shared; }

cudaError_t run_blocks(dim3 grid, dim3 block, std::size_t shared, const std::function<void()>& thread) {
  if (!fits(grid, block)) return cudaErrorInvalidConfiguration;
  if (!scheduler) scheduler = std::make_unique<Scheduler>();
  gridDim = grid;
  blockDim = block;
  for (blockIdx.z = 0; blockIdx.z < grid.z; ++blockIdx.z) {
    for (blockIdx.y = 0; blockIdx.y < grid.y; ++blockIdx.y) {
      for (blockIdx.x = 0; blockIdx.x < grid.x; ++blockIdx.x) {
        // Exactly as large as asked for, so that a step outside is seen.
        std::vector<double> memory((shared + sizeof(double) - 1) / sizeof(double),
                                   std::numeric_limits<double>::quiet_NaN());
        memory.shrink_to_fit();
        block_shared = memory.data();
        if (!scheduler->run_block(block, thread)) {
          scheduler.reset();  // with fibers that never end
          return cudaErrorLaunchFailure;
        }
      }
    }
  }
  return cudaSuccess;
}

}  // namespace shim

void __syncthreads() { shim::scheduler->wait(shim::State::at_barrier); }

double __shfl_xor_sync(unsigned, double value, int lane_mask) {
  return shim::scheduler->exchange(value, static_cast<unsigned>(lane_mask));
}
