/// \file
/// Worker threads for the parts of one computation.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

namespace lode {

/// A fixed number of threads, the caller's among them. Workers start with the first job that has use for
/// them, sleep between jobs, and take no signals: those are the host's.
///
/// A job is given whole to the pool or to nobody: where another thread's job is running, or the call comes
/// from within a part, or this process is the child of a fork (which has no workers), the caller does it
/// alone. So no call waits for another, and results must not depend on who computes which part.
class Pool {
 public:
  /// `worker`: which of size() threads calls, for scratch of its own.
  using Part = std::function<void(std::size_t part, std::size_t worker)>;

  /// \param threads at least 1
  explicit Pool(int threads);
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  std::size_t size() const;

  /// Calls `part` for each of 0 ... parts - 1 and returns when all have ended. Any number of threads may call
  /// it. \throws what the part of the least number threw, after the others have ended
  void run(std::size_t parts, const Part& part) const;

 private:
  struct Shared;
  std::unique_ptr<Shared> shared_;
};

}  // namespace lode
