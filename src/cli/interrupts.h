/// \file
/// Ctrl-C.
#pragma once

#include <array>
#include <csignal>

#include "cli/common.h"

namespace lode::cli {

/// While it lives, SIGINT, SIGTERM and SIGHUP are counted; the third of them ends the program at once. One at
/// a time.
class Interrupts {
 public:
  Interrupts() : Interrupts(nullptr) {}
  /// They interrupt the study's run, too.
  explicit Interrupts(Study& study) : Interrupts(study.get()) {}
  ~Interrupts();
  Interrupts(const Interrupts&) = delete;
  Interrupts& operator=(const Interrupts&) = delete;

  /// How many came so far.
  int count() const;

 private:
  explicit Interrupts(lode_study* study);

  static constexpr std::array<int, 3> signals = {SIGINT, SIGTERM, SIGHUP};
  std::array<struct sigaction, 3> before_{};
};

}  // namespace lode::cli
