/// \file
/// Large buffers that outlive a call. A fit makes many likelihoods of one size: taken from the system anew,
/// each one's matrices would be cleared, page by page, before they are written.
#pragma once

#include <cstddef>
#include <mutex>
#include <utility>
#include <vector>

namespace lode::backend::cpu {

/// Any number of threads may take from one and give back.
class Scratch {
 public:
  Scratch() { kept_.reserve(most_buffers); }  // so that giving back never fails

  /// \return `count` doubles, of any value.
  std::vector<double> take(std::size_t count) {
    std::vector<double> buffer = newest();
    if (buffer.capacity() < count) {
      buffer = {};
      buffer.reserve(count + count / 8);  // the next trial's is a little larger
    }
    buffer.resize(count);
    return buffer;
  }

  /// Keeps the buffer for the next who takes one, unless it is larger than what is worth keeping.
  void give(std::vector<double> buffer) noexcept {
    const std::lock_guard lock(lock_);
    if (buffer.capacity() <= most_kept && kept_.size() < most_buffers) kept_.push_back(std::move(buffer));
  }

 private:
  static constexpr std::size_t most_kept = std::size_t{1} << 23;  ///< doubles: 64 MiB, a matrix of n = 2900
  static constexpr std::size_t most_buffers = 4;

  std::vector<double> newest() {
    const std::lock_guard lock(lock_);
    if (kept_.empty()) return {};
    std::vector<double> buffer = std::move(kept_.back());
    kept_.pop_back();
    return buffer;
  }

  std::mutex lock_;
  std::vector<std::vector<double>> kept_;
};

}  // namespace lode::backend::cpu
