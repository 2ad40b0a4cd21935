/// \file
/// A store_writer with pipes to its input and from its output.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace lode::store::test {

class Child {
 public:
  /// Starts store_writer with these arguments. \throws std::runtime_error
  explicit Child(const std::vector<std::string>& arguments);
  ~Child();  ///< kills what still runs
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  /// Waits for the next acknowledged head; nothing after the end of the output.
  std::optional<std::uint64_t> next();
  /// Asks a `step` child for one append.
  void poke();
  void close_input();
  /// SIGKILL. What the child had acknowledged before is still there for next().
  void kill();
  /// Waits for the end. \return the exit status, 128 + signal where one ended it.
  int wait();

 private:
  int pid_ = -1;
  int input_ = -1;
  int output_ = -1;
};

}  // namespace lode::store::test
