#include "cli/interrupts.h"

#include <atomic>
#include <unistd.h>  // _exit

namespace lode::cli {

namespace {

std::atomic<lode_study*> driven{nullptr};
std::atomic<int> received{0};
static_assert(std::atomic<int>::is_always_lock_free, "a signal handler may touch lock-free atomics only");

extern "C" void interrupt_driven(int) {
  if (received.fetch_add(1) >= 2) _exit(exit_interrupted);
  if (lode_study* study = driven.load()) lode_study_interrupt(study);
}

}  // namespace

Interrupts::Interrupts(lode_study* study) {
  received = 0;
  driven = study;
  struct sigaction action {};
  action.sa_handler = interrupt_driven;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  for (std::size_t i = 0; i < signals.size(); ++i) {
    sigaction(signals[i], &action, &before_[i]);
    // nohup, and a shell's `&`, start programs with signals ignored: they stay so.
    if (before_[i].sa_handler == SIG_IGN) sigaction(signals[i], &before_[i], nullptr);
  }
}

Interrupts::~Interrupts() {
  for (std::size_t i = 0; i < signals.size(); ++i) sigaction(signals[i], &before_[i], nullptr);
  driven = nullptr;
}

int Interrupts::count() const { return received; }

}  // namespace lode::cli
